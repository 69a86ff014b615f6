# exit: 1
pgl eval target.pgl --actuals actuals.csv --quiet --format csv
