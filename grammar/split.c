// One large file in several stretches, each parsed by its own thread.
//
// Quoted text and comments end with their line, so a line that begins with 项目 or 部门 is all but surely a
// statement, and indentation says whether a department is open there. Nothing is scanned byte by byte. What
// was guessed is made sure of at the end of each stretch: if the parser then stands where the next stretch
// was said to begin, and the first one begins at the start of the file, every guess was right. A file whose
// projects are not indented is looked at around the cuts only.
#include "grammar/parse.h"
#include "grammar/state.h"

#define NO_DEPARTMENT UINT32_MAX

typedef enum LineKind { LINE_OTHER, LINE_PROJECT, LINE_DEPARTMENT, LINE_CLOSE } LineKind;

static bool word_is(const char *p, const char *word) {
  size_t n = strlen(word);
  return memcmp(p, word, n) == 0 && (p[n] == ' ' || p[n] == '\t');
}

// p is the first byte of a line that is not blank; 16 bytes can be read.
static LineKind line_kind(const char *p) {
  switch (*p) {
  case '}': return LINE_CLOSE;
  case 'p': return word_is(p, "project") ? LINE_PROJECT : LINE_OTHER;
  case 'd': return word_is(p, "department") ? LINE_DEPARTMENT : LINE_OTHER;
  case (char)0xE9:
    return word_is(p, "项目") ? LINE_PROJECT : word_is(p, "部门") ? LINE_DEPARTMENT : LINE_OTHER;
  default: return LINE_OTHER;
  }
}

typedef struct Line {
  uint32_t at, word;
  LineKind kind;
} Line; // word: its first byte that is not blank

static Line line_read(const char *text, uint32_t at) {
  const char *p = text + at;
  while (*p == ' ' || *p == '\t') p++;
  return (Line){at, (uint32_t)(p - text), line_kind(p)};
}

// A block is opened in that line: 项目 in a 测试 does not, nor does a name.
static bool opens(const char *text, Line l, uint32_t end) {
  const char *nl = memchr(text + l.word, '\n', end - l.word), *stop = nl ? nl : text + end;
  for (const char *p = text + l.word; p < stop; p++)
    if (*p == '{' || (stop - p >= 3 && !memcmp(p, "｛", 3))) return true;
  return false;
}

// The next line at or after `from` where a project or department begins; at the end: none.
static Line next_cut(const char *text, uint32_t from, uint32_t end) {
  const char *p = from ? memchr(text + from - 1, '\n', end - from + 1) : text - 1;
  while (p && p + 1 < text + end) {
    Line l = line_read(text, (uint32_t)(p + 1 - text));
    if ((l.kind == LINE_PROJECT || l.kind == LINE_DEPARTMENT) && opens(text, l, end)) return l;
    p = memchr(text + l.word, '\n', end - l.word);
  }
  return (Line){end, end, LINE_OTHER};
}

typedef struct Open {
  uint32_t at, department, indent;
} Open; // which department is open at `at`

// Reads on, line by line, to `to`.
static void open_at(Open *o, const char *text, uint32_t to) {
  while (o->at < to) {
    Line l = line_read(text, o->at);
    if (l.kind == LINE_DEPARTMENT || (l.kind == LINE_CLOSE && l.word - l.at == o->indent))
      o->department = NO_DEPARTMENT;
    if (l.kind == LINE_DEPARTMENT) o->department = l.word, o->indent = l.word - l.at;
    const char *end = l.word < to ? memchr(text + l.word, '\n', to - l.word) : NULL;
    o->at = end ? (uint32_t)(end + 1 - text) : to;
  }
}

static void begin(const char *text, Open *open, Line cut, Stretch *out) {
  if (cut.word == cut.at)
    *open = (Open){cut.at, NO_DEPARTMENT, 0}; // not indented: in nothing
  else
    open_at(open, text, cut.at);
  bool inside = cut.kind == LINE_PROJECT && open->department != NO_DEPARTMENT;
  *out = (Stretch){.start = cut.at, .depth = inside, .header = inside ? open->department : 0};
}

unsigned parse_split(const Source *source, unsigned want, Stretch *out) {
  const char *text = source->text.p;
  uint32_t size = (uint32_t)source->text.n;
  uint64_t share = source->text.n / (want ? want : 1) + 1;
  Open open = {0, NO_DEPARTMENT, 0};
  unsigned n = 0;
  out[n++] = (Stretch){.end = size};
  while (n < want && n * share < size) {
    uint32_t from = (uint32_t)(n * share);
    Line cut = next_cut(text, from > out[n - 1].start ? from : out[n - 1].start + 1, size);
    if (cut.at == size) break;
    begin(text, &open, cut, &out[n]);
    out[n].end = size;
    out[n - 1].end = cut.at;
    out[n - 1].close = out[n].depth;
    out[n - 1].tail = out[n].header;
    n++;
  }
  return n;
}

// One line in sixteen, by what it says.
static bool chosen(const char *text, Line l, uint32_t end) {
  uint32_t h = 2166136261u;
  if (end - l.word > 96) end = l.word + 96;
  for (const char *p = text + l.word; p < text + end && *p != '\n'; p++)
    h = (h ^ (unsigned char)*p) * 16777619u;
  return ((h ^ h >> 15) & 15) == 0;
}

bool parse_next_cut(const Source *source, Stretch s, Stretch *next) {
  const char *text = source->text.p;
  uint32_t size = (uint32_t)source->text.n, line = s.header;
  while (line && text[line - 1] != '\n') line--;
  Open open = {s.start, s.depth ? s.header : NO_DEPARTMENT, s.header - line};
  for (uint32_t from = s.start;;) {
    Line cut = next_cut(text, from + 1, size);
    if (cut.at == size) return false;
    from = cut.at;
    if (s.start && !chosen(text, cut, size)) continue;
    begin(text, &open, cut, next);
    return true;
  }
}

// The department's keyword, name and brace once more.
static void take_header(Engine *e, Parser *p, const Source *source, uint32_t at) {
  Lexer lx = {source->text.p, at, (uint32_t)source->text.n, NULL, false};
  Token t;
  do {
    lex_next(&lx, &t);
    engine_take(e, p, t);
  } while (t.kind != TOK_LB && t.kind != TOK_END && !p->failed);
}

bool parse_stretch(Arena *a, const Source *source, uint32_t file, Stretch s, const UnitNames *units,
                   const ParserTables *tables, Tree *t) {
  tree_begin(a, t, source, file, s.end - s.start);
  Parser p = {.t = t, .text = source->text.p, .file = file, .arena = a};
  Lexer lx = {source->text.p, s.start, s.end, units, false};
  Engine *e = engine_new(a, tables);
  if (s.depth) take_header(e, &p, source, s.header);
  if (!p.failed) engine_run_on(e, &p, &lx);
  Token end = {.start = s.end, .end = s.end, .kind = TOK_RB};
  bool inside = p.failed && p.bad.start < s.end && p.bad.start >= s.start && p.bad.kind != TOK_END;
  if (!p.failed && !engine_is_between(e, s.close, s.tail)) p.failed = true;
  if (s.close && !p.failed) engine_take(e, &p, end);
  end.kind = TOK_END;
  if (!p.failed) engine_take(e, &p, end);
  if (p.failed) t->broken = true;
  tree_end(&p);
  return !p.failed || inside || s.end == source->text.n; // the text's end is no guess
}
