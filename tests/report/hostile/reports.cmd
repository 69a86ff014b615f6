# exit: 1
COLUMNS=80 pgl eval target.pgl --actuals actuals.csv --quiet
pgl eval target.pgl --actuals actuals.csv --quiet --format csv --excel-safe
for f in csv json; do pgl eval target.pgl --actuals actuals.csv --quiet --format $f; done
pgl explain target.pgl 甲 --actuals actuals.csv; pgl explain target.pgl '"=1+1"' --actuals actuals.csv
pgl eval target.pgl --actuals actuals.csv --quiet | grep -c $'\033'
