pgl explain target.pgl 管网改造.新装水表数 --actuals actuals.csv
pgl explain target.pgl 宣传 --actuals actuals.csv
pgl explain target.pgl 桥梁 --actuals actuals.csv
true
