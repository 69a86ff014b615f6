# A quantity alone is told in the base unit of its dimension; a ratio that does not end, to six places too.
pgl units 1亩
pgl units "1,500 公里"
pgl units 1亩 to 平方米
pgl units 15亩 to 公顷
pgl units 2户
pgl units 1亩地; echo "exit $?"
