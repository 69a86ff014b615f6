// What is written, and how a text is kept from meaning more than its letters.
#include "base/utf.h"
#include "server/hover.h"

#define TEXT_BYTES   360 // of a name or line
#define BLOCK_BYTES  600 // of source text
#define FIGURE_BYTES 120
#define DOC_LINES    12

static const struct {
  const char *zh, *en;
} texts[] = {
#define H(id, zh, en) {zh, en},
#include "server/hover.def"
#undef H
};

// ---- making safe

// On one line, hidden characters shown, cut behind `max` bytes.
static Str one_line(Hover *h, Str s, size_t max) {
  Out o = out_memory(h->a);
  bool blank = false;
  s = str_trim(s);
  for (size_t i = 0; i < s.n;) {
    unsigned len;
    uint32_t cp = utf_decode(s, i, &len);
    if (o.n > max) {
      out_z(&o, "…");
      break;
    }
    bool space = cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r';
    if (space && !blank) out_c(&o, ' ');
    if (!space) utf_show(&o, str_slice(s, i, i + len));
    blank = space;
    i += len;
  }
  return out_text(&o);
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Whether the byte at i would be read as markup; at the beginning of a line more is.
static bool marks(Str s, size_t i, bool line) {
  char c = s.p[i];
  if (c && strchr("\\`*_[]<>#|~&@", c)) return true;
  if (c == ':') return i + 1 < s.n && s.p[i + 1] == '/';
  if (c == '.' && i >= 3 && (s.p[i - 1] | 32) == 'w' && (s.p[i - 2] | 32) == 'w') return true;
  if (!line) return false;
  if (!i) return c == '-' || c == '+' || c == '=';
  for (size_t k = 0; k < i; k++)
    if (!is_digit(s.p[k])) return false;
  return c == '.' || c == ')';
}

static Str escaped(Hover *h, Str s, bool line) {
  if (!h->markdown) return s;
  Out o = out_memory(h->a);
  for (size_t i = 0; i < s.n; i++) {
    if (marks(s, i, line)) out_c(&o, '\\');
    out_c(&o, s.p[i]);
  }
  return out_text(&o);
}

Str hover_safe(Hover *h, Str s) {
  return escaped(h, one_line(h, s, TEXT_BYTES), false);
}

static size_t longest_run(Str s) { // of backticks
  size_t most = 0, run = 0;
  for (size_t i = 0; i < s.n; i++) {
    run = s.p[i] == '`' ? run + 1 : 0;
    if (run > most) most = run;
  }
  return most;
}

Str hover_code(Hover *h, Str s) {
  s = one_line(h, s, TEXT_BYTES);
  if (!h->markdown || !s.n) return s;
  size_t fence = longest_run(s) + 1;
  bool gap = s.p[0] == '`' || s.p[s.n - 1] == '`';
  Out o = out_memory(h->a);
  out_pad(&o, '`', fence);
  if (gap) out_c(&o, ' ');
  out_str(&o, s);
  if (gap) out_c(&o, ' ');
  out_pad(&o, '`', fence);
  return out_text(&o);
}

// ---- the page

static void gap(Hover *h, bool item) { // what stands between this and what came before
  if (h->out.n) out_z(&h->out, item && h->listing ? "\n" : "\n\n");
  h->listing = item;
}

void hover_block(Hover *h, Str s) {
  s = one_line(h, s, BLOCK_BYTES);
  if (!s.n) return;
  gap(h, false);
  size_t fence = longest_run(s) < 3 ? 3 : longest_run(s) + 1;
  if (h->markdown) out_pad(&h->out, '`', fence), out_z(&h->out, "pgl\n");
  out_str(&h->out, s);
  if (h->markdown) out_c(&h->out, '\n'), out_pad(&h->out, '`', fence);
}

void hover_doc(Hover *h, Str doc) {
  unsigned lines = 0;
  while (doc.n && lines < DOC_LINES) {
    const char *end = memchr(doc.p, '\n', doc.n);
    Str line = str_slice(doc, 0, end ? (size_t)(end - doc.p) : doc.n);
    doc = str_slice(doc, line.n + (end != NULL), doc.n);
    line = one_line(h, line, TEXT_BYTES);
    if (!line.n) continue;
    if (!lines++)
      gap(h, false);
    else
      out_z(&h->out, h->markdown ? "  \n" : "\n");
    out_str(&h->out, escaped(h, line, true));
  }
}

void hover_rule(Hover *h) {
  if (!h->markdown) return;
  gap(h, false);
  out_z(&h->out, "---");
}

static void fill(Hover *h, Out *o, HoverText id, const Str *args, size_t n) {
  const char *p = h->r->s->lang == LANG_ZH ? texts[id].zh : texts[id].en;
  for (; *p; p++) {
    if (*p == '{' && is_digit(p[1]) && p[2] == '}') {
      size_t k = (size_t)(p[1] - '0');
      if (k < n) out_str(o, args[k]);
      p += 2;
    } else if (*p != '*' || h->markdown)
      out_c(o, *p);
  }
}

Str hover_part(Hover *h, HoverText id, const Str *args, size_t n) {
  Out o = out_memory(h->a);
  fill(h, &o, id, args, n);
  return out_text(&o);
}

void hover_para(Hover *h, HoverText id, const Str *args, size_t n) {
  gap(h, false);
  fill(h, &h->out, id, args, n);
}

void hover_item(Hover *h, HoverText id, const Str *args, size_t n) {
  gap(h, true);
  out_z(&h->out, "- ");
  fill(h, &h->out, id, args, n);
}

Str hover_join(Hover *h, Str list, Str part, const char *between) {
  if (!list.n) return part;
  if (h->r->s->lang == LANG_EN && !strcmp(between, "、")) between = ", ";
  return str_fmt(h->a, STR_FMT "%s" STR_FMT, STR_ARG(list), between, STR_ARG(part));
}

// ---- figures

Str hover_number(Hover *h, Num x, unsigned places) {
  Out o = out_memory(h->a);
  num_write_group(&o, x, places);
  return o.n > FIGURE_BYTES ? str_cat(h->a, str_slice(out_text(&o), 0, FIGURE_BYTES), S("…")) : out_text(&o);
}

Str hover_amount(Hover *h, Num base, UnitId unit) {
  if (unit == UNIT_NONE) return hover_number(h, base, 12);
  UnitTable *units = h->prog->units;
  Num n = num_div(h->a, base, unit_scale(units, unit));
  return str_cat(h->a, hover_number(h, n, num_ends(n) ? 12 : 6), hover_safe(h, unit_text(units, unit)));
}

Str hover_written(Hover *h, const Tree *t, Ref node) {
  (void)h;
  Span at = ast_span(t, node);
  AstKind kind = (AstKind)ast_at(t, node)->kind;
  Ref name = kind == AST_BODY || kind == AST_RULESET ? ast_child(t, node, AST_NAME) : 0;
  if (name) at.end = ast_span(t, name).end;
  if (at.end > t->source->text.n || at.start > at.end) return (Str){0};
  return str_slice(t->source->text, at.start, at.end);
}
