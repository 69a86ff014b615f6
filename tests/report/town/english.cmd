# exit: 1
COLUMNS=100 pgl eval target.pgl --actuals actuals.csv --quiet --lang en
