// A page of docs/errors/ on a terminal: paragraphs flow to the width (a line of Chinese may end between any
// two characters, only not before a closing mark), examples stand indented and untouched.
#include "cli/pages.h"
#include "base/utf.h"
#include "grammar/diags.h"

// Inline marks, kept as one byte each while a paragraph flows: code and bold, on and off.
enum { CODE_ON = 1, CODE_OFF, BOLD_ON, BOLD_OFF };
static const char *const escapes[] = {"", "\x1b[36m", "\x1b[39m", "\x1b[1m", "\x1b[22m"};

typedef struct Writer {
  Arena *a;
  Out *o;
  size_t columns;
  bool color, begun;
} Writer;

static void escape(const Writer *w, int mark) {
  if (w->color) out_z(w->o, escapes[mark]);
}

static void gap(Writer *w) {
  if (w->begun) out_c(w->o, '\n');
  w->begun = true;
}

// ---- paragraphs ---------------------------------------------------------------------------------

// `x`, **x**, [x](where): x with its marks.
static Str inline_marks(Arena *a, Str s) {
  Out o = out_memory(a);
  bool code = false, bold = false;
  for (size_t i = 0; i < s.n; i++) {
    Str rest = str_slice(s, i, s.n);
    const char *to;
    if (s.p[i] == '`') {
      code = !code;
      out_c(&o, code ? CODE_ON : CODE_OFF);
    } else if (!code && str_starts(rest, S("**"))) {
      bold = !bold;
      out_c(&o, bold ? BOLD_ON : BOLD_OFF);
      i++;
    } else if (!code && str_starts(rest, S("](")) && (to = memchr(rest.p, ')', rest.n)))
      i += (size_t)(to - rest.p);
    else if (code || s.p[i] != '[')
      out_c(&o, s.p[i]);
  }
  return out_text(&o);
}

static bool closes(uint32_t cp) { // may not begin a line
  static const uint32_t marks[] = {U'，', U'。', U'、', U'；', U'：', U'？', U'！',    U'”',
                                   U'’',  U'）', U'」', U'』', U'》', U'…',  CODE_OFF, BOLD_OFF};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (cp == marks[i]) return true;
  return false;
}

static bool opens(uint32_t cp) { // may not end a line
  return cp == U'“' || cp == U'‘' || cp == U'（' || cp == U'「' || cp == U'『' || cp == U'《' ||
         cp == CODE_ON || cp == BOLD_ON;
}

static bool wide(uint32_t cp) {
  return utf_width_cp(cp) == 2;
}

// The end of what may not be broken, from i (which is no blank).
static size_t unit_end(Str s, size_t i) {
  unsigned len;
  uint32_t at = utf_decode(s, i, &len);
  for (i += len; i < s.n; i += len) {
    uint32_t next = utf_decode(s, i, &len);
    if (next == ' ') break;
    bool breaks = (wide(at) || wide(next)) && !closes(next) && !opens(at);
    if (breaks) break;
    at = next;
  }
  return i;
}

static size_t marked_width(Str s) {
  size_t width = 0;
  for (size_t i = 0; i < s.n;) {
    unsigned len;
    uint32_t cp = utf_decode(s, i, &len);
    if (cp > BOLD_OFF) width += utf_width_cp(cp);
    i += len;
  }
  return width;
}

static void put_marked(const Writer *w, Str s) {
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] >= CODE_ON && s.p[i] <= BOLD_OFF)
      escape(w, s.p[i]);
    else
      out_c(w->o, s.p[i]);
  }
}

// Flows a paragraph; the first line begins with `head`, the others as far in as it is wide.
static void flow(const Writer *w, Str head, Str text) {
  Str s = inline_marks(w->a, text);
  size_t indent = head.n, column = indent;
  bool fresh = true; // nothing on this line yet
  out_str(w->o, head);
  for (size_t i = 0; i < s.n;) {
    bool blank = false;
    while (i < s.n && s.p[i] == ' ') i++, blank = true;
    if (i == s.n) break;
    size_t end = unit_end(s, i), width = marked_width(str_slice(s, i, end));
    if (!fresh && column + blank + width > w->columns) {
      out_c(w->o, '\n');
      out_pad(w->o, ' ', indent);
      column = indent, fresh = true;
    }
    if (blank && !fresh) out_c(w->o, ' '), column++;
    put_marked(w, str_slice(s, i, end));
    column += width, fresh = false, i = end;
  }
  out_c(w->o, '\n');
}

// ---- blocks -------------------------------------------------------------------------------------

static Str next_line(Str *rest) {
  const char *nl = memchr(rest->p, '\n', rest->n);
  size_t n = nl ? (size_t)(nl - rest->p) : rest->n;
  Str line = {rest->p, n};
  *rest = str_slice(*rest, n + (nl != NULL), rest->n);
  return line;
}

// A line of the page's source joins the one before: with a blank, except between Chinese.
static void join(Out *o, Str line) {
  if (o->n) {
    size_t i = o->n;
    while (i && ((unsigned char)o->p[i - 1] & 0xC0) == 0x80) i--;
    unsigned len;
    uint32_t last = utf_decode(out_text(o), i ? i - 1 : 0, &len), first = utf_decode(line, 0, &len);
    bool before = wide(last) || (last == U'”' && wide(first)), after = wide(first) || first == U'“';
    if (!before || (!after && !closes(last))) out_c(o, ' ');
  }
  out_str(o, line);
}

static bool is_fence(Str line) {
  return str_starts(line, S("```"));
}
static bool is_item(Str line) {
  return str_starts(line, S("- "));
}
static bool is_heading(Str line) {
  return str_starts(line, S("#"));
}

static void code_block(Writer *w, Str *rest) {
  while (rest->n) {
    Str line = next_line(rest);
    if (is_fence(line)) return;
    if (line.n) out_z(w->o, "    "), out_str(w->o, line);
    out_c(w->o, '\n');
  }
}

static void skip_code(Str *rest) {
  while (rest->n && !is_fence(next_line(rest))) continue;
}

static void heading(const Writer *w, Str line) {
  while (line.n && line.p[0] == '#') line = str_slice(line, 1, line.n);
  escape(w, BOLD_ON);
  out_str(w->o, str_trim(line));
  escape(w, BOLD_OFF);
  out_c(w->o, '\n');
}

// A paragraph or one item of a list: this line and those that continue it.
static void paragraph(Writer *w, Str line, Str *rest) {
  bool item = is_item(line);
  Out text = out_memory(w->a);
  join(&text, str_trim(item ? str_slice(line, 2, line.n) : line));
  for (;;) {
    Str ahead = *rest, more = str_trim(next_line(&ahead));
    if (!more.n || is_fence(more) || is_item(more) || is_heading(more)) break;
    join(&text, more);
    *rest = ahead;
  }
  flow(w, item ? S("- ") : (Str){0}, out_text(&text));
}

static void blocks(Writer *w, Str rest) {
  bool list = false;
  while (rest.n) {
    Str line = next_line(&rest);
    if (!str_trim(line).n) continue;
    bool item = is_item(line);
    if (!(list && item)) gap(w);
    list = item;
    if (is_fence(line))
      code_block(w, &rest);
    else if (is_heading(line))
      heading(w, line);
    else
      paragraph(w, line, &rest);
  }
}

// What stands before an example in the Chinese part, for the English one.
static const char *caption(Str line) {
  static const char *const words[][2] = {
      {"错：", "Wrong:"}, {"对：", "Right:"}, {"目标：", "Targets:"}, {"实际值：", "Actual values:"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_eq(str_trim(line), str_z(words[i][0]))) return words[i][1];
  return NULL;
}

// The examples of the Chinese part under English captions.
static void examples(Writer *w, Str rest) {
  while (rest.n) {
    Str line = next_line(&rest);
    const char *said = caption(line);
    if (!said && !is_fence(line)) continue;
    gap(w);
    if (is_fence(line))
      code_block(w, &rest);
    else
      out_fmt(w->o, "%s\n", said);
  }
}

// ---- pages --------------------------------------------------------------------------------------

// The page without its title, cut in two at `## English`.
static void split(Str page, Str *zh, Str *en) {
  if (str_starts(page, S("# "))) next_line(&page);
  *zh = page, *en = (Str){page.p + page.n, 0};
  for (Str rest = page; rest.n;) {
    size_t before = page.n - rest.n;
    Str line = next_line(&rest);
    if (is_fence(line)) {
      skip_code(&rest);
      continue;
    }
    if (!str_eq(str_trim(line), S("## English"))) continue;
    *zh = str_slice(page, 0, before), *en = rest;
    return;
  }
}

static bool has_code(Str rest) {
  while (rest.n)
    if (is_fence(next_line(&rest))) return true;
  return false;
}

void page_write(Arena *a, Out *o, Str markdown, Lang lang, size_t columns, bool color) {
  Writer w = {a, o, columns, color, false};
  Str zh, en;
  split(markdown, &zh, &en);
  blocks(&w, lang == LANG_EN && en.n ? en : zh);
  if (lang == LANG_EN && en.n && !has_code(en)) examples(&w, zh);
}

// The message of a row, with … for what it would name.
static void write_message(Out *o, const DiagSpec *spec, Lang lang) {
  Message m = {.id = (uint16_t)(spec - diag_table), .argc = TEXT_MAX_ARGS};
  for (size_t i = 0; i < TEXT_MAX_ARGS; i++) m.args[i] = text_of(S("…"));
  message_write(o, diag_table, &m, lang);
}

static const DiagSpec *find(Str code) {
  for (size_t i = 1; i < DIAG_IDS; i++)
    if (diag_table[i].severity != SEV_TEXT && str_eq(str_z(diag_table[i].code), code)) return &diag_table[i];
  return NULL;
}

static Str upper(Arena *a, Str s) {
  Out o = out_memory(a);
  for (size_t i = 0; i < s.n; i++) out_c(&o, s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i]);
  return out_text(&o);
}

static Str nearest(Str code) {
  Str names[DIAG_IDS];
  size_t n = 0;
  for (size_t i = 1; i < DIAG_IDS; i++)
    if (diag_table[i].severity != SEV_TEXT) names[n++] = str_z(diag_table[i].code);
  return str_nearest(code, names, n);
}

bool page_explain(Cli *cli, Str code, Str *near) {
  static const char *const zh[] = {"错误", "警告", "提示"}, *const en[] = {"error", "warning", "hint"};
  static const char *const colors[] = {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"};
  Out *o = &cli->out;
  code = upper(&cli->arena, code);
  const DiagSpec *spec = find(code);
  *near = spec ? (Str){0} : nearest(code);
  if (!spec) return false;
  out_fmt(o, "%s%s[%s]%s: ", cli->color_out ? colors[spec->severity] : "",
          cli_in(cli, zh[spec->severity], en[spec->severity]), spec->code, cli->color_out ? "\x1b[0m" : "");
  write_message(o, spec, cli->lang);
  out_c(o, '\n');
  Str page = embedded_text(&cli->arena, &page_pack, code, NULL);
  if (!page.n) return true;
  out_c(o, '\n');
  size_t columns = cli->columns ? cli->columns : 80;
  page_write(&cli->arena, o, page, cli->lang, columns < 100 ? columns : 100, cli->color_out);
  return true;
}

bool page_lead(Arena *a, Out *o, Str code, Lang lang, bool markdown) {
  Str page, zh, en, text = {0};
  page = embedded_text(a, &page_pack, code, NULL);
  if (!page.n) return false;
  split(page, &zh, &en);
  Out flat = out_memory(a);
  for (Str rest = lang == LANG_EN && en.n ? en : zh; rest.n;) {
    Str line = str_trim(next_line(&rest));
    if (line.n && !is_fence(line) && !is_heading(line))
      join(&flat, line);
    else if (flat.n)
      break;
  }
  text = out_text(&flat);
  if (!markdown) text = inline_marks(a, text);
  for (size_t i = 0; i < text.n; i++)
    if (markdown || (unsigned char)text.p[i] > BOLD_OFF) out_c(o, text.p[i]);
  return text.n > 0;
}
