// Facts to a program: written plainly, then put into canonical form by the formatter, which also proves that
// it parses. And the table of declared values.
#include "base/utf.h"
#include "forms/import.h"
#include "grammar/format.h"

typedef struct Writer {
  Arena *arena;
  Out o;
} Writer;

static bool bare(Writer *w, Str name) {
  return name.n && str_eq(name_write(w->arena, name), name);
}

static void text_line(Writer *w, const char *keyword, Str text) {
  out_fmt(&w->o, "%s " STR_FMT "\n", keyword, STR_ARG(string_write(w->arena, text)));
}

static void comment(Writer *w, Str text) {
  Str s = text_joined(w->arena, text);
  if (s.n) out_fmt(&w->o, "// 原文: " STR_FMT "\n", STR_ARG(s));
}

static void comments(Writer *w, const FormTexts *texts) {
  for (uint32_t i = 0; i < texts->n; i++) comment(w, texts->p[i]);
}

static Str amount_or_hole(Str amount) {
  return amount.n ? amount : S("?");
}

typedef enum Which { WHICH_START, WHICH_FULL } Which;

static Str of(const FormMoney *m, Which which) {
  return which == WHICH_START ? m->start : m->full.n ? m->full : m->start;
}

static void sources(Writer *w, const FormMoney *p, uint32_t n, Which which) {
  bool any = false;
  for (uint32_t i = 0; i < n; i++) {
    Str amount = of(&p[i], which);
    if (!amount.n) continue;
    if (!any) out_z(&w->o, " {");
    any = true;
    out_fmt(&w->o, " " STR_FMT " " STR_FMT " ", STR_ARG(name_write(w->arena, p[i].name)), STR_ARG(amount));
  }
  if (any) out_z(&w->o, "}");
}

static void budget(Writer *w, const FormMoney *total, const FormMoney *parts, uint32_t n) {
  bool any = total->full.n || total->start.n || total->mid.n;
  for (uint32_t i = 0; i < n; i++) any |= of(&parts[i], WHICH_FULL).n > 0;
  if (!any) return;
  bool adjusted = total->start.n && total->full.n && !str_eq(total->start, total->full);
  for (uint32_t i = 0; i < n; i++)
    adjusted |= total->start.n && total->full.n && parts[i].start.n && parts[i].full.n &&
                !str_eq(parts[i].start, parts[i].full);
  Which first = adjusted ? WHICH_START : WHICH_FULL;
  out_fmt(&w->o, "预算 " STR_FMT, STR_ARG(amount_or_hole(of(total, first))));
  if (total->mid.n) out_fmt(&w->o, " 中期 " STR_FMT, STR_ARG(total->mid));
  sources(w, parts, n, first);
  if (adjusted) {
    out_fmt(&w->o, " 调整 " STR_FMT, STR_ARG(total->full));
    sources(w, parts, n, WHICH_FULL);
  }
  out_c(&w->o, '\n');
}

static void goals(Writer *w, const FormTexts *texts) {
  for (uint32_t i = 0; i < texts->n; i++)
    text_line(w, texts->n > 1 ? str_to_z(w->arena, str_fmt(w->arena, "目标%u", (unsigned)i + 1)) : "目标",
              texts->p[i]);
}

static void indicator(Writer *w, const FormIndicator *ind, bool classed) {
  Out *o = &w->o;
  bool known = classed && bare(w, ind->level2);
  if (classed && ind->level2.n && !known) comment(w, str_cat(w->arena, S("二级指标 "), ind->level2));
  out_fmt(o, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(known ? ind->level2 : S("指标")),
          STR_ARG(name_write(w->arena, ind->name)), STR_ARG(ind->target));
  if (ind->mid.n) out_fmt(o, " 中期 " STR_FMT, STR_ARG(ind->mid));
  if (ind->adjusted.n) out_fmt(o, " 调整 " STR_FMT, STR_ARG(ind->adjusted));
  if (ind->weight.n) out_fmt(o, " 分值 " STR_FMT "分", STR_ARG(ind->weight));
  if (ind->basis.n) out_fmt(o, " 依据 " STR_FMT, STR_ARG(name_write(w->arena, ind->basis)));
  if (ind->has_explain) out_fmt(o, " 说明 " STR_FMT, STR_ARG(string_write(w->arena, ind->explain)));
  if (ind->core) out_z(o, " 标记 核心");
  if (ind->original.n) out_fmt(o, " // 原文: " STR_FMT, STR_ARG(text_joined(w->arena, ind->original)));
  out_c(o, '\n');
}

// By 一级, each once, in the order of their first appearance.
static void indicators(Writer *w, const FormIndicator *p, uint32_t n) {
  bool *done = NEW_N(w->arena, bool, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    if (done[i]) continue;
    bool group = bare(w, p[i].level1);
    if (p[i].level1.n && !group) comment(w, str_cat(w->arena, S("一级指标 "), p[i].level1));
    if (group) {
      out_fmt(&w->o, STR_FMT " ", STR_ARG(p[i].level1));
      if (p[i].points1.n) out_fmt(&w->o, STR_FMT "分 ", STR_ARG(p[i].points1));
      out_z(&w->o, "{\n");
    }
    for (uint32_t k = i; k < n; k++) {
      if (done[k] || !str_eq(p[k].level1, p[i].level1)) continue;
      done[k] = true;
      indicator(w, &p[k], p[k].level2.n > 0);
    }
    if (group) out_z(&w->o, "}\n");
  }
}

// Whether a title speaks of the project at all: it shares four characters with its name, one after another.
static bool related(Str title, Str name) {
  size_t least = S("四个汉字").n;
  for (size_t i = 0; i + least <= title.n; i++)
    for (size_t k = 0; k + least <= name.n; k++)
      if (!memcmp(title.p + i, name.p + k, least)) return true;
  return false;
}

static void project(Writer *w, const Form *f, bool rules) {
  Arena *a = w->arena;
  out_fmt(&w->o, "项目 " STR_FMT " {\n", STR_ARG(name_write(a, f->name)));
  if (rules) out_fmt(&w->o, "采用 %s\n", form_layouts[f->layout].rules);
  if (f->has_code) text_line(w, "编码", f->code);
  Str title = title_name(a, f->title);
  Str key = label_text(a, f->name);
  if (title.n && related(title, key) && !str_eq(title, key) && !str_eq(title, str_cat(a, key, S("项目")))) {
    Str shown = str_cat(a, S("表题："), title);
    text_line(w, "备注", shown);
  }
  if (f->agency.n && f->department.n && !str_eq(f->agency, f->department)) text_line(w, "负责", f->agency);
  if (f->charge.n) text_line(w, "负责", f->charge);
  if (f->from && f->to >= f->from) out_fmt(&w->o, "项目期 %d..%d\n", f->from, f->to);
  budget(w, &f->total, f->sources.p, f->sources.n);
  Str usual = f->layout >= 0 && str_eq(str_z(form_layouts[f->layout].rules), S("湖北")) ? S("20") : S("10");
  if (f->total.weight.n && !str_eq(f->total.weight, usual))
    out_fmt(&w->o, "执行率 " STR_FMT "分\n", STR_ARG(f->total.weight));
  for (uint32_t i = 0; i < f->uses.n; i++) text_line(w, "用途", f->uses.p[i]);
  if (f->plan.n) {
    out_z(&w->o, "支出计划 {");
    for (uint32_t i = 0; i < f->plan.n; i++)
      out_fmt(&w->o, " " STR_FMT " " STR_FMT, STR_ARG(f->plan.p[i].date), STR_ARG(f->plan.p[i].share));
    out_z(&w->o, " }\n");
  }
  for (uint32_t i = 0; i < f->mid_goals.n; i++) text_line(w, "中期目标", f->mid_goals.p[i]);
  goals(w, &f->goals);
  for (uint32_t i = 0; i < f->done.n; i++) text_line(w, "备注", str_cat(a, S("完成情况："), f->done.p[i]));
  for (uint32_t i = 0; i < f->notes.n; i++) text_line(w, "备注", f->notes.p[i]);
  comments(w, &f->comments);
  indicators(w, f->indicators.p, f->indicators.n);
  out_z(&w->o, "}\n");
}

static void department(Writer *w, const Form *f) {
  budget(w, &f->total, f->sources.p, f->sources.n);
  goals(w, &f->goals);
  comments(w, &f->comments);
  for (uint32_t i = 0; i < f->sections.n; i++) {
    const FormSection *s = &f->sections.p[i];
    out_fmt(&w->o, "分项 " STR_FMT " {\n", STR_ARG(name_write(w->arena, s->name)));
    budget(w, &s->money, s->sources.p, s->sources.n);
    if (s->use.n) text_line(w, "用途", s->use);
    goals(w, &s->goals);
    comments(w, &s->comments);
    indicators(w, s->indicators.p, s->indicators.n);
    out_z(&w->o, "}\n");
  }
  indicators(w, f->indicators.p, f->indicators.n);
  for (uint32_t i = 0; i < f->measures.n; i++) text_line(w, "措施", f->measures.p[i]);
  for (uint32_t i = 0; i < f->notes.n; i++) text_line(w, "备注", f->notes.p[i]);
}

static void entity(Writer *w, const Form *f, bool rules) {
  if (f->department.n) out_fmt(&w->o, "部门 " STR_FMT " {\n", STR_ARG(name_write(w->arena, f->department)));
  if (f->whole)
    department(w, f);
  else
    project(w, f, rules);
  if (f->department.n) out_z(&w->o, "}\n");
}

static bool has_rules(const Form *f) {
  return f->values && f->layout >= 0 && form_layouts[f->layout].rules[0];
}

static bool canonical(Writer *w, const ImportOptions *opt, const DiagSpec *table, Str *text) {
  Str plain = out_text(&w->o);
  char *room = arena_zero(w->arena, plain.n + 17, 1, 1);
  memcpy(room, plain.p, plain.n);
  Sources sources = {0};
  uint32_t file = sources_add(w->arena, &sources, S("-"), (Str){room, plain.n});
  Diags found = diags_new(w->arena, table);
  Tree t = {0};
  parse_file(w->arena, &sources, file, &opt->units, &found, &t);
  Out o = out_memory(w->arena);
  bool good = !t.broken && !found.errors &&
              format_tree(w->arena, &t, &opt->units, &(FormatOptions){KEYWORDS_KEEP}, &o);
  tree_free(&t);
  *text = good ? out_text(&o) : plain;
  return good;
}

bool import_write(Arena *a, const Form *f, const ImportOptions *opt, const DiagSpec *table, Str *text) {
  return import_write_all(a, (Form *const[]){(Form *)(uintptr_t)f}, 1, opt, table, text);
}

bool import_write_all(Arena *a, Form *const *forms, size_t n, const ImportOptions *opt, const DiagSpec *table,
                      Str *text) {
  Writer w = {a, out_memory(a)};
  if (n && forms[0]->year) out_fmt(&w.o, "年度 %d\n", forms[0]->year);
  bool alone = n == 1 && has_rules(forms[0]);
  if (alone) out_fmt(&w.o, "采用 %s\n", form_layouts[forms[0]->layout].rules);
  for (size_t i = 0; i < n; i++) {
    out_c(&w.o, '\n');
    entity(&w, forms[i], !alone && has_rules(forms[i]));
  }
  return canonical(&w, opt, table, text);
}

// ---- declared values ---------------------------------------------------------------------------

static void field(Out *o, Str s, bool last) {
  out_csv(o, s);
  out_c(o, last ? '\n' : ',');
}

typedef struct Csv {
  Out *o;
  bool dates, departments;
  const Form *form;
  Str date;
} Csv;

static void row(const Csv *c, Str level2, Str name, Str value, Str unit, Str reason, Str weight, Str score) {
  Out *o = c->o;
  if (c->departments) field(o, c->form->department, false);
  field(o, c->form->whole ? (Str){0} : c->form->name, false);
  field(o, level2, false);
  field(o, name, false);
  if (c->dates) field(o, c->date, false);
  field(o, value, false);
  field(o, unit, false);
  field(o, reason, false);
  field(o, weight, false);
  field(o, score, true);
}

static size_t number_end(Str s) {
  size_t i = 0;
  while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || s.p[i] == '-')) i++;
  return i;
}

Str import_actuals(Arena *a, Form *const *forms, size_t n) {
  Out o = out_memory(a);
  Csv c = {.o = &o};
  bool any = false;
  for (size_t i = 0; i < n; i++) {
    if (!forms[i]->values) continue;
    any = true;
    c.dates |= forms[i]->month != 0;
    c.departments |= i && !str_eq(forms[i]->department, forms[0]->department);
    c.departments |= forms[i]->whole;
  }
  if (!any) return (Str){0};
  if (c.departments) out_z(&o, "部门,");
  out_z(&o, c.dates ? "项目,二级指标,指标,日期,数值,单位,原因,分值,得分\n"
                    : "项目,二级指标,指标,数值,单位,原因,分值,得分\n");
  Str none = {0};
  for (size_t i = 0; i < n; i++) {
    const Form *f = c.form = forms[i];
    if (!f->values) continue;
    c.date = f->month ? f->year ? str_fmt(a, "%d年%u月", f->year, (unsigned)f->month)
                                : str_fmt(a, "%u月", (unsigned)f->month)
                      : none;
    const FormMoney *t = &f->total;
    size_t cut = number_end(t->spent);
    bool hole = str_starts(t->spent, S("?"));
    if (t->spent.n || t->weight.n || t->score.n)
      row(&c, none, S("支出"), hole ? none : str_slice(t->spent, 0, cut),
          hole ? none : str_slice(t->spent, cut, t->spent.n), t->reason, t->weight, t->score);
    if (t->rate.n) row(&c, none, S("执行率"), t->rate, none, none, none, none);
    for (uint32_t k = 0; k < f->indicators.n; k++) {
      const FormIndicator *ind = &f->indicators.p[k];
      if (ind->actual.n || ind->score.n || ind->weight.n || ind->reason.n)
        row(&c, ind->level2, ind->name, ind->actual, none, ind->reason, ind->weight, ind->score);
    }
    if (f->sum_weight.n || f->sum_score.n)
      row(&c, none, S("总分"), none, none, none, f->sum_weight, f->sum_score);
    if (f->grade.n) row(&c, none, S("等级"), f->grade, none, none, none, none);
  }
  return out_text(&o);
}

Str import_stem(Arena *a, const Form *f, size_t number) {
  Str name = f->whole ? S("部门") : f->name;
  Out o = out_memory(a);
  out_fmt(&o, "%02zu-", number);
  size_t bytes = 0;
  for (size_t i = 0; i < name.n && bytes < 120;) { // no sign that a file's name cannot hold
    unsigned len;
    uint32_t cp = utf_decode(name, i, &len);
    bool bad = cp < 0x20 || cp == UTF_BAD || (cp < 0x80 && strchr("/\\:*?\"<>|", (int)cp));
    if (bad)
      out_c(&o, '_');
    else
      out_str(&o, str_slice(name, i, i + len));
    bytes += len;
    i += len;
  }
  return out_text(&o);
}
