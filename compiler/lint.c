// Names are scanned once for the words of lint_words.def, through a table by first character, so that most
// characters cost one look. The lints then ask bits.
#include "compiler/lint_facts.h"

typedef struct Word {
  const char *text, *below, *what; // below, what: of PER
  Traits traits;
  uint8_t n;
  bool end; // only at the end of the name
} Word;

static const Word word_rows[] = {
#define END(word, traits)      {word, NULL, NULL, traits, sizeof(word) - 1, true},
#define IN(word, traits)       {word, NULL, NULL, traits, sizeof(word) - 1, false},
#define PER(word, below, what) {word, below, what, 0, sizeof(word) - 1, false},
#include "compiler/lint_words.def"
};
#define WORDS (sizeof word_rows / sizeof *word_rows)
_Static_assert(WORDS < UINT16_MAX, "heads and links are 16 bits");

typedef struct WordLink {
  uint32_t second; // the word's second character, or 0
  uint16_t next;   // word with the same head, by row + 1; 0: none
} WordLink;

static const struct {
  const char *unit;
  uint8_t kind;
} unit_rows[] = {
#define KIND(unit, kind) {unit, kind},
#include "compiler/lint_words.def"
};
#define UNITS (sizeof unit_rows / sizeof *unit_rows)

// ---- words

static unsigned head_of(const char *p) { // of a character of three bytes
  return ((unsigned)(unsigned char)p[0] << 12 | ((unsigned)(unsigned char)p[1] & 63) << 6 |
          ((unsigned)(unsigned char)p[2] & 63)) &
         4095;
}

static uint32_t three(const char *p) {
  return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8 |
         (uint32_t)(unsigned char)p[2] << 16;
}

static bool ends_with_bracket(Str s, size_t *open) {
  bool wide = str_ends(s, S("）"));
  if (!wide && !str_ends(s, S(")"))) return false;
  for (size_t i = s.n; i-- > 0;) {
    if (s.p[i] == '(') return *open = i, i > 0;
    if ((unsigned char)s.p[i] == 0xEF && s.n - i >= 3 && memcmp(s.p + i, "（", 3) == 0)
      return *open = i, i > 0;
  }
  return false;
}

Str name_core(Str name) {
  size_t open;
  unsigned char last = name.n ? (unsigned char)name.p[name.n - 1] : 0;
  if (last != ')' && last != 0x89 && last != 0x85 && last > ' ' && (unsigned char)name.p[0] > ' ')
    return name; // no ）, no ★
  name = str_trim(name);
  while (str_ends(name, S("★"))) name.n -= 3;
  if (ends_with_bracket(name, &open)) name.n = open;
  return str_trim(name);
}

static void add_per(Pers *per, const Word *w) {
  if (!per || per->n == PER_MAX) return;
  per->p[per->n].below = w->below;
  per->p[per->n++].what = w->what;
}

Traits traits_of(const LintBook *b, Str s, Pers *per) {
  Traits t = 0;
  size_t per_end = 0;
  for (size_t i = 0; i < s.n;) {
    unsigned char c = (unsigned char)s.p[i];
    if (c < 0xE0) { // no word of ours begins so
      if (c >= '0' && c <= '9')
        t |= N_DIGIT;
      else if (c == '+')
        t |= N_PLUS;
      else if ((c == '*' || c == 'X') && i + 1 < s.n && s.p[i + 1] == s.p[i])
        t |= N_BLANK; // **, XX
      i++;
      continue;
    }
    if (s.n - i < 3) break;
    const Word *longest = NULL;
    for (uint16_t w = b->head[head_of(s.p + i)]; w; w = b->links[w - 1].next) {
      const Word *word = &word_rows[w - 1];
      uint32_t second = b->links[w - 1].second;
      if (word->n > s.n - i || (word->end && i + word->n != s.n)) continue;
      if (second && second != three(s.p + i + 3)) continue;
      if (memcmp(word->text, s.p + i, word->n) != 0) continue;
      t |= word->traits;
      if (word->below && (!longest || word->n > longest->n)) longest = word;
    }
    if (longest && i >= per_end) {
      add_per(per, longest);
      per_end = i + longest->n;
    }
    i += c >= 0xF0 ? 4 : 3;
  }
  return t;
}

bool lint_wants_unit(Str name, Str *unit) {
  static const struct {
    const char *end, *unit;
  } rows[] = {{"人次", "人次"}, {"人次数", "人次"}, {"人数", "人"}, {"户数", "户"}, {"次数", "次"},
              {"场次", "场次"}, {"天数", "日"},     {"件数", "件"}, {"份数", "份"}, {"篇数", "篇"},
              {"条数", "条"},   {"台数", "台"},     {"家数", "家"}, {"个数", "个"}, {"率", "%"},
              {"比例", "%"},    {"占比", "%"},      {"满意度", "%"}};
  Str core = name_core(name);
  *unit = (Str){0};
  Traits t = 0;
  for (size_t w = 0; w < WORDS; w++)
    if (word_rows[w].end && str_ends(core, (Str){word_rows[w].text, word_rows[w].n}))
      t |= word_rows[w].traits;
  if (has(t, N_PLAIN)) return false;
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    if (str_ends(core, str_z(rows[k].end)) && !(rows[k].unit[0] == '%' && has(t, N_NO_RATE)))
      *unit = str_z(rows[k].unit);
  return true;
}

bool same_words(Str a, Str b) {
  a = name_core(a), b = name_core(b);
  size_t i = 0, k = 0;
  for (;;) {
    while (i < a.n && (a.p[i] == ' ' || a.p[i] == ',' || a.p[i] == '.' || a.p[i] == ';')) i++;
    while (k < b.n && (b.p[k] == ' ' || b.p[k] == ',' || b.p[k] == '.' || b.p[k] == ';')) k++;
    while (a.n - i >= 3 &&
           (memcmp(a.p + i, "，", 3) == 0 || memcmp(a.p + i, "。", 3) == 0 || memcmp(a.p + i, "、", 3) == 0))
      i += 3;
    while (b.n - k >= 3 &&
           (memcmp(b.p + k, "，", 3) == 0 || memcmp(b.p + k, "。", 3) == 0 || memcmp(b.p + k, "、", 3) == 0))
      k += 3;
    if (i >= a.n || k >= b.n) return i >= a.n && k >= b.n;
    if (a.p[i++] != b.p[k++]) return false;
  }
}

// ---- kinds

UnitKind unit_kind(const LintBook *b, const Program *p, UnitId u) {
  if (u == UNIT_NONE || u == UNIT_ONE) return OF_NOTHING;
  DimId d = unit_dim(p->units, u);
  return d < sizeof b->dim_kind ? (UnitKind)b->dim_kind[d] : OF_OTHER;
}

static ClassKind class_kind(Str name) {
  static const struct {
    const char *name;
    uint8_t kind;
  } rows[] = {
      {"数量指标", CLASS_QUANTITY},     {"质量指标", CLASS_QUALITY},
      {"时效指标", CLASS_TIMELY},       {"成本指标", CLASS_COST},
      {"经济成本指标", CLASS_COST},     {"经济效益指标", CLASS_ECONOMIC},
      {"社会效益指标", CLASS_EFFECT},   {"生态效益指标", CLASS_EFFECT},
      {"可持续影响指标", CLASS_EFFECT}, {"服务对象满意度指标", CLASS_SATISFACTION},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (str_eq(name, str_z(rows[i].name))) return (ClassKind)rows[i].kind;
  return CLASS_OTHER;
}

LintBook *lint_begin(Arena *a, const Program *p) {
  LintBook *b = NEW(a, LintBook);
  b->links = NEW_N(a, WordLink, WORDS);
  for (size_t w = 0; w < WORDS; w++) {
    const Word *word = &word_rows[w];
    uint16_t *head = &b->head[head_of(word->text)];
    b->links[w] = (WordLink){word->n >= 6 ? three(word->text + 3) : 0, *head};
    *head = (uint16_t)(w + 1);
  }
  for (size_t i = 0; i < UNITS; i++) {
    UnitFound f = units_find(p->units, str_z(unit_rows[i].unit));
    if (f.problem != UNIT_OK) continue;
    DimId d = unit_dim(p->units, f.id);
    if (d < sizeof b->dim_kind) b->dim_kind[d] = unit_rows[i].kind;
  }
  b->class_kind = NEW_N(a, uint8_t, p->plan->classes.n + 1);
  for (uint32_t k = 0; k < p->plan->classes.n; k++)
    b->class_kind[k] = (uint8_t)class_kind(plan_text(p->plan, p->plan->classes.name[k]));
  b->wanted = wanted_begin(a, p);
  return b;
}

// ---- one entity

static bool is_number(TargetForm f) {
  return f <= TARGET_RANGE || f == TARGET_BARE;
}

// Every field but the rows of explain_per, which would cost more to clear than all else.
static void facts_of(const LintBook *b, Check *c, const CheckedIndicator *i, NameFacts *room, Facts *f) {
  const NameFacts *n = name_facts(b, c, i, room);
  f->i = i;
  f->core = (Str){i->name_text.p + n->core_at, n->core_n};
  f->name = n->traits;
  f->name_per = &n->per;
  f->explain_per.n = 0;
  f->explain = i->explain.n ? traits_of(b, i->explain, &f->explain_per) : 0;
  f->unit = unit_kind(b, c->prog, i->target.unit);
  f->cls = i->cls == NONE ? CLASS_OTHER : (ClassKind)b->class_kind[i->cls];
  f->number = is_number((TargetForm)i->target.form) && i->target.low_ok;
  f->said = false;
}

void lint_entity(LintBook *b, Check *c, const CheckedEntity *e) {
  const EntityDecl *d = &c->prog->entities[e->entity];
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    if (e->indicators[k].target.form == TARGET_NA) continue;
    Facts f;
    NameFacts room;
    facts_of(b, c, &e->indicators[k], &room, &f);
    lint_levels(b, c, e, &f); // first: S06 silences others
    lint_targets(b, c, e, &f);
    if (d->kind == BODY_PROJECT) lint_wanted(b, c, e, &f);
  }
  lint_entity_targets(b, c, e);
  lint_entity_levels(b, c, e);
  lint_money(b, c, e);
  for (uint32_t k = 0; k < e->text_n; k++) {
    const CheckedText *t = &e->texts[k];
    Traits traits = t->kind == TEXT_CODE ? 0 : traits_of(b, t->text, NULL);
    lint_text(c, t, traits);
    lint_text_money(b, c, e, t, traits);
  }
  wanted_project(b, c, e);
}

void lint_end(LintBook *b, Check *c) {
  wanted_end(b, c);
}

// ---- places and findings

Ref target_operand(const CheckedIndicator *i) {
  return i->target.node ? ast_at(i->tree, i->target.node)->kids : 0;
}

Ref attr_of(const CheckedIndicator *i, AttrKind kind) {
  for (Ref r = ast_at(i->tree, i->node)->kids; r; r = ast_at(i->tree, r)->next)
    if (ast_at(i->tree, r)->kind == AST_ATTR && ast_at(i->tree, r)->op == kind) return r;
  return 0;
}

Span name_span(const CheckedIndicator *i) {
  return ast_span(i->tree, i->name);
}

Span class_span(const CheckedIndicator *i) {
  const Node *n = ast_at(i->tree, i->node);
  return n->x ? (Span){i->tree->file, n->at, n->at + n->x} : name_span(i);
}

Span target_span(const CheckedIndicator *i) {
  return i->target.node ? ast_span(i->tree, i->target.node) : name_span(i);
}

Str target_said(const CheckedIndicator *i) {
  Span at = target_span(i);
  return str_slice(i->tree->source->text, at.start, at.end);
}

Str target_words(Check *c, const CheckedIndicator *i) {
  Ref r = i->target.form == TARGET_TEXT ? target_operand(i) : 0;
  return r ? ast_string(c->scratch, i->tree, r) : (Str){0};
}

Span unit_span(const Tree *t, Ref r) {
  const Node *n = ast_at(t, r);
  Span at = ast_span(t, r);
  if (n->kind == AST_QUANTITY)
    at.start += ast_number_bytes(n) + n->op;
  else if (n->kind == AST_HOLE)
    at.start += ast_number_bytes(n);
  else
    at.start = at.end;
  return at;
}

Diag *lint_say(Check *c, uint16_t id, Span at, const Text *args, size_t argc) {
  return diag_add(c->diags, id, at, args, argc);
}

void lint_fix(Check *c, Diag *d, bool safe, Span at, Str text) {
  DiagFix *f = diag_fix(c->diags, d, T_LINT_WRITE, TEXT_ARGS(text_of(str_trim(text))));
  f->safe = safe;
  diag_edit(c->diags, f, at, text);
}

Text say_name(const CheckedIndicator *i) {
  return text_of(i->name_text);
}

// ---- numbers in running text

static Num money_scale(Str unit) {
  static const struct {
    const char *unit;
    int64_t scale;
  } rows[] = {{"元", 1},           {"千元", 1000},       {"万元", 10000},
              {"百万元", 1000000}, {"千万元", 10000000}, {"亿元", 100000000}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (str_eq(unit, str_z(rows[i].unit))) return NUM(rows[i].scale);
  return NUM_BAD;
}

static bool starts_at(Str s, size_t i, const char *word) {
  size_t n = strlen(word);
  return s.n - i >= n && memcmp(s.p + i, word, n) == 0;
}

static size_t unit_at(Str s, size_t i) { // bytes of the unit there, or 0
  static const char *const money[] = {"元", "千元", "万元", "百万元", "千万元", "亿元"};
  size_t best = 0;
  if (starts_at(s, i, "%") || starts_at(s, i, "‰") || starts_at(s, i, "％")) return s.p[i] == '%' ? 1 : 3;
  for (size_t k = 0; k < sizeof money / sizeof *money; k++)
    if (starts_at(s, i, money[k]) && strlen(money[k]) > best) best = strlen(money[k]);
  static const char *const more[] = {"公里", "千米", "亩", "万亩", "公顷",   "吨", "℃",
                                     "小时", "分钟", "天", "万人", "万人次", "名", "个工作日"};
  for (size_t k = 0; k < sizeof more / sizeof *more; k++)
    if (starts_at(s, i, more[k]) && strlen(more[k]) > best) best = strlen(more[k]);
  for (size_t k = 0; k < UNITS; k++)
    if (unit_rows[k].kind != OF_RATIO && unit_rows[k].unit[1] && starts_at(s, i, unit_rows[k].unit) &&
        strlen(unit_rows[k].unit) > best)
      best = strlen(unit_rows[k].unit);
  return best;
}

static bool digit(char c) {
  return c >= '0' && c <= '9';
}

static bool glued(Str s, size_t i) { // a digit that goes on something: LED12, 7*24, 2.0
  if (!i) return false;
  char c = s.p[i - 1];
  return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '*' || c == '-' ||
         c == '/';
}

bool next_number(Arena *a, Str s, size_t *from, Amount *out) {
  for (size_t i = *from; i < s.n; i++) {
    if (!digit(s.p[i]) || glued(s, i)) continue;
    char plain[32];
    size_t k = i, n = 0;
    while (k < s.n && n < sizeof plain - 1) {
      if (s.p[k] == ',' && k + 1 < s.n && digit(s.p[k + 1])) { // group comma
        k++;
        continue;
      }
      if (!digit(s.p[k]) && !(s.p[k] == '.' && k + 1 < s.n && digit(s.p[k + 1]))) break;
      plain[n++] = s.p[k++];
    }
    size_t end = k;
    while (k < s.n && s.p[k] == ' ') k++;
    size_t unit = k < s.n ? unit_at(s, k) : 0;
    *out = (Amount){
        .digits = {s.p + i, end - i}, .unit = {s.p + k, unit}, .at = i, .end = unit ? k + unit : end};
    out->text = str_slice(s, i, out->end);
    if (!num_parse(a, (Str){plain, n}, &out->value)) out->value = NUM_BAD;
    Num scale = money_scale(out->unit);
    out->money = num_ok(scale) && num_ok(out->value);
    if (out->money) out->value = num_mul(a, out->value, scale);
    *from = out->end > i ? out->end : i + 1;
    return true;
  }
  *from = s.n;
  return false;
}
