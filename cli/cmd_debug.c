// pgl debug: what each stage of the compiler makes of a text.
#include "cli/session.h"
#include "stdlib/embedded.h"

static void tokens(Cli *cli, Session *s, uint32_t file, const UnitNames *units) {
  Source *src = &s->sources.p[file];
  source_index(&cli->arena, src);
  Lexer lx = {.text = src->text.p, .end = (uint32_t)src->text.n, .units = units, .trivia = true};
  for (;;) {
    Token t;
    lex_next(&lx, &t);
    Place at = source_place(src, t.start);
    out_fmt(&cli->out, "%u:%u\t%s", at.line, at.column, token_table[t.kind].id);
    if (t.kind == TOK_END) break;
    if (t.kind != TOK_BLANK) out_fmt(&cli->out, "\t" STR_FMT, STR_ARG(str_slice(src->text, t.start, t.end)));
    out_c(&cli->out, '\n');
  }
  out_c(&cli->out, '\n');
}

static const char *type_name(uint8_t type) {
  switch ((PlanType)type) {
  case PLAN_QUANTITY: return "quantity";
  case PLAN_TRUTH: return "truth";
  case PLAN_DATE: return "date";
  case PLAN_TEXT: return "text";
  case PLAN_GRADE: return "grade";
  }
  return "?";
}

static void types(void *ctx, const Check *c, const CheckedEntity *e) {
  Cli *cli = ctx;
  Out *o = &cli->out;
  for (uint32_t i = 0; i < e->indicator_n; i++) {
    const CheckedIndicator *ind = &e->indicators[i];
    out_fmt(o, STR_FMT "\t" STR_FMT "\t%s", STR_ARG(ast_name(e->tree, ast_child(e->tree, e->node, AST_NAME))),
            STR_ARG(ind->name_text), type_name(ind->type));
    if (ind->unit != UNIT_NONE)
      out_fmt(o, "\t" STR_FMT "\t" STR_FMT, STR_ARG(unit_text(c->prog->units, ind->unit)),
              STR_ARG(text_in(dim_name(c->prog->units, unit_dim(c->prog->units, ind->unit)), cli->lang)));
    out_c(o, '\n');
  }
}

enum { TOKENS_STAGE, AST_STAGE, TYPES_STAGE, PLAN_STAGE, STDLIB_STAGE, ALONE_STAGE, STAGES };
static const Str stages[STAGES] = {{"tokens", 6}, {"ast", 3},    {"types", 5},
                                   {"plan", 4},   {"stdlib", 6}, {"alone", 5}};
#define STAGE_WORDS "tokens|ast|types|plan|stdlib|alone"

static int stdlib(Cli *cli, const Words *words) {
  bool found = words->n < 2;
  for (size_t i = 0; i < embedded_count; i++) {
    const EmbeddedFile *f = &embedded_files[i];
    if (words->n > 1 && strcmp(words->p[1], f->name) != 0) continue;
    found = true;
    if (words->n < 2) out_fmt(&cli->out, "// ==== %s\n", f->name);
    out_str(&cli->out, (Str){f->text, f->size});
  }
  if (!found) cli_say(cli, CLI_NOT_THERE, str_z(words->p[1]), (Str){0});
  return found ? EXIT_CLEAN : EXIT_UNREADABLE;
}

// Each file a program of its own: for tests with thousands of small ones.
static int alone(Cli *cli, const Words *words) {
  out_more(&cli->out, 1); // its room stays when the arena is reset
  for (uint32_t i = 0; i < words->n; i++) {
    ArenaMark mark = arena_mark(&cli->arena);
    const Words one = {.p = words->p + i, .n = 1};
    Session s;
    if (!session_open(cli, &s, &one, &(SessionOptions){.workers = 1})) return EXIT_UNREADABLE;
    session_render(cli, &s, &s.diags, &cli->out, DIAG_COMPACT, false);
    session_close(&s);
    memset(&cli->inputs, 0, sizeof cli->inputs); // which stand in it, too
    arena_reset(&cli->arena, mark);
  }
  return EXIT_CLEAN;
}

int cmd_debug(Cli *cli, int argc, char **argv) {
  Words words = {0};
  int code, stage = 0;
  if (!cli_parse(cli, NULL, 0, NULL, argc, argv, &words, &code)) return code;
  if (!words.n) return cli_no_operand(cli, STAGE_WORDS);
  while (stage < STAGES && !str_eq(stages[stage], str_z(words.p[0]))) stage++;
  if (stage == STAGES) return cli_usage(cli, CLI_NO_STAGE, str_z(words.p[0]), S(STAGE_WORDS));
  if (stage == STDLIB_STAGE) return stdlib(cli, &words);
  words.p++, words.n--;
  if (!words.n) return cli_no_operand(cli, "FILE");
  if (stage == ALONE_STAGE) return alone(cli, &words);
  Session s;
  SessionOptions opt = {.want_plan = stage == PLAN_STAGE, .plans = stage == PLAN_STAGE, .workers = 1};
  if (stage == TYPES_STAGE) opt.on_checked = types, opt.ctx = cli;
  if (!session_open(cli, &s, &words, &opt)) return EXIT_UNREADABLE;
  if (!s.program)
    return session_render(cli, &s, &s.diags, &cli->err, DIAG_COMPACT, cli->color_err), EXIT_UNREADABLE;
  if (stage == PLAN_STAGE) plan_dump(&cli->out, s.program->plan);
  UnitNames units = {units_known, s.program->units};
  bool broken = stage > AST_STAGE; // tokens and trees are about syntax only
  for (uint32_t i = 0; i < s.program->tree_n && stage <= AST_STAGE; i++) {
    const Tree *t = s.program->trees[i];
    broken |= t->broken;
    bool named = false; // the stdlib's trees are in the program too
    for (size_t k = 0; k < s.file_n; k++)
      named |= str_eq(os_path_clean(&cli->arena, s.files[k]), t->source->name);
    if (!named) continue;
    if (stage == AST_STAGE)
      ast_dump(&cli->out, t, t->root);
    else
      tokens(cli, &s, t->file, &units);
  }
  if (broken) session_render(cli, &s, &s.diags, &cli->err, DIAG_COMPACT, cli->color_err);
  session_close(&s);
  return broken && s.diags.errors ? EXIT_FINDINGS : EXIT_CLEAN;
}
