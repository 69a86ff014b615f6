// The end of grammar.c: Lemon's tables and stack are static, so what is asked of them is here.
// Lemon's own error handling is not used; a refused token ends the parse, and recovery asks first.

struct ParserTables {
  YYACTIONTYPE shift[YYNSTATE]
                    [128]; // of YYNTOKEN: rows a shift apart, for each waits for the state before it
};
_Static_assert(YYNTOKEN <= 128, "rows of ParserTables");

struct Engine {
  const ParserTables *tables; // NULL: the packed form of the same
  yyParser yy;
};

_Static_assert((int)TOK_IDENT == T_IDENT && (int)TOK_SKIPPED == T_SKIPPED,
               "tokens are numbered by keywords.def");

static inline YYACTIONTYPE packed_shift(YYACTIONTYPE state, unsigned token) {
  return shift_lists[shift_states[state].list + shift_rows[shift_states[state].row][token]];
}

const ParserTables *parser_tables(Arena *a) {
  ParserTables *tables = arena_raw(a, sizeof *tables, 64);
  for (unsigned state = 0; state < YYNSTATE; state++)
    for (unsigned token = 0; token < YYNTOKEN; token++)
      tables->shift[state][token] = packed_shift((YYACTIONTYPE)state, token);
  return tables;
}

Engine *engine_new(Arena *a, const ParserTables *tables) {
  Engine *e = arena_raw(a, sizeof *e, alignof(Engine));
  e->tables = tables;
  ParseInit(&e->yy);
  return e;
}

// Takes n tokens: Lemon's Parse() on plain tables. Between two tokens only a few rules push more than they
// pop, so the depth is asked once a token.
static void take(Engine *e, Parser *p, const Token *t, unsigned n) {
  yyStackEntry *top = e->yy.yytos;
  const yyStackEntry *deep = e->yy.yystack + PARSE_DEPTH - 8;
  YYACTIONTYPE state = top->stateno;
  const ParserTables *tables = e->tables;
  for (const Token *end = t + n; t < end && !p->failed; t++) {
    YYACTIONTYPE act = state;
    while ((act = act > YY_MAX_SHIFT ? act
                  : tables           ? tables->shift[act][t->kind]
                                     : packed_shift(act, t->kind)) >= YY_MIN_REDUCE)
      top = engine_reduce(top, (unsigned)act - YY_MIN_REDUCE, &act, p);
    state = act;
    if (act <= YY_MAX_SHIFTREDUCE && top < deep) {
      top++;
      state = act <= YY_MAX_SHIFT ? act : (YYACTIONTYPE)(act + YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE);
      top->stateno = state;
      top->major = t->kind;
      memcpy(&top->minor.yy0, t, sizeof *t); // in one store: a copy by fields stalls the read that follows
    } else if (act == YY_ACCEPT_ACTION)
      top--;
    else
      parser_stop(p, *t);
  }
  e->yy.yytos = top;
}

void engine_take(Engine *e, Parser *p, Token t) {
  take(e, p, &t, 1);
}

#define BATCH 128 // tokens lexed before they are parsed: few enough to stay in the nearest cache

void engine_run_on(Engine *e, Parser *p, Lexer *lx) {
  Token t[BATCH];
  unsigned n;
  do {
    n = lex_some(lx, t, BATCH);
    bool over = t[n - 1].kind == TOK_END;
    take(e, p, t, n - over);
    if (over) return;
  } while (!p->failed);
}

void engine_run(Engine *e, Parser *p, Lexer *lx) {
  engine_run_on(e, p, lx);
  if (!p->failed) engine_take(e, p, (Token){.start = lx->end, .end = lx->end});
}

static YYACTIONTYPE exact_shift(YYACTIONTYPE state, unsigned token) { // a keyword is no name
  unsigned i = shift_rows[shift_states[state].row][token];
  return shift_lists[shift_states[state].list + (i < shift_states[state].own ? i : 0)];
}

static YYACTIONTYPE go_on(YYACTIONTYPE state, unsigned rule) {
  return goto_list[goto_at[yyRuleInfoLhs[rule] - YYNTOKEN] + state];
}

void sim_start(Sim *s) {
  s->n = 1;
  s->state[0] = 0;
}

void sim_copy(Sim *to, const Sim *from) {
  to->n = from->n;
  memcpy(to->state, from->state, from->n * sizeof *from->state);
}

bool sim_take(Sim *s, Tok token) {
  for (;;) {
    YYACTIONTYPE act = s->state[s->n - 1];
    if (act <= YY_MAX_SHIFT) act = packed_shift(act, token);
    if (act == YY_ACCEPT_ACTION) return true;
    if (act < YY_MIN_REDUCE) {
      if (act > YY_MAX_SHIFTREDUCE || s->n == SIM_DEPTH) return false;
      s->state[s->n++] = act <= YY_MAX_SHIFT ? act : (YYACTIONTYPE)(act + YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE);
      return true;
    }
    unsigned rule = (unsigned)act - YY_MIN_REDUCE;
    s->n -= (unsigned)-yyRuleInfoNRhs[rule];
    if (s->n == SIM_DEPTH) return false;
    YYACTIONTYPE go = go_on(s->state[s->n - 1], rule);
    s->state[s->n++] = go;
  }
}

// The same on an overlay: entries of s below `base`, and a few of its own.
bool sim_accepts(const Sim *s, Tok token, bool exact) {
  YYACTIONTYPE own[64];
  unsigned base = s->n, n = 0;
  for (;;) {
    YYACTIONTYPE act = n ? own[n - 1] : s->state[base - 1];
    if (act <= YY_MAX_SHIFT) act = exact ? exact_shift(act, token) : packed_shift(act, token);
    if (act == YY_ACCEPT_ACTION) return true;
    if (act < YY_MIN_REDUCE) return act <= YY_MAX_SHIFTREDUCE;
    unsigned rule = (unsigned)act - YY_MIN_REDUCE, pop = (unsigned)-yyRuleInfoNRhs[rule];
    if (pop > n) {
      base -= pop - n;
      n = 0;
    } else
      n -= pop;
    if (n == sizeof own / sizeof *own) return false;
    YYACTIONTYPE go = go_on(n ? own[n - 1] : s->state[base - 1], rule);
    own[n++] = go;
  }
}

unsigned sim_expected(const Sim *s, uint8_t *tokens) {
  unsigned n = 0;
  for (unsigned token = 0; token < YYNTOKEN; token++)
    if (token != T_SKIPPED && sim_accepts(s, token, true)) tokens[n++] = (uint8_t)token;
  return n;
}

bool engine_is_between(const Engine *e, unsigned depth, uint32_t header) {
  Sim s = {.n = (uint32_t)(e->yy.yytos - e->yy.yystack) + 1};
  const yyStackEntry *department = NULL;
  if (s.n > 32) return false;
  for (uint32_t i = 0; i < s.n; i++) {
    s.state[i] = e->yy.yystack[i].stateno;
    if (e->yy.yystack[i].major == T_DEPARTMENT) department = &e->yy.yystack[i];
  }
  if (!sim_accepts(&s, TOK_PROJECT, true) || !sim_accepts(&s, TOK_SECTION, true)) return false;
  if (!depth) return sim_accepts(&s, TOK_END, true);
  return department && department->minor.yy0.start == header && sim_accepts(&s, TOK_RB, true);
}
