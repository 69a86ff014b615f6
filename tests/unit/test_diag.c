// Findings as data: counting, joining, sorting, dropping; placeholders in both languages.
#include "findings.h"

static Str written(const Message *m, Lang lang) {
  Out o = out_memory(&arena);
  message_write(&o, table, m, lang);
  return out_text(&o);
}

static void messages(void **state) {
  (void)state;
  Diags ds = diags_new(&arena, table);
  const Diag *d =
      diag_add(&ds, D_DIMS, SPAN_NONE, TEXT_ARGS(((Text){S("货币"), S("money")}), text_of(S("人次"))));
  assert_str(written(&d->text, LANG_ZH), "量纲不一致：货币 与 人次");
  assert_str(written(&d->text, LANG_EN), "dimensions differ: money and 人次");
  d = diag_add(&ds, T_ODD, SPAN_NONE, TEXT_ARGS(text_of(S("甲")), text_of(S("{0}"))));
  assert_str(written(&d->text, LANG_ZH), "{0} {0}甲  {x {"); // arguments are not read again
  assert_str(written(&d->text, LANG_EN), "{0} {0}甲  {x {"); // no English: the Chinese
  Text many[TEXT_MAX_ARGS + 2] = {0};
  assert_int_equal(diag_add(&ds, D_BARE, SPAN_NONE, many, TEXT_MAX_ARGS + 2)->text.argc, TEXT_MAX_ARGS);
  assert_str(text_in((Text){S("甲"), S("")}, LANG_EN), "甲");
}

static void parts_keep_their_order(void **state) {
  (void)state;
  Diags ds = diags_new(&arena, table);
  Diag *d = diag_add(&ds, D_BARE, (Span){0, 1, 2}, NO_ARGS);
  for (uint32_t i = 0; i < 3; i++) {
    diag_label(&ds, d, (Span){0, i, i}, T_MONEY, NO_ARGS);
    diag_note(&ds, d, T_CHANGE, TEXT_ARGS(text_of(str_fmt(&arena, "%u", i))));
    DiagFix *f = diag_fix(&ds, d, T_HEAD, NO_ARGS);
    for (uint32_t j = 0; j < 2; j++) diag_edit(&ds, f, (Span){i, j, j}, S("≥"));
  }
  uint32_t n = 0;
  for (const DiagLabel *l = d->labels; l; l = l->next) assert_int_equal(l->at.start, n++);
  assert_int_equal(n, 3);
  n = 0;
  for (const DiagNote *x = d->notes; x; x = x->next, n++)
    assert_str(written(&x->text, LANG_ZH), str_to_z(&arena, str_fmt(&arena, "改为 %u", n)));
  assert_int_equal(n, 3);
  n = 0;
  for (const DiagFix *f = d->fixes; f; f = f->next, n++) {
    assert_false(f->safe);
    assert_int_equal(f->edits->at.file, n);
    assert_int_equal(f->edits->next->at.start, 1);
    assert_null(f->edits->next->next);
  }
  assert_int_equal(n, 3);
}

static void counts(void **state) {
  (void)state;
  Diags ds = diags_new(&arena, table);
  static const uint16_t ids[] = {D_DIMS, D_BARE, D_MERGE, D_ROW, D_BARE, D_BARE};
  for (uint32_t i = 0; i < 6; i++) diag_add(&ds, ids[i], SPAN_NONE, NO_ARGS);
  assert_int_equal(ds.errors, 2);
  assert_int_equal(ds.warnings, 3);
  assert_int_equal(ds.hints, 1);
  assert_int_equal(diag_severity(&ds, ds.p[3]), SEV_ERROR);
  diags_drop(&ds, 2);
  assert_int_equal(ds.n, 2);
  assert_int_equal(ds.errors, 1);
  assert_int_equal(ds.warnings, 1);
  assert_int_equal(ds.hints, 0);
  diags_drop(&ds, 9);
  assert_int_equal(ds.n, 2);
}

static void sorts(void **state) {
  (void)state;
  Arena other;
  arena_init_like(&other, &arena);
  Diags a = diags_new(&arena, table), b = diags_new(&other, table);
  diag_add(&a, D_ROW, SPAN_NONE, NO_ARGS)->cell.name = S("甲.csv"); // 6
  diag_add(&a, D_BARE, (Span){1, 5, 6}, NO_ARGS);                   // 3
  diag_add(&a, D_DIMS, (Span){1, 5, 5}, NO_ARGS);                   // 4: as it came
  diag_add(&a, D_BARE, (Span){0, 9, 9}, NO_ARGS);                   // 1
  diag_add(&b, D_MERGE, (Span){0, 9, 9}, NO_ARGS);                  // 2
  diag_add(&b, D_ROW, SPAN_NONE, NO_ARGS)->cell.name = S("乙.csv"); // 7
  diag_add(&b, D_MERGE, (Span){0, 2, 9}, NO_ARGS);                  // 0
  diag_add(&b, D_MERGE, SPAN_NONE, NO_ARGS);                        // 5: no place, behind all files
  diags_append(&a, &b);
  assert_int_equal(a.n, 8);
  assert_int_equal(a.errors, 3);
  assert_int_equal(a.hints, 3);
  diags_sort(&a);
  static const uint16_t ids[] = {D_MERGE, D_BARE, D_MERGE, D_BARE, D_DIMS, D_MERGE, D_ROW, D_ROW};
  for (uint32_t i = 0; i < 8; i++) assert_int_equal(a.p[i]->text.id, ids[i]);
  assert_str(a.p[6]->cell.name, "甲.csv");
  Diags none = diags_new(&arena, table);
  diags_sort(&none);
  arena_free(&other);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(messages), TEST(parts_keep_their_order), TEST(counts), TEST(sorts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
