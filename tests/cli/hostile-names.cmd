# What is typed may hold anything; what is shown steers no terminal.
pgl check "$(printf 'a\033[31mb\377.pgl')"; echo "exit $?"
pgl "$(printf '\302\233x')"; echo "exit $?"
# No standard streams at all: the result goes where it was asked to, and nothing else does.
cd $TMP && printf '年度 2021\n项目 甲 {\n' > broken.pgl
pgl check --format compact -o found.txt broken.pgl <&- >&- 2>&-; echo "exit $?"
cat found.txt
pgl check -o none/found.txt broken.pgl; echo "exit $?"
# A reader that has seen enough is no reason to complain.
pgl units | head -n 1 > /dev/null
