// T: how a target is written. One finding for one root: what T06 would say of a cost called 预算资金完成率 is
// said by S06, and a hole in a price by area keeps T02, with a note on its unit.
#include "compiler/lint_facts.h"

// ---- T06 direction

static bool up(const CheckedTarget *t) {
  return t->form == TARGET_GE || t->form == TARGET_GT;
}
static bool down(const CheckedTarget *t) {
  return t->form == TARGET_LE || t->form == TARGET_LT;
}

static void say_reversed(Check *c, const Facts *f, uint16_t id) {
  static const char *const other[] = {
      [TARGET_GE] = "≤ ", [TARGET_LE] = "≥ ", [TARGET_GT] = "< ", [TARGET_LT] = "> "};
  const CheckedIndicator *i = f->i;
  Str turned = str_cat(c->diags->arena, str_z(other[i->target.form]), ast_text(i->tree, target_operand(i)));
  Diag *d = lint_say(c, id, target_span(i), TEXT_ARGS(say_name(i), text_of(target_said(i)), text_of(turned)));
  lint_fix(c, d, false, target_span(i), turned);
}

static void direction(Check *c, const Facts *f) {
  const CheckedTarget *t = &f->i->target;
  bool count = kind_in(f->unit, KINDS_COUNTED);
  if (!f->number || ast_at(f->i->tree, target_operand(f->i))->kind != AST_QUANTITY) return;
  if (up(t)) {
    bool bad = has(f->name, N_BAD_RATE) && (has(f->name, N_NEGATED) || !has(f->name, N_NOT));
    bad |= has(f->name, N_BAD_COUNT) && !has(f->name, N_NOT) && count;
    if (bad)
      say_reversed(c, f, D_T06_BAD);
    else if (f->cls == CLASS_COST && f->unit == OF_MONEY && has(f->name, N_COST) && !has(f->name, N_GRANT))
      say_reversed(c, f, D_T06_COST);
  } else if (down(t)) {
    if (has(f->name, N_GOOD_RATE) && !has(f->name, N_BAD_RATE) && f->unit == OF_RATIO)
      say_reversed(c, f, D_T06_GOOD);
    else if (f->cls == CLASS_QUANTITY && count && has(f->name, N_OUTPUT) &&
             !has(f->name, N_LIMIT | N_BAD | N_COST))
      say_reversed(c, f, D_T06_OUTPUT);
  }
}

// ---- T07 above 100 %

static void above_all(Check *c, const Facts *f) {
  const CheckedTarget *t = &f->i->target;
  if (!f->number || f->unit != OF_RATIO || has(f->name | f->explain, N_OVER)) return;
  if (num_cmp(t->form == TARGET_RANGE && t->high_ok ? t->high : t->low, NUM(1)) <= 0) return;
  lint_say(c, D_T07, target_span(f->i), TEXT_ARGS(say_name(f->i), text_of(target_said(f->i))));
}

// ---- T08 the unit leaves out what it is by

// A description that reads like a name: one phrase, no figures.
static bool one_phrase(Str s) {
  static const char *const ends[] = {"，", "。", "；", "、", "：", "一", "二", "两",
                                     "三", "四", "五", "六", "七", "八", "九", "十"};
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] >= '0' && s.p[i] <= '9') return false;
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
      if (s.n - i >= 3 && memcmp(s.p + i, ends[k], 3) == 0) return false;
  }
  return s.n <= 90;
}

// What should stand below the line, such as 平方米·年; empty: nothing is missing.
static Str below_line(Check *c, const Facts *f, Str unit, const char **what) {
  const Pers *per = f->name_per;
  Traits t = f->name | f->explain;
  if (!per->n && f->explain_per.n && one_phrase(f->i->explain)) per = &f->explain_per;
  if (!per->n || has(f->name, N_AVERAGE)) return (Str){0};
  *what = per->p[0].what;
  Out o = out_memory(c->diags->arena);
  for (unsigned i = 0; i < per->n; i++) {
    Str below = str_z(per->p[i].below);
    if (str_eq(below, unit)) return (Str){0};
    if (o.n) out_z(&o, "·");
    out_str(&o, below);
    if (str_eq(below, S("人")) && has(t, N_VISITORS)) out_z(&o, "次");
  }
  if (has(t, N_YEARLY_PRICE))
    out_z(&o, "·年");
  else if (has(t, N_MONTHLY_PRICE))
    out_z(&o, "·月");
  return out_text(&o);
}

static Diag *said_of(Check *c, Span at) { // what the checker said of it
  for (uint32_t k = c->diags->n; k-- > 0;)
    if (c->diags->p[k]->at.file == at.file && c->diags->p[k]->at.start == at.start) return c->diags->p[k];
  return NULL;
}

static void incomplete(Check *c, const Facts *f) {
  const CheckedIndicator *i = f->i;
  const char *what = "";
  if (!(f->name_per->n | f->explain_per.n)) return;
  if (kind_in(f->unit, KIND_BIT(OF_NOTHING) | KIND_BIT(OF_RATIO) | KIND_BIT(OF_POINT) | KIND_BIT(OF_TIME)))
    return;
  Str unit = unit_text(c->prog->units, i->target.unit);
  Ref operand = target_operand(i);
  if (!operand || memchr(unit.p, '/', unit.n)) return;
  AstKind kind = (AstKind)ast_at(i->tree, operand)->kind;
  if (kind != AST_QUANTITY && kind != AST_HOLE) return;
  Str below = below_line(c, f, unit, &what);
  if (!below.n) return;
  Arena *a = c->diags->arena;
  Str whole = str_cat(a, unit, str_cat(a, S("/"), below));
  Span at = unit_span(i->tree, operand);
  Diag *d = said_of(c, kind == AST_HOLE ? ast_span(i->tree, operand) : target_span(i));
  bool quarrel = d && d->text.id == D_DIMS_DIFFER; // the same root: its message gets the fix
  if (kind == AST_HOLE || quarrel) {
    if (!d) return;
    diag_note(c->diags, d, T_T08_NOTE, TEXT_ARGS(text_of(str_z(what)), text_of(whole)));
    lint_fix(c, d, false, at, whole);
    return;
  }
  d = lint_say(c, D_T08, target_span(i),
               TEXT_ARGS(say_name(i), text_of(str_z(what)), text_of(unit), text_of(whole)));
  if (i->target.form != TARGET_RANGE) lint_fix(c, d, false, at, whole);
}

// 人/天 where 元/人·天 is meant.
static bool wage_without_money(Check *c, const Facts *f) {
  const CheckedIndicator *i = f->i;
  if (f->unit != OF_OTHER || !f->number || !has(f->name, N_MONEY | N_STANDARD | N_COST)) return false;
  Str unit = unit_text(c->prog->units, i->target.unit);
  if (!str_starts(unit, S("人/")) || str_starts(unit, S("人/次"))) return false;
  Str whole = str_cat(c->diags->arena, S("元/"), unit);
  Span at = unit_span(i->tree, target_operand(i));
  Diag *d = lint_say(c, D_T08, target_span(i),
                     TEXT_ARGS(say_name(i), text_of(S("人")), text_of(unit), text_of(whole)));
  if (i->target.form != TARGET_RANGE) lint_fix(c, d, false, at, whole);
  return true;
}

// ---- T09 the unit does not fit the name

typedef struct Fit {
  Traits name, unless;
  unsigned bad; // kinds of units that cannot be right
  const char *want;
} Fit;

#define BAD(k) KIND_BIT(OF_##k)
static const Fit fits[] = {
    {N_ENTERPRISE, 0, BAD(PIECE), "家"},
    {N_VISITS, 0, BAD(PERSON) | BAD(TIMES) | BAD(PIECE), "人次"},
    {N_PEOPLE, 0, BAD(PIECE) | BAD(TIMES) | BAD(HOUSEHOLD) | BAD(FIRM), "人"},
    {N_HOUSEHOLDS, 0, BAD(PERSON) | BAD(VISIT) | BAD(PIECE), "户"},
    {N_TIMES, 0, BAD(PERSON) | BAD(HOUSEHOLD) | BAD(FIRM) | BAD(PIECE) | BAD(TIME), "次"},
    {N_DAYS, 0, BAD(PERSON) | BAD(PIECE) | BAD(TIMES) | BAD(THING), "日"},
    {N_AREA, 0, BAD(LENGTH) | BAD(PERSON) | BAD(PIECE) | BAD(TIMES), "平方米"},
    {N_LENGTH, 0, BAD(AREA) | BAD(PERSON) | BAD(PIECE) | BAD(TIMES), "公里"},
    {N_MONEY, 0, BAD(PERSON) | BAD(PIECE) | BAD(TIMES), "元"},
    {N_RATE, N_NO_RATE, KINDS_COUNTED | BAD(TIME) | BAD(MONEY) | BAD(LENGTH) | BAD(AREA), "%"},
};
#undef BAD

static void fit(Check *c, const Facts *f) {
  const CheckedIndicator *i = f->i;
  TargetForm form = (TargetForm)i->target.form;
  if (form == TARGET_TRUTH || form == TARGET_DEADLINE || form == TARGET_DATE) {
    bool rate = has(f->name, N_RATE) && (form == TARGET_TRUTH || !has(f->name, N_NO_RATE));
    if (rate)
      lint_say(c, D_T09_RATE, target_span(i), TEXT_ARGS(say_name(i), text_of(target_said(i))));
    else if (form == TARGET_TRUTH && has(f->name, N_COUNT))
      lint_say(c, D_T09_COUNT, target_span(i), TEXT_ARGS(say_name(i), text_of(target_said(i))));
    return;
  }
  Ref operand = target_operand(i);
  if (!operand || f->unit == OF_NOTHING || (form != TARGET_HOLE && !f->number)) return;
  Str unit = unit_text(c->prog->units, i->target.unit);
  const char *want = NULL;
  for (size_t k = 0; k < sizeof fits / sizeof *fits && !want; k++)
    if (has(f->name, fits[k].name) && !has(f->name, fits[k].unless) && kind_in(f->unit, fits[k].bad))
      want = fits[k].want;
  if (f->unit == OF_OTHER && str_eq(unit, S("人/次")) && !f->name_per->n && !f->explain_per.n)
    want = has(f->name, N_HOUSEHOLDS) ? "户" : "人次";
  if (!want) return;
  Diag *d = lint_say(c, D_T09, target_span(i), TEXT_ARGS(say_name(i), text_of(unit), text_of(str_z(want))));
  AstKind kind = (AstKind)ast_at(i->tree, operand)->kind;
  if (form != TARGET_RANGE && (kind == AST_QUANTITY || kind == AST_HOLE) && f->unit != OF_MONEY)
    lint_fix(c, d, false, unit_span(i->tree, operand), str_z(want));
}

// ---- T13 polarity

static void polarity(Check *c, const Facts *f) {
  const CheckedIndicator *i = f->i;
  if (i->target.form != TARGET_TRUTH) return;
  bool trouble = has(f->name, N_BAD) && has(f->name, N_HAPPENS) && !has(f->name, N_NOT);
  if (i->target.truth && !trouble) return;
  Str unit = has(f->name | f->explain, N_BAD) && !has(f->name, N_COUNT) ? S("≤ 0起") : S("≤ 0次");
  Diag *d =
      lint_say(c, i->target.truth ? D_T13_YES : D_T13, target_span(i), TEXT_ARGS(say_name(i), text_of(unit)));
  lint_fix(c, d, false, target_span(i), unit);
}

// ---- T01 T14 T15 a target in words

static const char *const vague_words[] = {
#define VAGUE(word) word,
#include "compiler/lint_words.def"
};

static bool separator_at(Str s, size_t i, size_t *n) {
  static const char *const marks[] = {"，", "、", "。", "；", ",", ";", " "};
  for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
    *n = strlen(marks[k]);
    if (s.n - i >= *n && memcmp(s.p + i, marks[k], *n) == 0) return true;
  }
  return false;
}

static bool vague(Str s) {
  size_t i = 0, n;
  while (i < s.n) {
    size_t best = 0;
    if (separator_at(s, i, &n)) {
      i += n;
      continue;
    }
    for (size_t k = 0; k < sizeof vague_words / sizeof *vague_words; k++) {
      n = strlen(vague_words[k]);
      if (n > best && s.n - i >= n && memcmp(s.p + i, vague_words[k], n) == 0) best = n;
    }
    if (!best) return false;
    i += best;
  }
  return true;
}

static bool dashes(Str s) {                                    // nothing but dashes, stars and blanks
  if (s.n && (unsigned char)(s.p[0] - 0xE4) < 6) return false; // 汉字, as most texts begin
  static const char *const marks[] = {"—", "－", "＊", "×", "／", "…", "　", "–", "─", "━", "‐", "·"};
  for (size_t i = 0; i < s.n;) {
    size_t n = strchr("-*/_. xX", s.p[i]) && s.p[i] ? 1 : 0;
    for (size_t k = 0; k < sizeof marks / sizeof *marks && !n; k++)
      if (s.n - i >= strlen(marks[k]) && memcmp(s.p + i, marks[k], strlen(marks[k])) == 0)
        n = strlen(marks[k]);
    if (!n) return false;
    i += n;
  }
  return true;
}

static unsigned limits_in(Check *c, Str s) { // numbers with units, listed
  unsigned listed = 0;
  size_t from = 0, last = 0;
  for (Amount n; next_number(c->scratch, s, &from, &n);) {
    if (!n.unit.n || str_eq(n.unit, S("月")) || str_eq(n.unit, S("日"))) continue;
    bool separate = !listed;
    for (size_t i = last, w; i < n.at && !separate; i++) separate = s.p[i] != ' ' && separator_at(s, i, &w);
    if (separate) listed++;
    last = n.end;
  }
  return listed;
}

static void in_words(Check *c, const Facts *f) {
  const CheckedIndicator *i = f->i;
  if (i->target.form != TARGET_TEXT) return;
  Str said = target_words(c, i);
  Text text = text_of(str_dup(c->diags->arena, said));
  if (dashes(said) || str_eq(said, S("无"))) {
    lint_say(c, D_T01, target_span(i), TEXT_ARGS(say_name(i)));
  } else if (vague(said)) {
    if (i->score == NONE && !has(f->explain, N_EVIDENCE | N_DIGIT))
      lint_say(c, D_T14, target_span(i), TEXT_ARGS(say_name(i), text));
  } else if (limits_in(c, said) > 1) {
    lint_say(c, D_T15, target_span(i), TEXT_ARGS(say_name(i), text));
  }
}

// ---- T10 sums of different things, T16 values in the wrong place

static bool bare_between(Str s, size_t a, size_t b) { // only a plus sign
  Str gap = str_trim(str_slice(s, a, b));
  return str_eq(gap, S("+")) || str_eq(gap, S("＋"));
}

static void mixed_sum(Check *c, Str s, Span at) {
  size_t from = 0;
  Amount was = {0}, is;
  for (bool any = false; next_number(c->scratch, s, &from, &is); was = is, any = true) {
    if (!any || !was.unit.n || !is.unit.n || str_eq(was.unit, is.unit) || (was.money && is.money)) continue;
    if (!bare_between(s, was.end, is.at)) continue;
    Arena *a = c->diags->arena;
    lint_say(c, D_T10, at, TEXT_ARGS(text_of(str_dup(a, was.text)), text_of(str_dup(a, is.text))));
    return;
  }
}

static bool ends_before(Str s, size_t end, const char *const *words, size_t n) {
  for (size_t k = 0; k < n; k++)
    if (str_ends(str_slice(s, 0, end), str_z(words[k]))) return true;
  return false;
}

static bool dated(const CheckedIndicator *i) {
  return i->target.form == TARGET_DEADLINE || i->target.form == TARGET_DATE;
}

static size_t deadline_at(Str s) { // bytes of 月底前, 年底前 …; 0: none
  static const char *const words[] = {"年底前", "年底之前", "月前", "月底前", "月底之前", "月末前", "月之前"};
  for (size_t k = 0; k < sizeof words / sizeof *words; k++)
    if (str_starts(s, str_z(words[k]))) return strlen(words[k]);
  return 0;
}

// 配套1250KVA变压器3台 with target 3 or ≥ 3台.
static bool is_target(const Facts *f, const Amount *n) {
  Ref operand = target_operand(f->i);
  if (!operand || !f->number || f->i->target.form == TARGET_RANGE) return false;
  AstKind kind = (AstKind)ast_at(f->i->tree, operand)->kind;
  if (kind != AST_QUANTITY && kind != AST_NUMBER) return false;
  if (!str_eq(ast_number_text(f->i->tree, operand), n->digits)) return false;
  return kind == AST_NUMBER || str_eq(ast_unit_text(f->i->tree, operand), n->unit);
}

// The target in a name: 群众满意度达到90%以上. Empty: none.
static Str value_in_name(Check *c, const Facts *f) {
  static const char *const before[] = {"达到",   "达", "不低于", "不少于", "不超过", "不高于", "超过", "至少",
                                       "控制在", "≥",  "≤",      ">",      "<",      "高于",   "低于"};
  static const char *const behind[] = {"以上", "以下", "以内", "之内"};
  Str s = f->core;
  size_t from = 0;
  for (Amount n; next_number(c->scratch, s, &from, &n);) {
    Str rest = str_slice(s, n.end, s.n);
    if (!n.unit.n) {
      size_t k = deadline_at(rest);
      if (k && !dated(f->i)) return str_slice(s, n.at, n.end + k);
      continue;
    }
    size_t month = str_eq(n.unit, S("月")) ? deadline_at(str_slice(s, n.end - 3, s.n)) : 0;
    if (month && !dated(f->i)) return str_slice(s, n.at, n.end - 3 + month);
    if (is_target(f, &n)) return n.text;
    bool bound = false;
    for (size_t k = 0; k < sizeof behind / sizeof *behind; k++) bound |= str_eq(rest, str_z(behind[k]));
    if (rest.n && !bound) continue;
    bound |= ends_before(s, n.at, before, sizeof before / sizeof *before);
    bound |= str_eq(n.unit, S("%")) || f->i->target.form == TARGET_TRUTH;
    if (bound) return str_slice(s, n.at, s.n);
  }
  return (Str){0};
}

// 截至2021年12月 in a description. Empty: none.
static Str date_in(Str s) {
  static const char *const parts[] = {"年", "月", "日", "号", "底", "末", "前", "止"};
  for (size_t i = 0; i + 7 <= s.n; i++) {
    if (memcmp(s.p + i, "截至", 6) != 0 && memcmp(s.p + i, "截止", 6) != 0) continue;
    size_t k = i + 6, start = i;
    if (s.n - k >= 3 && memcmp(s.p + k, "到", 3) == 0) k += 3;
    if (k >= s.n || s.p[k] < '0' || s.p[k] > '9') continue;
    while (k < s.n) {
      size_t n = s.p[k] >= '0' && s.p[k] <= '9' ? 1 : 0;
      for (size_t w = 0; w < sizeof parts / sizeof *parts && !n; w++)
        if (s.n - k >= 3 && memcmp(s.p + k, parts[w], 3) == 0) n = 3;
      if (!n) break;
      k += n;
    }
    return str_slice(s, start, k);
  }
  return (Str){0};
}

static void misplaced(Check *c, const Facts *f) {
  const CheckedIndicator *i = f->i;
  if (has(f->name, N_DIGIT)) {
    Str value = value_in_name(c, f);
    if (value.n) lint_say(c, D_T16, name_span(i), TEXT_ARGS(say_name(i), text_of(value)));
  }
  if (has(f->explain, N_UNTIL) && has(f->explain, N_DIGIT) && !dated(i)) {
    Str date = date_in(i->explain);
    Ref at = attr_of(i, ATTR_EXPLAIN);
    if (date.n && at)
      lint_say(c, D_T16_EXPLAIN, ast_span(i->tree, at),
               TEXT_ARGS(say_name(i), text_of(str_dup(c->diags->arena, date))));
  }
}

// ---- T17 T18 T20 filled in for form's sake

static void said_again(Check *c, const Facts *f) {
  const CheckedIndicator *i = f->i;
  if (!i->explain.p) return;
  bool empty = dashes(i->explain);
  if (!empty && !same_words(i->explain, i->name_text)) return;
  Ref at = attr_of(i, ATTR_EXPLAIN);
  if (at) lint_say(c, empty ? D_T17_EMPTY : D_T17, ast_span(i->tree, at), TEXT_ARGS(say_name(i)));
}

static void by_experience(Check *c, const Facts *f) {
  static const char *const words[] = {"工作经验", "经验", "历史经验", "以往经验", "往年经验", "工作经验值"};
  Str basis = f->i->basis;
  if (basis.n < 6 || basis.n > 18) return;
  unsigned char last = (unsigned char)basis.p[basis.n - 1]; // of 验 or 值
  if (last != 0x8C && last != 0xBC) return;
  if (!str_ends(basis, S("经验")) && !str_ends(basis, S("经验值"))) return;
  for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
    if (!str_eq(basis, str_z(words[k]))) continue;
    Ref at = attr_of(f->i, ATTR_BASIS);
    if (at) lint_say(c, D_T18, ast_span(f->i->tree, at), TEXT_ARGS(text_of(str_z(words[k]))));
    return;
  }
}

void lint_targets(const LintBook *b, Check *c, const CheckedEntity *e, Facts *f) {
  (void)b, (void)e;
  const CheckedIndicator *i = f->i;
  if (!f->said) {
    direction(c, f);
    above_all(c, f);
  }
  if (!wage_without_money(c, f)) incomplete(c, f);
  fit(c, f);
  polarity(c, f);
  in_words(c, f);
  misplaced(c, f);
  if (has(f->explain, N_PLUS) && has(f->explain, N_DIGIT))
    mixed_sum(c, i->explain, ast_span(i->tree, attr_of(i, ATTR_EXPLAIN)));
  said_again(c, f);
  by_experience(c, f);
  if (has(f->name, N_BLANK)) lint_say(c, D_T20, name_span(i), TEXT_ARGS(say_name(i)));
}

// ---- T12 T20 of the whole entity

static void yes_or_no(Check *c, const CheckedEntity *e) {
  uint32_t n = 0;
  for (uint32_t k = 0; k < e->indicator_n; k++) n += e->indicators[k].target.form == TARGET_TRUTH;
  if (!n) return;
  Ref name = ast_child(e->tree, e->node, AST_NAME);
  if (!name) return;
  Str count = str_fmt(c->diags->arena, "%u", n);
  Diag *d = lint_say(c, D_T12, ast_span(e->tree, name),
                     TEXT_ARGS(text_of(ast_name(e->tree, name)), text_of(count)));
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    if (i->target.form == TARGET_TRUTH)
      diag_label(c->diags, d, name_span(i), T_T12_ROW, TEXT_ARGS(text_of(target_said(i))));
  }
}

static void placeholder(Check *c, const CheckedText *t, Traits traits) {
  static const struct {
    const char *zh, *en;
  } kinds[] = {[TEXT_CODE] = {"编码", "code"},
               [TEXT_USE] = {"用途", "use"},
               [TEXT_GOAL] = {"目标", "goal"},
               [TEXT_NOTE] = {"备注", "note"},
               [TEXT_MEASURES] = {"措施", "measures"},
               [TEXT_CHARGE] = {"负责", "person in charge"},
               [TEXT_MIDGOAL] = {"中期目标", "medium-term goal"}};
  Text kind = {str_z(kinds[t->kind].zh), str_z(kinds[t->kind].en)};
  if (dashes(t->text)) {
    if (t->text.n)
      lint_say(c, D_T20, ast_span(t->tree, t->node), TEXT_ARGS(text_of(str_dup(c->diags->arena, t->text))));
    else
      lint_say(c, D_T20_EMPTY, ast_span(t->tree, t->node), TEXT_ARGS(kind));
    return;
  }
  if (!has(traits, N_BLANK)) return;
  static const char *const blanks[] = {"××", "＊＊", "**", "XX", "请填写", "此处填"};
  for (size_t k = 0; k < sizeof blanks / sizeof *blanks; k++)
    for (size_t i = 0, n = strlen(blanks[k]); i + n <= t->text.n; i++)
      if (memcmp(t->text.p + i, blanks[k], n) == 0) {
        lint_say(c, D_T20, ast_span(t->tree, t->node), TEXT_ARGS(text_of(str_z(blanks[k]))));
        return;
      }
}

void lint_entity_targets(const LintBook *b, Check *c, const CheckedEntity *e) {
  (void)b;
  if (c->prog->entities[e->entity].kind == BODY_PROJECT) yes_or_no(c, e);
}

void lint_text(Check *c, const CheckedText *t, Traits traits) {
  placeholder(c, t, traits);
  if (has(traits, N_PLUS) && has(traits, N_DIGIT)) mixed_sum(c, t->text, ast_span(t->tree, t->node));
}
