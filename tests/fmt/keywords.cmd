pgl fmt --keywords en - <english.pgl >$TMP/en.pgl
cat $TMP/en.pgl
pgl fmt --keywords zh - <$TMP/en.pgl
pgl fmt --keywords keep - <english.pgl | diff - english.fmt
