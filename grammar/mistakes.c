// Recovery, the words: what is said of an edit.
#include "base/utf.h"
#include "grammar/literal.h"
#include "grammar/recover.h"

#define SHOWN 6 // of an “expected …” list

// ---- what was expected -------------------------------------------------------------------------
typedef struct Phrase { // several tokens that make one thing
  Tok marks[3];         // all of these must be there
  DiagId id;
  Tok covers[28]; // then these need no mention
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
    {{TOK_PLUS, TOK_STAR, TOK_CARET},
     T_WORD_OPERATOR,
     {OPERATORS, TOK_PLUS, TOK_MINUS, TOK_STAR, TOK_SLASH, TOK_CARET, TOK_DOT, TOK_AND, TOK_OR}},
    {{TOK_GE, TOK_LE, TOK_NE}, T_WORD_COMPARE, {OPERATORS}},
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
  bool colon = want[TOK_COLON]; // it may stand behind any keyword: worth a word only where nothing else fits
  want[TOK_COLON] = false;
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
  if (!m && colon) {
    zh[m] = en[m] = ":";
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

static Text words_of(DiagId id) {
  return (Text){str_z(diag_table[id].zh), str_z(diag_table[id].en)};
}

static Text one_token(Arena *a, Tok t) {
  uint8_t only = (uint8_t)t;
  return expected_text(a, &only, 1);
}

// What a missing value of this kind is called where the parser stands.
static Text phrase_for(Arena *a, const Sim *before, Tok kind) {
  for (unsigned i = 0; i < sizeof phrases / sizeof *phrases; i++) {
    const Phrase *f = &phrases[i];
    bool all = covers(f, kind);
    for (unsigned k = 0; k < 3 && all; k++) all = sim_accepts(before, f->marks[k], true);
    if (all) return words_of(f->id);
  }
  return one_token(a, kind);
}

// A token of the text as messages name it: in quotes, cut where it is long.
static Text found_text(const Recovery *r, uint32_t i) {
  Str s = item_text(r, i);
  if (r->items[i].t.kind == TOK_END) return (Text){S("文件结尾"), S("end of file")};
  if (r->items[i].t.kind == TOK_STRING) return (Text){S("带引号的文字"), S("quoted text")};
  return text_of(str_fmt(r->a, "“" STR_FMT "”", STR_ARG(utf_fit(r->a, s, 40))));
}

// ---- fixes -------------------------------------------------------------------------------------
void mistake_fix(const Recovery *r, Diag *d, DiagId title, Text shown, bool safe, uint32_t start,
                 uint32_t end, Str text) {
  if (!d) return;
  DiagFix *f = diag_fix(r->p->diags, d, (uint16_t)title, &shown, 1);
  f->safe = safe;
  diag_edit(r->p->diags, f, (Span){r->p->file, start, end}, text);
}

Diag *mistake_say(Recovery *r, DiagId id, uint32_t item, uint32_t start, uint32_t end, const Text *args,
                  size_t argc) {
  if (is_quiet(r, r->items[item].line)) return NULL;
  set_quiet(r, r->items[item].line);
  return parser_report(r->p, id, start, end, args, argc);
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
  if (t.start == t.end) return; // it was missing itself
  Diag *d = mistake_say(r, D_OPEN_BRACE, brace, t.start, t.end, NO_ARGS);
  if (!d) return;
  diag_label(r->p->diags, d, (Span){r->p->file, here.start, here.end}, T_CLOSES_HERE, NO_ARGS);
  mistake_fix(r, d, T_SYNTAX_INSERT, text_of(S("}")), false, here.start, here.start, S("}\n"));
}

static void missing(Recovery *r, const Edit *e, const Sim *before, const uint8_t *also, unsigned also_n) {
  const Item *next = &r->items[e->at], *last = e->at ? next - 1 : next;
  bool new_statement = sim_accepts(before, TOK_SKIPPED, true);
  bool at_next = !e->at || last->line == next->line ||
                 (new_statement && next->t.kind != TOK_END && e->put[0].kind != TOK_LB);
  uint32_t start = at_next ? next->t.start : last->t.end;
  Tok kind = (Tok)e->put[0].kind, last_kind = e->at ? (Tok)last->t.kind : TOK_END;
  uint8_t tokens[TOKENS];
  bool value = token_table[kind].class == CLASS_VALUE || (also_n > 1 && e->puts == 1);
  unsigned n = 0;
  Text what;
  if (token_table[kind].class == CLASS_VALUE && is_text_keyword(last_kind))
    what = words_of(T_WORD_TEXT);
  else if (token_table[kind].class == CLASS_VALUE && last_kind == TOK_YEAR)
    what = words_of(T_WORD_YEAR);
  else if (kind == TOK_IDENT && last_kind == TOK_IDENT && last->first)
    what = words_of(T_WORD_CLASS);
  else if (token_table[kind].class == CLASS_VALUE)
    what = phrase_for(r->a, before, kind);
  else {
    for (unsigned i = 0; i < also_n && value; i++) // of things that would do, those of one kind
      if (token_table[also[i]].class == token_table[kind].class) tokens[n++] = also[i];
    what = n ? expected_text(r->a, tokens, n) : one_token(r->a, kind);
  }
  uint32_t line_of = at_next ? e->at : e->at - 1;
  Diag *d = mistake_say(r, D_MISSING, line_of, start, start, TEXT_ARGS(what));
  if (value) return;
  Str spelling = str_z(token_table[kind].zh);
  bool word = token_is_word(kind);
  mistake_fix(r, d, T_SYNTAX_INSERT, text_of(spelling), !word, start, start,
              word ? str_cat(r->a, spelling, S(" ")) : spelling);
}

// "甲"乙"丙": straight quotes within such quotes become curly ones.
static Str curly_within(Arena *a, Str s) {
  Out o = out_memory(a);
  bool inner = false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] != '"' || i == 0 || i + 1 == s.n)
      out_c(&o, s.p[i]);
    else
      out_z(&o, (inner = !inner) ? "“" : "”");
  }
  return out_text(&o);
}

static void name_in_quotes(Recovery *r, const Edit *e) {
  Str whole = items_text(r, e->at, e->at + e->cut);
  uint32_t start = r->items[e->at].t.start, end = start + (uint32_t)whole.n;
  bool within = whole.p[0] == '"' && whole.p[whole.n - 1] == '"';
  Str right = within ? curly_within(r->a, whole) : text_literal(r->a, whole);
  Tok before = e->at ? kind_of(r, e->at - 1) : TOK_END;
  bool text = before == TOK_CODE || before == TOK_USE || before == TOK_GOAL || before == TOK_NOTE ||
              before == TOK_MEASURES || before == TOK_CHARGE;
  DiagId said = within ? D_INNER_QUOTES : text ? D_TEXT_QUOTES : D_NAME_QUOTES;
  Diag *d = mistake_say(r, said, e->at, start, end, NO_ARGS);
  if (within)
    mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(right), true, start, end, right);
  else
    mistake_fix(r, d, T_SYNTAX_QUOTE, text_of(right), true, start, end, right);
}

void mistake_text(Recovery *r, uint32_t at, uint32_t cut) {
  Str whole = items_text(r, at, at + cut);
  uint32_t start = r->items[at].t.start, end = start + (uint32_t)whole.n;
  Str right = text_literal(r->a, whole);
  Diag *d = mistake_say(r, D_TEXT_QUOTES, at, start, end, NO_ARGS);
  mistake_fix(r, d, T_SYNTAX_QUOTE, text_of(utf_fit(r->a, right, 40)), true, start, end, right);
}

static void blank_too_many(Recovery *r, const Edit *e) {
  Token a = r->items[e->at].t, b = r->items[e->at + 1].t;
  Diag *d = mistake_say(r, D_NO_BLANK, e->at, a.start, b.end,
                        TEXT_ARGS(text_of(item_text(r, e->at)), text_of(item_text(r, e->at + 1))));
  mistake_fix(r, d, T_SYNTAX_JOIN, (Text){0}, true, a.end, b.start, S(""));
  Str gap = {r->p->text + a.end, b.start - a.end};
  if (d && !memchr(gap.p, ' ', gap.n) && !memchr(gap.p, '\t', gap.n))
    diag_note(r->p->diags, d, T_HIDDEN_BLANK, NO_ARGS);
}

static void misplaced(Recovery *r, const Edit *e) {
  Token t = r->items[e->at].t;
  Str word = item_text(r, e->at);
  Diag *d = mistake_say(r, D_MISPLACED, e->at, t.start, t.end, TEXT_ARGS(text_of(word)));
  if (!d) return;
  diag_note(r->p->diags, d, diag_place_of((Tok)t.kind), TEXT_ARGS(text_of(word)));
}

static void time_span(Recovery *r, const Edit *e) {
  uint32_t start = r->items[e->at].t.start, end = r->items[e->at + 2].t.end;
  Str span = {r->p->text + start, end - start}, day = item_text(r, e->at + 2);
  Diag *d = mistake_say(r, D_TIME_SPAN, e->at, start, end, TEXT_ARGS(text_of(span)));
  if (r->items[e->at + 2].t.kind != TOK_DATE) return;
  Str deadline = str_cat(r->a, day, str_ends(day, S("月")) ? S("底前") : S("前"));
  mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(deadline), false, start, end, deadline);
}

static void unexpected(Recovery *r, uint32_t k, const Sim *refused) {
  uint8_t tokens[TOKENS];
  unsigned n = sim_expected(refused, tokens);
  Token t = r->items[k].t;
  uint32_t item = t.kind == TOK_END && k ? k - 1 : k;
  mistake_say(r, D_UNEXPECTED, item, t.start, t.end,
              TEXT_ARGS(found_text(r, k), expected_text(r->a, tokens, n)));
}

void mistake_report(Recovery *r, const Edit *e, uint32_t k, const Sim *before, const Sim *refused,
                    const uint8_t *also, unsigned also_n) {
  Token t = r->items[e->at].t;
  if (is_open(r, r->items[e->at].line) || (e->at && is_open(r, r->items[e->at - 1].line))) return;
  switch (e->kind) {
  case EDIT_INSERT: missing(r, e, before, also, also_n); break;
  case EDIT_OPEN: missing(r, e, before, &(uint8_t){TOK_LB}, 1); break;
  case EDIT_CLOSE: unclosed(r, e->about, e->at); break;
  case EDIT_DROP: {
    uint32_t several = e->more_n ? 1 : e->cut;
    Str dropped = items_text(r, e->at, e->at + several);
    Text found =
        several == 1 ? found_text(r, e->at) : text_of(str_fmt(r->a, "“" STR_FMT "”", STR_ARG(dropped)));
    bool brace = t.kind == TOK_RB;
    uint32_t end = t.start + (uint32_t)dropped.n;
    Diag *d = mistake_say(r, brace ? D_STRAY_BRACE : D_EXTRA, e->at, t.start, end, &found, brace ? 0 : 1);
    mistake_fix(r, d, T_SYNTAX_DELETE, text_of(utf_fit(r->a, dropped, 40)), false, t.start, end, S(""));
    break;
  }
  case EDIT_REPLACE: {
    bool target = t.kind == TOK_IDENT && sim_accepts(before, TOK_STRING, true) &&
                  sim_accepts(before, TOK_DEADLINE, true);
    if (target) {
      Str text = item_text(r, e->at), right = text_literal(r->a, text);
      Diag *d = mistake_say(r, D_TARGET_TEXT, e->at, t.start, t.end, TEXT_ARGS(text_of(text)));
      mistake_fix(r, d, T_SYNTAX_QUOTE, text_of(right), false, t.start, t.end, right);
      break;
    }
    if (e->put[0].kind == TOK_STRING && t.kind == TOK_IDENT && also_n == 1) {
      mistake_text(r, e->at, 1);
      break;
    }
    Text what = also_n > 1 ? expected_text(r->a, also, also_n) : one_token(r->a, (Tok)e->put[0].kind);
    mistake_say(r, D_UNEXPECTED, e->at, t.start, t.end, TEXT_ARGS(found_text(r, e->at), what));
    break;
  }
  case EDIT_SPELL: {
    Tok kind;
    Str right = str_z(token_spelling(e->about, &kind));
    Diag *d = mistake_say(r, D_MISSPELT, e->at, t.start, t.end,
                          TEXT_ARGS(text_of(item_text(r, e->at)), text_of(right)));
    mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(right), true, t.start, t.end, right);
    break;
  }
  case EDIT_SPLIT: {
    Token b = e->put[1];
    Str head = {r->p->text + t.start, b.start - t.start}, tail = {r->p->text + b.start, b.end - b.start};
    Diag *d = mistake_say(r, D_NEEDS_BLANK, e->at, t.start, t.end, TEXT_ARGS(text_of(head), text_of(tail)));
    if (!d) break;
    DiagFix *f = diag_fix(r->p->diags, d, T_SYNTAX_BLANK, NO_ARGS);
    f->safe = true;
    diag_edit(r->p->diags, f, (Span){r->p->file, b.start, b.start}, S(" "));
    break;
  }
  case EDIT_WRITE: {
    Str said = {r->p->text + t.start, e->about};
    Diag *d = mistake_say(r, D_WRITE_SO, e->at, t.start, t.start + e->about,
                          TEXT_ARGS(text_of(said), text_of(e->right)));
    if (d && e->note) diag_note(r->p->diags, d, (uint16_t)e->note, NO_ARGS);
    mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(e->right), !e->note, t.start, t.start + e->about, e->right);
    break;
  }
  case EDIT_ORDER:
    mistake_say(r, D_TARGET_FIRST, e->at, t.start, t.end, TEXT_ARGS(text_of(item_text(r, e->at))));
    break;
  case EDIT_JOIN: blank_too_many(r, e); break;
  case EDIT_TEXT: mistake_text(r, e->at, e->cut); break;
  case EDIT_MOVE: misplaced(r, e); break;
  case EDIT_QUOTE: name_in_quotes(r, e); break;
  case EDIT_SPAN: time_span(r, e); break;
  case EDIT_SKIP: unexpected(r, k, refused); break;
  case EDIT_FINISH:
    if (e->puts == 1 && e->put[0].kind == TOK_SKIPPED)
      unexpected(r, k, refused);
    else if (!e->puts && e->closers == 1)
      unclosed(r, opener(r, k), k);
    else {
      uint8_t tokens[TOKENS];
      unsigned n = sim_expected(refused, tokens);
      Text what = e->puts ? expected_text(r->a, tokens, n) : text_of(str_fmt(r->a, " %u 个“}”", e->closers));
      if (!e->puts) what.en = str_fmt(r->a, "%u “}”", e->closers);
      mistake_say(r, D_CUT_SHORT, k ? k - 1 : k, t.start, t.start, TEXT_ARGS(what));
    }
    break;
  }
}
