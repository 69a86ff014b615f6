# exit: 64
pgl prufung
