// Numbers, units and dates as they stand in the text, made exact: `1,500万元` is 15000000 in 元.
#include "compiler/program.h"

#define DIGITS_MAX 400

// ---- units

static Str bare_unit(Check *c, Str part) {
  return str_cat(c->diags->arena, part, S("元"));
}

static void report_unit(Check *c, const Tree *t, Str text, const UnitFound *f) {
  uint32_t base = (uint32_t)(text.p - t->source->text.p);
  uint32_t from = base + (f->part.p ? (uint32_t)(f->part.p - text.p) : 0);
  Span at = {t->file, from, from + (uint32_t)f->part.n};
  Diags *ds = c->diags;
  Text part = text_of(f->part);
  DiagFix *fix;
  switch (f->problem) {
  case UNIT_OK: return;
  case UNIT_BARE_PREFIX: {
    Text money = text_of(bare_unit(c, f->part));
    Diag *d = diag_add(ds, D_UNIT_BARE, at, TEXT_ARGS(part, money));
    fix = diag_fix(ds, d, T_FIX_TO, TEXT_ARGS(money));
    diag_edit(ds, fix, (Span){t->file, at.end, at.end}, S("元"));
    return;
  }
  case UNIT_BAD_FORM: diag_add(ds, D_UNIT_FORM, at, TEXT_ARGS(part)); return;
  case UNIT_TOO_LONG: diag_add(ds, D_UNIT_LONG, at, NO_ARGS); return;
  case UNIT_UNKNOWN: break;
  }
  Diag *d = diag_add(ds, D_UNIT_UNKNOWN, at, TEXT_ARGS(part));
  if (f->near.n && (!f->known || f->known < f->near.n)) {
    fix = diag_fix(ds, d, T_FIX_TO, TEXT_ARGS(text_of(f->near)));
    diag_edit(ds, fix, at, f->near);
  }
  Str rest = str_slice(f->part, f->known, f->part.n), more = {0};
  static const char *const loose[] = {"左右", "上下", "余", "多", "及", "或"};
  for (unsigned i = 0; i < sizeof loose / sizeof *loose; i++)
    if (str_eq(rest, str_z(loose[i]))) more = rest;
  if (f->known && more.n) {
    fix = diag_fix(ds, d, T_SYNTAX_DELETE, TEXT_ARGS(text_of(more)));
    diag_edit(ds, fix, (Span){t->file, from + f->known, from + (uint32_t)f->part.n}, S(""));
    diag_note(ds, d, str_eq(more, S("及")) || str_eq(more, S("或")) ? T_INCLUDED : T_SIGN_ABOUT, NO_ARGS);
  } else if (f->known) {
    fix = diag_fix(ds, d, T_FIX_SPACE_AFTER, TEXT_ARGS(text_of(str_slice(f->part, 0, f->known))));
    diag_edit(ds, fix, (Span){t->file, from + f->known, from + f->known}, S(" "));
  }
  if (from > base && t->source->text.p[from - 1] == '/') {
    fix = diag_fix(ds, d, T_FIX_DIVIDE, TEXT_ARGS(part));
    diag_edit(ds, fix, (Span){t->file, from - 1, from}, S(" / "));
  }
  if (!d->fixes) diag_note(ds, d, T_UNIT_DECLARE, TEXT_ARGS(part));
}

// The same few units fill a file: a small table of what was found last goes before the large one.
static const UnitSeen *unit_seen(Check *c, const Tree *t, Ref leaf) {
  uint32_t hash = ast_at(t, leaf)->val;
  Str text = ast_unit_text(t, leaf);
  UnitSeen *seen = &c->units[hash % UNITS_SEEN];
  if (seen->hash == hash && str_eq(seen->text, text)) return seen;
  UnitFound f = units_find_hashed(c->prog->units, text, hash);
  if (f.problem != UNIT_OK) {
    report_unit(c, t, text, &f);
    return NULL;
  }
  // The table's own bytes where it writes the unit so: the text may be let go.
  Str own = unit_text(c->prog->units, f.id);
  *seen = (UnitSeen){own, str_eq(own, text) ? hash : 0, f.id, unit_scale(c->prog->units, f.id)};
  return seen;
}

// The unit of a UNIT, QUANTITY or HOLE leaf.
bool unit_read(Check *c, const Tree *t, Ref leaf, UnitId *out) {
  const UnitSeen *seen = unit_seen(c, t, leaf);
  *out = seen ? seen->id : UNIT_NONE;
  return seen;
}

// ---- quantities

// A whole number of a few digits, as most are.
static bool few_digits(Str s, Num *out) {
  int64_t v = 0;
  if (s.n > 15) return false;
  for (size_t i = 0; i < s.n; i++) {
    unsigned d = (unsigned char)s.p[i] - '0';
    if (d > 9) return false;
    v = v * 10 + d;
  }
  *out = NUM(v);
  return s.n > 0;
}

static bool digits_read(Check *c, const Tree *t, Ref leaf, Num *out) {
  if (few_digits(ast_number_text(t, leaf), out)) return true;
  Str digits = ast_digits(c->scratch, t, leaf);
  if (digits.n > DIGITS_MAX) {
    diag_add(c->diags, D_NUMBER_LONG, ast_span(t, leaf),
             TEXT_ARGS(text_of(str_fmt(c->diags->arena, "%d", DIGITS_MAX))));
    return false;
  }
  if (num_parse(c->scratch, digits, out)) return true;
  *out = NUM(0); // the lexer takes no such number
  return false;
}

// x in base units. Percentages of whole numbers need no general product.
static Num scaled(Arena *a, Num x, Num scale) {
  if (scale.den == 1 && scale.num == 1) return x;
  if (x.den != 1 || scale.num != 1 || scale.den != 100) return num_mul(a, x, scale);
  unsigned r = (unsigned)((x.num % 100 + 100) % 100); // what of 100 = 4 · 25 it shares
  int64_t g = (int64_t)(r % 4 == 0 ? 4 : r % 2 == 0 ? 2 : 1) * (r % 25 == 0 ? 25 : r % 5 == 0 ? 5 : 1);
  return (Num){x.num / g, 100 / g};
}

bool quantity_read(Check *c, const Tree *t, Ref leaf, Quantity *out, bool *hole) {
  const Node *n = ast_at(t, leaf);
  bool minus = false;
  *hole = false;
  *out = (Quantity){.value = NUM(0), .unit = UNIT_ONE};
  for (unsigned depth = 0; (n->kind == AST_UNARY && n->op == EX_NEG) || n->kind == AST_PAREN; depth++) {
    if (depth > 8) return false;
    minus ^= n->kind == AST_UNARY;
    leaf = n->kids;
    n = ast_at(t, leaf);
  }
  if (n->kind == AST_HOLE) {
    *hole = true;
    out->has_unit = ast_unit_text(t, leaf).n && unit_read(c, t, leaf, &out->unit);
    if (!out->has_unit) out->unit = UNIT_ONE;
    return false;
  }
  if ((n->kind != AST_NUMBER && n->kind != AST_QUANTITY) || !digits_read(c, t, leaf, &out->value))
    return false;
  if (minus) out->value = num_neg(c->scratch, out->value);
  if (n->kind == AST_NUMBER) return true;
  const UnitSeen *unit = unit_seen(c, t, leaf);
  if (!unit) return false;
  out->unit = unit->id;
  out->has_unit = true;
  out->value = scaled(c->scratch, out->value, unit->scale);
  return true;
}

// ---- dates

typedef struct Months {
  int first, last;
} Months;

static Months months_of(DateForm form, unsigned x) {
  int k = (int)x, m = k >> 8;
  switch (form) {
  case DATE_DAY:
  case DATE_MONTH:
  case DATE_MONTH_END: return (Months){m, m};
  case DATE_QUARTER:
  case DATE_QUARTER_END: return (Months){3 * k - 2, 3 * k};
  case DATE_HALF:
  case DATE_HALF_END: return (Months){6 * k - 5, 6 * k};
  case DATE_YEAR:
  case DATE_YEAR_END:
  case DATE_BEFORE: break;
  }
  return (Months){1, 12};
}

bool date_read(Check *c, const Tree *t, Ref leaf, Date *out) {
  const Node *n = ast_at(t, leaf);
  DateForm form = (DateForm)(n->op & ~DATE_BEFORE);
  int year = n->val ? (int)n->val : c->prog->year;
  *out = DATE_NONE;
  if (n->kind != AST_DATE || year < 1 || year > 9999) return false; // no 年度: reported once for the program
  Months m = months_of(form, n->x);
  if (m.first < 1 || m.last > 12) return false;
  if (form == DATE_DAY) {
    if (date_make(year, m.first, n->x & 0xFF, out)) return true;
    if (!n->val && m.first == 2 && (n->x & 0xFF) == 29) // all other such days were reported by the parser
      diag_add(c->diags, D_NO_SUCH_DAY, ast_span(t, leaf), TEXT_ARGS(text_of(ast_text(t, leaf))));
    return false;
  }
  bool before = n->op & DATE_BEFORE, end = form == DATE_MONTH_END || form == DATE_QUARTER_END ||
                                           form == DATE_HALF_END || form == DATE_YEAR_END;
  if (!before || end) { // 12月底前 includes that day
    *out = date_month_end(year, m.last);
    return true;
  }
  if (year == 1 && m.first == 1) return false;
  if (!date_make(year, m.first, 1, out)) return false;
  --*out; // 9月前: before the month begins
  return true;
}
