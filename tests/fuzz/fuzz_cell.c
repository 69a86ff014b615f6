// Any text as a cell of actual values, of every type, with any unit beside it and under any number format.
// The first line is the cell, then its unit, its header's unit, a number format.
#include "base/utf.h"
#include "compiler/compile.h"
#include "fuzz.h"
#include "grammar/diags.h"
#include "runtime/cell.h"
#include "runtime/read/numfmt.h"

static const char program[] = "年度 2021 项目 甲 { 预算 1万元 数据 面积: 累计 平方米 数据 比例: 期末 % "
                              "数量指标 检查 ≥ 2次 社会效益指标 风气 \"好转\" }";

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  (void)ctx;
  if (from.n) return *why = text_of(S("no such file")), false;
  *name = path;
  char *copy = arena_zero(a, sizeof program + 16, 1, 1);
  memcpy(copy, program, sizeof program);
  *text = (Str){copy, sizeof program - 1};
  return true;
}

static Str line(Str *in) {
  size_t end = 0;
  while (end < in->n && in->p[end] != '\n') end++;
  Str out = str_slice(*in, 0, end);
  *in = str_slice(*in, end + (end < in->n), in->n);
  return out;
}

typedef struct Compiled {
  Arena arena;
  Sources sources;
  Diags diags;
  Program *program;
} Compiled;

static const Compiled *compiled(void) { // once; it lives as long as the process
  static Compiled c;
  if (c.program) return &c;
  arena_init(&c.arena, fuzz_oom, NULL);
  c.diags = diags_new(&c.arena, diag_table);
  const Loader loader = {.load = load};
  const CompileOptions opt = {.workers = 1, .want_plan = true};
  Str path = S("fuzz.pgl");
  c.program = compile(&c.arena, &path, 1, &loader, &opt, &c.sources, &c.diags);
  must(!c.diags.errors);
  return &c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const Compiled *c = compiled();
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Str in = {(const char *)data, size};
  in = str_slice(in, 0, utf_valid(in)); // readers hand over nothing else
  Str text = line(&in), unit = line(&in), header = line(&in), code = line(&in);
  for (int type = PLAN_QUANTITY; type <= PLAN_GRADE; type++)
    for (int u = 0; u < 3; u++) {
      static const char *const units[] = {"平方米", "%", "次"};
      CellWant want = {
          .plan = c->program->plan, .units = c->program->units, .type = (uint8_t)type, .unit = UNIT_NONE};
      date_make(2021, 12, 31, &want.as_of);
      want.words = S("好转");
      if (type == PLAN_QUANTITY) want.unit = units_find(c->program->units, str_z(units[u])).id;
      CellRead r = cell_read(&a, &want, text, unit, header);
      if (r.problem == CELL_OK && r.value.kind == VALUE_QUANTITY) must(num_ok(r.value.num));
      if (r.problem == CELL_OK && r.value.kind == VALUE_DATE) must(date_ok(r.value.date));
    }
  bool ambiguous;
  NumberFormat f = numfmt_parse(&a, code);
  Str shown = numfmt_text(&a, &f, text, size & 1, &ambiguous);
  must(utf_valid(shown) == shown.n);
  arena_free(&a);
  return 0;
}
