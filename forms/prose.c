// Lines outside tables: titles, the year, who filled the form in, the unit of money; and the department's
// plan in prose (总体目标, 分项绩效目标 with 绩效目标 and 绩效指标 sentences, 工作保障措施).
#include "forms/recognise.h"
#include "grammar/diags.h"

#define PIECES_MAX 64 // of a sentence

typedef enum Prose { PROSE_NONE, PROSE_PLAN, PROSE_GOALS, PROSE_SECTIONS, PROSE_MEASURES } Prose;

static bool punctuated(Str s) {
  return str_has(s, S("。")) || str_has(s, S("，")) || str_has(s, S("；")) || str_has(s, S("："));
}

// ---- titles ------------------------------------------------------------------------------------

bool is_title(Str s) {
  static const char *const words[] = {"绩效目标表", "绩效目标申报表", "自评表",        "绩效自评",
                                      "监控表",     "绩效目标",       "绩效目标批复表"};
  if (s.n > 180 || punctuated(s)) return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_has(s, str_z(words[i]))) return true;
  return false;
}

// 法检大楼租赁费项目绩效目标表 → 法检大楼租赁费; a title that is only the form's name → nothing.
Str title_name(Arena *a, Str title) {
  Str s = label_text(a, title);
  static const char *const kinds[] = {"绩效目标申报表", "绩效目标批复表", "绩效目标表",    "绩效目标",
                                      "绩效自评表",     "绩效监控表",     "绩效目标自评表"};
  bool any = false;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !any; i++) any = str_cut_end(&s, str_z(kinds[i]));
  if (!any) return (Str){0};
  if (str_cut_end(&s, S("项目"))) { // …资金项目, …费项目: the form's word; …建设项目: the name's
    bool money = str_ends(s, S("资金")) || str_ends(s, S("费")) || str_ends(s, S("费用"));
    if (!money) s.n += S("项目").n;
  }
  if (str_has(s, S("年度")) || str_has(s, S("支出")) || str_eq(s, S("项目"))) return (Str){0};
  return s;
}

static bool numbered(Str *s, Str *rest) { // （一）… （2） … 一、…
  Str t = *s;
  bool paren = str_cut(&t, S("（")) || str_cut(&t, S("("));
  size_t n = 0;
  static const char *const figures[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  for (bool more = true; more && t.n;) {
    more = false;
    if (t.p[0] >= '0' && t.p[0] <= '9') t = str_slice(t, 1, t.n), more = true, n++;
    for (size_t i = 0; i < sizeof figures / sizeof *figures && !more; i++)
      if (str_cut(&t, str_z(figures[i]))) more = true, n++;
  }
  if (!n || n > 3) return false;
  bool good = paren ? str_cut(&t, S("）")) || str_cut(&t, S(")")) : str_cut(&t, S("、"));
  if (!good) return false;
  *rest = str_trim(t);
  return true;
}

// ---- indicators in sentences -------------------------------------------------------------------

typedef struct Pieces {
  Arena *arena;
  ARRAY(Str) all;
} Pieces;

static void split(Pieces *p, Str s, Str at) {
  size_t from = 0;
  for (size_t i = 0; i <= s.n; i++) {
    bool end = i == s.n, here = !end && str_starts(str_slice(s, i, s.n), at);
    if (!end && !here) continue;
    Str one = str_trim(str_slice(s, from, i));
    if (one.n) *array_push(p->arena, &p->all) = one;
    from = i + at.n;
    if (here) i += at.n - 1;
  }
}

// Where a target begins in a piece (bytes), SIZE_MAX: nowhere. The first place from which all to the end is
// one.
static size_t target_at(const Notation *n, Str s) {
  bool digits = false;
  for (size_t i = 0; i < s.n; i++) digits |= s.p[i] >= '0' && s.p[i] <= '9';
  if (!digits || s.n > 240) return SIZE_MAX;
  for (size_t i = 3; i < s.n; i++) {
    if ((s.p[i] & 0xC0) == 0x80) continue;
    bool unclear = false;
    Str t = target_write(n, (Str){0}, str_slice(s, i, s.n), (Str){0}, &unclear);
    if (unclear || t.p[0] == '"' || t.p[0] == '?') continue;
    return i;
  }
  return SIZE_MAX;
}

// A name in the tables of the same document that these words make: an indicator's, or its description.
static bool known_name(Reader *r, Str s) {
  Str key = label_text(r->arena, s);
  for (uint32_t i = 0; i < r->document->parts.n; i++) {
    const Grid *g = r->document->parts.p[i].grid;
    for (uint32_t k = 0; g && k < g->cells.n; k++) {
      Str text = g->cells.p[k].text;
      if (text.n >= key.n && text.n < key.n + 40 && str_eq(label_text(r->arena, text), key)) return true;
    }
  }
  return false;
}

static Str without_target(Reader *r, Str s) {
  size_t at = target_at(&r->notation, s);
  return at == SIZE_MAX ? s : str_slice(s, 0, at);
}

static Str plain_name(Str s) {
  static const char *const before[] = {"计划开展", "计划", "全年内", "全年", "年内", "确保", "是否", "预计"};
  for (size_t i = 0; i < sizeof before / sizeof *before; i++)
    if (s.n > strlen(before[i]) + 3) str_cut(&s, str_z(before[i]));
  static const char *const behind[] = {"等", "达到", "达", "为", "："};
  for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) str_cut_end(&s, str_z(behind[i]));
  return s;
}

// Pieces that stand together: a name with 、 in it that the tables know; what goes on with 是否 …; words too
// short to be a name.
static void join_pieces(Reader *r, Pieces *p) {
  ARRAY(Str) out = {0};
  bool questions = false;
  for (uint32_t i = 0; i < p->all.n; i++) questions |= str_starts(p->all.p[i], S("是否"));
  for (uint32_t i = 0; i < p->all.n;) {
    Str joined = p->all.p[i];
    uint32_t next = i + 1;
    Str longer = joined;
    for (uint32_t k = i + 1; k < p->all.n && k < i + 5; k++) {
      longer = str_cat(r->arena, str_cat(r->arena, longer, S("、")), p->all.p[k]);
      if (known_name(r, plain_name(without_target(r, longer)))) joined = longer, next = k + 1;
    }
    if (next == i + 1 && target_at(&r->notation, joined) == SIZE_MAX) {
      bool question = str_starts(joined, S("是否"));
      while (next < p->all.n) {
        Str more = p->all.p[next];
        bool own = str_starts(more, S("是否")) || target_at(&r->notation, more) != SIZE_MAX;
        bool tiny = more.n <= 6 || joined.n <= 6;
        if (!(question && questions && !own) && !tiny) break;
        joined = str_cat(r->arena, str_cat(r->arena, joined, S("、")), more);
        next++;
        if (own) break;
      }
    }
    *array_push(r->arena, &out) = joined;
    i = next;
  }
  p->all.n = 0;
  for (uint32_t i = 0; i < out.n; i++) *array_push(r->arena, &p->all) = out.p[i];
}

// 组织开展甲活动、乙活动、丙活动: one indicator each, where all objects end alike.
static bool distribute(Reader *r, Str s, Pieces *to) {
  static const char *const verbs[] = {"开展", "组织", "举办", "建立"};
  size_t verb = 0;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs && !verb; i++)
    for (size_t k = 0; k + strlen(verbs[i]) < s.n; k++)
      if (str_starts(str_slice(s, k, s.n), str_z(verbs[i]))) verb = k + strlen(verbs[i]);
  if (!verb) return false;
  Pieces objects = {.arena = r->arena};
  split(&objects, str_slice(s, verb, s.n), S("、"));
  if (objects.all.n < 2) return false;
  Str last = objects.all.p[objects.all.n - 1],
      ending = last.n > 6 ? str_slice(last, last.n - 6, last.n) : last;
  for (uint32_t i = 0; i < objects.all.n; i++)
    if (!str_ends(objects.all.p[i], ending) || objects.all.p[i].n <= ending.n) return false;
  for (uint32_t i = 0; i < objects.all.n; i++)
    *array_push(r->arena, &to->all) = str_cat(r->arena, str_slice(s, 0, verb), objects.all.p[i]);
  return true;
}

static void prose_indicator(Reader *r, FormSection *s, Str piece) {
  Notation *n = &r->notation;
  size_t at = target_at(n, piece);
  FormIndicator *ind = array_push(r->arena, &s->indicators);
  bool unclear = false;
  *ind = (FormIndicator){.target = S("是")};
  if (at != SIZE_MAX) {
    ind->target = target_write(n, (Str){0}, str_slice(piece, at, piece.n), (Str){0}, &unclear);
    piece = str_slice(piece, 0, at);
  }
  ind->name = plain_name(piece);
  r->out->facts++;
}

static void prose_indicators(Reader *r, FormSection *s, Str sentence, uint32_t line) {
  Str text = str_trim(sentence);
  while (str_cut_end(&text, S("。")) || str_cut_end(&text, S("；")) || str_cut_end(&text, S(";"))) {
  }
  Pieces p = {.arena = r->arena};
  bool listed = str_has(text, S("；")) || str_has(text, S(";"));
  if (listed) {
    split(&p, text, str_has(text, S("；")) ? S("；") : S(";"));
  } else {
    split(&p, text, S("、"));
    if (p.all.n > PIECES_MAX) { // no sentence
      *array_push(r->arena, &s->comments) = text_joined(r->arena, sentence);
      reader_tell(r, D_IMPORT_UNREAD, r->cell, line, TEXT_ARGS(text_of(text)));
      r->out->unread++;
      return;
    }
    if (p.all.n) str_cut_end(&p.all.p[p.all.n - 1], S("等"));
    join_pieces(r, &p);
  }
  bool told = listed;
  uint32_t before = s->indicators.n;
  for (uint32_t i = 0; i < p.all.n; i++) {
    Pieces parts = {.arena = r->arena};
    bool counted = target_at(&r->notation, p.all.p[i]) != SIZE_MAX;
    if (listed && !counted) told = false;
    if (counted || !distribute(r, p.all.p[i], &parts)) *array_push(r->arena, &parts.all) = p.all.p[i];
    for (uint32_t k = 0; k < parts.all.n; k++) prose_indicator(r, s, parts.all.p[k]);
  }
  *array_push(r->arena, &s->comments) = text_joined(r->arena, sentence);
  if (told) return; // each with its number: nothing was decided here
  Str n = str_fmt(r->arena, "%u", (unsigned)(s->indicators.n - before));
  reader_tell(r, D_IMPORT_SENTENCE, r->cell, line, TEXT_ARGS(text_of(n)));
}

// ---- the plan ----------------------------------------------------------------------------------

static bool heading_of(Str s, Prose *to) {
  Str rest;
  if (!numbered(&s, &rest) || rest.n > 60 || punctuated(rest)) return false;
  if (str_has(rest, S("分项")) && str_has(rest, S("目标")))
    *to = PROSE_SECTIONS;
  else if (str_has(rest, S("措施")))
    *to = PROSE_MEASURES;
  else if (str_has(rest, S("目标")))
    *to = PROSE_GOALS;
  else
    return false;
  return true;
}

static bool plan_line(Reader *r, Str text, uint32_t line) {
  Form *f = reader_form(r);
  Prose next;
  Str rest = text;
  if (heading_of(text, &next)) {
    r->prose = (int)next;
    r->section = NULL;
    return true;
  }
  switch ((Prose)r->prose) {
  case PROSE_GOALS: texts_add(r, &f->goals, text); return true;
  case PROSE_MEASURES:
    if (!numbered(&text, &rest)) rest = text;
    texts_add(r, &f->measures, rest);
    return true;
  case PROSE_SECTIONS:
    if (numbered(&text, &rest) && rest.n < 120 && !punctuated(rest)) {
      r->section = array_push(r->arena, &f->sections);
      *r->section = (FormSection){.name = text_joined(r->arena, rest)};
      return true;
    }
    if (!r->section) return false;
    for (size_t i = 0; i < 4; i++) {
      static const char *const words[] = {"绩效指标", "评价指标", "绩效目标", "目标"};
      Str own = text;
      if (!str_cut(&own, str_z(words[i])) || (!str_cut(&own, S("：")) && !str_cut(&own, S(":")))) continue;
      if (i < 2)
        prose_indicators(r, r->section, own, line);
      else
        texts_add(r, &r->section->goals, own);
      return true;
    }
    texts_add(r, &r->section->goals, text);
    return true;
  case PROSE_PLAN:
  case PROSE_NONE: return false;
  }
  return false;
}

void prose_end(Reader *r) {
  if (r->prose) r->form = NULL; // the next table is another form
  r->prose = PROSE_NONE;
  r->section = NULL;
}

// ---- lines -------------------------------------------------------------------------------------

static bool who(Reader *r, Str text) { // 某某局编制; 填报单位：某某局
  Str s = text_joined(r->arena, text);
  if (s.n < 90 && !punctuated(s) && str_cut_end(&s, S("编制"))) {
    r->department = s;
    return true;
  }
  static const char *const labels[] = {"填报单位", "编制单位", "单位名称",
                                       "部门名称", "预算单位", "主管部门"};
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
    Str own = s;
    if (!str_cut(&own, str_z(labels[i]))) continue;
    if (!str_cut(&own, S("（盖章）"))) str_cut(&own, S("(盖章)"));
    if (!str_cut(&own, S("：")) && !str_cut(&own, S(":"))) continue;
    static const char *const next[] = {"单位：", "单位:", "金额单位", "填报日期", "填表"};
    for (size_t k = 0; k < sizeof next / sizeof *next; k++) // another label in the same line
      for (size_t b = 0; b + strlen(next[k]) <= own.n; b++)
        if (str_starts(str_slice(own, b, own.n), str_z(next[k]))) own.n = b;
    own = str_trim(own);
    if (own.n) {
      r->department = own;
      if (r->form && !r->form->department.n) r->form->department = own;
    }
    return true;
  }
  return false;
}

bool read_line(Reader *r, Str text, uint32_t line, const Cell *c) {
  Str joined = text_joined(r->arena, text);
  if (!joined.n) return false;
  Prose next;
  r->cell = c;
  if (r->prose && heading_of(joined, &next)) return plan_line(r, text, line);
  if (c && label_read(&r->labels, text, IN_HEAD | IN_PAIR | IN_ROW | IN_MONEY).field) return false;
  Str before = r->line;
  bool follows = before.n && line <= r->line_at + 1;
  r->line = joined;
  r->line_at = line;
  int year = year_in(joined);
  bool year_only = year && joined.n <= 24; // （2022年度）
  Str unit = money_unit(joined);
  bool unit_line = unit.n && joined.n < 60 && str_has(joined, S("单位")) && !str_has(joined, S("指标"));
  if (year && (year_only || is_title(joined))) {
    r->year = year;
    if (r->form && !r->form->indicators.n) r->form->year = year;
  }
  if (unit_line) r->money_unit = unit;
  if (who(r, joined) || year_only || unit_line) return true;
  if (is_title(joined) && !(r->prose && r->prose != PROSE_PLAN && punctuated(joined))) {
    bool whole =
        str_has(joined, S("部门整体")) || str_has(joined, S("单位整体")) || str_has(joined, S("整体支出"));
    Str name = title_name(r->arena, joined);
    if (!c && follows && before.n < 90 && !punctuated(before) && !is_title(before) && !year_in(before) &&
        (!whole && !name.n ? joined.n < 40 : str_starts(joined, S("资金")) || joined.n < 30)) {
      Str two = before; // 某某 \n 绩效目标表
      if (!str_ends(before, S("编制"))) joined = str_cat(r->arena, two, joined);
    }
    reader_title(r, joined);
    r->prose = PROSE_NONE;
    r->section = NULL;
    if (whole) {
      r->prose = PROSE_PLAN;
      reader_form(r)->whole = true;
    }
    return true;
  }
  if (r->prose && plan_line(r, text, line)) {
    r->out->facts++;
    return true;
  }
  Str s = joined;
  if (s.n < 60 && (str_cut(&s, S("附件")) || str_cut(&s, S("附表"))))
    return true; // where it stood in a larger document
  if (r->form && r->form->indicators.n &&
      (str_cut(&s, S("注")) || str_cut(&s, S("备注")) || str_cut(&s, S("说明")))) {
    form_comment(r, joined);
    return true;
  }
  return false;
}
