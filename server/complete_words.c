// Words that belong to the language and to the form: keywords, classes, units, dates, signs, sources, whole
// statements.
#include "compiler/rules.h"
#include "server/completion.h"
#include "server/words.h"

// ---- tables

typedef struct Pair {
  const char *zh, *en;
} Pair;
static const struct {
  char kind;
  Pair p;
} words[] = {
#define FUND(zh, en)      {'F', {zh, en}},
#define BASIS(zh, en)     {'B', {zh, en}},
#define MARK(zh, en)      {'M', {zh, en}},
#define UNIT(zh, help)    {'U', {zh, help}},
#define FITS(unit, parts) {'f', {unit, parts}},
#include "server/words.def"
#undef FUND
#undef BASIS
#undef MARK
#undef UNIT
#undef FITS
};
#define WORDS (sizeof words / sizeof *words)

// The order in which the form has its statements; what may stand several times.
static const struct {
  uint8_t tok;
  bool again;
} order[] = {
    {TOK_YEAR, false},     {TOK_ADOPT, false},    {TOK_IMPORT, true},   {TOK_DEPARTMENT, true},
    {TOK_SECTION, true},   {TOK_PROJECT, true},   {TOK_CODE, false},    {TOK_BUDGET, false},
    {TOK_USE, false},      {TOK_PERIOD, false},   {TOK_PLAN, false},    {TOK_GOAL, true},
    {TOK_MIDGOAL, true},   {TOK_DATA, true},      {TOK_LET, true},      {TOK_ALLOW, true},
    {TOK_REQUIRE, true},   {TOK_EXECRATE, false}, {TOK_IDENT, true},    {TOK_INDICATOR, true},
    {TOK_MEASURES, true},  {TOK_CHARGE, false},   {TOK_NOTE, true},     {TOK_ACTUALS, true},
    {TOK_TEST, true},      {TOK_RULES, true},     {TOK_FUNCTION, true}, {TOK_UNIT, true},
    {TOK_DIMENSION, true},
};
#define ORDER (sizeof order / sizeof *order)

static unsigned place_in_order(Tok t) {
  for (unsigned i = 0; i < ORDER; i++)
    if (order[i].tok == t) return i;
  return ORDER;
}

// Ranks: what the form has next after the statement at hand, then what was passed over, then what is there
// already.
static uint32_t statement_rank(const Block *b, Tok t) {
  unsigned at = place_in_order(t), last = b->head == TOK_END ? 0 : place_in_order((Tok)b->head);
  if (at == ORDER) return 900;
  bool seen = tok_in(b->seen, t);
  if (seen && !order[at].again) return 800 + at;
  if (last == ORDER || at >= last)
    return 10 * (at - (last == ORDER ? 0 : last)) + (seen && at != last ? 100 : 0);
  return 400 + at;
}

// ---- keywords

static Str spelling(const Cursor *u, Tok t) {
  return str_z(u->english ? token_table[t].en : token_table[t].zh);
}

static bool indicator_under_way(const Cursor *u) {
  const Block *b = cursor_block(u);
  return b->head == TOK_INDICATOR || (b->head == TOK_IDENT && b->about.start != b->word.start);
}

static uint32_t attribute_rank(const Complete *c, Tok t) {
  static const uint8_t usual[] = {TOK_VALUE, TOK_BASIS,   TOK_EXPLAIN, TOK_MARK, TOK_POINTS,
                                  TOK_SCORE, TOK_MIDTERM, TOK_ADJUST,  TOK_NA};
  for (unsigned i = 0; i < sizeof usual; i++)
    if (usual[i] == t) return (tok_in(c->cur.attributes, t) ? 600 : c->cur.new_line ? 200 : 0) + i;
  return 300;
}

// Inside 实际: the fields in the order of the canonical form, those that are told already last.
static uint32_t mapping_rank(const Block *b, Tok t) {
  static const uint8_t usual[] = {TOK_COLUMN, TOK_DEPARTMENT, TOK_PROJECT,  TOK_INDICATOR, TOK_WHEN,
                                  TOK_VALUE,  TOK_UNIT,       TOK_REASON,   TOK_ONLY,      TOK_HEADER,
                                  TOK_ROWS,   TOK_LEVEL2,     TOK_SHEETNAME};
  for (unsigned i = 0; i < sizeof usual; i++)
    if (usual[i] == t) return (tok_in(b->seen, t) && t != TOK_INDICATOR && t != TOK_ONLY ? 30 : 0) + i;
  return 60;
}

static uint32_t keyword_rank(const Complete *c, Tok t) {
  const Cursor *u = &c->cur;
  if (cursor_block(u)->kind == TOK_ACTUALS) return mapping_rank(cursor_block(u), t);
  switch (token_table[t].class) {
  case CLASS_STATEMENT:
    return (indicator_under_way(u) && !u->new_line ? 50 : 0) + statement_rank(cursor_block(u), t);
  case CLASS_ATTRIBUTE: return attribute_rank(c, t);
  case CLASS_AGGREGATE: return t == TOK_SUM ? 7 : t == TOK_LAST ? 9 : 30;
  case CLASS_LITERAL: return t == TOK_UPWARD || t == TOK_DOWNWARD ? 5 : 40;
  case CLASS_LOGIC: return t == TOK_NOT ? 6 : 35;
  case CLASS_CHECK: return cursor_block(u)->head == TOK_SET && t == TOK_EXPECT ? 1 : 2;
  default: return 60;
  }
}

void offer_keywords(Complete *c) {
  const Cursor *u = &c->cur;
  Tok before = (Tok)u->back[0].kind;
  bool names_it = before == TOK_DATA || before == TOK_LET || before == TOK_INDICATOR;
  for (unsigned i = 0; i < u->expected.n; i++) {
    Tok t = (Tok)u->expected.tokens[i];
    if (!token_is_word(t) || names_it) continue;
    if (t == TOK_TO && !cursor_takes(u, TOK_DOTDOT)) continue;
    Item *it =
        offer(c, ITEM_KEYWORD, spelling(u, t),
              server_text(c->r->s, token_table[t].help_zh, token_table[t].help_en), keyword_rank(c, t));
    it->more = str_z(u->english ? token_table[t].zh : token_table[t].en);
  }
}

// ---- classes and groups of the rule set

// Groups and classes that are written in the block around, so that the rest of the same group comes first.
static uint32_t group_of_word(const Complete *c, Str word) {
  const Program *p = c->build->program;
  uint32_t hash = str_hash(word), g = rule_group(p, c->ruleset, c->r->a, word, hash);
  if (g != NONE) return g;
  uint32_t cls = rule_class(p, c->ruleset, c->r->a, word, hash);
  return cls == NONE ? NONE : rule_group_of(p->plan, c->ruleset, cls);
}

void offer_classes(Complete *c) {
  const Cursor *u = &c->cur;
  const Plan *p = c->build->program->plan;
  if (c->ruleset == NONE) return;
  const Block *b = cursor_block(u);
  Str last = b->head == TOK_IDENT ? cursor_name(u, b->word) : (Str){0};
  uint32_t last_hash = last.n ? str_hash(last) : 0;
  uint32_t group = b->kind == TOK_IDENT ? group_of_word(c, cursor_name(u, b->name)) : NONE;
  uint32_t last_class = last.n ? rule_class(c->build->program, c->ruleset, c->r->a, last, last_hash) : NONE;
  uint32_t last_group = last.n ? rule_group(c->build->program, c->ruleset, c->r->a, last, last_hash) : NONE;
  uint32_t base = indicator_under_way(u) && !u->new_line ? 10 : 0;
  Str detail = server_text(c->r->s, "二级指标", "class of indicators"),
      what = server_text(c->r->s, "一级指标", "group of indicators");
  for (uint32_t g = p->rulesets.group_first[c->ruleset], k = 0; k < p->rulesets.group_n[c->ruleset];
       g++, k++) {
    uint32_t first = p->groups.class_first[g], n = p->groups.class_n[g];
    bool own = g == group;
    if (group == NONE) {
      bool done = last_group != NONE && g < last_group;
      uint32_t rank = statement_rank(b, TOK_IDENT) + k + (done ? 20 : 0) + (g == last_group ? 10 : 0);
      offer(c, ITEM_CLASS, plan_text(p, p->groups.name[g]), what, rank);
      uint32_t alias = p->groups.alias[g];
      if (alias != NONE) offer(c, ITEM_CLASS, plan_text(p, alias), what, rank);
    }
    for (uint32_t m = first; m < first + n; m++) {
      uint32_t rank = own             ? m - first
                      : group == NONE ? statement_rank(b, TOK_IDENT) + 12 + (m - first) + 4 * k
                                      : 500;
      if (own && last_class >= first && last_class < first + n) rank = (m + n - last_class) % n;
      offer(c, ITEM_CLASS, plan_text(p, p->classes.name[m]), detail, base + rank);
    }
  }
}

// ---- units

static bool has_word(Str name, const char *list, size_t *length) {
  bool found = false;
  while (*list) {
    size_t n = strcspn(list, "|");
    for (size_t i = 0; i + n <= name.n; i++)
      if (!memcmp(name.p + i, list, n) && n >= *length) found = true, *length = n;
    list += n + (list[n] == '|');
  }
  return found;
}

// The unit that the statement at hand most likely has.
static Str likely_unit(Complete *c) {
  const Cursor *u = &c->cur;
  const Block *b = cursor_block(u);
  if (b->kind == TOK_BUDGET || b->head == TOK_BUDGET) return S("万元");
  if (b->kind == TOK_PLAN) return S("%");
  if (u->attribute == TOK_POINTS || b->head == TOK_EXECRATE ||
      (b->head == TOK_SECTION && !indicator_under_way(u)))
    return S("分");
  if (b->about.kind == TOK_END) return (Str){0};
  Str name = cursor_name(u, b->about), own = b->head == TOK_DATA ? (Str){0} : unit_of_input(c, name);
  if (own.n && units_find(c->build->program->units, own).problem == UNIT_OK) return own;
  size_t length = 1;
  const char *unit = "";
  for (size_t i = 0; i < WORDS; i++)
    if (words[i].kind == 'f' && has_word(name, words[i].p.en, &length)) unit = words[i].p.zh;
  return str_z(unit);
}

void offer_units(Complete *c) {
  UnitTable *t = c->build->program->units;
  // Units of one's own are declared last: they come first.
  Str likely = likely_unit(c), typed = str_slice(document_text(c->doc), c->cur.start, c->cur.offset);
  bool adding =
      cursor_takes(&c->cur, TOK_PERCENT) && c->cur.at.kind != TOK_NUMBER && c->cur.at.kind != TOK_QUANTITY;
  if (likely.n) offer(c, ITEM_UNIT, likely, server_text(c->r->s, "多半是这个单位", "the unit that fits"), 0);
  for (uint32_t i = 0; i < WORDS; i++)
    if (words[i].kind == 'U') offer(c, ITEM_UNIT, str_z(words[i].p.zh), str_z(words[i].p.en), i + 1);
  for (uint32_t i = 0; i < units_count(t) && (typed.n || adding); i++) {
    UnitInfo info = units_info(t, i);
    Item *it = offer(c, ITEM_UNIT, info.name, info.doc, 100 + units_count(t) - i);
    if (info.alias_n) it->more = info.aliases[0];
  }
}

// ---- dates, signs, sources, words behind 依据 and 标记

void offer_dates(Complete *c) {
  static const char *const days[] = {"3月底", "6月底", "9月底", "12月底", "年底", "一季度末", "三季度末"};
  static const char *const deadlines[] = {"12月底前", "6月底前", "9月底前", "3月底前"};
  Cursor *u = &c->cur;
  uint32_t start = u->at.kind == TOK_END ? u->start : u->at.start;
  bool formula = cursor_takes(u, TOK_NOT), number = u->at.kind == TOK_NUMBER || u->at.kind == TOK_QUANTITY;
  uint8_t head = cursor_block(u)->head;
  bool years = (head == TOK_YEAR || head == TOK_PERIOD) && !cursor_takes(u, TOK_SEMI);
  if ((formula && !number) || years) return;
  Str typed = str_slice(document_text(c->doc), start, u->offset);
  for (unsigned i = 0; i < 4 && cursor_takes(u, TOK_DEADLINE); i++)
    if (!number || str_starts(str_z(deadlines[i]), typed))
      offer(c, ITEM_VALUE, str_z(deadlines[i]),
            server_text(c->r->s, "期限（含当日）", "a deadline, that day included"), 20 + i)
          ->start = start;
  bool plan = cursor_block(u)->kind == TOK_PLAN;
  for (unsigned i = 0; i < 7 && cursor_takes(u, TOK_DATE) && !cursor_takes(u, TOK_YEAR); i++)
    if (!number || str_starts(str_z(days[i]), typed))
      offer(c, ITEM_VALUE, str_z(days[i]), server_text(c->r->s, "日期", "a date"), (plan ? 0 : 30) + i)
          ->start = start;
}

void offer_operators(Complete *c) {
  static const uint8_t signs[] = {TOK_GE, TOK_LE, TOK_EQ, TOK_GT, TOK_LT};
  for (unsigned i = 0; i < sizeof signs; i++)
    offer(c, ITEM_OPERATOR, str_z(token_table[signs[i]].zh),
          server_text(c->r->s, token_table[signs[i]].help_zh, token_table[signs[i]].help_en), i);
}

static void offer_pairs(Complete *c, char kind, Str detail) {
  for (uint32_t i = 0; i < WORDS; i++)
    if (words[i].kind == kind)
      offer(c, ITEM_VALUE, str_z(words[i].p.zh), detail, i)->more = str_z(words[i].p.en);
}

void offer_funds(Complete *c) {
  offer_pairs(c, 'F', server_text(c->r->s, "资金来源", "source of funds"));
}

void offer_words(Complete *c, Tok after) {
  if (after == TOK_MARK)
    offer_pairs(c, 'M', server_text(c->r->s, "标记", "mark"));
  else
    offer_pairs(c, 'B', server_text(c->r->s, "依据", "basis"));
}

// ---- whole statements

static const struct {
  uint8_t needs;
  Pair label;
  const char *zh, *en;
} snippets[] = {
    {TOK_PROJECT,
     {"项目 { … }", "project { … }"},
     "项目 ${1:名称} {\n  预算 ${2:100}万元 { 财政资金 ${2}万元 }\n  用途 \"${3}\"\n  支出计划 { 3月底 25%  "
     "6月底 50%  9月底 75%  12月底 100% }\n"
     "  目标 \"${4}\"\n  产出指标 {\n    数量指标 ${5:名称} ≥ ${6:10}${7:个}\n    质量指标 ${8:合格率} ≥ "
     "${9:95}%\n    时效指标 ${10:完成时限} 12月底前\n"
     "    成本指标 ${11:总成本} ≤ ${2}万元\n  }\n  效益指标 { 社会效益指标 ${12:名称} ≥ ${13:90}% }\n"
     "  满意度指标 { 服务对象满意度指标 ${14:满意度} ≥ ${15:90}% }\n}",
     "project ${1:name} {\n  budget ${2:100}万元 { 财政资金 ${2}万元 }\n  purpose \"${3}\"\n  goal "
     "\"${4}\"\n  产出指标 {\n"
     "    数量指标 ${5:name} ≥ ${6:10}${7:个}\n  }\n}"},
    {TOK_INDICATOR,
     {"指标 … ≥ …", "indicator … ≥ …"},
     "指标 ${1:名称} ≥ ${2:10}${3:个} 取值 ${4:累计}",
     "indicator ${1:name} ≥ ${2:10}${3:个} value ${4:sum}"},
    {TOK_DEPARTMENT,
     {"部门 { … }", "department { … }"},
     "部门 ${1:名称} {\n  ${0}\n}",
     "department ${1:name} {\n  ${0}\n}"},
    {TOK_ACTUALS,
     {"实际 \"…\" { … }", "actuals \"…\" { … }"},
     "实际 \"${1:台账.csv}\" {\n  项目 = 列 \"${2:项目名称}\"\n  指标 = 列 \"${3:指标名称}\"\n  取值 = 列 "
     "\"${4:完成情况}\"\n}",
     "actuals \"${1:ledger.csv}\" {\n  project = column \"${2:project}\"\n  indicator = column "
     "\"${3:indicator}\"\n  value = column \"${4:value}\"\n}"},
    {TOK_PLAN,
     {"支出计划 { 各季度 }", "plan { quarters }"},
     "支出计划 { 3月底 ${1:25}%  6月底 ${2:50}%  9月底 ${3:75}%  12月底 100% }",
     "plan { 3月底 ${1:25}%  6月底 ${2:50}%  9月底 ${3:75}%  12月底 100% }"},
    {TOK_TEST,
     {"测试 { … }", "test { … }"},
     "测试 \"${1}\" {\n  项目 ${2:名称}\n  设 ${3:数据} = ${4:1}\n  期望 ${5:指标}.达成\n}",
     "test \"${1}\" {\n  project ${2:name}\n  set ${3:measure} = ${4:1}\n  expect ${5:indicator}.met\n}"},
};

void offer_snippets(Complete *c) {
  for (size_t i = 0; i < sizeof snippets / sizeof *snippets && c->r->s->client.snippets; i++) {
    if (!cursor_takes(&c->cur, (Tok)snippets[i].needs) || cursor_block(&c->cur)->kind == TOK_TEST) continue;
    bool en = c->cur.english;
    Item *it = offer(c, ITEM_SNIPPET, str_z(en ? snippets[i].label.en : snippets[i].label.zh),
                     server_text(c->r->s, "整段模板", "a template"), 950 + (uint32_t)i);
    it->text = str_z(en ? snippets[i].en : snippets[i].zh);
    it->snippet = true;
  }
}
