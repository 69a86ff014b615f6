# exit: 1
COLUMNS=96 pgl eval target.pgl --actuals actuals.csv --as-of 2024-09-30 --quiet
