"""Our reading of XML against expat's, through Python: documents by chance, whole and damaged, in pieces of any size.

What is well-formed gives the same elements, attributes and text; what is not is refused by both.
xml.h says what is read differently: a DOCTYPE, depth, names beyond ASCII, encodings other than UTF-8 and UTF-16.
"""
import random
import subprocess
import sys
from pathlib import Path
from xml.parsers import expat

EVENTS = Path(sys.argv[1]).resolve() / "tests" / "unit" / "xml_events"
DOCUMENTS = 12000
TEXTS = ["甲乙", "x", " ", "\n", "\r\n", "\r", "\t", "]", "]]", "&amp;", "&#39033;", "&#x9879;", "&lt;", "&#13;", "𠮷", "é", "a" * 70, "数值 12.5"]
DAMAGE = ["<", ">", "&", "]]>", "\"", "'", "=", "/", "<!--", "-->", "--", "<![CDATA[", "<?", "?>", "&x;", "&#0;", "&#xD800;", "&#1114112;", "&#;",
          "\x00", "\x0b", "\ufffe", "a=\"1\" a=\"2\"", "</a>", "<a>", "<b/>", "<1/>", "< a>", "<a/ >", "<?xml version=\"1.0\"?>", "x"]


def local(name):
    return name.rsplit(":", 1)[-1]


def element(r, depth):
    name = r.choice(["a", "c", "row", "x:v", "is", "名"])
    attrs = "".join("%s%s%s=%s%s" % (r.choice([" ", "\n", "  "]), k, r.choice(["", " "]), r.choice(["", "\n"]), value(r))
                    for k in r.sample(["r", "s", "t", "x:r", "xml:space"], r.randrange(4)))
    if r.random() < 0.25:
        return "<%s%s%s/>" % (name, attrs, r.choice(["", " "]))
    inside = "".join(part(r, depth) for _ in range(r.randrange(5)))
    return "<%s%s>%s</%s%s>" % (name, attrs, inside, name, r.choice(["", "", "\n"]))


def value(r):
    quote = r.choice("\"'")
    return quote + "".join(r.choice([t for t in TEXTS if t != "]]"] + ["'" if quote == '"' else '"', ">"]) for _ in range(r.randrange(4))) + quote


def part(r, depth):
    kind = r.random()
    if kind < 0.4:
        return r.choice(TEXTS)
    if kind < 0.8 and depth < 6:
        return element(r, depth + 1)
    return r.choice(["<!-- - a -->", "<?p q?>", "<?p?>", "<![CDATA[<甲>]]]>", "<![CDATA[]]>", "<!---->", "x"])


def document(r):
    text = r.choice(["", "", '<?xml version="1.0"?>', "<?xml version='1.0' encoding='%s' standalone=\"yes\"?>\r\n"]) + \
        r.choice(["", "\n", "<!-- 乙 -->"]) + element(r, 0) + r.choice(["", "\n", "<!--x-->\n", "<?p?>"])
    for _ in range(r.choice([0, 0, 1, 1, 2])):
        at = r.randrange(len(text) + 1)
        text = text[:at] + (r.choice(DAMAGE) + text[at:] if r.random() < 0.6 else text[at + r.randrange(1, 4):])
    codec, says = r.choice([("utf-8", "UTF-8")] * 6 + [("utf-8-sig", "utf-8"), ("utf-16", "UTF-16"), ("utf-16-be", "utf-16")])
    text = text.replace("%s", says) if says != "utf-16" else "\ufeff" + text.replace("%s", says)
    data = text.encode(codec, "surrogatepass")
    if r.random() < 0.1:
        at = r.randrange(len(data) + 1)
        other = b"" if codec.startswith("utf-16") else bytes([r.randrange(256)])  # or names beyond ASCII would come of it
        data = data[:at] + other + data[at + r.randrange(2):]
    return data


def theirs(data):
    events = []

    def text(t):
        if events and events[-1][0] == ".":
            events[-1] = (".", events[-1][1] + t)
        else:
            events.append((".", t))

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler = lambda name, attrs: events.append(("<", local(name), *attrs))
    parser.EndElementHandler = lambda name: events.append((">", local(name)))
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError):  # the latter: encodings that Python would look for
        return None
    return events


def ours(lines):
    events = []
    for line in lines:
        said = bytes.fromhex(line[1:])
        if line[0] == "." and events and events[-1][0] == ".":
            events[-1] = (".", events[-1][1] + said)
        elif line[0] in "<>.":
            events.append((line[0], said))
        else:
            events[-1] += (said,)
    return [tuple(s.decode() if isinstance(s, bytes) else s for s in e) for e in events]


def main():
    r = random.Random(20210630)
    documents = [document(r) for _ in range(DOCUMENTS)]
    given = b"".join(b"%d %d\n%s" % (r.choice([1, 2, 3, 7, 64, 1 << 16]), len(d), d) for d in documents)
    said = subprocess.run([EVENTS], input=given, capture_output=True, check=True).stdout.decode().splitlines()
    at, wrong, whole = 0, [], 0
    for data in documents:
        end = next(i for i in range(at, len(said)) if said[i][0] == "=")
        problem, want = int(said[end].split()[1]), theirs(data)
        got = None if problem else ours(said[at:end])
        at = end + 1
        whole += want is not None
        if got != want:
            wrong.append((data, want, got))
    for case in wrong[:5]:
        print(*case, sep="\n  ")
    if not DOCUMENTS // 5 < whole < DOCUMENTS * 4 // 5:
        wrong.append("%d documents of %d are well-formed" % (whole, DOCUMENTS))
    print("%d passed, %d failed" % (DOCUMENTS - len(wrong), len(wrong)))
    return 1 if wrong else 0


sys.exit(main())
