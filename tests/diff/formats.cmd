# exit: 1
# One change of each kind, as people and as programs read it. 100万元 → 1200000元 is 20万元 more, and 5000元/人次 is
# 0.5万元/人次.
pgl diff _old _new
pgl diff _old _new --format md
pgl diff _old _new --format json >$TMP/d.json; python3 -c "
import json, sys
d = json.load(open('$TMP/d.json'))
print(d['schema'], d['before'], d['after'])
for c in d['changes']: print(c['change'], c['what'], c['in'], c['name'], c['before'], c['after'], c['difference'], c['line'])"
pgl --lang en diff _old _new
