// A form is filled block by block, in the order of its headings in layouts.def. The columns of the indicators
// make the grid; headings of other blocks share it out among them.
#include "forms/fill_parts.h"
#include "grammar/ast.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

static Str head_value(const Fill *f, const FormHeading *h) {
  switch ((FormItem)h->field) {
  case ITEM_PROJECT: return fill_str(f, f->p->entities.name[f->e]);
  case ITEM_CODE: return fill_texts(f, TEXT_CODE);
  case ITEM_DEPARTMENT:
  case ITEM_AGENCY: return fill_department(f);
  case ITEM_CHARGE: return fill_texts(f, TEXT_CHARGE);
  case ITEM_YEAR: return str_fmt(f->a, "%d", f->p->year);
  default: return (Str){0};
  }
}

static void head(Fill *f) {
  const Block *b = &f->blocks[BLOCK_HEAD];
  if (b->n) fill_block_title(f, fill_over(b));
  for (uint32_t i = 0; i < b->n;) {
    bool two = i + 1 < b->n && b->h[i]->field != ITEM_PROJECT;
    for (uint32_t k = 0; k < (two ? 2u : 1u); k++, i++) {
      uint32_t col, cols;
      fill_share(f, 0, k, two ? 2 : 1, &col, &cols);
      uint32_t lead = !col && cols > f->side + 1 ? f->side + 1 : 1;
      fill_label(f, col, lead, str_z(b->h[i]->heading));
      fill_value(f, col + lead, cols - lead, head_value(f, b->h[i]));
    }
    f->row++;
  }
}

static void plan(Fill *f) {
  const Plan *p = f->p;
  uint32_t n = p->entities.point_n[f->e], col, cols, lead = f->side + 1;
  if (!n) return;
  fill_label(f, 0, lead, S("资金支出计划(%)"));
  for (uint32_t i = 0; i < n; i++) {
    fill_share(f, lead, i, n, &col, &cols);
    fill_label(f, col, cols,
               show_date(f->a, p->checkpoints.date[p->entities.point_first[f->e] + i], p->year, f->lang));
  }
  f->s->cells.p[f->s->cells.n - n - 1].rows = 2;
  f->row++;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t c = p->entities.point_first[f->e] + i;
    fill_share(f, lead, i, n, &col, &cols);
    bool shared = p->checkpoints.share[c] != NONE;
    Num percent = shared ? num_mul(f->a, plan_value(p, p->checkpoints.share[c]), NUM(100)) : NUM_BAD;
    SheetCell *x = fill_cell(f, col, cols, LOOK_NUMBER, shared ? num_text(f->a, percent, SHOW_ALL) : S("—"));
    if (shared) fill_number(x, percent);
  }
  f->row++;
}

enum { NO_TEXT = 255 };

static uint8_t goal_kind(const FormHeading *h) {
  return h->field == ITEM_GOAL ? TEXT_GOAL : h->field == ITEM_MID_GOAL ? TEXT_MIDGOAL : NO_TEXT;
}

static uint32_t texts_n(const Fill *f, uint8_t kind) {
  uint32_t n = 0, first = f->p->entities.text_first[f->e];
  for (uint32_t i = 0; i < f->p->entities.text_n[f->e]; i++) n += f->p->texts.kind[first + i] == kind;
  return n;
}

static Str text_at(const Fill *f, uint8_t kind, uint32_t k) {
  uint32_t first = f->p->entities.text_first[f->e];
  for (uint32_t i = 0; i < f->p->entities.text_n[f->e]; i++)
    if (f->p->texts.kind[first + i] == kind && !k--) return fill_str(f, f->p->texts.text[first + i]);
  return (Str){0};
}

static void goals(Fill *f) {
  const Block *b = &f->blocks[BLOCK_GOAL];
  uint32_t from = f->row, col, cols;
  if (!b->n) return;
  Str over = fill_over(b);
  fill_block_title(f, over);
  bool one_each = b->n == 1;
  if (one_each) { // 目标1, 目标2, …
    const Plan *p = f->p;
    uint32_t k = 0;
    for (uint32_t i = 0; i < p->entities.text_n[f->e]; i++) {
      uint32_t t = p->entities.text_first[f->e] + i;
      if (p->texts.kind[t] != TEXT_GOAL) continue;
      Str name = b->h[0]->field == ITEM_GOAL ? str_fmt(f->a, "目标%u", ++k) : str_z(b->h[0]->heading);
      fill_label(f, f->side, 1, name);
      fill_prose(f, f->side + 1, f->s->cols - f->side - 1, fill_str(f, p->texts.text[t]));
      f->row++;
    }
    fill_block_name(f, over.n ? over : S("绩效目标"), from);
    return;
  }
  from = f->row;
  uint32_t n = 0, rows = 1; // side by side; 用途 has a row of its own
  for (uint32_t i = 0; i < b->n; i++) n += b->h[i]->field != ITEM_USE;
  for (uint32_t i = 0; i < n; i++) {
    fill_share(f, f->side, i, n, &col, &cols);
    fill_label(f, col, cols, str_z(b->h[i]->heading));
    uint32_t told = texts_n(f, goal_kind(b->h[i]));
    rows = told > rows ? told : rows;
  }
  f->row++;
  for (uint32_t k = 0; k < rows; k++, f->row++) {
    for (uint32_t i = 0; i < n; i++) {
      fill_share(f, f->side, i, n, &col, &cols);
      fill_prose(f, col, cols, text_at(f, goal_kind(b->h[i]), k));
    }
  }
  fill_block_name(f, over, from);
  for (uint32_t i = n; i < b->n; i++) {
    fill_label(f, 0, f->side + 1, str_z(b->h[i]->heading));
    fill_prose(f, f->side + 1, f->s->cols - f->side - 1, fill_texts(f, TEXT_USE));
    f->row++;
  }
}

// The sum of a column of points with those of the rate; a formula only where it comes to the same.
static void sum(Fill *f, uint32_t col, uint32_t exec_col, SheetLook look, Num told) {
  Arena *a = f->a;
  Num sum = NUM(0);
  const Plan *p = f->p;
  const EntityResult *res = &f->r->entities[f->e];
  bool scores = look == LOOK_POINTS;
  for (uint32_t i = 0; i < p->entities.indicator_n[f->e]; i++) {
    uint32_t ind = p->entities.indicator_first[f->e] + i;
    Num n = scores ? (f->r->indicators[ind].scored ? f->r->indicators[ind].points : NUM(0))
                   : report_base_weight(p, ind);
    if (num_ok(n)) sum = num_add(a, sum, n);
  }
  bool exec = exec_col != NONE && (scores ? res->exec_scored : res->exec_weighted);
  if (exec) sum = num_add(a, sum, scores ? res->exec_points : res->exec_weight);
  SheetCell *c = fill_cell(f, col, 1, look, num_text(a, told, 2));
  fill_number(c, told);
  if (num_cmp(sum, told) != 0 || f->row == f->indicators_from) return;
  Str first = sheet_at(a, f->indicators_from, col),
      last = sheet_at(a, f->indicators_from + p->entities.indicator_n[f->e] - 1, col);
  c->formula = str_fmt(a, "SUM(" STR_FMT ":" STR_FMT ")", STR_ARG(first), STR_ARG(last));
  if (!exec) return;
  Str at = sheet_at(a, f->exec_row, exec_col);
  c->formula = str_fmt(a, STR_FMT "+" STR_FMT, STR_ARG(c->formula), STR_ARG(at));
}

static void total_row(Fill *f, const FormHeading *h) {
  const EntityResult *res = &f->r->entities[f->e];
  uint32_t low = f->weight_col < f->score_col ? f->weight_col : f->score_col;
  if (low == NONE || !res->scored || !fill_valued(f)) return;
  fill_label(f, 0, low, str_z(h->heading));
  for (uint32_t col = low; col < f->s->cols; col++) {
    if (col == f->weight_col)
      sum(f, col, f->exec_weight_col, LOOK_NUMBER, res->weight);
    else if (col == f->score_col)
      sum(f, col, f->exec_score_col, LOOK_POINTS, res->total);
    else
      fill_value(f, col, 1, (Str){0});
  }
  f->row++;
}

static void foot(Fill *f) {
  const Block *b = &f->blocks[BLOCK_FOOT];
  const EntityResult *res = &f->r->entities[f->e];
  uint32_t lead = f->side + 1;
  for (uint32_t i = 0; i < b->n; i++) {
    if (b->h[i]->field == ITEM_SUM) {
      total_row(f, b->h[i]);
      continue;
    }
    Str text = {0};
    if (b->h[i]->field == ITEM_GRADE && res->scored && res->grade != NONE && fill_valued(f))
      text = fill_str(f, f->p->grades.name[res->grade]);
    if (b->h[i]->field == ITEM_NOTE) text = fill_texts(f, TEXT_NOTE);
    fill_label(f, 0, lead, str_z(b->h[i]->heading));
    fill_prose(f, lead, f->s->cols - lead, text);
    f->row++;
  }
}

enum { SOURCE_WIDTH = 16 }; // 年度资金总额, 其中:财政资金 on one line

static void columns(Fill *f) {
  const Block *b = &f->blocks[BLOCK_ROW];
  uint32_t least = f->blocks[BLOCK_MONEY].n + 1;
  Str over = b->n ? str_z(b->h[0]->over) : (Str){0};
  f->side = !over.n || fill_chapter(over) ? 0 : 1;
  uint32_t n = b->n + f->side;
  if (n < least + f->side) n = least + f->side;
  uint32_t *widths = NEW_N(f->a, uint32_t, n + 1);
  for (uint32_t i = 0; i < n; i++)
    widths[i] = i < f->side ? 6 : i - f->side < b->n ? b->h[i - f->side]->width + 2u : 10;
  if (widths[f->side] < SOURCE_WIDTH) widths[f->side] = SOURCE_WIDTH;
  f->s->widths = widths, f->s->cols = n;
}

static void entity_sheet(Fill *f, SheetBook *out) {
  static void (*const write[])(Fill *) = {
      [BLOCK_HEAD] = head, [BLOCK_MONEY] = fill_money, [BLOCK_SOURCE] = fill_sources,
      [BLOCK_PLAN] = plan, [BLOCK_GOAL] = goals,       [BLOCK_ROW] = fill_indicators,
      [BLOCK_FOOT] = foot};
  Sheet *s = NEW(f->a, Sheet);
  s->name = fill_str(f, f->p->entities.name[f->e]);
  s->landscape = true;
  f->s = s, f->row = 0;
  f->weight_col = f->score_col = f->exec_weight_col = f->exec_score_col = NONE;
  columns(f);
  sheet_cell(f->a, s, 0, 0, s->cols, LOOK_TITLE, str_z(form_layouts[f->layout].zh));
  sheet_cell(f->a, s, 1, 0, s->cols, LOOK_ASIDE, str_fmt(f->a, "(%d年度)", f->p->year));
  f->row = 2;
  bool done[BLOCK_FOOT + 1] = {0};
  for (size_t i = 0; i < form_heading_n; i++) {
    if (form_headings[i].layout != f->layout) continue;
    FormBlock b = (FormBlock)form_headings[i].block;
    if (b == BLOCK_SOURCE && f->blocks[BLOCK_MONEY].n) b = BLOCK_MONEY;
    if (done[b] || b == BLOCK_FOOT) continue; // the foot comes last
    done[b] = true;
    write[b](f);
  }
  foot(f);
  *array_push(f->a, &out->all) = s;
}

LayoutId fill_layout(FillForm form, Str place) {
  static const struct {
    const char *place;
    LayoutId layouts[5]; // by FillForm
  } table[] = {
      {"",
       {LAYOUT_NATIONAL_TARGET, LAYOUT_NATIONAL_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF,
        LAYOUT_YUNNAN_SELF}},
      {"国家",
       {LAYOUT_NATIONAL_TARGET, LAYOUT_NATIONAL_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF,
        LAYOUT_NATIONAL_SELF}},
      {"河北",
       {LAYOUT_HEBEI_TARGET, LAYOUT_HEBEI_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_HEBEI_SELF}},
      {"湖北", {LAYOUTS, LAYOUT_HUBEI_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_HUBEI_SELF}},
      {"四川",
       {LAYOUT_SICHUAN_TARGET, LAYOUT_SICHUAN_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF,
        LAYOUT_SICHUAN_SELF}},
      {"云南", {LAYOUTS, LAYOUT_YUNNAN_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_YUNNAN_SELF}},
      {"重庆", {LAYOUTS, LAYOUT_CHONGQING_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_CHONGQING_SELF}},
      {"衔接", {LAYOUTS, LAYOUT_LINKUP_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_LINKUP_SELF}},
      {"转移支付", {LAYOUTS, LAYOUT_REGION_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_REGION_SELF}},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (str_eq(place, str_z(table[i].place))) return table[i].layouts[form];
  return LAYOUTS;
}

void fill_form(Arena *a, const Results *r, FillForm form, LayoutId layout, Lang lang, SheetBook *out) {
  Fill f = {.a = a, .r = r, .p = r->plan, .lang = lang, .form = form, .layout = layout};
  out->title = str_z(form == FILL_SUMMARY ? "项目支出绩效自评结果汇总表" : form_layouts[layout].zh);
  if (form == FILL_SUMMARY) {
    fill_summary(&f, out);
    return;
  }
  for (size_t i = 0; i < form_heading_n; i++) {
    Block *b = &f.blocks[form_headings[i].block];
    if (form_headings[i].layout == layout && b->n < HEADINGS) b->h[b->n++] = &form_headings[i];
  }
  for (f.e = 0; f.e < r->plan->entities.n; f.e++)
    if (r->plan->entities.kind[f.e] == BODY_PROJECT) entity_sheet(&f, out);
}
