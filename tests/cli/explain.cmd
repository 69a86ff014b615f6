# A page in the run's language; several codes; letters of either size; a code mistyped.
# exit: 1
pgl explain e0301
pgl --lang en explain --color=always E0301
pgl explain E0300 E0301 >$TMP/one
code=$?
head -1 $TMP/one
exit $code
