// Rows, shared strings and numbers of a plan, and what its dump says.
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "compiler/plan.h"

static void rows_start_at_zero_and_grow(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  Plan *p = plan_new(&a);
  for (uint32_t i = 0; i < 1000; i++) {
    assert_int_equal(plan_add_funds(p), i);
    assert_int_equal(p->funds.block[i], 0);
    assert_int_equal(p->funds.amount[i], 0);
    p->funds.block[i] = i;
    p->funds.amount[i] = i * 2;
  }
  assert_int_equal(p->funds.n, 1000);
  for (uint32_t i = 0; i < 1000; i++) assert_int_equal(p->funds.amount[i], p->funds.block[i] * 2);
  arena_free(&a);
}

static void equal_values_share_a_number(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  Plan *p = plan_new(&a);
  uint32_t third = plan_num(p, num_make(&a, 1, 3));
  for (int i = 0; i < 500; i++) plan_num(p, NUM(i));
  assert_int_equal(plan_num(p, num_make(&a, 2, 6)), third);
  uint32_t n = p->num_n;
  for (int i = 0; i < 500; i++) assert_int_equal(num_cmp(plan_value(p, plan_num(p, NUM(i))), NUM(i)), 0);
  assert_int_equal(p->num_n, n);
  assert_int_equal(plan_str(p, S("招商")), plan_str(p, S("招商")));
  assert_int_not_equal(plan_str(p, S("招商")), plan_str(p, S("招商经费")));
  arena_free(&a);
}

static void big_values_are_kept(void **state) {
  (void)state;
  Arena a, b;
  arena_init(&a, NULL, NULL);
  arena_init(&b, NULL, NULL);
  Plan *p = plan_new(&a);
  uint32_t id = plan_num(p, num_pow(&b, NUM(10), 60));
  arena_free(&b);
  assert_int_equal(num_cmp(plan_value(p, id), num_pow(&a, NUM(10), 60)), 0);
  arena_free(&a);
}

static void dump_spells_out(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  Plan *p = plan_new(&a);
  p->year = 2021;
  uint32_t i = plan_add_funds(p);
  p->funds.name[i] = plan_str(p, S("财政\"资金"));
  p->funds.amount[i] = plan_num(p, NUM(3000000));
  p->funds.adjustment[i] = NONE;
  uint32_t x = plan_add_exprs(p);
  p->exprs.op[x] = OP_CONST;
  p->exprs.a[x] = plan_num(p, num_make(&a, 2, 3));
  p->exprs.unit[x] = NONE;
  Out o = out_memory(&a);
  plan_dump(&o, p);
  Str want = S("year 2021\n"
               "funds (1)\n"
               "  0 block=0 name=\"财政\\\"资金\" amount=3000000 adjustment=-\n"
               "exprs (1)\n"
               "  0 const 2/3\n");
  assert_int_equal(o.n, want.n);
  assert_memory_equal(o.p, want.p, want.n);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_start_at_zero_and_grow),
      cmocka_unit_test(equal_values_share_a_number),
      cmocka_unit_test(big_values_are_kept),
      cmocka_unit_test(dump_spells_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
