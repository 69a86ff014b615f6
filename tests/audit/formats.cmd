# exit: 1
# JSON, and findings for machines; English.
pgl audit ../../examples/cases/33-*/target.pgl --actuals cases/33.csv --format json | sed 's/"sha256": ".*"/"sha256": "…"/; s/"version": ".*"/"version": "…"/'
pgl audit ../../examples/cases/33-*/target.pgl --actuals cases/33.csv --format github
pgl audit --lang en ../../examples/cases/06-*/target.pgl --actuals cases/06.csv
