// Recovery, the words: what is said about a mended mistake, and what tokens alone show.
#include "base/array.h"
#include "base/utf.h"
#include "grammar/recover.h"

#define SHOWN 6 // of an “expected …” list

// ---- what was expected -------------------------------------------------------------------------
typedef struct Phrase { // several tokens that make one thing
  Tok marks[3];         // all of these must be there
  DiagId id;
  Tok covers[28];       // then these need no mention
} Phrase;

#define OPERATORS TOK_GE, TOK_LE, TOK_GT, TOK_LT, TOK_EQ, TOK_NE
#define VALUES    TOK_NUMBER, TOK_QUANTITY, TOK_HOLE, TOK_TBD
#define DATES     TOK_DATE, TOK_DATEWORD, TOK_DEADLINE, TOK_DEADWORD

static const Phrase phrases[] = {
    {{TOK_GE, TOK_DEADLINE, TOK_QUANTITY},
     T_WORD_TARGET,
     {OPERATORS, VALUES, DATES, TOK_YES, TOK_NO, TOK_STRING, TOK_NA, TOK_PLUSMINUS, TOK_MINUS}},
    {{TOK_LP, TOK_IF, TOK_QUANTITY},
     T_WORD_FORMULA,
     {VALUES, DATES, TOK_YES, TOK_NO, TOK_IDENT, TOK_STRING, TOK_LP, TOK_MINUS, TOK_NOT, TOK_IF}},
    {{TOK_QUANTITY, TOK_NUMBER, TOK_NUMBER}, T_WORD_VALUE, {VALUES, TOK_MINUS}},
    {{TOK_DATE, TOK_DATE, TOK_DATE}, T_WORD_DATE, {DATES}},
    {{TOK_IDENT, TOK_PERCENT, TOK_PERCENT}, T_WORD_UNIT, {TOK_IDENT, TOK_PERCENT}},
    {{TOK_IDENT, TOK_IDENT, TOK_IDENT}, T_WORD_NAME, {TOK_IDENT, TOK_STRING}},
    {{TOK_STRING, TOK_STRING, TOK_STRING}, T_WORD_TEXT, {TOK_STRING}},
};

static bool covers(const Phrase *f, Tok t) {
  for (unsigned i = 0; i < sizeof f->covers / sizeof *f->covers; i++)
    if (f->covers[i] == t) return true;
  return false;
}

static void join(Out *o, unsigned i, unsigned n, const char *comma, const char *last) {
  if (i) out_z(o, i + 1 == n ? last : comma);
}

Text expected_text(Arena *a, const uint8_t *tokens, unsigned n) {
  bool want[TOKENS] = {0};
  for (unsigned i = 0; i < n; i++) want[tokens[i]] = true;
  want[TOK_END] = want[TOK_SEMI] = want[TOK_SKIPPED] = false;
  const char *zh[TOKENS + 8], *en[TOKENS + 8];
  bool quote[TOKENS + 8];
  unsigned m = 0;
  for (unsigned i = 0; i < sizeof phrases / sizeof *phrases; i++) {
    const Phrase *f = &phrases[i];
    if (!want[f->marks[0]] || !want[f->marks[1]] || !want[f->marks[2]]) continue;
    zh[m] = diag_table[f->id].zh;
    en[m] = diag_table[f->id].en;
    quote[m++] = false;
    for (Tok t = 1; t < TOKENS; t++)
      if (covers(f, t)) want[t] = false;
  }
  for (unsigned words = 0; words < 2; words++) // signs before words
    for (Tok t = 1; t < TOKENS; t++) {
      if (!want[t] || token_is_word(t) != words) continue;
      zh[m] = token_table[t].zh;
      en[m] = token_table[t].en;
      quote[m++] = true;
    }
  unsigned shown = m > SHOWN ? SHOWN - 1 : m;
  Out z = out_memory(a), e = out_memory(a);
  for (unsigned i = 0; i < shown; i++) {
    join(&z, i, m, "、", "或");
    join(&e, i, m, ", ", " or ");
    if (quote[i]) out_z(&z, "“"), out_z(&e, "“");
    out_z(&z, zh[i]);
    out_z(&e, en[i]);
    if (quote[i]) out_z(&z, "”"), out_z(&e, "”");
  }
  if (m > shown) out_z(&z, "等"), out_z(&e, ", …");
  return (Text){out_text(&z), out_text(&e)};
}

static Text one_token(Arena *a, Tok t) {
  uint8_t only = (uint8_t)t;
  return expected_text(a, &only, 1);
}

// A token of the text as messages name it: in quotes, cut where it is long.
static Text found_text(const Recovery *r, uint32_t i) {
  Str s = item_text(r, i);
  if (r->items[i].t.kind == TOK_END) return (Text){S("文件结尾"), S("end of file")};
  if (r->items[i].t.kind == TOK_STRING) return (Text){S("带引号的文字"), S("quoted text")};
  return text_of(str_fmt(r->a, "“" STR_FMT "”", STR_ARG(utf_fit(r->a, s, 40))));
}

// ---- fixes -------------------------------------------------------------------------------------
static void fix(const Recovery *r, Diag *d, DiagId title, Text shown, bool safe, uint32_t start, uint32_t end, Str text) {
  if (!d) return;
  DiagFix *f = diag_fix(r->p->diags, d, (uint16_t)title, &shown, 1);
  f->safe = safe;
  diag_edit(r->p->diags, f, (Span){r->p->file, start, end}, text);
}

static Diag *say(Recovery *r, DiagId id, uint32_t item, uint32_t start, uint32_t end, const Text *args, size_t argc) {
  if (is_quiet(r, r->items[item].line)) return NULL;
  set_quiet(r, r->items[item].line);
  return parser_report(r->p, id, start, end, args, argc);
}

// ---- what the tokens alone show ----------------------------------------------------------------
static void take_out(Recovery *r, uint32_t at, uint32_t n) {
  memmove(r->items + at, r->items + at + n, (r->n - at - n) * sizeof *r->items);
  r->n -= n;
}

static void after_date(Recovery *r, uint32_t i) {
  Item *it = &r->items[i];
  it->t.part = 0;
  if (i + 1 >= r->n || r->items[i + 1].t.start != it->t.end) return;
  Token word = r->items[i + 1].t;
  Str text = item_text(r, i + 1);
  if (i && r->items[i - 1].first && r->items[i - 1].line == it->line) { // where a name stands
    Str whole = {r->p->text + it->t.start, word.end - it->t.start};
    Str quoted = str_fmt(r->a, "\"" STR_FMT "\"", STR_ARG(whole));
    Diag *d = say(r, D_NAME_QUOTES, i, it->t.start, word.end, NO_ARGS);
    fix(r, d, T_SYNTAX_QUOTE, text_of(quoted), true, it->t.start, word.end, quoted);
    it->t = (Token){.start = it->t.start, .end = word.end, .kind = TOK_IDENT};
  } else {
    Diag *d = say(r, D_AFTER_DATE, i, word.start, word.end, TEXT_ARGS(text_of(text)));
    fix(r, d, T_SYNTAX_DELETE, text_of(text), true, word.start, word.end, S(""));
  }
  take_out(r, i + 1, 1);
}

static void group_comma(Recovery *r, uint32_t i) {
  Token t = r->items[i].t;
  Str number = {r->p->text + t.start, t.kind == TOK_QUANTITY ? t.part : t.end - t.start};
  uint32_t end = t.start + (uint32_t)number.n;
  Diag *d = say(r, D_GROUP_COMMA, i, t.start, end, TEXT_ARGS(text_of(number)));
  Out joined = out_memory(r->a), apart = out_memory(r->a);
  for (size_t j = 0; j < number.n; j++) {
    if (number.p[j] != ',') out_c(&joined, number.p[j]);
    out_c(&apart, number.p[j]);
    if (number.p[j] == ',') out_c(&apart, ' ');
  }
  fix(r, d, T_ONE_NUMBER, text_of(out_text(&joined)), false, t.start, end, out_text(&joined));
  fix(r, d, T_TWO_NUMBERS, text_of(out_text(&apart)), false, t.start, end, out_text(&apart));
}

// Which limit of lexer.h the word exceeds.
static Str too_long(Arena *a, Str s) {
  size_t digits = 0;
  while (digits < s.n && (s.p[digits] == '?' || s.p[digits] == '.' || (s.p[digits] >= '0' && s.p[digits] <= '9'))) digits++;
  int limit = !digits || digits == s.n ? WORD_MAX : digits > NUMBER_MAX ? NUMBER_MAX : UNIT_MAX;
  return str_fmt(a, "%d", limit);
}

void mistakes_in_tokens(Recovery *r) {
  for (uint32_t i = 0; i < r->n; i++) // an open quote explains all else on its line
    if (r->items[i].t.kind == TOK_OPENSTRING) {
      r->open[r->items[i].line / 64] |= (uint64_t)1 << r->items[i].line % 64;
      say(r, D_OPEN_QUOTE, i, r->items[i].t.start, r->items[i].t.end, NO_ARGS);
      r->items[i].t.kind = TOK_STRING;
    }
  unsigned depth = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    Item *it = &r->items[i];
    switch ((unsigned)it->t.kind) {
    case TOK_LP: depth++; break;
    case TOK_RP: depth -= depth > 0; break;
    case TOK_LB:
    case TOK_RB: depth = 0; break;
    case TOK_DATE:
    case TOK_DEADLINE:
      if (it->t.part) after_date(r, i);
      break;
    case TOK_NUMBER:
    case TOK_QUANTITY:
      if (depth && token_has_commas(r->p->text, it->t)) group_comma(r, i);
      break;
    case TOK_BAD:
      if (it->t.end - it->t.start > 8) {
        say(r, D_TOO_LONG, i, it->t.start, it->t.end, TEXT_ARGS(text_of(too_long(r->a, item_text(r, i)))));
        it->t.kind = TOK_IDENT;
      } else say(r, D_BAD_CHAR, i, it->t.start, it->t.end, TEXT_ARGS(text_of(item_text(r, i))));
      break;
    default: break;
    }
  }
}

// ---- what was mended ---------------------------------------------------------------------------
// The innermost { before item `at` that is not closed before it.
static uint32_t opener(const Recovery *r, uint32_t at) {
  unsigned depth = 0;
  for (uint32_t i = at; i-- > 0;) {
    if (r->items[i].t.kind == TOK_RB) depth++;
    if (r->items[i].t.kind != TOK_LB) continue;
    if (!depth) return i;
    depth--;
  }
  return UINT32_MAX;
}

static void unclosed(Recovery *r, uint32_t brace, uint32_t at) {
  if (brace == UINT32_MAX) return;
  Token t = r->items[brace].t, here = r->items[at].t;
  Diag *d = say(r, D_OPEN_BRACE, brace, t.start, t.end, NO_ARGS);
  if (!d) return;
  diag_label(r->p->diags, d, (Span){r->p->file, here.start, here.end}, T_CLOSES_HERE, NO_ARGS);
  fix(r, d, T_SYNTAX_INSERT, text_of(S("}")), false, here.start, here.start, S("}\n"));
}

static void missing(Recovery *r, const Edit *e, const Sim *before, const uint8_t *also, unsigned also_n) {
  const Item *next = &r->items[e->at], *last = e->at ? next - 1 : next;
  bool new_statement = sim_accepts(before, TOK_SKIPPED, true);
  bool at_next = !e->at || (new_statement && next->t.kind != TOK_END) || last->line == next->line;
  uint32_t start = at_next ? next->t.start : last->t.end;
  Tok kind = (Tok)e->put[0].kind;
  uint8_t tokens[TOKENS];
  bool value = token_table[kind].class == CLASS_VALUE || also_n != 1;
  unsigned n = 0;
  if (value && also_n <= 1) n = sim_expected(before, tokens);
  else if (value)
    for (unsigned i = 0; i < also_n; i++) // of things that would do, those of one kind
      if (token_table[also[i]].class == token_table[kind].class) tokens[n++] = also[i];
  Text what = n ? expected_text(r->a, tokens, n) : one_token(r->a, kind);
  uint32_t line_of = at_next ? e->at : e->at - 1;
  Diag *d = say(r, D_MISSING, line_of, start, start, TEXT_ARGS(what));
  if (value) return;
  Str spelling = str_z(token_table[kind].zh);
  bool word = token_is_word(kind);
  fix(r, d, T_SYNTAX_INSERT, text_of(spelling), !word, start, start, word ? str_cat(r->a, spelling, S(" ")) : spelling);
}

static void name_in_quotes(Recovery *r, const Edit *e) {
  Token t = e->put[0];
  Str whole = {r->p->text + t.start, t.end - t.start};
  Out o = out_memory(r->a);
  out_c(&o, '"');
  for (size_t i = 0; i < whole.n; i++) {
    if (whole.p[i] == '"') out_c(&o, '\\');
    out_c(&o, whole.p[i]);
  }
  out_c(&o, '"');
  Diag *d = say(r, D_NAME_QUOTES, e->at, t.start, t.end, NO_ARGS);
  fix(r, d, T_SYNTAX_QUOTE, text_of(out_text(&o)), true, t.start, t.end, out_text(&o));
}

static void time_span(Recovery *r, const Edit *e) {
  uint32_t start = r->items[e->at].t.start, end = r->items[e->at + 2].t.end;
  Str span = {r->p->text + start, end - start}, day = item_text(r, e->at + 2);
  Diag *d = say(r, D_TIME_SPAN, e->at, start, end, TEXT_ARGS(text_of(span)));
  if (r->items[e->at + 2].t.kind != TOK_DATE) return;
  Str deadline = str_cat(r->a, day, str_ends(day, S("月")) ? S("底前") : S("前"));
  fix(r, d, T_SYNTAX_REPLACE, text_of(deadline), false, start, end, deadline);
}

static void unexpected(Recovery *r, uint32_t k, const Sim *refused) {
  uint8_t tokens[TOKENS];
  unsigned n = sim_expected(refused, tokens);
  Token t = r->items[k].t;
  uint32_t item = t.kind == TOK_END && k ? k - 1 : k;
  say(r, D_UNEXPECTED, item, t.start, t.end, TEXT_ARGS(found_text(r, k), expected_text(r->a, tokens, n)));
}

void mistake_report(Recovery *r, const Edit *e, uint32_t k, const Sim *before, const Sim *refused, const uint8_t *also,
                    unsigned also_n) {
  Token t = r->items[e->at].t;
  if (is_open(r, r->items[e->at].line) || (e->at && is_open(r, r->items[e->at - 1].line))) return;
  switch (e->kind) {
  case EDIT_INSERT: missing(r, e, before, also, also_n); break;
  case EDIT_OPEN: missing(r, e, before, &(uint8_t){TOK_LB}, 1); break;
  case EDIT_CLOSE: unclosed(r, e->about, e->at); break;
  case EDIT_DROP: {
    Text found = found_text(r, e->at);
    bool brace = t.kind == TOK_RB;
    Diag *d = say(r, brace ? D_STRAY_BRACE : D_EXTRA, e->at, t.start, t.end, &found, brace ? 0 : 1);
    fix(r, d, T_SYNTAX_DELETE, text_of(item_text(r, e->at)), false, t.start, t.end, S(""));
    break;
  }
  case EDIT_REPLACE: {
    Text what = also_n > 1 ? expected_text(r->a, also, also_n) : one_token(r->a, (Tok)e->put[0].kind);
    say(r, D_UNEXPECTED, e->at, t.start, t.end, TEXT_ARGS(found_text(r, e->at), what));
    break;
  }
  case EDIT_SPELL: {
    Tok kind;
    Str right = str_z(token_spelling(e->about, &kind));
    Diag *d = say(r, D_MISSPELT, e->at, t.start, t.end, TEXT_ARGS(text_of(item_text(r, e->at)), text_of(right)));
    fix(r, d, T_SYNTAX_REPLACE, text_of(right), true, t.start, t.end, right);
    break;
  }
  case EDIT_SPLIT: {
    Token b = e->put[1];
    Str head = {r->p->text + t.start, b.start - t.start}, tail = {r->p->text + b.start, b.end - b.start};
    Diag *d = say(r, D_NEEDS_BLANK, e->at, t.start, t.end, TEXT_ARGS(text_of(head), text_of(tail)));
    if (!d) break;
    DiagFix *f = diag_fix(r->p->diags, d, T_SYNTAX_BLANK, NO_ARGS);
    f->safe = true;
    diag_edit(r->p->diags, f, (Span){r->p->file, b.start, b.start}, S(" "));
    break;
  }
  case EDIT_QUOTE: name_in_quotes(r, e); break;
  case EDIT_SPAN: time_span(r, e); break;
  case EDIT_SKIP: unexpected(r, k, refused); break;
  case EDIT_FINISH:
    if (e->puts == 1 && e->put[0].kind == TOK_SKIPPED) unexpected(r, k, refused);
    else if (!e->puts && e->closers == 1) unclosed(r, opener(r, k), k);
    else {
      uint8_t tokens[TOKENS];
      unsigned n = sim_expected(refused, tokens);
      Text what = e->puts ? expected_text(r->a, tokens, n) : text_of(str_fmt(r->a, "%u 个“}”", e->closers));
      if (!e->puts) what.en = str_fmt(r->a, "%u “}”", e->closers);
      say(r, D_CUT_SHORT, k ? k - 1 : k, t.start, t.start, TEXT_ARGS(what));
    }
    break;
  }
}
