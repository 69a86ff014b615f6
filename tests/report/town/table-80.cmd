# exit: 1
COLUMNS=80 pgl eval target.pgl --actuals actuals.csv
