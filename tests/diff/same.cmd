# Another way to write the same is no change; a plan stands for its sources.
sed 's/100万元/1000000元/; s/≥ 200人次/不少于200人次/' _old/a.pgl >$TMP/b.pgl
pgl diff _old $TMP/b.pgl
pgl compile _old -o $TMP/old.plan && pgl diff $TMP/old.plan _old/a.pgl
