# exit: 1
COLUMNS=48 pgl eval target.pgl --actuals actuals.csv --quiet
