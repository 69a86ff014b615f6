# A narrow terminal: what has no room flows on within the tree; one too narrow for that is left alone.
COLUMNS=64 pgl explain target.pgl '管网改造' --actuals actuals.csv 2>/dev/null; echo
COLUMNS=20 pgl explain target.pgl '管网改造.改造管网' --actuals actuals.csv 2>/dev/null | head -4
