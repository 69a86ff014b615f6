pgl eval target.pgl --actuals actuals.csv --quiet
