// One large file in several stretches, each parsed by its own thread.
//
// Quoted text and comments end with their line, so a line that begins with 项目 or 部门 is all but surely a
// statement, and indentation says whether a department is open there. Nothing is scanned byte by byte. What was
// guessed is made sure of at the end of each stretch: if the parser then stands where the next stretch was
// said to begin, and the first one begins at the start of the file, every guess was right.
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
  case (char)0xE9: return word_is(p, "项目") ? LINE_PROJECT : word_is(p, "部门") ? LINE_DEPARTMENT : LINE_OTHER;
  default: return LINE_OTHER;
  }
}

unsigned parse_split(const Source *source, unsigned want, Stretch *out) {
  const char *text = source->text.p, *stop = text + source->text.n, *line = text;
  size_t share = source->text.n / (want ? want : 1) + 1;
  uint32_t department = NO_DEPARTMENT;
  size_t indent = 0; // of the open department
  unsigned n = 0;
  out[n++] = (Stretch){.end = (uint32_t)source->text.n};
  while (line < stop) {
    const char *p = line;
    while (*p == ' ' || *p == '\t') p++;
    LineKind kind = line_kind(p);
    if (kind == LINE_DEPARTMENT || (kind == LINE_CLOSE && (size_t)(p - line) == indent)) department = NO_DEPARTMENT;
    bool cut = kind == LINE_PROJECT || kind == LINE_DEPARTMENT;
    if (cut && n < want && (size_t)(line - text) >= n * share) {
      bool inside = department != NO_DEPARTMENT;
      uint32_t at = (uint32_t)(line - text), header = inside ? department : 0;
      out[n - 1].end = at;
      out[n - 1].close = inside;
      out[n - 1].tail = header;
      out[n++] = (Stretch){at, (uint32_t)source->text.n, inside, 0, header, 0};
    }
    if (kind == LINE_DEPARTMENT) {
      department = (uint32_t)(p - text);
      indent = (size_t)(p - line);
    }
    line = memchr(p, '\n', (size_t)(stop - p));
    if (!line) break;
    line++;
  }
  return n;
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

void parse_stretch(Arena *a, const Source *source, uint32_t file, Stretch s, const UnitNames *units, Tree *t) {
  *t = (Tree){0};
  tree_begin(a, t, source, file, s.end - s.start);
  Parser p = {.t = t, .text = source->text.p, .file = file, .arena = a};
  Lexer lx = {source->text.p, s.start, s.end, units, false};
  Engine *e = engine_new(a);
  if (s.depth) take_header(e, &p, source, s.header);
  if (!p.failed) engine_run_on(e, &p, &lx);
  Token end = {.start = s.end, .end = s.end, .kind = TOK_RB};
  if (!p.failed && !engine_is_between(e, s.close, s.tail)) p.failed = true;
  if (s.close && !p.failed) engine_take(e, &p, end);
  end.kind = TOK_END;
  if (!p.failed) engine_take(e, &p, end);
  if (p.failed) t->broken = true;
  tree_end(&p);
}
