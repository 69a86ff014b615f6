pgl import sichuan.txt -o $TMP/out > $TMP/summary
cat $TMP/out/*
sed "s|$TMP|TMP|" $TMP/summary
