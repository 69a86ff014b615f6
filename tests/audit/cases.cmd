# The six published self-evaluations, with the totals, grades and rates as published; what is found is compared with
# cases/expected.md, read off the tables by hand.
for n in 03 06 10 16 28 33; do
  pgl audit ../../examples/cases/$n-*/target.pgl --actuals cases/$n.csv
done
true
