#include "server/results.h"
#include "base/input.h"
#include "base/os.h"
#include "runtime/run.h"
#include <stdlib.h>

#define DATA_MAX  ((uint64_t)64 << 20) // bytes of actuals: an editor does not wait for more
#define FILES_MAX 64

typedef struct Live { // of one build; made again when it or its data changed
  Arena arena;
  const Build *build;
  uint64_t revision, data; // data: hash of the files, their sizes and times
  Sources sources;
  Program *program;
  Run run;
  bool good;
  struct Live *next;
} Live;

struct LiveResults { // of a server
  Live *first;
  char *actuals[FILES_MAX];
  uint32_t actual_n;
};

static struct LiveResults *results(Server *s) {
  if (!s->results) s->results = calloc(1, sizeof *s->results);
  return s->results;
}

static void empty(Live *l) {
  if (l->program) program_free(l->program);
  l->program = NULL;
  l->sources = (Sources){0};
  arena_free(&l->arena);
}

void results_free(Server *s) {
  if (!s->results) return;
  for (Live *l = s->results->first, *next; l; l = next) next = l->next, empty(l), free(l);
  for (uint32_t i = 0; i < s->results->actual_n; i++) free(s->results->actuals[i]);
  free(s->results);
  s->results = NULL;
}

void results_settings(Server *s, const JsonIn *settings) {
  struct LiveResults *all = results(s);
  const JsonIn *list = in_get(settings, "actuals");
  Str one;
  bool single = in_str(list, &one);
  if (!all) return;
  for (uint32_t i = 0; i < all->actual_n; i++) free(all->actuals[i]);
  all->actual_n = 0;
  for (size_t i = 0; i < (single ? 1 : in_count(list)) && all->actual_n < FILES_MAX; i++) {
    if ((!single && !in_str(in_at(list, i), &one)) || !one.n || memchr(one.p, 0, one.n)) continue;
    char *copy = malloc(one.n + 1);
    if (!copy) return;
    memcpy(copy, one.p, one.n);
    copy[one.n] = 0;
    all->actuals[all->actual_n++] = copy;
  }
}

// ---- data

typedef struct Data {
  DataSource p[FILES_MAX];
  uint32_t n;
  uint64_t hash, bytes;
} Data;

static void mix(Data *d, const void *p, size_t n) {
  const unsigned char *c = p;
  for (size_t i = 0; i < n; i++) d->hash = (d->hash ^ c[i]) * 1099511628211u;
}

// A file is read only where it, its size or its time is another than before.
static void take(Request *r, Data *d, Str path) {
  Str why;
  Input in;
  const char *z = str_to_z(r->a, path);
  bool ours = workspace_holds(&r->s->workspace, path);
  for (uint32_t i = 0; i < d->n && ours; i++) ours = !str_eq(d->p[i].name, path);
  if (!ours || d->n == FILES_MAX || os_kind(z) != OS_FILE || !input_open(z, &in, &why)) return;
  input_close(&in);
  if (d->bytes + in.size > DATA_MAX) return;
  d->bytes += in.size;
  mix(d, path.p, path.n);
  mix(d, &in.size, sizeof in.size);
  mix(d, in.changed, sizeof in.changed);
  d->p[d->n++] = (DataSource){.name = path};
}

static bool has_any(Str s, const char *signs) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] && strchr(signs, s.p[i])) return true;
  return false;
}

static void take_folder(Request *r, Data *d, Str dir) {
  static const char *const endings[] = {".csv", ".tsv"};
  for (unsigned e = 0; e < 2; e++) {
    Str *found, why;
    size_t n;
    if (!os_list(r->a, str_to_z(r->a, dir), endings[e], &found, &n, &why)) continue;
    for (size_t i = 0; i < n; i++) take(r, d, found[i]);
  }
}

// A file, a folder or a pattern, as written in a setting or in an 实际.
static void take_named(Request *r, Data *d, Str from, Str name) {
  if (!name.n || memchr(name.p, 0, name.n)) return;
  Str path = os_path_clean(r->a, os_path_join(r->a, from, name)), *found;
  if (!workspace_holds(&r->s->workspace, path)) return;
  OsKind kind = os_kind(str_to_z(r->a, path));
  size_t n;
  if (kind == OS_DIR)
    take_folder(r, d, path);
  else if (kind == OS_FILE)
    take(r, d, path);
  else if (has_any(name, "*?[")) {
    os_glob(r->a, str_to_z(r->a, path), &found, &n);
    for (size_t i = 0; i < n; i++) take(r, d, os_path_clean(r->a, found[i]));
  }
}

uint32_t results_files(Request *r, Str from, Str name, const Str **paths) {
  Data *d = NEW(r->a, Data);
  take_named(r, d, from, name);
  Str *p = NEW_N(r->a, Str, d->n + 1);
  for (uint32_t i = 0; i < d->n; i++) p[i] = d->p[i].name;
  *paths = p;
  return d->n;
}

static void take_declared(Request *r, const Tree *t, Ref list, Data *d, unsigned depth) {
  for (Ref k = ast_at(t, list)->kids; k && depth < 16; k = ast_at(t, k)->next) {
    AstKind kind = (AstKind)ast_at(t, k)->kind;
    if (kind == AST_BODY) take_declared(r, t, k, d, depth + 1);
    Ref file = kind == AST_ACTUALS ? ast_child(t, k, AST_STRING) : 0;
    if (file) take_named(r, d, os_path_dir(t->source->name), ast_string(r->a, t, file));
  }
}

static void find_data(Request *r, const Build *b, Data *d) {
  struct LiveResults *all = results(r->s);
  *d = (Data){.hash = 14695981039346656037u};
  for (uint32_t i = 0; all && i < all->actual_n; i++)
    for (const Folder *f = r->s->workspace.folders; f; f = f->next)
      take_named(r, d, f->path, str_z(all->actuals[i]));
  for (uint32_t i = 0; i < b->program->tree_n; i++) {
    const Tree *t = b->program->trees[i];
    if (t->source->name.n && *t->source->name.p == '/') take_declared(r, t, t->root, d, 0);
  }
  if (all && !all->actual_n && !b->alone) take_folder(r, d, b->root);
}

// ---- a run: the texts that the build was made of, compiled again with a plan

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  const Build *b = ctx;
  *name = os_path_clean(a, from.n ? os_path_join(a, os_path_dir(from), path) : path);
  uint32_t file = build_file(b, *name);
  if (file == NONE) return *why = (Text){S("没有这个文件"), S("no such file")}, false;
  Str was = b->sources.p[file].text; // the document may be edited in place while this is kept
  char *copy = arena_raw(a, was.n + 16, 16);
  memcpy(copy, was.p, was.n);
  memset(copy + was.n, 0, 16);
  return *text = (Str){copy, was.n}, true;
}

static bool evaluate(Live *l, const Build *b, const Data *d) {
  ARRAY(Str) paths = {0};
  for (uint32_t i = 0; i < b->sources.n; i++)
    if (b->sources.p[i].name.n && b->sources.p[i].name.p[0] == '/')
      *array_push(&l->arena, &paths) = str_dup(&l->arena, b->sources.p[i].name);
  Build *from = NEW(&l->arena, Build);
  *from = *b;
  Loader loader = {.load = load, .ctx = from};
  CompileOptions options = {.workers = 1, .want_plan = true};
  Diags diags = diags_new(&l->arena, diag_table), rows = diags_new(&l->arena, diag_table);
  l->program = compile(&l->arena, paths.p, paths.n, &loader, &options, &l->sources, &diags);
  l->program->loader = NULL;
  if (diags.errors) return false;
  DataSource *data = NEW_N(&l->arena, DataSource, d->n + 1);
  for (uint32_t i = 0; i < d->n; i++) data[i] = (DataSource){.name = str_dup(&l->arena, d->p[i].name)};
  return run_eval(&l->arena, l->program, data, d->n, &(RunOptions){.as_of = DATE_NONE, .skip_bad_rows = true},
                  &rows, &l->run);
}

static Live *live_of(Request *r, const Build *b) {
  struct LiveResults *all = results(r->s);
  Data data;
  if (!all || b->diags.errors) return NULL;
  find_data(r, b, &data);
  if (!data.n) return NULL;
  Live *l = all->first;
  while (l && l->build != b) l = l->next;
  if (!l) {
    l = calloc(1, sizeof *l);
    if (!l) return NULL;
    arena_init_like(&l->arena, r->a);
    *l = (Live){.arena = l->arena, .build = b, .next = all->first};
    all->first = l;
  }
  if (l->program && l->revision == b->revision && l->data == data.hash) return l->good ? l : NULL;
  empty(l);
  l->good = evaluate(l, b, &data);
  l->revision = b->revision;
  l->data = data.hash;
  return l->good ? l : NULL;
}

// ---- texts

static Str verdict_text(const Server *s, uint8_t verdict) {
  static const char *const zh[VERDICTS] = {"达成", "未达成", "进行中", "无数据", "待定", "不适用"};
  static const char *const en[VERDICTS] = {"met",     "missed",    "pending",
                                           "no data", "no target", "not applicable"};
  return server_text(s, zh[verdict], en[verdict]);
}

// Whether anything was written.
static bool value_out(Out *o, const Server *s, Arena *a, const Plan *p, const Value *v, uint32_t unit) {
  Num n = v->num;
  switch ((ValueKind)v->kind) {
  case VALUE_DATE: date_write(o, v->date); return true;
  case VALUE_TRUTH:
    out_str(o, v->truth ? server_text(s, "是", "yes") : server_text(s, "否", "no"));
    return true;
  case VALUE_QUANTITY:
    if (unit != NONE) n = num_div(a, n, plan_value(p, p->units.scale[unit]));
    num_write_group(o, n, 4);
    if (unit != NONE) out_str(o, plan_text(p, p->units.text[unit]));
    return true;
  case VALUE_WORDS: out_str(o, v->text); return v->text.n > 0;
  case VALUE_GRADE:
  case VALUE_NONE: break;
  }
  return false;
}

static void actual_out(Out *o, const Server *s, Arena *a, const Plan *p, const Value *v, uint32_t target) {
  Out text = out_memory(a);
  if (v->kind != VALUE_QUANTITY && v->kind != VALUE_DATE) return;
  if (value_out(&text, s, a, p, v, target == NONE ? NONE : p->targets.unit[target]))
    out_c(o, ' '), out_str(o, out_text(&text));
}

static Str indicator_text(Request *r, const Live *l, uint32_t i) {
  const Results *res = &l->run.results;
  const IndicatorResult *x = &res->indicators[i];
  Out o = out_memory(r->a);
  if (x->verdict == VERDICT_MET) out_z(&o, "✓ ");
  if (x->verdict == VERDICT_MISSED) out_z(&o, "✗ ");
  out_str(&o, verdict_text(r->s, x->verdict));
  actual_out(&o, r->s, r->a, res->plan, &x->actual, x->target);
  if (!x->weighted) return out_text(&o);
  out_z(&o, " · ");
  if (x->scored)
    num_write(&o, x->points, 4);
  else
    out_z(&o, "—");
  out_z(&o, " / ");
  num_write(&o, x->weight, 4);
  out_str(&o, server_text(r->s, "分", " points"));
  return out_text(&o);
}

static Str entity_text(Request *r, const Live *l, uint32_t e) {
  const Results *res = &l->run.results;
  const EntityResult *x = &res->entities[e];
  Out o = out_memory(r->a);
  out_str(&o, server_text(r->s, "总分 ", "total "));
  num_write(&o, x->total, 4);
  out_z(&o, " / ");
  num_write(&o, x->judged, 4);
  if (x->grade != NONE) {
    out_z(&o, " · ");
    out_str(&o, plan_text(res->plan, res->plan->grades.name[x->grade]));
    if (x->provisional) out_str(&o, server_text(r->s, "（暂评）", " (provisional)"));
  }
  if (x->rate.kind == VALUE_QUANTITY) {
    out_str(&o, server_text(r->s, " · 执行率 ", " · execution "));
    num_write(&o, num_mul(r->a, x->rate.num, NUM(100)), 2);
    out_c(&o, '%');
  }
  return out_text(&o);
}

static int by_line(const void *x, const void *y) {
  const ResultLine *a = x, *b = y;
  return (a->line > b->line) - (a->line < b->line);
}

uint32_t results_of(Request *r, Build *b, Str path, const ResultLine **out) {
  const Live *l = live_of(r, b);
  if (!l) return 0;
  const Plan *p = l->run.results.plan;
  ARRAY(ResultLine) lines = {0};
  for (uint32_t e = 0; e < p->entities.n; e++)
    if (l->run.results.entities[e].scored && p->entities.line[e] &&
        str_eq(l->sources.p[p->entities.file[e]].name, path))
      *array_push(r->a, &lines) = (ResultLine){p->entities.line[e] - 1, entity_text(r, l, e)};
  for (uint32_t i = 0; i < p->indicators.n; i++)
    if (p->indicators.line[i] && str_eq(l->sources.p[p->indicators.file[i]].name, path))
      *array_push(r->a, &lines) = (ResultLine){p->indicators.line[i] - 1, indicator_text(r, l, i)};
  if (lines.n > 1) qsort(lines.p, lines.n, sizeof *lines.p, by_line);
  *out = lines.p;
  return lines.n;
}

// ---- one figure, in full

#define USES_MAX 8 // 数据 told behind one formula

typedef struct Detail {
  Request *r;
  const Live *live;
  Str lines[USES_MAX * 2 + 8];
  uint32_t n;
} Detail;

static void tell(Detail *d, Str line) {
  if (line.n && d->n < sizeof d->lines / sizeof *d->lines) d->lines[d->n++] = line;
}

static void why_none(Detail *d, const Value *v) {
  const Results *res = &d->live->run.results;
  if (v->kind == VALUE_NONE) tell(d, text_in(reason_text(d->r->a, res, v), d->r->s->lang));
}

// 到会客商 236人次：实际.csv 第 2、5 行
static void rows_of(Detail *d, uint32_t input, bool before) {
  const Results *res = &d->live->run.results;
  const Plan *p = res->plan;
  Value value = input_value(d->r->a, res, input, before), *v = &value;
  RowRef first[3];
  uint32_t rows = input_rows(res, input, before);
  for (uint32_t i = 0; i < rows && i < 3; i++) first[i] = input_row(res, input, before, i);
  bool zh = d->r->s->lang == LANG_ZH;
  Out o = out_memory(d->r->a);
  if (!rows) return;
  if (before) out_str(&o, server_text(d->r->s, "上年同期 ", "a year before: "));
  out_str(&o, plan_text(p, p->inputs.name[input]));
  out_c(&o, ' ');
  value_out(&o, d->r->s, d->r->a, p, v, p->inputs.unit[input]);
  for (uint32_t i = 0; i < rows && i < 3; i++) {
    bool again = i && first[i].file == first[i - 1].file && str_eq(first[i].sheet, first[i - 1].sheet);
    Str name = first[i].file < res->file_n ? res->files[first[i].file].name : (Str){0};
    for (size_t k = name.n; k-- > 0;)
      if (name.p[k] == '/') {
        name = str_slice(name, k + 1, name.n);
        break;
      }
    if (again)
      out_fmt(&o, zh ? "、%u" : ", %u", first[i].row);
    else
      out_fmt(&o, zh ? "%s" STR_FMT " 第 %u" : "%s" STR_FMT " row %u",
              i    ? (zh ? " 行，" : "; ")
              : zh ? "："
                   : ": ",
              STR_ARG(name), first[i].row);
  }
  if (zh) out_z(&o, " 行");
  if (rows > 3) out_fmt(&o, zh ? "，共 %u 行" : ", %u rows in all", rows);
  tell(d, out_text(&o));
}

static void indicator_detail(Detail *d, uint32_t i) {
  const Results *res = &d->live->run.results;
  const IndicatorResult *x = &res->indicators[i];
  tell(d, indicator_text(d->r, d->live, i));
  why_none(d, &x->actual);
  Num by = indicator_deviation(d->r->a, res->plan, x);
  if (x->has_deviation && num_sign(by) != 0) {
    Out o = out_memory(d->r->a);
    out_str(&o, server_text(d->r->s, "偏离目标 ", "off the target by "));
    out_z(&o, num_sign(by) > 0 ? "+" : "−");
    num_write(&o, num_mul(d->r->a, num_abs(d->r->a, by), NUM(100)), 2);
    out_c(&o, '%');
    tell(d, out_text(&o));
  }
  uint32_t n;
  const InputUse *uses = evidence_indicator(evidence_new(d->r->a, res->plan), res, i, &n);
  for (uint32_t k = 0; k < n && k < USES_MAX; k++) {
    if (uses[k].spans & SPAN_NOW) rows_of(d, uses[k].input, false);
    if (uses[k].spans & SPAN_BEFORE) rows_of(d, uses[k].input, true);
  }
}

static void money_detail(Detail *d, const char *zh, const char *en, Num base, uint32_t unit) {
  const Plan *p = d->live->run.results.plan;
  Out o = out_memory(d->r->a);
  out_str(&o, server_text(d->r->s, zh, en));
  Value v = {.kind = VALUE_QUANTITY, .num = base};
  value_out(&o, d->r->s, d->r->a, p, &v, unit);
  if (unit == NONE) out_z(&o, "元");
  tell(d, out_text(&o));
}

static void entity_detail(Detail *d, uint32_t e) {
  const Results *res = &d->live->run.results;
  const EntityResult *x = &res->entities[e];
  uint32_t unit = res->plan->entities.budget_unit[e];
  if (x->scored) tell(d, entity_text(d->r, d->live, e));
  if (x->has_budget) money_detail(d, "全年预算数 ", "budget in force ", x->budget, unit);
  if (x->spent.kind == VALUE_QUANTITY) money_detail(d, "支出 ", "spent ", x->spent.num, unit);
  for (unsigned v = 0; v < VERDICTS; v++) {
    if (v == VERDICT_MET || v == VERDICT_MISSED || !x->unjudged[v]) continue;
    Str word = verdict_text(d->r->s, (uint8_t)v);
    tell(d, str_fmt(d->r->a, d->r->s->lang == LANG_ZH ? STR_FMT " %u 项" : STR_FMT ": %u", STR_ARG(word),
                    x->unjudged[v]));
  }
}

static void input_detail(Detail *d, uint32_t input) {
  const Results *res = &d->live->run.results;
  Value value = input_value(d->r->a, res, input, false);
  why_none(d, &value);
  rows_of(d, input, false);
  rows_of(d, input, true);
}

uint32_t results_detail(Request *r, Build *b, ResultKind kind, uint32_t row, Str name, Str **lines) {
  const Live *l = live_of(r, b);
  if (!l) return 0;
  const Plan *p = l->run.results.plan; // the same texts make the same numbers; the name is asked to be sure
  Detail *d = NEW(r->a, Detail);
  *d = (Detail){.r = r, .live = l};
  switch (kind) {
  case RESULT_ENTITY:
    if (row < p->entities.n && str_eq(plan_text(p, p->entities.name[row]), name)) entity_detail(d, row);
    break;
  case RESULT_INDICATOR:
    if (row < p->indicators.n && str_eq(plan_text(p, p->indicators.name[row]), name))
      indicator_detail(d, row);
    break;
  case RESULT_INPUT:
    if (row < p->inputs.n && str_eq(plan_text(p, p->inputs.name[row]), name)) input_detail(d, row);
    break;
  }
  *lines = d->lines;
  return d->n;
}
