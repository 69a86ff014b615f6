// The end of grammar.c: Lemon's tables and stack are static, so what is asked of them is here.
// Lemon's own error handling is not used; a refused token ends the parse, and recovery asks first.

struct Engine {
  yyParser yy;
};

_Static_assert((int)TOK_IDENT == T_IDENT && (int)TOK_SKIPPED == T_SKIPPED, "tokens are numbered by keywords.def");

Engine *engine_new(Arena *a) {
  Engine *e = arena_raw(a, sizeof *e, alignof(Engine));
  ParseInit(&e->yy);
  return e;
}

void engine_run(Engine *e, Parser *p, Lexer *lx) {
  const yyStackEntry *deep = e->yy.yystack + PARSE_DEPTH - 8;
  Token t;
  do {
    lex_next(lx, &t);
    if (e->yy.yytos >= deep) {
      parser_too_deep(p, t.start);
      return;
    }
    Parse(&e->yy, t.kind, t, p);
  } while (t.kind != TOK_END && !p->failed);
}

// The same without the end of the text.
void engine_run_to(Engine *e, Parser *p, Lexer *lx) {
  for (Token t; lex_next(lx, &t), t.kind != TOK_END && !p->failed;) Parse(&e->yy, t.kind, t, p);
}

// A stack of states laid over the parser's own, for trying tokens without doing anything.
typedef struct Trial {
  const yyParser *yy;
  ptrdiff_t base;                  // entries of yy's stack that still hold
  YYACTIONTYPE top[PARSE_DEPTH];   // above them
  unsigned n;
} Trial;

static Trial trial_on(const Engine *e) { return (Trial){.yy = &e->yy, .base = e->yy.yytos - e->yy.yystack}; }

static YYACTIONTYPE trial_top(const Trial *t) { return t->n ? t->top[t->n - 1] : t->yy->yystack[t->base].stateno; }

static void trial_pop(Trial *t, unsigned n) {
  unsigned mine = n < t->n ? n : t->n;
  t->n -= mine;
  t->base -= n - mine;
}

static YYACTIONTYPE shift_action(YYCODETYPE token, YYACTIONTYPE state, bool exact) {
  for (;;) {
    int i = yy_shift_ofst[state] + token;
    if (yy_lookahead[i] == token) return yy_action[i];
    YYCODETYPE other = yyFallback[token];
    if (exact || !other) return yy_default[state];
    token = other;
  }
}

// Whether the stack would take the token; if so, the trial has taken it.
static bool trial_take(Trial *t, YYCODETYPE token, bool exact) {
  for (;;) {
    YYACTIONTYPE act = trial_top(t);
    if (act <= YY_MAX_SHIFT) act = shift_action(token, act, exact);
    if (act == YY_ACCEPT_ACTION) return true;
    if (act < YY_MIN_REDUCE) {
      if (act > YY_MAX_SHIFTREDUCE) return false;
      if (t->n == PARSE_DEPTH) return false;
      t->top[t->n++] = act <= YY_MAX_SHIFT ? act : (YYACTIONTYPE)(act + YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE);
      return true;
    }
    unsigned rule = (unsigned)act - YY_MIN_REDUCE;
    trial_pop(t, (unsigned)-yyRuleInfoNRhs[rule]);
    if (t->n == PARSE_DEPTH) return false;
    YYACTIONTYPE go = yy_find_reduce_action(trial_top(t), yyRuleInfoLhs[rule]);
    t->top[t->n++] = go;
  }
}

unsigned engine_expected(const Engine *e, Arena *a, uint8_t *tokens, bool exact) {
  Trial *t = arena_raw(a, sizeof *t, alignof(Trial));
  unsigned n = 0;
  for (unsigned token = 0; token < YYNTOKEN; token++) {
    *t = trial_on(e);
    if (trial_take(t, (YYCODETYPE)token, exact)) tokens[n++] = (uint8_t)token;
  }
  return n;
}
