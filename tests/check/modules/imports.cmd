# exit: 1
pgl check --format compact _lib/main.pgl
