# Cells that are long, hold control characters or NUL, are told of in few and harmless characters.
# exit: 2
{ printf '指标,数值\n面积,'; head -c 200000 /dev/zero | tr '\0' x; printf '\n'
  head -c 60000 /dev/zero | tr '\0' y; printf ',3\n'
  printf '\033[31m红,3\n面积,\033]0;x\a1平方米\n面\0积,3\n'
  printf '面积,3%s\n' "$(head -c 30000 /dev/zero | tr '\0' z)"
} > $TMP/rows.csv
pgl eval target.pgl --actuals $TMP/rows.csv --quiet 2>&1 > /dev/null
