# The page as text: whole, the same twice, nothing from elsewhere, each indicator with its derivation. (What a browser makes
# of it: ./build.sh browser.)
G="../../examples/gaoxin-2021 --actuals ../../examples/gaoxin-2021/actuals.csv"
pgl eval $G -o $TMP/a.html; echo $?
pgl eval $G --format html >$TMP/b.html; cmp $TMP/a.html $TMP/b.html && echo same
grep -c '<tr class="item"' $TMP/a.html
grep -c 'actuals.csv:' $TMP/a.html
grep -oE '(src|href|action)=' $TMP/a.html | sort | uniq -c
grep -o '<h1>.*</h1>' $TMP/a.html
pgl --lang en eval $G --as-of 2021-10-31 --format html | grep -A1 '<h1>'
sed -n '/到会客商人数<\/button>/,/<\/pre>/p' $TMP/a.html | sed 's/.*<pre/<pre/'
python3 - $TMP/a.html <<'PY'
import sys
from html.parser import HTMLParser
class Nesting(HTMLParser):
    void = {"meta", "input", "br"}
    def __init__(self):
        super().__init__()
        self.open, self.bad = [], 0
    def handle_starttag(self, tag, attrs):
        if tag not in self.void:
            self.open.append(tag)
        self.bad += len({k for k, _ in attrs}) != len(attrs)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad += 1
page = Nesting()
page.feed(open(sys.argv[1], encoding="utf-8").read())
print("nesting:", page.bad, page.open)
PY
