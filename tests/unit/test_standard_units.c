// The table of stdlib/units.pgl against the text itself: the same units, by the same names, in the same
// order.
#include "base/utf.h"
#include "compiler/compile.h"
#include "compiler/units_table.h"
#include "fixture.h"
#include "grammar/diags.h"

static Program *declared(bool docs, Sources *sources) {
  Diags found = diags_new(&arena, diag_table);
  Program *p = compile(&arena, NULL, 0, NULL, &(CompileOptions){.workers = 1, .docs = docs}, sources, &found);
  assert_int_equal(found.n, 0);
  return p;
}

static void same_text(Str x, Str y) {
  if (!str_eq(x, y)) fail_msg("%.*s is not %.*s", STR_ARG(x), STR_ARG(y));
}

static void same_dim(const UnitTable *x, DimId a, const UnitTable *y, DimId b) {
  const Dim *d = dim_at(x, a), *e = dim_at(y, b);
  assert_int_equal(d->n, e->n);
  assert_memory_equal(d->n ? (const void *)d->f : "", d->n ? (const void *)e->f : "", d->n * sizeof *d->f);
  assert_int_equal(d->named == UNIT_NONE, e->named == UNIT_NONE);
  if (d->named != UNIT_NONE) same_text(unit_text(x, d->named), unit_text(y, e->named));
}

static void same_name(UnitTable *x, UnitTable *y, Str name) {
  UnitFound f = units_find(x, name), g = units_find(y, name);
  assert_int_equal(f.problem, UNIT_OK);
  assert_int_equal(g.problem, UNIT_OK);
  same_text(unit_text(x, f.id), unit_text(y, g.id));
  same_dim(x, unit_dim(x, f.id), y, unit_dim(y, g.id));
  assert_int_equal(num_cmp(unit_scale(x, f.id), unit_scale(y, g.id)), 0);
}

static void table_is_the_text(void **state) {
  (void)state;
  Sources one = {0}, two = {0};
  Program *p = declared(true, &one), *q = declared(false, &two);
  UnitTable *x = p->units, *y = q->units;
  assert_int_equal(one.n, two.n + 1); // the text was not read
  assert_true(units_count(x) > 200);
  assert_int_equal(units_count(x), units_count(y));
  assert_int_equal(x->base_n, y->base_n);
  for (uint32_t i = 0; i < x->base_n; i++) {
    same_text(x->bases[i].name, y->bases[i].name);
    Text u = dim_name(x, x->bases[i].dim), v = dim_name(y, y->bases[i].dim);
    same_text(u.zh, v.zh);
    same_text(u.en, v.en);
  }
  for (uint32_t i = 0; i < units_count(x); i++) {
    UnitInfo u = units_info(x, i), v = units_info(y, i);
    same_text(u.name, v.name);
    same_text(u.standard, v.standard);
    same_dim(x, u.dim, y, v.dim);
    assert_int_equal(num_cmp(u.scale, v.scale), 0);
    assert_int_equal(u.alias_n, v.alias_n);
    same_name(x, y, u.name);
    for (uint32_t k = 0; k < u.alias_n; k++)
      same_text(u.aliases[k], v.aliases[k]), same_name(x, y, u.aliases[k]);
  }
  const Names *all = unit_names(x), *same = unit_names(y);
  assert_int_equal(all->n, same->n);
  for (uint32_t i = 0; i < all->n; i++) {
    same_text(all->name[i].text, same->name[i].text);
    assert_true(all->name[i].letters == same->name[i].letters);
  }
  static const char *const compounds[] = {"万元", "元/人·月", "千瓦时/平方米", "兆瓦", "m2"};
  for (size_t i = 0; i < sizeof compounds / sizeof *compounds; i++) same_name(x, y, str_z(compounds[i]));
  program_free(p);
  program_free(q);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(table_is_the_text)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
