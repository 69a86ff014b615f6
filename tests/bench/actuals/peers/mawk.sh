#!/bin/sh
# mawk.sh prepare|run DIR OUT
dir=$2
case $1 in
prepare) cut -d, -f1 "$dir/targets.csv" | uniq | tail -n +2 >"$dir/mawk-projects.txt" ;;
run)
  LC_ALL=C mawk -v bad_to="$3.bad" -f "$(dirname "$0")/mawk.awk" "$dir/measures.csv" "$dir/units.csv" \
    "$dir/mawk-projects.txt" "$dir/actuals.csv" "$dir/targets.csv" >"$3"
  cat "$3.bad"
  ;;
esac
