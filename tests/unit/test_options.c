// The option reader: each kind, each place an option may stand, each refusal.
#include "cli/options.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct Opts {
  bool strict;
  const char *output;
  Words data;
  int format;
  uint32_t limit;
  Date as_of;
} Opts;

static const Option table[] = {
    {"strict", 's', OPT_FLAG, offsetof(Opts, strict), NULL, "", ""},
    {"output", 'o', OPT_TEXT, offsetof(Opts, output), "FILE", "", ""},
    {"actuals", 'a', OPT_MANY, offsetof(Opts, data), "DATA…", "", ""},
    {"format", 'f', OPT_CHOICE, offsetof(Opts, format), "table|json|csv", "", ""},
    {"limit", 0, OPT_COUNT, offsetof(Opts, limit), "N", "", ""},
    {"as-of", 0, OPT_DATE, offsetof(Opts, as_of), "DATE", "", ""},
};

static const Command command = {"eval", NULL, "FILE…", "计算", "evaluates"};

static void out_of_memory(void *arg) {
  (void)arg;
  abort();
}

typedef struct Parsed {
  Cli cli;
  Opts opts;
  Words operands;
  int code;
  bool good;
} Parsed;

// Parses "eval" and the words up to NULL.
static Parsed *parse(const char *first, ...) {
  char *argv[16] = {(char *)(uintptr_t) "eval"};
  int argc = 1;
  va_list args;
  va_start(args, first);
  for (const char *w = first; w; w = va_arg(args, const char *)) argv[argc++] = (char *)(uintptr_t)w;
  va_end(args);
  Parsed *p = test_calloc(1, sizeof *p);
  p->cli.lang = LANG_EN;
  p->cli.command = &command;
  arena_init(&p->cli.arena, out_of_memory, NULL);
  p->cli.out = out_memory(&p->cli.arena);
  p->cli.err = out_memory(&p->cli.arena);
  p->good = cli_parse(&p->cli, OPTIONS(table), &p->opts, argc, argv, &p->operands, &p->code);
  return p;
}

static void done(Parsed *p) {
  arena_free(&p->cli.arena);
  test_free(p);
}

static void assert_says(Parsed *p, const char *part) {
  assert_false(p->good);
  assert_int_equal(p->code, EXIT_USAGE);
  const char *said = str_to_z(&p->cli.arena, out_text(&p->cli.err));
  if (!strstr(said, part)) fail_msg("expected \"%s\" in: %s", part, said);
  assert_non_null(strstr(said, "pgl eval --help"));
  done(p);
}

static void options_may_stand_anywhere(void **state) {
  (void)state;
  Parsed *p = parse("a.pgl", "--strict", "b.pgl", "--limit", "12", "-", NULL);
  assert_true(p->good && p->opts.strict);
  assert_int_equal(p->opts.limit, 12);
  assert_int_equal(p->operands.n, 3);
  assert_string_equal(p->operands.p[1], "b.pgl");
  assert_string_equal(p->operands.p[2], "-");
  done(p);
}

static void values_follow_or_touch(void **state) {
  (void)state;
  Parsed *p = parse("-so", "x.json", "--format=csv", "--as-of=2021-10-31", NULL);
  assert_true(p->good && p->opts.strict);
  assert_string_equal(p->opts.output, "x.json");
  assert_int_equal(p->opts.format, 2);
  Date d;
  assert_true(date_make(2021, 10, 31, &d));
  assert_int_equal(p->opts.as_of, d);
  done(p);
  p = parse("-oy.csv", "--output=", NULL);
  assert_true(p->good);
  assert_string_equal(p->opts.output, "");
  done(p);
}

static void many_ends_at_options_and_programs(void **state) {
  (void)state;
  Parsed *p = parse("--actuals", "a.csv", "b.xlsx", "-", "c.pgl", "d.csv", "-a", "e.csv", "-s", NULL);
  assert_true(p->good && p->opts.strict);
  assert_int_equal(p->opts.data.n, 4);
  assert_string_equal(p->opts.data.p[2], "-");
  assert_string_equal(p->opts.data.p[3], "e.csv");
  assert_int_equal(p->operands.n, 2);
  assert_string_equal(p->operands.p[0], "c.pgl");
  done(p);
}

static void days_are_written_in_many_ways(void **state) {
  (void)state;
  static const char *const ways[] = {"2021-09-30",  "2021/9/30",    "2021年9月30日",
                                     "2021年9月底", "2021年三季度", "202109"};
  Date day;
  assert_true(date_make(2021, 9, 30, &day));
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    Parsed *p = parse("--as-of", ways[i], NULL);
    assert_true(p->good);
    assert_int_equal(p->opts.as_of, day);
    done(p);
  }
}

static void two_dashes_end_options(void **state) {
  (void)state;
  Parsed *p = parse("--", "--strict", "-x", NULL);
  assert_true(p->good && !p->opts.strict);
  assert_int_equal(p->operands.n, 2);
  done(p);
}

static void globals_are_known_everywhere(void **state) {
  (void)state;
  Parsed *p = parse("--lang", "zh", "-q", "--color", "a.pgl", "--color=never", NULL);
  assert_true(p->good && p->cli.quiet && p->cli.lang == LANG_ZH && !p->cli.color_out);
  assert_int_equal(p->operands.n, 1);
  done(p);
}

static void help_lists_every_option(void **state) {
  (void)state;
  Parsed *p = parse("--help", NULL);
  assert_false(p->good);
  assert_int_equal(p->code, EXIT_CLEAN);
  const char *said = str_to_z(&p->cli.arena, out_text(&p->cli.out));
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) assert_non_null(strstr(said, table[i].name));
  assert_non_null(strstr(said, "--lang"));
  assert_non_null(strstr(said, "-o, --output FILE"));
  done(p);
}

static void mistakes_are_named(void **state) {
  (void)state;
  assert_says(parse("--actual", "x.csv", NULL), "did you mean --actuals?");
  assert_says(parse("--formt=json", NULL), "no option --formt; did you mean --format?");
  assert_says(parse("--nothing-like-it", NULL), "there is no option --nothing-like-it");
  assert_says(parse("-sz", NULL), "there is no option -sz");
  assert_says(parse("--output", NULL), "option --output needs FILE");
  assert_says(parse("-o", NULL), "option -o needs FILE");
  assert_says(parse("--strict=yes", NULL), "option --strict takes no value");
  assert_says(parse("--format", "xml", NULL), "takes one of table|json|csv");
  assert_says(parse("--format=", NULL), "takes one of");
  assert_says(parse("--format=table|json", NULL), "takes one of");
  assert_says(parse("--limit", "-1", NULL), "takes a whole number: -1");
  assert_says(parse("--limit", "4294967296", NULL), "takes a whole number");
  assert_says(parse("--limit", "", NULL), "takes a whole number");
  assert_says(parse("--as-of", "2021-02-30", NULL), "such as 2021-06-30 or 2021年6月: 2021-02-30");
  assert_says(parse("--as-of", "9月底", NULL), "takes a date with its year");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(options_may_stand_anywhere),
      cmocka_unit_test(values_follow_or_touch),
      cmocka_unit_test(many_ends_at_options_and_programs),
      cmocka_unit_test(days_are_written_in_many_ways),
      cmocka_unit_test(two_dashes_end_options),
      cmocka_unit_test(globals_are_known_everywhere),
      cmocka_unit_test(help_lists_every_option),
      cmocka_unit_test(mistakes_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
