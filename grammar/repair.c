// Recovery: the smallest mending of the tokens. It runs only after a first error, on all tokens of the text.
//
// Where the parser refuses token k, every small edit nearby is tried on the parser's tables: another
// spelling, one token more or less before it, a word split or quoted, a brace put where the indentation says.
// What counts is how far the parse gets then; the cheapest edit among the far-reaching wins, is reported
// once, and the parse goes on. Only where none helps is a statement skipped.
#include "grammar/recover.h"

#define NEAR       9        // tokens before the refused one where the mistake may be
#define LOOK       12       // first look ahead, in tokens
#define FAR        4000     // second look
#define WORK_MAX   4000000  // tokens tried before the second look is left out
#define WORK_END   60000000 // and before the rest of the text is given up
#define EDITS_MAX  400
#define CLOSERS    60
#define LINE_PARTS 400 // tokens of a line that is looked at as a whole
#define TIER_COST  15
#define LINE_COST  8 // for a line that begins inside a statement

// ---- trying ------------------------------------------------------------------------------------
// How many } the stack still wants before the end; CLOSERS where it cannot end so.
static unsigned closers(Search *s, const Sim *from) {
  sim_copy(s->start, from);
  for (unsigned m = 0; m < CLOSERS; m++) {
    if (sim_accepts(s->start, TOK_END, false)) return m;
    if (!sim_take(s->start, TOK_RB)) break;
  }
  return CLOSERS;
}

// A measure of how far a parse got that was refused at item i.
static uint64_t reached(Search *s, const Sim *sim, uint32_t i) {
  if (i >= s->r->n) return (uint64_t)s->r->n << 8;
  if (s->r->items[i].t.kind == TOK_END) return ((uint64_t)i << 8) + CLOSERS - closers(s, sim);
  return (uint64_t)i << 8;
}

// The state before item i, from the ring or from the start.
const Sim *search_before(Search *s, uint32_t i) {
  if (i == s->i) return s->now;
  if (i < s->i && s->i - i <= RING) return s->ring[i % RING];
  sim_start(s->start);
  for (uint32_t j = 0; j < i; j++) {
    s->work++;
    if (!sim_take(s->start, (Tok)s->r->items[j].t.kind)) break;
  }
  return s->start;
}

static uint64_t run_on(Search *s, uint32_t i, uint32_t limit) {
  const Recovery *r = s->r;
  uint32_t stop = r->n - i > limit ? i + limit : r->n;
  for (; i < stop; i++) {
    s->work++;
    Tok kind = (Tok)r->items[i].t.kind;
    if (r->items[i].first && i < s->k + LOOK && kind != TOK_RB && i != s->begun)
      s->inside += !sim_accepts(s->trial, TOK_SKIPPED, true);
    if (kind == TOK_END || !sim_accepts(s->trial, kind, false)) {
      if (kind == TOK_END && sim_accepts(s->trial, kind, false)) return reached(s, NULL, r->n);
      return reached(s, s->trial, i);
    }
    sim_take(s->trial, kind);
  }
  return (uint64_t)i << 8;
}

static void try_edit(Search *s, Edit *e, uint32_t limit) {
  e->reach = 0;
  s->inside = 0;
  bool begins = e->kind == EDIT_INSERT && token_table[e->put[0].kind].class == CLASS_STATEMENT &&
                (kind_of(s->r, e->at) != TOK_IDENT || same_line(s->r, e->at, e->at + 1));
  s->begun = begins ? e->at : UINT32_MAX; // that line does begin a statement: its keyword is put in
  for (uint32_t i = s->k > NEAR ? s->k - NEAR : 0; i < e->at + (e->kind == EDIT_REPLACE); i++)
    if (s->r->items[i].first && kind_of(s->r, i) != TOK_RB)
      s->inside += !sim_accepts(search_before(s, i), TOK_SKIPPED, true);
  const Sim *from = search_before(s, e->at);
  e->behind =
      !e->cut && e->at && e->at <= s->k && s->r->items[e->at].first && !sim_accepts(from, TOK_SKIPPED, true);
  sim_copy(s->trial, from);
  for (unsigned i = 0; i < e->puts; i++)
    if (!sim_take(s->trial, (Tok)e->put[i].kind)) return;
  for (uint32_t i = 0; i < e->more_n; i++)
    if (!sim_take(s->trial, (Tok)e->more[i].kind)) return;
  for (unsigned i = 0; i < e->closers; i++)
    if (!sim_take(s->trial, TOK_RB)) return;
  e->reach = run_on(s, e->at + e->cut, limit);
  e->inside = s->inside;
}

// ---- candidates --------------------------------------------------------------------------------
Edit *search_propose(Search *s, EditKind kind, uint32_t at, uint32_t cut, int cost) {
  Edit *e = array_push(s->r->a, &s->edits);
  *e = (Edit){.kind = kind, .at = at, .cut = cut, .cost = cost};
  return e;
}

static int insert_cost(Tok kind) {
  switch (token_table[kind].class) {
  case CLASS_SYMBOL: return kind >= TOK_DOT && kind <= TOK_PERCENT ? 15 : 10;
  case CLASS_VALUE: return kind == TOK_HOLE ? 11 : kind == TOK_IDENT ? 12 : kind == TOK_STRING ? 13 : 15;
  case CLASS_OPERATOR: return 14;
  case CLASS_ATTRIBUTE: return 12;
  default: return 14;
  }
}

static void propose_inserts(Search *s, uint32_t at, int far) {
  uint8_t tokens[TOKENS];
  unsigned n = sim_expected(search_before(s, at), tokens);
  for (unsigned i = 0; i < n; i++) {
    Tok kind = (Tok)tokens[i];
    if (kind == TOK_SEMI || kind == TOK_END || kind == TOK_RB || kind == TOK_DATEWORD || kind == TOK_DEADWORD)
      continue;
    if (kind == TOK_PERCENT && sim_accepts(search_before(s, at), TOK_IDENT, true)) continue;
    EditKind what = kind == TOK_LB ? EDIT_OPEN : EDIT_INSERT;
    edit_put(search_propose(s, what, at, 0, insert_cost(kind) + far), made(s->r, at, kind));
  }
}

// Two tokens where a statement breaks off at the end of its line: 若 甲 则 乙 lacks 否则 and what follows it.
static void propose_pairs(Search *s, uint32_t at, int far) {
  static const Tok then[] = {TOK_HOLE, TOK_STRING, TOK_IDENT};
  if (!s->r->items[at].first) return;
  uint8_t tokens[TOKENS];
  unsigned n = sim_expected(search_before(s, at), tokens);
  for (unsigned i = 0; i < n; i++) {
    TokenClass c = token_table[tokens[i]].class;
    if (c != CLASS_LOGIC && tokens[i] != TOK_COLON && tokens[i] != TOK_EQ) continue;
    for (unsigned j = 0; j < sizeof then / sizeof *then; j++) {
      Edit *e = search_propose(s, EDIT_INSERT, at, 0, insert_cost((Tok)tokens[i]) + 4 + far);
      edit_put(e, made(s->r, at, (Tok)tokens[i]));
      edit_put(e, made(s->r, at, then[j]));
    }
  }
}

// Without indentation to go by: the } that lets a keyword of the outer block in.
static void propose_closers(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Tok k = kind_of(r, at);
  if ((token_table[k].class != CLASS_STATEMENT && (k != TOK_ADJUST || !r->items[at].first)) ||
      sim_accepts(search_before(s, at), k, true))
    return;
  sim_copy(s->trial, search_before(s, at));
  s->work += at;
  ARRAY(uint32_t) open = {0};
  for (uint32_t i = 0; i < at; i++) {
    if (kind_of(r, i) == TOK_LB) *array_push(r->a, &open) = i;
    if (kind_of(r, i) == TOK_RB && open.n) open.n--;
  }
  for (unsigned m = 1; m <= PUT_MAX && open.n && sim_take(s->trial, TOK_RB); m++) {
    open.n--;
    if (!sim_accepts(s->trial, k, true)) continue;
    Edit *e = search_propose(s, EDIT_CLOSE, at, 0, 6 + (int)m + far);
    e->about = open.p[open.n];
    for (unsigned i = 0; i < m; i++) edit_put(e, made(r, at, TOK_RB));
    return;
  }
}

static int drop_cost(const Recovery *r, uint32_t at) {
  Tok k = kind_of(r, at);
  if (token_table[k].class == CLASS_SYMBOL) return 12;
  if (k == TOK_UPWARD || k == TOK_DOWNWARD) return 8; // ≥ 120处以上
  bool number = k == TOK_NUMBER || k == TOK_QUANTITY;
  if (r->items[at].first) return number && !same_line(r, at, at + 1) ? 13 : 20;
  return number || k == TOK_DATE ? 16 : k == TOK_IDENT ? 15 : 14;
}

static void propose_replacements(Search *s, uint32_t at, int far) {
  uint8_t tokens[TOKENS];
  unsigned n = sim_expected(search_before(s, at), tokens);
  for (unsigned i = 0; i < n; i++) {
    Tok kind = (Tok)tokens[i];
    if (kind == TOK_SEMI || kind == TOK_END || kind == kind_of(s->r, at)) continue;
    Token t = s->r->items[at].t;
    t = (Token){.start = t.start, .end = t.start, .kind = (uint8_t)kind};
    edit_put(search_propose(s, EDIT_REPLACE, at, 1, 17 + insert_cost(kind) / 10 + far), t);
  }
}

static void propose_skips(Search *s, uint32_t k) {
  const Recovery *r = s->r;
  unsigned starts = 0;
  for (uint32_t at = k; starts < 3 && s->i - at < RING; at--) {
    if (sim_accepts(search_before(s, at), TOK_SKIPPED, true)) {
      starts++;
      unsigned ends = 0, depth = 0;
      uint32_t lines = 0;
      for (uint32_t e = at; e < r->n && e - at < FAR && ends < 12; e++) {
        Tok kind = kind_of(r, e);
        if (e > at && e >= k && depth == 0 &&
            (r->items[e].first || kind == TOK_RB || kind == TOK_SEMI || kind == TOK_END)) {
          lines = r->items[e].line - r->items[k].line;
          Token t = {.start = r->items[at].t.start, .end = r->items[e - 1].t.end, .kind = TOK_SKIPPED};
          edit_put(search_propose(s, EDIT_SKIP, at, e - at,
                                  40 + 5 * (int)(lines < 20 ? lines : 20) + 3 * (int)starts),
                   t);
          ends++;
        }
        if (kind == TOK_LB) depth++;
        if (kind == TOK_RB) {
          if (!depth) break;
          depth--;
        }
      }
    }
    if (!at) break;
  }
  // inside brackets that hold no statements: leave out what follows on the line
  for (uint32_t e = k + 1, ends = 0; e < r->n && e - k < FAR && ends < 3; e++) {
    Tok kind = kind_of(r, e);
    if (!r->items[e].first && kind != TOK_RB && kind != TOK_RP && kind != TOK_COMMA && kind != TOK_END)
      continue;
    search_propose(s, EDIT_SKIP, k, e - k, 44 + 3 * (int)ends++);
  }
}

// The line of items [a, z) read anew from behind the quote of item j, as if that were not there.
static void propose_reading(Search *s, uint32_t j, uint32_t z) {
  const Recovery *r = s->r;
  const char *text = r->p->text;
  uint32_t from = r->items[j].t.start, end = r->items[z].t.start;
  from += text[from] == '"' ? 1 : 3;
  if (from > end) return;
  Lexer lx = {text, from, end, r->units, false};
  ARRAY(Token) more = {0};
  for (Token t; lex_next(&lx, &t), t.kind != TOK_END && more.n < LINE_PARTS;) {
    if (t.kind == TOK_OPENSTRING) t.kind = TOK_STRING;
    *array_push(r->a, &more) = t;
  }
  Edit *e = search_propose(s, EDIT_SKIP, j, z - j, 2);
  e->more = more.p;
  e->more_n = more.n;
}

// A line with an open quote near k: all of it, or the quoted part, may go.
static void propose_open_lines(Search *s, uint32_t k) {
  const Recovery *r = s->r;
  uint32_t seen = UINT32_MAX;
  for (uint32_t i = k + 1; i-- > 0 && k - i <= NEAR;) {
    uint32_t line = r->items[i].line, a = i, z = i;
    if (line == seen || !is_open(r, line)) continue;
    seen = line;
    while (a && r->items[a - 1].line == line && i - a < LINE_PARTS) a--;
    while (z + 1 < r->n && r->items[z].line == line && z - i < LINE_PARTS) z++; // at most the END
    if (a == z) continue;
    Token t = {.start = r->items[a].t.start, .end = r->items[z - 1].t.end, .kind = TOK_SKIPPED};
    edit_put(search_propose(s, EDIT_SKIP, a, z - a, 5), t);
    uint32_t w = z;
    while (w > a && (kind_of(r, w - 1) == TOK_RB || kind_of(r, w - 1) == TOK_LB)) w--;
    if (w > a && w < z) edit_put(search_propose(s, EDIT_SKIP, a, w - a, 4), t);
    for (uint32_t j = a; j < w; j++) {
      if (r->items[j].t.kind != TOK_STRING || r->items[j].t.start == r->items[j].t.end) continue;
      search_propose(s, EDIT_SKIP, j, w - j, 4);
      search_propose(s, EDIT_SKIP, j, 1, 3);
      propose_reading(s, j, z);
    }
  }
}

static void propose_finish(Search *s, uint32_t k) {
  const Recovery *r = s->r;
  if (kind_of(r, k) != TOK_END) return;
  uint8_t tokens[TOKENS];
  unsigned n = sim_expected(search_before(s, k), tokens), m = closers(s, search_before(s, k));
  if (m && m < CLOSERS) search_propose(s, EDIT_FINISH, k, 0, 8)->closers = (uint8_t)m;
  for (unsigned i = 0; i < n; i++) {
    if (tokens[i] == TOK_SEMI || tokens[i] == TOK_RB || tokens[i] == TOK_END) continue;
    sim_copy(s->trial, search_before(s, k));
    if (!sim_take(s->trial, (Tok)tokens[i])) continue;
    m = closers(s, s->trial);
    if (m == CLOSERS) continue;
    Edit *e = search_propose(s, EDIT_FINISH, k, 0, insert_cost((Tok)tokens[i]));
    edit_put(e, made(r, k, (Tok)tokens[i]));
    e->closers = (uint8_t)m;
  }
  for (uint32_t at = k; s->i - at < RING; at--) {
    if (sim_accepts(search_before(s, at), TOK_SKIPPED, true) && at < k) {
      sim_copy(s->trial, search_before(s, at));
      if (sim_take(s->trial, TOK_SKIPPED) && (m = closers(s, s->trial)) < CLOSERS) {
        Edit *e = search_propose(s, EDIT_FINISH, at, k - at, 40);
        edit_put(e,
                 (Token){.start = r->items[at].t.start, .end = r->items[k - 1].t.end, .kind = TOK_SKIPPED});
        e->closers = (uint8_t)m;
        break;
      }
    }
    if (!at) break;
  }
}

// Braces that disagree with the indentation, in items [0, k].
static void propose_braces(Search *s, uint32_t k) {
  const Recovery *r = s->r;
  ARRAY(uint32_t) open = {0};
  unsigned found = 0;
  s->work += k;
  for (uint32_t i = 0; i <= k && found < 24; i++) {
    const Item *it = &r->items[i];
    while (it->first && open.n && it->t.kind != TOK_END) { // a line that lies outside the innermost block
      const Item *o = &r->items[open.p[open.n - 1]];
      if (o->line == it->line || (it->t.kind == TOK_RB ? it->indent >= o->indent : it->indent > o->indent))
        break;
      Edit *e = search_propose(s, EDIT_CLOSE, i, 0, 4);
      e->about = open.p[--open.n];
      edit_put(e, made(r, i, TOK_RB));
      search_propose(s, EDIT_DROP, e->about, 1, 6);
      found++;
    }
    if (it->t.kind == TOK_LB) *array_push(r->a, &open) = i;
    if (it->t.kind != TOK_RB) continue;
    const Item *o = open.n ? &r->items[open.p[open.n - 1]] : NULL;
    bool fits = o && (o->line == it->line || (it->first && it->indent == o->indent));
    if (fits) {
      open.n--;
      continue;
    }
    search_propose(s, EDIT_DROP, i, 1, 7);
    found++;
    uint32_t from = i; // 预算 50万元 财政资金 50万元 }
    while (!it->first && from && !r->items[from].first) from--;
    for (uint32_t j = from + 2; !it->first && j < i; j++)
      if (token_table[kind_of(r, j - 1)].class == CLASS_VALUE &&
          sim_accepts(search_before(s, j), TOK_LB, true)) {
        edit_put(search_propose(s, EDIT_OPEN, j, 0, 6), made(r, j, TOK_LB));
        break;
      }
    if (it->first) { // its header is a line of the same indentation with deeper lines below, but no {
      for (uint32_t j = i; j-- > 0;) {
        if (!r->items[j].first) continue;
        if (r->items[j].indent > it->indent) continue;
        uint32_t next = j + 1;
        while (next < i && !r->items[next].first) next++;
        if (r->items[j].indent == it->indent && next < i)
          edit_put(search_propose(s, EDIT_OPEN, next, 0, 5), made(r, next, TOK_LB));
        break;
      }
    } else if (o)
      open.n--;
  }
}

// ---- choosing ----------------------------------------------------------------------------------
static int score(const Search *s, const Edit *e, uint32_t k) {
  const Recovery *r = s->r;
  uint32_t i = (uint32_t)(e->reach >> 8);
  int tier = 3;
  if (i < r->n && i < k + FAR) {
    uint32_t from = r->items[k].line; // what ends a line was left out on that line
    if (e->behind) from = r->items[e->at - 1].line;
    uint32_t lines = r->items[i].line - from;
    tier = r->items[i].t.kind == TOK_END || lines >= 3 ? 2 : lines ? 1 : 0;
  }
  return e->cost + LINE_COST * e->inside + TIER_COST * (3 - tier);
}

static void drop_unhelpful(Search *s, uint64_t base) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < s->edits.n; i++)
    if (s->edits.p[i].reach > base) s->edits.p[n++] = s->edits.p[i];
  s->edits.n = n;
}

static const Edit *choose(Search *s, uint32_t k) {
  s->edits.n = 0;
  s->k = k;
  uint64_t base = reached(s, s->now, k);
  for (uint32_t d = 0; d <= NEAR && d <= k; d++) {
    uint32_t at = k - d;
    int far = (int)d;
    if (kind_of(s->r, at) != TOK_END) {
      search_propose(s, EDIT_DROP, at, 1, drop_cost(s->r, at) + far);
      propose_words(s, at, far);
      if (d < 2) propose_replacements(s, at, far);
    }
    propose_inserts(s, at, far);
    if (d < 2) propose_pairs(s, at, far);
    if (kind_of(s->r, at) != TOK_END && s->work < WORK_MAX) propose_closers(s, at, far);
  }
  propose_open_lines(s, k);
  if (s->work < WORK_MAX) propose_braces(s, k);
  propose_finish(s, k);
  propose_skips(s, k);
  for (uint32_t i = 0; i < s->edits.n; i++) {
    Edit *e = &s->edits.p[i];
    uint32_t past = e->at + e->cut;
    try_edit(s, e, (k > past ? k - past : 0) + LOOK);
  }
  drop_unhelpful(s, base);
  const Edit *best = NULL;
  for (uint32_t i = 0; i < s->edits.n; i++) {
    Edit *e = &s->edits.p[i];
    uint32_t past = e->at + e->cut;
    if (best && e->cost + LINE_COST * e->inside > score(s, best, k)) continue;
    if (s->work < WORK_MAX) try_edit(s, e, (k > past ? k - past : 0) + FAR);
    if (!best || score(s, e, k) < score(s, best, k) ||
        (score(s, e, k) == score(s, best, k) && e->reach > best->reach))
      best = e;
  }
  return best;
}

// Tokens that would have served as well as the inserted one.
static unsigned equals(const Search *s, const Edit *best, uint8_t *tokens) {
  unsigned n = 0;
  for (uint32_t i = 0; i < s->edits.n; i++) {
    const Edit *e = &s->edits.p[i];
    if (e->kind == best->kind && e->at == best->at && e->cut == best->cut && e->puts == 1 &&
        e->reach >= best->reach && n < TOKENS)
      tokens[n++] = e->put[0].kind;
  }
  return n;
}

// ---- applying ----------------------------------------------------------------------------------
static void apply(Recovery *r, const Edit *e) {
  uint32_t in = e->puts + e->more_n + e->closers;
  while (r->n + in > r->cap) {
    Item *bigger = arena_raw(r->a, 2 * (size_t)r->cap * sizeof *bigger, alignof(Item));
    memcpy(bigger, r->items, r->n * sizeof *bigger);
    r->items = bigger;
    r->cap *= 2;
  }
  Item *at = r->items + e->at;
  Item model = *at;
  memmove(at + in, at + e->cut, (r->n - e->at - e->cut) * sizeof *at);
  for (uint32_t i = 0; i < in; i++) {
    at[i] = model;
    at[i].first = i == 0 && model.first && e->cut;
    uint32_t j = i - e->puts;
    if (i < e->puts)
      at[i].t = e->put[i];
    else if (j < e->more_n)
      at[i].t = e->more[j];
    else
      at[i].t = (Token){.start = model.t.start, .end = model.t.start, .kind = TOK_RB};
  }
  if (e->cut && !in && model.first && at->line == model.line) {
    at->first = true;
    at->indent = model.indent;
  }
  r->n += in - e->cut;
}

static void restart(Search *s) {
  s->work += s->i;
  s->i = 0;
  sim_start(s->now);
}

// Takes tokens until one is refused; false at the end.
static bool advance(Search *s) {
  const Recovery *r = s->r;
  for (; s->i < r->n; s->i++) {
    if (s->now->n >= SIM_DEPTH - 8 || !sim_accepts(s->now, kind_of(r, s->i), false)) return true;
    sim_copy(s->ring[s->i % RING], s->now);
    sim_take(s->now, kind_of(r, s->i));
  }
  return false;
}

// Everything from the last shallow place where a statement could stand is given up.
static void give_up(Search *s, uint32_t k) {
  Recovery *r = s->r;
  for (uint32_t at = k;; at--) {
    if (r->items[at].first || !at) {
      const Sim *before = search_before(s, at);
      if (before->n < SIM_DEPTH / 2 && sim_accepts(before, TOK_SKIPPED, true)) {
        sim_copy(s->trial, before);
        sim_take(s->trial, TOK_SKIPPED);
        unsigned m = closers(s, s->trial);
        if (m < CLOSERS) {
          Edit e = {.kind = EDIT_FINISH, .at = at, .cut = r->n - 1 - at, .puts = 1, .closers = (uint8_t)m};
          e.put[0] =
              (Token){.start = r->items[at].t.start, .end = r->items[r->n - 1].t.start, .kind = TOK_SKIPPED};
          apply(r, &e);
          return;
        }
      }
    }
    if (!at) break;
  }
  r->items[0] = r->items[r->n - 1];
  r->n = 1;
}

static void repair(Recovery *r, bool prefix) {
  Search s = {.r = r};
  for (unsigned i = 0; i < RING; i++) s.ring[i] = arena_raw(r->a, sizeof(Sim), alignof(Sim));
  s.now = arena_raw(r->a, sizeof(Sim), alignof(Sim));
  s.trial = arena_raw(r->a, sizeof(Sim), alignof(Sim));
  s.start = arena_raw(r->a, sizeof(Sim), alignof(Sim));
  Sim *refused = arena_raw(r->a, sizeof(Sim), alignof(Sim));
  restart(&s);
  for (unsigned edits = 0; advance(&s); edits++) {
    uint32_t k = s.i;
    if (prefix && kind_of(r, k) == TOK_END) return;
    if (r->p->cut && kind_of(r, k) == TOK_END) { // in the midst of a character, which was told
      give_up(&s, k);
      return;
    }
    if (s.now->n >= SIM_DEPTH - 8) {
      parser_too_deep(r->p, r->items[k].t.start);
      give_up(&s, k);
      return;
    }
    bool more = edits < EDITS_MAX && s.work < WORK_END;
    const Edit *e = more ? choose(&s, k) : NULL;
    if (!e) {
      if (more && kind_of(r, k) != TOK_END) {
        Edit drop = {.kind = EDIT_SKIP, .at = k, .cut = 1};
        mistake_report(r, &drop, k, s.now, s.now, NULL, 0);
        apply(r, &drop);
        continue;
      }
      give_up(&s, k);
      return;
    }
    uint8_t also[TOKENS];
    unsigned also_n = equals(&s, e, also);
    sim_copy(refused, s.now);
    sim_copy(s.trial, search_before(&s, e->at));
    mistake_report(r, e, k, s.trial, refused, also, also_n);
    Edit done = *e;
    apply(r, &done);
    s.work += (r->n - done.at) / 8;
    if (done.at < s.i) {
      if (s.i - done.at <= RING) {
        sim_copy(s.now, s.ring[done.at % RING]);
        s.i = done.at;
      } else
        restart(&s);
    }
  }
}

// ---- tokens ------------------------------------------------------------------------------------
static void note_place(Item *it, const char *text, uint32_t from, uint32_t *line, uint32_t *line_start,
                       bool *fresh) {
  for (uint32_t i = from; i < it->t.start; i++)
    if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) {
      ++*line;
      *line_start = i + 1;
      *fresh = true;
    }
  it->line = *line;
  it->first = *fresh;
  *fresh = false;
  if (!it->first) {
    it->indent = it[-1].indent; // of the line, not of the token
    return;
  }
  size_t indent = 0;
  for (uint32_t i = *line_start; i < it->t.start && indent < UINT16_MAX; i++) {
    if (text[i] == '\t')
      indent += 4 - indent % 4;
    else if (text[i] == ' ')
      indent++;
    else if ((text[i] & 0xC0) != 0x80)
      indent += 2; // an ideographic space, or text
  }
  it->indent = (uint16_t)indent;
}

typedef struct Reading {
  uint32_t line, line_start, from;
  bool fresh; // nothing of the line was read yet
} Reading;

static Item *item_add(Recovery *r) {
  if (r->n + 1 >= r->cap) {
    uint32_t cap = r->cap ? 2 * r->cap : 64;
    Item *bigger = arena_raw(r->a, (size_t)cap * sizeof *bigger, alignof(Item));
    if (r->n) memcpy(bigger, r->items, r->n * sizeof *bigger);
    r->items = bigger;
    r->cap = cap;
  }
  return &r->items[r->n++];
}

// Items from a line's start at `from`, up to `end` or to the first `last`, which is taken too.
static void read_lines(Recovery *r, Reading *at, uint32_t from, uint32_t end, Tok last) {
  Lexer lx = {r->p->text, from, end, r->units, false};
  at->line_start = at->from = from;
  at->fresh = true;
  for (;;) {
    Item *it = item_add(r);
    lex_next(&lx, &it->t);
    note_place(it, r->p->text, at->from, &at->line, &at->line_start, &at->fresh);
    at->from = it->t.end;
    if (it->t.kind == TOK_END || it->t.kind == last) return;
  }
}

// The department's header before a stretch inside it, and its } behind one that ends inside.
static void read_items(Recovery *r, Stretch s) {
  Reading at = {0};
  if (s.depth) {
    uint32_t from = s.header;
    while (from && r->p->text[from - 1] != '\n') from--;
    read_lines(r, &at, from, s.start, TOK_LB);
    if (r->items[r->n - 1].t.kind == TOK_END) r->n--;
    at.line++;
  }
  read_lines(r, &at, s.start, s.end, TOK_END);
  if (s.close) {
    Item *end = item_add(r);
    Item *brace = &r->items[r->n - 2];
    *end = *brace;
    brace->t.kind = TOK_RB;
    brace->line = end->line = ++at.line;
    brace->first = true;
    brace->indent = s.depth ? r->items[0].indent : 0;
  }
  r->lines = at.line + 1;
  r->quiet = NEW_N(r->a, uint64_t, r->lines / 64 + 1);
  r->open = NEW_N(r->a, uint64_t, r->lines / 64 + 1);
  at.line = 0;
  for (uint32_t i = 0; r->p->raw && i < s.end; i++) { // bytes that are no text have had their message
    if (r->p->text[i] != r->p->raw[i]) set_quiet(r, at.line);
    at.line += r->p->text[i] == '\n';
  }
}

static Mended mend(Parser *p, const UnitNames *units, Stretch at, bool prefix) {
  Recovery r = {.p = p, .a = p->arena, .units = units};
  read_items(&r, at);
  slips_in_tokens(&r);
  repair(&r, prefix);
  Mended m = {arena_raw(p->arena, r.n * sizeof(Token), alignof(Token)), r.n};
  for (uint32_t i = 0; i < r.n; i++) m.tokens[i] = r.items[i].t;
  p->quiet = arena_raw(p->arena, (size_t)r.n * sizeof *p->quiet, alignof(bool));
  for (uint32_t i = 0; i < r.n; i++) p->quiet[i] = is_quiet(&r, r.items[i].line);
  return m;
}

Mended recover(Parser *p, const UnitNames *units, Stretch at) {
  return mend(p, units, at, false);
}
Mended recover_prefix(Parser *p, const UnitNames *units, Stretch at) {
  return mend(p, units, at, true);
}
