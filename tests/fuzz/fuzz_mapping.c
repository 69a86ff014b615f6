// A table in a form of its own: what 实际 says of it stands before the first NUL of the input, the table
// behind. Read whole and in small stretches, it says the same.
#include "tests/fuzz/rows_twice.h"

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  const Str *told = ctx;
  (void)from, (void)why;
  *name = path;
  Out o = out_memory(a);
  out_z(&o, "年度 2021\n部门 局 {\n  项目 甲 { 预算 3万元 数据 人数: 累计 人次 数据 面积: 期末 平方米 "
            "数量指标 次数 ≥ 3次 取值 累计 }\n"
            "  项目 乙 { 预算 3万元 数据 人数: 累计 人次 数量指标 次数 ≥ 3次 }\n}\n实际 \"a.csv\" {\n");
  out_str(&o, *told);
  out_z(&o, "\n}\n");
  out_pad(&o, '\0', 16);
  *text = (Str){o.p, o.n - 16};
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 1 << 13) return 0;
  const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
  size_t cut = nul ? (size_t)(nul - data) : size;
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Str told = {(const char *)data, cut}, path = S("a.pgl");
  Str rows = nul ? (Str){(const char *)nul + 1, size - cut - 1} : S("");
  Sources sources = {0};
  Diags diags = diags_new(&a, diag_table);
  const Loader loader = {.load = load, .ctx = &told};
  Program *p = compile(&a, &path, 1, &loader, &(CompileOptions){.want_plan = true}, &sources, &diags);
  if (!diags.errors) {
    RowsProgram program = {.program = p, .sources = sources};
    DataSource source = {.name = S("a.csv"), .bytes = {str_to_z(&a, rows), rows.n}};
    Str all = rows_told(&a, &program, &source, 1, (RunOptions){0});
    must(str_eq(all, rows_told(&a, &program, &source, 1, (RunOptions){.chunk = size % 101 + 1})));
  }
  program_free(p);
  arena_free(&a);
  return 0;
}
