# exit: 2
# Every spelling of a target and what it is read as: operator, value, upper end, unit.
pgl eval spellings.pgl --format csv | cut -d, -f7-11,14 | sed 1d
