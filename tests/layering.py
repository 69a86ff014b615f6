"""The rules of the house that a look at the text can decide (ARCHITECTURE.md)."""
import re
import subprocess

from harness import ROOT, Failed, Test, show, walk

# Each room and those it may include from.
BELOW = {
    "base": set(),
    "grammar": {"base"},
    "compiler": {"base", "grammar", "stdlib"},
    "runtime": {"base", "grammar", "compiler"},
    "stdlib": set(),
    "forms": {"base", "grammar", "compiler", "runtime"},
    "cli": {"base", "grammar", "compiler", "runtime", "forms", "stdlib", "server"},
    "server": {"base", "grammar", "compiler", "runtime", "stdlib"},
}
SERVER_DOOR = {"runtime/run.h"}  # the one header of runtime/ that server/ may see
GENERATED = {"parser.h": {"grammar"}}
SYSTEM = set("""assert ctype errno fcntl float.h glob immintrin inttypes iso646 limits locale math pthread setjmp signal stdalign stdarg
    stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings time unistd wchar dirent dlfcn iconv langinfo
    sys/ioctl sys/mman sys/resource sys/stat sys/time sys/types sys/wait sys/random sys/uio poll termios""".split())
READS_WORLD = {"stdio", "time", "unistd", "fcntl", "dirent", "sys/stat", "sys/mman", "sys/time", "signal", "locale"}
PRINTS = re.compile(r"\b(printf|puts|putchar|fprintf|fputs|exit|_Exit|abort|perror)\s*\(")
FLOATS = re.compile(r"\b(double|float|strtod|strtof|strtold|atof|fabs|pow|lround)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
WRITABLE = re.compile(r"^\S+ .{7} (\.t?(?:data|bss)(?:\.rel(?:\.local)?)?|\*COM\*)\s+\S+\s+(\S+)$", re.M)
# libxlsxwriter's cells are doubles, as a workbook's are (docs/decisions/0010-workbooks.md).
FLOAT_DOORS = ("forms/sheet_xlsx.c",)
NO_IO = ("grammar", "compiler")


def code(text):
    """The text without comments and string literals, line structure kept."""
    def blank(m):
        return re.sub(r"[^\n]", " ", m[0]) if m[0][0] == "/" else m[0][0] + m[0][-1]
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text, flags=re.S)


def at(path, text, offset):
    return f"{show(path)}:{text.count(chr(10), 0, offset) + 1}"


def sources(room):
    return [p for s in (".c", ".h", ".re", ".y", ".def") for p in walk(room, s)] if (ROOT / room).is_dir() else []


def includes(path):
    text = path.read_text(encoding="utf-8")
    return [(m[1], m[2], at(path, text, m.start())) for m in INCLUDE.finditer(text)]


def rule(found):
    if found:
        raise Failed("\n".join(sorted(set(found))))


def rule_1_layers():
    bad = []
    for room, below in BELOW.items():
        for path in sources(room):
            for kind, name, where in includes(path):
                other = name.split("/")[0]
                if kind == '"' and other in BELOW and other != room and other not in below:
                    bad.append(f"{where}: {room}/ may not include {name}")
                if room == "server" and other == "runtime" and name not in SERVER_DOOR:
                    bad.append(f"{where}: server/ sees runtime/ only through {', '.join(SERVER_DOOR)}")
                if kind == '"' and "/" not in name:
                    bad.append(f"{where}: write the room too: {name}")
    rule(bad)


def rule_2_runtime_corners():
    corners = ("runtime/read", "runtime/score", "runtime/report")
    bad = []
    for corner in corners:
        for path in sources("runtime"):
            if not show(path).startswith(corner):
                continue
            bad += [f"{where}: {corner} may not include {name}" for _, name, where in includes(path)
                    if any(name.startswith(c) for c in corners if c != corner)]
    rule(bad)


def rule_3_no_world_below():
    bad = []
    for room in NO_IO:
        for path in sources(room):
            bad += [f"{where}: {room}/ does no I/O and reads no clock: {name}" for _, name, where in includes(path)
                    if name.removesuffix(".h") in READS_WORLD or name in ("base/os.h",)]
    rule(bad)


def rule_4_one_adapter():
    users = {}
    for room in BELOW:
        for path in sources(room):
            for kind, name, where in includes(path):
                if kind == "<" and name.removesuffix(".h") not in SYSTEM:
                    users.setdefault(name, []).append((path, where))
    rule([f"{where}: <{name}> has an adapter already" for name, us in users.items() if len({p for p, _ in us}) > 1
          for _, where in us] + [f"{where}: <{name}> belongs in a .c file" for name, us in users.items()
                                 for p, where in us if p.suffix == ".h"])


def rule_5_nothing_prints():
    bad = []
    for room in ("base", "grammar", "compiler", "runtime", "forms", "stdlib"):
        for path in sources(room):
            text = code(path.read_text(encoding="utf-8"))
            bad += [f"{at(path, text, m.start())}: {m[1]}() outside cli/ and server/" for m in PRINTS.finditer(text)]
    rule(bad)


def rule_5_no_mutable_globals(ctx):
    """What the compiler put into writable sections of each room's library."""
    libraries = [p for room in BELOW for p in [ctx.build / room / f"lib{room}.a"] if p.exists()]
    if not libraries:
        raise Failed("no libraries in the build folder")
    bad = []
    for library in libraries:
        table = subprocess.run(["objdump", "-t", str(library)], capture_output=True, text=True, check=True).stdout
        member = library.name
        for line in table.split("\n"):
            if m := re.match(r"^(\S+\.o):", line):
                member = m[1]
            elif (m := WRITABLE.match(line)) and m[2] not in (".data", ".bss", ".tdata", ".tbss"):
                bad.append(f"{library.name}({member}): a mutable global: {m[2]}")
    rule(bad)


def rule_7_generated():
    built = [p for s in ("lexer.c", "parser.c", "parser.h", "parser.y", "words.re") for p in walk("grammar", s) if p.name == s]
    rule([f"{show(p)}: generated, belongs in the build folder" for p in built] +
         [f"{where}: generated, {name} is for {rooms}/ only" for room in BELOW for path in sources(room)
          for _, name, where in includes(path)
          for file, rooms in GENERATED.items() if name.endswith("/" + file) and room not in rooms])


def exact_values_only():
    bad = []
    for room in BELOW:
        for path in sources(room):
            if show(path) in FLOAT_DOORS:
                continue
            text = code(path.read_text(encoding="utf-8"))
            bad += [f"{at(path, text, m.start())}: binary floating point: {m[1]}" for m in FLOATS.finditer(text)]
    rule(bad)


def collect(ctx):
    for check in (rule_1_layers, rule_2_runtime_corners, rule_3_no_world_below, rule_4_one_adapter,
                  rule_5_nothing_prints, rule_7_generated, exact_values_only):
        yield Test("tests/layering.py " + check.__name__, check)
    if ctx.build.name in ("release", "clang", "package"):  # other builds add counters of their own
        yield Test("tests/layering.py rule_5_no_mutable_globals", lambda: rule_5_no_mutable_globals(ctx))
