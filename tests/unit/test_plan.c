// Rows, shared strings and numbers of a plan, and what its dump says.
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "compiler/plan_file.h"

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
  for (int i = 0; i < 500; i++) plan_num(p, NUM(-i));
  assert_int_equal(plan_num(p, num_make(&a, 2, 6)), third);
  uint32_t n = p->num_n;
  for (int i = 0; i < 500; i++) assert_int_equal(num_cmp(plan_value(p, plan_num(p, NUM(-i))), NUM(-i)), 0);
  assert_int_equal(p->num_n, n);
  assert_int_equal(plan_str(p, S("招商")), plan_str(p, S("招商")));
  assert_int_not_equal(plan_str(p, S("招商")), plan_str(p, S("招商经费")));
  arena_free(&a);
}

// What a cell holds by itself is exact, in lowest terms, and told from what it must not be.
static void small_numbers_are_their_cells(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  Plan *p = plan_new(&a);
  const int64_t nums[] = {0,        1,       5,          6,           43,          477,          67108863,
                          67108864, 7260000, 1234567000, 67108863000, 67108865000, 671088640000, 999999,
                          INT64_MAX};
  const int64_t dens[] = {1, 2, 3, 4, 5, 8, 16, 25, 32, 50, 200, 500, 625, 1000, 3125, 10000, 20000};
  for (size_t i = 0; i < sizeof nums / sizeof *nums; i++)
    for (size_t k = 0; k < sizeof dens / sizeof *dens; k++) {
      Num x = num_make(&a, nums[i], dens[k]);
      uint32_t cell = plan_num(p, x);
      Num y = plan_value(p, cell);
      assert_true(x.num == y.num && x.den == y.den);
      assert_true(plan_num_sound(p, cell));
      assert_int_equal(plan_num(p, y), cell);
    }
  assert_true(plan_num(p, num_make(&a, 954, 1000)) > NUM_CELL && plan_num(p, NUM(123450000000)) > NUM_CELL);
  assert_true(!num_ok(plan_value(p, NONE)));
  for (uint32_t scale = 0; scale < NUM_SCALES; scale++)
    for (uint32_t n = 0; n < 100; n++) {
      uint32_t cell = NUM_CELL | scale << NUM_SCALE | n;
      Num x = plan_value(p, cell), low = num_make(&a, x.num, x.den);
      assert_int_equal(plan_num_sound(p, cell), x.num == low.num && x.den == low.den);
    }
  assert_false(plan_num_sound(p, NONE) || plan_num_sound(p, NONE - 1) || plan_num_sound(p, p->num_n));
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

static void every_column_says_its_kind(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  const PlanColumn *rows;
  size_t n = plan_layout(&rows);
  assert_true(n > 100);
  const Plan *p = plan_new(&a);
  assert_non_null(plan_rules(&a, p)); // a new column's `what` begins with a kind that plan.def tells
  for (size_t i = 0; i < n; i++)
    if (rows[i].doc) assert_true(rows[i].size == 1 || rows[i].size == 4 || rows[i].size == 8);
  arena_free(&a);
}

static const PlanMaker maker = {{"1.2", 3}, 7};

static Str written(Arena *a, const Plan *p) {
  Out o = out_memory(a);
  out_more(&o, 1 << 16);
  plan_write(&o, p, &maker);
  return out_text(&o);
}

static void a_file_holds_the_plan(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  Plan *p = plan_new(&a);
  p->year = 2021;
  Num big;
  assert_true(num_parse(&a, S("123456789012345678901234567890"), &big));
  const Num nums[] = {NUM(-3), num_make(&a, 1, 3), big, num_div(&a, big, NUM(7)), num_neg(&a, big)};
  for (uint32_t i = 0; i < 5; i++) {
    uint32_t row = plan_add_bands(p);
    p->bands.name[row] = plan_str(p, i ? str_fmt(&a, "名 %u", i) : S(""));
    p->bands.low[row] = plan_num(p, nums[i]);
  }
  Str bytes = written(&a, p);
  assert_true(plan_is_file(bytes));
  for (unsigned workers = 1; workers < 4; workers++) {
    PlanFault fault;
    const Plan *q = plan_read(&a, bytes, &maker, workers, &fault);
    assert_non_null(q);
    assert_int_equal(q->year, 2021);
    assert_int_equal(q->bands.n, 5);
    assert_ptr_equal((const char *)q->bands.low > bytes.p && (const char *)q->bands.low < bytes.p + bytes.n,
                     true);
    for (uint32_t i = 0; i < 5; i++) {
      assert_int_equal(num_cmp(plan_value(q, q->bands.low[i]), nums[i]), 0);
      assert_true(str_eq(plan_text(q, q->bands.name[i]), plan_text(p, p->bands.name[i])));
    }
    Str again = written(&a, p);
    assert_true(str_eq(bytes, again));
  }
  arena_free(&a);
}

static void a_file_that_is_not_whole_is_refused(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  Plan *p = plan_new(&a);
  for (uint32_t i = 0; i < 40; i++) {
    uint32_t row = plan_add_funds(p);
    p->funds.name[row] = plan_str(p, S("来源"));
    p->funds.amount[row] = p->funds.adjustment[row] = NONE;
  }
  Str bytes = written(&a, p);
  PlanFault fault;
  const PlanMaker others[] = {{{"1.3", 3}, 7}, {{"1.2", 3}, 8}};
  for (int i = 0; i < 2; i++) {
    assert_null(plan_read(&a, bytes, &others[i], 1, &fault));
    assert_int_equal(fault.problem, PLAN_FOREIGN);
  }
  for (size_t n = 0; n < bytes.n; n += 13) {
    assert_null(plan_read(&a, str_slice(bytes, 0, n), &maker, 1, &fault));
    assert_int_equal(fault.problem, n < 8 ? PLAN_NO_PLAN : PLAN_DAMAGED);
  }
  char *copy = arena_raw(&a, bytes.n, 16);
  memcpy(copy, bytes.p, bytes.n);
  const uint64_t sum = plan_hash(1, copy, bytes.n);
  copy[bytes.n / 2] ^= 1;
  assert_int_not_equal(plan_hash(1, copy, bytes.n), sum);
  p->funds.name[17] = 5; // no such string: the checksum is right, the cell is not
  assert_null(plan_read(&a, written(&a, p), &maker, 1, &fault));
  assert_int_equal(fault.problem, PLAN_DAMAGED);
  assert_true(str_eq(fault.what, S("funds.name")));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_start_at_zero_and_grow),
      cmocka_unit_test(equal_values_share_a_number),
      cmocka_unit_test(small_numbers_are_their_cells),
      cmocka_unit_test(big_values_are_kept),
      cmocka_unit_test(dump_spells_out),
      cmocka_unit_test(every_column_says_its_kind),
      cmocka_unit_test(a_file_holds_the_plan),
      cmocka_unit_test(a_file_that_is_not_whole_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
