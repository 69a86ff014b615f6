// Which files and sheets an 实际 means.
#include "fixture.h"
#include "runtime/read/mapping.h"

static bool names(const char *pattern, const char *path) {
  return mapping_names(str_z(pattern), str_z(path));
}

static void paths(void **state) {
  (void)state;
  assert_true(names("台账.csv", "台账.csv"));
  assert_true(names("台账.csv", "/data/2021/台账.csv"));
  assert_true(names("./台账.csv", "台账.csv"));
  assert_true(names("../共用/台账.csv", "/srv/共用/台账.csv"));
  assert_false(names("../共用/台账.csv", "/srv/别的/台账.csv"));
  assert_false(names("台账.csv", "旧台账.csv"));
  assert_false(names("台账.csv", "台账.csv.gz"));
  assert_false(names("月报/台账.csv", "台账.csv"));
  assert_true(names("月报/台账.csv", "x/月报/台账.csv"));
  assert_true(names("台账.db", "x/台账.db?table=实际"));
  assert_true(names("台账.db?table=实际", "x/台账.db?table=实际"));
  assert_false(names("台账.db?table=实际", "x/台账.db?table=别的"));
  assert_true(names("postgres://h/d?table=x", "postgres://h/d?table=x"));
  assert_false(names("", "a.csv"));
}

static void patterns(void **state) {
  (void)state;
  assert_true(names("*.csv", "x/一.csv"));
  assert_true(names("月报/*月.csv", "月报/12月.csv"));
  assert_true(names("?月.csv", "六月.csv"));
  assert_false(names("?月.csv", "12月.csv"));
  assert_false(names("*.csv", "a.tsv"));
  assert_false(names("a*b.csv", "x/a/b.csv")); // a * stays within its component
  assert_true(names("*/b.csv", "x/a/b.csv"));
  assert_true(names("**a**", "bab"));
  assert_true(names("*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
  assert_false(names("*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")); // at once, too
}

static Plan *plan_with(const char *pattern, const char *sheet, bool told) {
  Plan *p = plan_new(&arena);
  uint32_t row = plan_add_mappings(p);
  p->mappings.pattern[row] = plan_str(p, str_z(pattern));
  p->mappings.entity[row] = NONE;
  p->mappings.told[row] = told;
  uint32_t file = plan_add_files(p);
  p->mappings.file[row] = file;
  p->files.name[0] = plan_str(p, S("a.pgl"));
  if (sheet) {
    uint32_t text = plan_add_mapping_texts(p);
    p->mapping_texts.text[text] = plan_str(p, str_z(sheet));
    p->mappings.sheet_n[row] = 1;
  }
  return p;
}

static void which(void **state) {
  (void)state;
  uint8_t used[1] = {0};
  UnitTable *units = units_new(&arena);
  assert_null(mapping_of(&arena, plan_with("a.csv", NULL, false), units, S("x/a.csv"), used));
  assert_int_equal(used[0], 1); // named, though nothing more is said of it
  used[0] = 0;
  assert_null(mapping_of(&arena, plan_with("a.csv", NULL, true), units, S("b.csv"), used));
  assert_int_equal(used[0], 0);
  Mapping *any = mapping_of(&arena, plan_with("a.csv", NULL, true), units, S("a.csv"), NULL);
  assert_non_null(any);
  assert_true(mapping_reads(any, &arena, S("随便")));
  assert_true(mapping_reads(any, &arena, (Str){0}));
  Mapping *one = mapping_of(&arena, plan_with("a.xlsx", "*月", false), units, S("a.xlsx"), NULL);
  assert_false(mapping_reads(one, &arena, S("目录")));
  assert_false(mapping_reads(one, &arena, (Str){0}));
  assert_true(mapping_reads(one, &arena, S(" 6月 ")));
  units_free(units);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(paths), TEST(patterns), TEST(which)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
