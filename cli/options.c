// Options from a table: one reading of argv, and --help printed from the same rows.
#include "cli/options.h"
#include "base/utf.h"
#include "runtime/cell.h"
#include "runtime/report/pen.h"

// What every command takes, read into Global.
static const Option everywhere[] = {
    {"lang", 0, OPT_CHOICE, offsetof(Global, lang), "zh|en", "消息的语言（默认随系统，系统未说明时用中文）",
     "language of messages (default: the locale; zh where it says nothing)"},
    {"color", 0, OPT_WHEN, offsetof(Global, color), "always|never|auto",
     "是否用颜色（默认只在终端里用；认 NO_COLOR）",
     "colours (default: on a terminal only; NO_COLOR is heeded)"},
    {"quiet", 'q', OPT_FLAG, offsetof(Global, quiet), NULL, "标准错误上只留错误",
     "only errors on standard error"},
    {"help", 'h', OPT_FLAG, offsetof(Global, help), NULL, "显示说明", "show this help"},
    {"version", 0, OPT_FLAG, offsetof(Global, version), NULL, "显示版本", "show the version"},
};

static const struct {
  const char *en, *zh;
} operand_words[] = {
    {"FILE", "文件"},     {"PATH", "路径"},  {"DATA", "数据"}, {"DATE", "日期"},    {"NAME", "名称"},
    {"CODE", "代码"},     {"DIR", "目录"},   {"TEXT", "文字"}, {"COMMAND", "命令"}, {"UNIT", "单位"},
    {"QUANTITY", "数量"}, {"STAGE", "阶段"}, {"N", "个数"},    {"YEAR", "年份"},    {"to", "to"},
    {"OPTION", "选项"},   {"VALUE", "值"},   {"OLD", "旧"},    {"NEW", "新"},
};

// "FILE…" in the run's language, word by word; what is no such word stays.
static void write_operands(Out *o, const Cli *cli, const char *text) {
  while (*text) {
    size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), i = 0;
    const size_t words = sizeof operand_words / sizeof *operand_words;
    Str word = {text, n};
    while (i < words && !(n && str_eq(word, str_z(operand_words[i].en)))) i++;
    if (i < words && cli->lang == LANG_ZH) word = str_z(operand_words[i].zh);
    if (!n) word.n = n = 1;
    out_str(o, word);
    text += n;
  }
}

int cli_no_operand(Cli *cli, const char *what) {
  Out o = out_memory(&cli->arena);
  write_operands(&o, cli, what);
  return cli_usage(cli, CLI_NO_OPERAND, out_text(&o), (Str){0});
}

typedef struct Reader {
  Cli *cli;
  const Option *own;
  size_t own_n;
  void *into;
  Global *global;
  int argc, at; // argv[at] is the next word
  char **argv;
  int code;
} Reader;

static const Option *find(const Reader *r, Str name, char letter, bool *global) {
  for (int pass = 0; pass < 2; pass++) {
    const Option *table = pass ? everywhere : r->own;
    size_t n = pass ? sizeof everywhere / sizeof *everywhere : r->own_n;
    for (size_t i = 0; i < n; i++) {
      bool same = letter ? table[i].letter == letter : str_eq(name, str_z(table[i].name));
      if (!same) continue;
      *global = pass;
      return &table[i];
    }
  }
  return NULL;
}

static bool refuse(Reader *r, CliText id, Str a, Str b) {
  r->code = cli_usage(r->cli, id, a, b);
  return false;
}

static bool unknown(Reader *r, Str typed, Str name) {
  Arena *a = &r->cli->arena;
  size_t n = 0, global_n = sizeof everywhere / sizeof *everywhere;
  Str *names = NEW_N(a, Str, r->own_n + global_n);
  for (size_t i = 0; i < r->own_n; i++) names[n++] = str_z(r->own[i].name);
  for (size_t i = 0; i < global_n; i++) names[n++] = str_z(everywhere[i].name);
  Str near = str_nearest(name, names, n);
  if (!near.n) return refuse(r, CLI_NO_OPTION, typed, (Str){0});
  return refuse(r, CLI_NO_OPTION_NEAR, typed, str_cat(a, S("--"), near));
}

static int choice(const char *words, Str value) {
  int at = 0;
  for (Str rest = str_z(words);; at++) {
    const char *bar = memchr(rest.p, '|', rest.n);
    size_t n = bar ? (size_t)(bar - rest.p) : rest.n;
    if (str_eq(str_slice(rest, 0, n), value)) return at;
    if (!bar) return -1;
    rest = str_slice(rest, n + 1, rest.n);
  }
}

static bool count(Str value, uint32_t *out) {
  uint64_t v = 0;
  if (!value.n || value.n > 10) return false;
  for (size_t i = 0; i < value.n; i++) {
    if (value.p[i] < '0' || value.p[i] > '9') return false;
    v = v * 10 + (uint64_t)(value.p[i] - '0');
  }
  *out = (uint32_t)v;
  return v <= UINT32_MAX;
}

static bool store(Reader *r, const Option *o, void *field, Str shown, const char *value) {
  Arena *a = &r->cli->arena;
  Str text = value ? str_z(value) : (Str){0};
  switch (o->kind) {
  case OPT_FLAG: *(bool *)field = true; return true;
  case OPT_TEXT: *(const char **)field = value; return true;
  case OPT_MANY: {
    Words *words = field;
    *array_push(a, words) = value;
    while (r->at < r->argc && (r->argv[r->at][0] != '-' || !r->argv[r->at][1]) &&
           !str_ends(str_z(r->argv[r->at]), S(".pgl")) && !str_ends(str_z(r->argv[r->at]), S(".plan")))
      *array_push(a, words) = r->argv[r->at++];
    return true;
  }
  case OPT_EACH: *array_push(a, (Words *)field) = value; return true;
  case OPT_CHOICE:
  case OPT_WHEN: {
    int at = value ? choice(o->arg, text) : 0;
    if (at < 0) return refuse(r, CLI_NOT_A_CHOICE, shown, str_z(o->arg));
    *(int *)field = at;
    return true;
  }
  case OPT_COUNT: return count(text, field) || refuse(r, CLI_NOT_A_COUNT, shown, text);
  case OPT_DATE: { // as in a table of actual values; with its year, for that of the targets is not known yet
    CellProblem why;
    return cell_date(utf_key(a, text), 0, DATE_NONE, field, &why) || refuse(r, CLI_NOT_A_DATE, shown, text);
  }
  }
  return false;
}

static bool needs_value(const Option *o) {
  return o->kind != OPT_FLAG && o->kind != OPT_WHEN;
}

// One option that was found: its value is what stood after = (or touched the letter), else the next word.
static bool take(Reader *r, const Option *o, bool global, Str shown, const char *value) {
  if (!value && needs_value(o)) {
    if (r->at == r->argc) {
      Out what = out_memory(&r->cli->arena);
      write_operands(&what, r->cli, o->arg);
      return refuse(r, CLI_NEEDS_VALUE, shown, out_text(&what));
    }
    value = r->argv[r->at++];
  }
  if (value && o->kind == OPT_FLAG) return refuse(r, CLI_TAKES_NONE, shown, (Str){0});
  return store(r, o, (char *)(global ? (void *)r->global : r->into) + o->at, shown, value);
}

static bool read_long(Reader *r, const char *word) {
  const char *equals = strchr(word, '=');
  Str shown = {word, equals ? (size_t)(equals - word) : strlen(word)}, name = str_slice(shown, 2, shown.n);
  bool global;
  const Option *o = find(r, name, 0, &global);
  if (!o) return unknown(r, shown, name);
  return take(r, o, global, shown, equals ? equals + 1 : NULL);
}

static bool read_letters(Reader *r, const char *word) {
  for (const char *p = word + 1; *p; p++) {
    char dashed[3] = {'-', *p, 0};
    Str shown = str_dup(&r->cli->arena, str_z(dashed));
    bool global;
    const Option *o = find(r, (Str){0}, *p, &global);
    if (!o) return unknown(r, str_z(word), str_z(word + 1));
    if (!needs_value(o)) {
      if (!take(r, o, global, shown, NULL)) return false;
    } else {
      return take(r, o, global, shown, p[1] ? p + 1 : NULL);
    }
  }
  return true;
}

enum { HELP_AT = 32 }; // the column where what an option does is said

static void help_rows(Out *o, const Cli *cli, const Option *table, size_t n) {
  for (size_t i = 0; i < n; i++) {
    size_t from = o->n;
    if (table[i].letter)
      out_fmt(o, "  -%c, --%s", table[i].letter, table[i].name);
    else
      out_fmt(o, "      --%s", table[i].name);
    if (table[i].arg) {
      out_z(o, table[i].kind == OPT_WHEN ? "[=" : " ");
      write_operands(o, cli, table[i].arg);
      if (table[i].kind == OPT_WHEN) out_c(o, ']');
    }
    size_t width = utf_width(str_slice(out_text(o), from, o->n));
    if (width > HELP_AT - 2) out_c(o, '\n'), width = 0;
    Str text = str_z(cli_in(cli, table[i].zh, table[i].en));
    size_t columns = cli->columns > HELP_AT + 20 ? cli->columns - HELP_AT : text.n;
    size_t k = 0;
    do {
      size_t end = pen_piece(text, k, columns);
      out_pad(o, ' ', HELP_AT - width);
      out_str(o, str_slice(text, k, end));
      out_c(o, '\n');
      k = pen_skip(text, end), width = 0;
    } while (k < text.n);
  }
}

void cli_help_everywhere(Cli *cli, Out *o) {
  out_fmt(o, "\n" STR_FMT ":\n", STR_ARG(cli_text(cli, CLI_GLOBAL, (Str){0}, (Str){0})));
  help_rows(o, cli, everywhere, sizeof everywhere / sizeof *everywhere);
}

static void help(Cli *cli, const Option *own, size_t n) {
  Out o = out_memory(&cli->arena);
  const Command *c = cli->command;
  out_fmt(&o, STR_FMT ": pgl %s", STR_ARG(cli_text(cli, CLI_USAGE, (Str){0}, (Str){0})), c->name);
  if (*c->operands) out_c(&o, ' ');
  write_operands(&o, cli, c->operands);
  out_fmt(&o, "\n%s\n", cli_in(cli, c->zh, c->en));
  if (n) out_fmt(&o, "\n" STR_FMT ":\n", STR_ARG(cli_text(cli, CLI_OPTIONS, (Str){0}, (Str){0})));
  help_rows(&o, cli, own, n);
  cli_help_everywhere(cli, &o);
  out_str(&cli->out, out_text(&o));
}

static bool read_all(Reader *r, Words *operands, bool first_only) {
  bool only_operands = false;
  while (r->at < r->argc) {
    const char *word = r->argv[r->at];
    bool option = !only_operands && word[0] == '-' && word[1];
    if (first_only && !option) break;
    r->at++;
    if (!option)
      *array_push(&r->cli->arena, operands) = word;
    else if (!strcmp(word, "--"))
      only_operands = true;
    else if (word[1] == '-' ? !read_long(r, word) : !read_letters(r, word))
      return false;
  }
  return true;
}

bool cli_globals(Cli *cli, Global *global, int argc, char **argv, int *next, int *code) {
  Reader r = {.cli = cli, .global = global, .argc = argc, .argv = argv, .at = 1};
  bool good = read_all(&r, NULL, true);
  *next = r.at;
  *code = r.code;
  return good;
}

bool cli_parse(Cli *cli, const Option *options, size_t n, void *into, int argc, char **argv, Words *operands,
               int *code) {
  Global global = GLOBAL_UNSET;
  Reader r = {.cli = cli,
              .own = options,
              .own_n = n,
              .into = into,
              .global = &global,
              .argc = argc,
              .argv = argv,
              .at = 1};
  *operands = (Words){0};
  bool good = read_all(&r, operands, false);
  cli_apply(cli, &global);
  *code = r.code;
  if (good && global.help) help(cli, options, n);
  if (good && global.version) cli_version(cli);
  return good && !global.help && !global.version;
}
