// A plan that someone forged: cells of a real one overwritten (7 bytes of input a cell: section, row, value),
// its checksums made right again; or any bytes at all. What plan_read lets pass is evaluated, reported,
// tested and explained.
#include "compiler/compile.h"
#include "compiler/plan_file.h"
#include "fuzz.h"
#include "runtime/explain.h"
#include "runtime/report/report.h"

static const char source[] =
    "年度 2021\n"
    "量纲 甲\n单位 乙: 甲\n单位 束\n"
    "函数 比(a, b) = a / b\n"
    "规则 自定 取自 财预2020 { 执行率 20分 产出指标 40分 }\n"
    "部门 高新区 {\n"
    "  预算 400万元 { 财政资金 400万元 }\n"
    "  分项 全区 { 指标 参会客商 ≥ 200人次 取值 合计(到会客商) }\n"
    "  项目 招商 {\n"
    "    预算 300万元 { 财政资金 100万元 其他资金 200万元 } 调整 6月30日 290万元 \"压减\"\n"
    "    用途 \"组织\" 支出计划 { 3月底 25% 6月底 50% 12月底 100% }\n"
    "    数据 到会客商: 累计 人次\n    数据 花束: 期末 束\n    数据 出口: 平均 万元\n"
    "    令 人均 = 比(支出, 到会客商)\n"
    "    产出指标 {\n"
    "      数量指标 到会客商人数 ≥ 200人次 取值 到会客商 调整 7月1日 ≥ 180人次 \"压减\" 中期 ≥ 300人次\n"
    "      数量指标 花 10束..20束 取值 花束\n"
    "      质量指标 增长 ≥ 20% 取值 同比(出口)\n"
    "      质量指标 验收 是\n"
    "      时效指标 完成 12月底前\n"
    "      成本指标 人均费用 ≤ 0.3元/人次 取值 若 到会客商 > 0人次 则 人均 否则 四舍五入(人均, 1)\n"
    "      成本指标 别的 不适用 \"没有\"\n"
    "    }\n"
    "    效益指标 { 经济效益指标 说法 \"显著提升\" 经济效益指标 收益 ≥ 5% 评分 实际 / 100% }\n"
    "    满意度指标 { 服务对象满意度指标 满意度 90% }\n"
    "    要求 招商.支出 ≤ 300万元 否则 \"超支\"\n"
    "  }\n"
    "  项目 另一 { 采用 自定 预算 123456789012345678901234567890元 数据 到会客商: 累计 人次\n"
    "    产出指标 { 数量指标 得分 ≥ 1分 取值 招商.得分 数量指标 达成 是 取值 招商.到会客商人数.达成 } }\n"
    "}\n"
    "实际 \"b.csv\" 表 \"x*\" { 项目 = 列 1 指标 = 列 名 取值 = 列 2..3 日期 = 表头 }\n"
    "实际 \"b.csv\" { 表头 1..2 行 3..9 项目 招商 指标 出口 日期 6月 = 列 \"*元\" 单位 万元 单位 = 列 4 原因 "
    "= \"无\""
    " 二级指标 = 列 A 只取 列 名 ≠ \"x\", 3 且 列 2 > 1 }\n"
    "测试 \"一\" { 项目 招商 设 到会客商 = 200人次 期望 到会客商人数.达成 期望 到会客商人数.得分 = "
    "到会客商人数.分值 }\n";

static const char rows[] =
    "项目,指标,日期,数值\n招商,到会客商,2021-03-01,120人次\n招商,到会客商,2021-05-01,1百人次\n"
    "招商,花束,2021-12-01,15束\n招商,出口,2021-06-01,12万元\n招商,出口,2020-06-01,10万元\n"
    "招商,验收,,是\n招商,完成,,2021-11-30\n招商,说法,,部分达成 75%\n招商,满意度,,91.5%\n招商,支出,,250万元\n"
    "另一,支出,,1元\n";

static const char ledger[] = "招商,名,万元,亿元\n,x,1,2\n招商,出口,3,4\n另一,到会客商,5,6\n";

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  (void)ctx, (void)from, (void)why;
  *name = path;
  Out o = out_memory(a);
  out_z(&o, source);
  out_pad(&o, '\0', 16);
  *text = (Str){o.p, o.n - 16};
  return true;
}

static PlanMaker maker(void) {
  return (PlanMaker){S("0"), 0};
}

static Str plan_bytes(Arena *a) {
  Sources sources = {0};
  Diags diags = diags_new(a, diag_table);
  const Loader loader = {.load = load};
  Str path = S("a.pgl");
  Program *p = compile(a, &path, 1, &loader, &(CompileOptions){.want_plan = true}, &sources, &diags);
  must(diags.errors == 0);
  uint32_t row = plan_add_sources(p->plan);
  p->plan->sources.sha256[row] = plan_str(p->plan, S("0"));
  Out o = out_memory(a);
  PlanMaker m = maker();
  plan_write(&o, p->plan, &m);
  program_free(p);
  return out_text(&o);
}

typedef struct Section {
  uint64_t at, cells, sum;
} Section;
enum { HEADER = 88, SUM_AT = 80, COUNT_AT = 64 };

// Overwrites cells and signs the whole anew.
static void forge(char *plan, const uint8_t *data, size_t n) {
  Section *s = (Section *)(void *)(plan + HEADER);
  uint32_t count;
  memcpy(&count, plan + COUNT_AT, sizeof count);
  const PlanColumn *layout;
  size_t rows_n = plan_layout(&layout), k = 0;
  size_t sizes[1024] = {0};
  for (size_t i = 0; i < rows_n; i++)
    if (layout[i].doc) sizes[k++] = layout[i].size;
  sizes[k++] = 8, sizes[k++] = 1, sizes[k++] = 16, sizes[k++] = 8;
  must(k == count);
  for (; n >= 7; data += 7, n -= 7) {
    size_t i = data[0] % count;
    uint64_t room = s[i].cells * sizes[i];
    if (!s[i].cells || !room) continue;
    uint32_t value =
        (uint32_t)data[3] | (uint32_t)data[4] << 8 | (uint32_t)data[5] << 16 | (uint32_t)data[6] << 24;
    if (data[6] == 0xFF) value = NONE;
    size_t each = sizes[i] >= 16 ? 8 : sizes[i] >= 4 ? 4 : 1;
    size_t at = (size_t)((data[1] | (unsigned)data[2] << 8) * each % room);
    memcpy(plan + s[i].at + at, &value, at + 4 <= room ? (each == 1 ? 1 : 4) : 1);
  }
  for (size_t i = 0; i < count; i++) s[i].sum = plan_hash(0, plan + s[i].at, (size_t)s[i].cells * sizes[i]);
  uint64_t sum = plan_hash(plan_hash(0, plan, SUM_AT), s, count * sizeof *s);
  memcpy(plan + SUM_AT, &sum, sizeof sum);
}

static void use(Arena *a, Plan *plan) {
  Sources sources = {0};
  Diags diags = diags_new(a, diag_table);
  Program *p = program_planned(a, plan, 1, &sources, &diags);
  if (!p) return;
  Run run;
  DataSource data[] = {{.name = S("a.csv"), .bytes = {rows, sizeof rows - 1}},
                       {.name = S("b.csv"), .bytes = {ledger, sizeof ledger - 1}}};
  Out o = out_memory(a);
  run_eval(a, p, data, 2, &(RunOptions){.as_of = DATE_NONE}, &diags, &run);
  run_exit(&run, true);
  ReportOptions report = {.version = S("0"), .columns = 80};
  report_table(a, &o, &run.results, &report);
  report_json(a, &o, &run.results, &report);
  report_csv(a, &o, &run.results, &report);
  uint32_t tests;
  run_tests(a, p, &diags, &tests);
  static const char *const names[] = {"到会客商人数", "人均费用", "招商", "招商.支出", "说法", "增长"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    ExplainTarget target;
    Str near;
    if (explain_path(a, plan, str_z(names[i]), &target, &near) != EXPLAIN_OK) continue;
    uint32_t n;
    explain_inputs(a, plan, target, &n);
    explain_figure(a, &o, p, &run, target, &(ExplainOptions){0});
  }
  plan_dump(&o, plan);
  program_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static Arena kept;
  static Str good;
  if (!good.n) {
    arena_init(&kept, fuzz_oom, NULL);
    good = plan_bytes(&kept);
  }
  if (size > 1 << 12) return 0;
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  char *copy = arena_raw(&a, good.n, 16);
  memcpy(copy, good.p, good.n);
  bool forged = size && data[0] != 0xFE;
  size_t n = good.n;
  if (forged)
    forge(copy, data, size);
  else if (size) // any bytes in the place of the first ones, or behind the magic
    memcpy(copy, data + 1, n = size - 1 < n ? size - 1 : n);
  PlanMaker m = maker();
  PlanFault fault;
  Plan *plan = plan_read(&a, (Str){copy, n}, &m, 1, &fault);
  must(!plan == (fault.problem != PLAN_GOOD));
  if (plan) use(&a, plan);
  arena_free(&a);
  return 0;
}
