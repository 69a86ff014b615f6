# exit: 1
# A sound file in other encodings, and files that are no text: one message each, and none where all is well.
sound=../sample.pgl
try() { pgl check --format compact "$TMP/$1" | sed "s#$TMP/##"; }
cp "$sound" "$TMP/UTF-8.pgl" && try UTF-8.pgl
{ printf '\357\273\277'; cat "$sound"; } >"$TMP/有BOM.pgl" && try 有BOM.pgl
sed 's/$/\r/' "$sound" >"$TMP/回车换行.pgl" && try 回车换行.pgl
tr '\n' '\r' <"$sound" >"$TMP/只有回车.pgl" && try 只有回车.pgl
for code in GB18030 GBK UTF-16 UTF-16LE UTF-16BE; do
  iconv -f UTF-8 -t "$code" "$sound" >"$TMP/$code.pgl"
  try "$code.pgl"
done
printf 'PK\003\004\024\000\006\000%0500d' 0 >"$TMP/目标.docx.pgl" && try 目标.docx.pgl
printf '\320\317\021\340\241\261\032\341%0500d' 0 >"$TMP/目标.xls.pgl" && try 目标.xls.pgl
printf '%%PDF-1.7\n%%\342\343\317\323\n' >"$TMP/目标.pdf.pgl" && try 目标.pdf.pgl
head -c 4000 /dev/zero >"$TMP/全是零.pgl" && try 全是零.pgl
{ sed -n 1,8p "$sound"; printf '  目标 "绿化'; printf '养护' | iconv -t GBK; printf '"\n  }\n}\n'; } >"$TMP/一句GBK.pgl" && try 一句GBK.pgl
printf '年度 2021\n// caf\351\n项目 甲 { 预算 300万元 }\n' >"$TMP/注释里一个坏字节.pgl" && try 注释里一个坏字节.pgl
printf '年度 2021\n项目 甲 { 预算 300万元 }\n\303' >"$TMP/末尾半个字.pgl" && try 末尾半个字.pgl
