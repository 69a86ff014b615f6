pgl explain target.pgl '管网改造.改造管网' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.管段一次验收合格率(按段)' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.每千米造价' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.新装水表' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.用水便利度' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.地下水水位' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.居民满意度' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.执行率' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '水务局.支出' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '水务局' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '节水宣传' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '水务局.水质合格率' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.宣传' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '管网改造.完工时间' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '节水宣传与农村饮水安全巩固提升配套补助.入户率' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '节水宣传与农村饮水安全巩固提升配套补助.发放手册' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl '街头绿地.新增绿地' --actuals actuals.csv 2>/dev/null; echo
pgl explain target.pgl 管网改造.改造管网 --actuals actuals.csv --as-of 2024-06-30 2>/dev/null; echo
pgl explain target.pgl 管网改造.每千米造价 --actuals actuals.csv --lang en 2>/dev/null
