# exit: 1
pgl check --format compact _circle/a.pgl
