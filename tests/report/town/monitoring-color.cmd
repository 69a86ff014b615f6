# exit: 1
COLUMNS=120 pgl eval target.pgl --actuals actuals.csv --as-of 2024-09-30 --quiet --color
