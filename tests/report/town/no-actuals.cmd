# exit: 2
COLUMNS=80 pgl eval target.pgl
