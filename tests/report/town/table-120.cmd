# exit: 1
COLUMNS=120 pgl eval target.pgl --actuals actuals.csv
