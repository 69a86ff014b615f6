// One table of actual values read in two ways that must say the same: the long way by one thread, and the
// short way by several, in stretches of any size, with any instructions. And its records cut in two ways.
#pragma once
#include "base/render.h"
#include "compiler/compile.h"
#include "grammar/diags.h"
#include "runtime/read/csv_feed.h"
#include "runtime/read/csv_record.h"
#include "runtime/read/csv_rows.h"
#include "runtime/report/report.h"
#include "runtime/run.h"
#include "tests/fuzz/fuzz.h"

static const char rows_program[] = "年度 2021\n"
                                   "部门 甲局 {\n"
                                   "  数据 户数: 累计 户\n"
                                   "  项目 道路 {\n"
                                   "    预算 100万元\n"
                                   "    支出计划 { 3月底 25%  6月底 50%  12月底 100% }\n"
                                   "    数据 里程: 累计 千米\n"
                                   "    数据 面积: 期末 亩\n"
                                   "    数据 时长: 平均 小时\n"
                                   "    数据 负荷: 最大 千瓦\n"
                                   "    数据 最低: 最小 %\n"
                                   "    数据 次数: 计数 次\n"
                                   "    产出指标 {\n"
                                   "      数量指标 里程达标 ≥ 5千米 取值 里程\n"
                                   "      数量指标 面积达标 ≥ 5亩 取值 面积\n"
                                   "      质量指标 合格率 ≥ 90%\n"
                                   "      质量指标 验收 是\n"
                                   "      时效指标 完成 12月底前\n"
                                   "      成本指标 单价 ≤ 100元/千米 取值 支出 / 里程\n"
                                   "      质量指标 增长 ≥ 1% 取值 同比(里程)\n"
                                   "    }\n"
                                   "    效益指标 { 社会效益指标 反响 \"显著提升\" }\n"
                                   "  }\n"
                                   "  项目 桥梁 { 预算 1亿元 数据 里程: 累计 千米 数据 面积: 期末 平方米 "
                                   "数量指标 里程 ≥ 1千米 指标 其他 ≥ 1个 }\n"
                                   "}\n"
                                   "部门 乙局 { 项目 道路 { 数据 里程: 累计 米 数量指标 里程 ≥ 1米 } }\n";

typedef struct RowsProgram {
  Arena arena;
  Sources sources;
  Diags diags;
  Program *program;
  Loader loader;
  const char *told; // what stands behind rows_program
} RowsProgram;

static inline bool rows_load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  const RowsProgram *p = ctx;
  if (from.n) return *why = text_of(S("no such file")), false;
  *name = path;
  Out o = out_memory(a);
  out_z(&o, rows_program);
  out_z(&o, p->told);
  out_pad(&o, '\0', 16);
  *text = (Str){o.p, o.n - 16};
  return true;
}

static inline void rows_begin(RowsProgram *p, const char *told) {
  *p = (RowsProgram){.told = told, .loader = {.load = rows_load, .ctx = p}};
  arena_init(&p->arena, fuzz_oom, NULL);
  p->diags = diags_new(&p->arena, diag_table);
  Str *path = NEW(&p->arena, Str);
  *path = S("a.pgl");
  static const CompileOptions opt = {.workers = 1, .want_plan = true};
  p->program = compile(&p->arena, path, 1, &p->loader, &opt, &p->sources, &p->diags);
  must(!p->diags.errors);
}

static inline void rows_end(RowsProgram *p) {
  program_free(p->program);
  arena_free(&p->arena);
}

typedef struct RowsOut {
  Arena *a;
  Out out;
} RowsOut;

static inline Out *rows_bad(void *ctx) {
  RowsOut *o = ctx;
  o->out = out_memory(o->a);
  return &o->out;
}

// Everything that a run says of these files.
static inline Str rows_told(Arena *a, RowsProgram *p, const DataSource *data, uint32_t n, RunOptions opt) {
  Diags diags = diags_new(a, diag_table);
  RowsOut bad = {.a = a};
  Run run;
  opt.bad_rows = rows_bad, opt.bad_rows_ctx = &bad;
  opt.as_of = DATE_NONE;
  bool ok = run_eval(a, p->program, data, n, &opt, &diags, &run);
  Out o = out_memory(a);
  const RowCounts *c = &run.results.rows;
  must(c->used <= c->read);
  if (ok)
    out_fmt(&o, "%d: %llu read, %llu used, %llu later, %llu out, %llu bad, %llu assumed, %llu unused\n", ok,
            (unsigned long long)c->read, (unsigned long long)c->used, (unsigned long long)c->after_as_of,
            (unsigned long long)c->out_of_span, (unsigned long long)c->bad,
            (unsigned long long)c->unit_assumed, (unsigned long long)c->unused);
  diags_render(&o, &diags, &p->sources, &(RenderOptions){.format = DIAG_COMPACT});
  if (!ok) return out_text(&o);
  out_str(&o, out_text(&bad.out));
  report_csv(a, &o, &run.results, &(ReportOptions){.version = S("0")});
  report_json(a, &o, &run.results, &(ReportOptions){.version = S("0")});
  return out_text(&o);
}

// The records of a text that begins with one, by csv_record and by csv_cut, csv_index and csv_batch.
static inline void rows_cut_alike(Arena *a, Str text, size_t chunk, Simd simd) {
  static const uint32_t places[COLUMNS] = {[COL_PROJECT] = 1, [COL_NAME] = 2, [COL_VALUE] = 3};
  CsvShape shape = {.separator = ',', .cells = 3};
  memcpy(shape.at, places, sizeof places);
  CsvIndex index = {0};
  CsvText all = {.arena = a, .text = text, .line = 1, .separator = ','};
  CsvIndexer *indexer = csv_indexer(simd);
  CsvBatch *b = NEW(a, CsvBatch);
  uint32_t line = 1;
  for (size_t from = 0; from < text.n;) {
    size_t n = 0, cut = 0;
    while (!cut) {
      n = text.n - from - n < chunk ? text.n - from : n + chunk;
      cut = csv_cut(text.p + from, n, ',', from + n == text.n);
      if (from + n == text.n) break;
    }
    must(cut > 0);
    char *p = arena_zero(a, cut + CSV_PAD, 1, 1);
    memcpy(p, text.p + from, cut);
    csv_index(a, indexer, p, (uint32_t)cut, ',', &index);
    CsvRows rows = {.shape = shape, .p = p, .n = (uint32_t)cut, .index = &index};
    while (csv_batch(&rows, b)) {
      for (uint32_t i = 0; i < b->n; i++) {
        uint32_t at_line = all.line;
        must(all.at == from + csv_start_of(b, i));
        must(csv_record(&all));
        must(!all.open_quote);
        must(at_line == line + b->line[i]);
        must(all.at == from + csv_end_of(b, i));
        if (!b->plain[i]) continue;
        for (uint32_t k = 0; k < 3; k++) {
          static const Column columns[] = {COL_PROJECT, COL_NAME, COL_VALUE};
          CsvCell cell = csv_cell(csv_column(b, shape.at[columns[k]]), i);
          Str want = k < all.cells.n ? all.cells.p[k] : (Str){0};
          must(str_eq(str_trim((Str){p + cell.at, cell.n}), want));
        }
      }
    }
    must(!rows.open_quote || from + cut == text.n);
    line += rows.line;
    from += cut;
  }
}
