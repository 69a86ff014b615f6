// pgl units: the unit table, one unit, or a conversion (pgl units 1亩 to 平方米, or 1亩 alone).
#include "base/utf.h"
#include "cli/session.h"

static void column(Out *o, Str s, size_t width) {
  out_str(o, s);
  size_t w = utf_width(s);
  out_pad(o, ' ', w < width ? width - w : 1);
}

static Str joined(Cli *cli, const UnitInfo *u) {
  Out o = out_memory(&cli->arena);
  for (uint32_t i = 0; i < u->alias_n; i++) {
    if (i) out_z(&o, "、");
    out_str(&o, u->aliases[i]);
  }
  return out_text(&o);
}

// “= 2000/3 平方米”, or nothing for a base unit.
static Str definition(Cli *cli, UnitTable *t, const UnitInfo *u) {
  UnitId base = unit_base(t, u->dim);
  Str name = base == UNIT_NONE ? (Str){0} : unit_text(t, base);
  if (str_eq(name, u->name)) return (Str){0};
  Out o = out_memory(&cli->arena);
  out_z(&o, "= ");
  if (num_ends(u->scale))
    num_write(&o, u->scale, 30);
  else
    num_write_ratio(&o, u->scale);
  if (u->dim != DIM_ONE) {
    out_c(&o, ' ');
    out_str(&o, name);
  }
  return out_text(&o);
}

static void list(Cli *cli, UnitTable *t) {
  for (uint32_t i = 0; i < units_count(t); i++) {
    UnitInfo u = units_info(t, i);
    column(&cli->out, u.name, 14);
    column(&cli->out, text_in(dim_name(t, u.dim), cli->lang), 22);
    Str is = definition(cli, t, &u), also = joined(cli, &u);
    if (also.n)
      column(&cli->out, is, 24);
    else
      out_str(&cli->out, is);
    out_str(&cli->out, also);
    out_c(&cli->out, '\n');
  }
}

static int unknown(Cli *cli, Str text, const UnitFound *f) {
  if (f->near.n)
    cli_say(cli, CLI_NO_UNIT_NEAR, text, f->near);
  else
    cli_say(cli, CLI_NO_UNIT, text, (Str){0});
  return EXIT_FINDINGS;
}

static int show(Cli *cli, UnitTable *t, Str name) {
  UnitInfo u;
  Out *o = &cli->out;
  if (!units_info_of(t, name, &u)) { // 万元, 元/人·月: parsed, not declared
    UnitFound f = units_find(t, name);
    if (f.problem != UNIT_OK) return unknown(cli, name, &f);
    u = (UnitInfo){.name = unit_text(t, f.id), .dim = unit_dim(t, f.id), .scale = unit_scale(t, f.id)};
  }
  out_fmt(o, STR_FMT "  " STR_FMT "\n", STR_ARG(u.name), STR_ARG(text_in(dim_name(t, u.dim), cli->lang)));
  Str is = definition(cli, t, &u), also = joined(cli, &u);
  if (is.n) out_fmt(o, "  " STR_FMT "\n", STR_ARG(is));
  if (also.n) out_fmt(o, "  %s " STR_FMT "\n", cli_in(cli, "别名", "also"), STR_ARG(also));
  if (u.doc.n) out_fmt(o, "  " STR_FMT "\n", STR_ARG(u.doc));
  if (u.standard.n) out_fmt(o, "  %s " STR_FMT "\n", cli_in(cli, "依据", "by"), STR_ARG(u.standard));
  return EXIT_CLEAN;
}

// The digits at the start of a quantity; the rest is its unit.
static size_t digits(Str s) {
  size_t i = 0;
  while (i < s.n &&
         ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || s.p[i] == ',' || (i == 0 && s.p[i] == '-')))
    i++;
  return i;
}

static Str without_commas(Cli *cli, Str s) {
  Out o = out_memory(&cli->arena);
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] != ',') out_c(&o, s.p[i]);
  return out_text(&o);
}

static int convert(Cli *cli, UnitTable *t, Str quantity, Str to) {
  Arena *a = &cli->arena;
  quantity = utf_key(a, quantity);
  size_t cut = digits(quantity);
  Num x;
  if (!cut || !num_parse(a, without_commas(cli, str_slice(quantity, 0, cut)), &x) || !num_ok(x)) {
    cli_say(cli, CLI_NOT_A_QUANTITY, quantity, (Str){0});
    return EXIT_USAGE;
  }
  Str unit = str_trim(str_slice(quantity, cut, quantity.n));
  UnitFound from = units_find(t, unit), into = units_find(t, to);
  if (from.problem != UNIT_OK) return unknown(cli, unit, &from);
  if (into.problem != UNIT_OK) return unknown(cli, to, &into);
  if (unit_dim(t, from.id) != unit_dim(t, into.id)) {
    cli_say(cli, CLI_NOT_CONVERTIBLE, text_in(dim_name(t, unit_dim(t, from.id)), cli->lang),
            text_in(dim_name(t, unit_dim(t, into.id)), cli->lang));
    return EXIT_FINDINGS;
  }
  Num y = num_div(a, num_mul(a, x, unit_scale(t, from.id)), unit_scale(t, into.id));
  if (num_ends(y))
    num_write(&cli->out, y, 1000);
  else
    num_write_ratio(&cli->out, y);
  out_str(&cli->out, to);
  if (!num_ends(y)) out_fmt(&cli->out, " ≈ " STR_FMT STR_FMT, STR_ARG(num_text(a, y, 6)), STR_ARG(to));
  out_c(&cli->out, '\n');
  return EXIT_CLEAN;
}

// One word: a unit; or a quantity, told in the base unit of its dimension.
static int look_up(Cli *cli, UnitTable *t, Str word) {
  Str key = utf_key(&cli->arena, word);
  UnitFound f = units_find(t, str_trim(str_slice(key, digits(key), key.n)));
  UnitId base = digits(key) && f.problem == UNIT_OK ? unit_base(t, unit_dim(t, f.id)) : UNIT_NONE;
  return base == UNIT_NONE ? show(cli, t, word) : convert(cli, t, word, unit_text(t, base));
}

int cmd_units(Cli *cli, int argc, char **argv) {
  Words words = {0};
  int code;
  if (!cli_parse(cli, NULL, 0, NULL, argc, argv, &words, &code)) return code;
  Session s;
  session_open(cli, &s, &(Words){0}, &(SessionOptions){.workers = 1, .docs = true});
  UnitTable *t = s.program->units;
  if (!words.n)
    list(cli, t), code = EXIT_CLEAN;
  else if (words.n == 1)
    code = look_up(cli, t, str_z(words.p[0]));
  else if (words.n == 3 && (!strcmp(words.p[1], "to") || !strcmp(words.p[1], "到")))
    code = convert(cli, t, str_z(words.p[0]), str_z(words.p[2]));
  else
    code = cli_usage(cli, CLI_TOO_MANY, str_z(words.p[1]), (Str){0});
  session_close(&s);
  return code;
}
