// A mapping says of what the columns of somebody's table speak. Its names are held to the program: projects,
// 数据 and indicators must be there, units must fit them; nothing may be told twice or be left unsaid.
#include "compiler/mapping.h"
#include "base/array.h"
#include "compiler/entity.h"
#include "compiler/names.h"
#include "compiler/target.h"

#define LOOK_MAX 20000 // entities that are searched for a name

typedef struct Mapping {
  Check *c;
  Lower *lower;
  const Tree *tree;
  uint32_t place;      // the entity around, or NONE
  uint32_t department; // told by place or constant, or NONE
  uint32_t entity;     // the same of the project (or department), or NONE
  Ref told[FIELDS];    // the FIELD
  Ref keyed[FIELDS];   // a KEY of that kind
  Ref values;          // the first VALUES
  Ref name;            // 指标 as a constant
  bool row_entity;     // which project a row is of stands in the row
  uint32_t row;        // in the plan
} Mapping;

static Diag *finding(Mapping *m, uint16_t id, Ref at, const Text *args, size_t argc) {
  return diag_add(m->c->diags, id, ast_span(m->tree, at), args, argc);
}

static Text field_word(FieldKind f) {
  static const Tok words[FIELDS] = {[FIELD_DEPARTMENT] = TOK_DEPARTMENT,
                                    [FIELD_PROJECT] = TOK_PROJECT,
                                    [FIELD_LEVEL2] = TOK_LEVEL2,
                                    [FIELD_NAME] = TOK_INDICATOR,
                                    [FIELD_DATE] = TOK_WHEN,
                                    [FIELD_VALUE] = TOK_VALUE,
                                    [FIELD_UNIT] = TOK_UNIT,
                                    [FIELD_REASON] = TOK_REASON};
  const TokenInfo *t = &token_table[words[f]];
  return (Text){str_z(t->zh), str_z(t->en)};
}

static void use(const Mapping *m, Ref name, UseKind kind, uint32_t row) {
  const Watch *w = m->c->watch;
  if (w) w->use(w->ctx, &(NameUse){.tree = m->tree, .name = name, .kind = (uint8_t)kind, .row = row});
}

static void offer_fix(Mapping *m, Diag *d, Ref at, Str near) {
  if (!near.n) return;
  DiagFix *f = diag_fix(m->c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(near)));
  diag_edit(m->c->diags, f, ast_span(m->tree, at), near);
}

// ---- 部门, 项目 as constants

static bool is_below(const Program *p, uint32_t e, uint32_t above) {
  while (e != NONE && e != above) e = p->entities[e].parent;
  return above == NONE || e == above;
}

// The one of that name and kinds (a bit mask of BodyKind) below `above`; NONE: reported.
static uint32_t entity_named(Mapping *m, Ref name, unsigned kinds, uint32_t above) {
  const Program *p = m->c->prog;
  Str key = ast_key(m->c->scratch, m->tree, name);
  uint32_t found = NONE;
  for (uint32_t e = map_get(&p->entity_names, key, ast_at(m->tree, name)->val); e != MAP_NONE && e != NONE;
       e = p->same_name[e]) {
    const EntityDecl *d = &p->entities[e];
    if (!(kinds >> d->kind & 1) || !is_below(p, e, above)) continue;
    if (found != NONE && p->entities[found].kind == BODY_PROJECT && d->kind != BODY_PROJECT) continue;
    if (found != NONE && p->entities[found].kind == d->kind) {
      Diag *g = finding(m, D_MAP_WHICH, name, TEXT_ARGS(text_of(ast_name(m->tree, name))));
      diag_label(m->c->diags, g, ast_span(p->trees[p->entities[found].tree], p->entities[found].name),
                 T_DECLARED_HERE, NO_ARGS);
      diag_label(m->c->diags, g, ast_span(p->trees[d->tree], d->name), T_DECLARED_HERE, NO_ARGS);
      return NONE;
    }
    found = e;
  }
  if (found != NONE) {
    use(m, name, USE_ENTITY, found);
    return found;
  }
  Near near = near_start(ast_name(m->tree, name));
  for (uint32_t e = 0; e < p->entity_n && near_wants(&near); e++)
    if (kinds >> p->entities[e].kind & 1 && p->entities[e].name && is_below(p, e, above))
      near_offer(&near, ast_name(p->trees[p->entities[e].tree], p->entities[e].name));
  Text kind = field_word(kinds & 1u << BODY_PROJECT ? FIELD_PROJECT : FIELD_DEPARTMENT);
  Diag *d = finding(m, D_MAP_NO_ENTITY, name, TEXT_ARGS(text_of(ast_name(m->tree, name)), kind));
  offer_fix(m, d, name, near.best);
  return NONE;
}

static uint32_t entity_of(Mapping *m, FieldKind field, Ref name, uint32_t above) {
  if (field == FIELD_DEPARTMENT) return entity_named(m, name, 1u << BODY_DEPARTMENT, NONE);
  return entity_named(m, name, 1u << BODY_PROJECT | 1u << BODY_SECTION, above);
}

// ---- 指标 as a constant

typedef struct Datum { // what a name stands for
  bool found, dim_told;
  DimId dim;
} Datum;

static Datum datum_in(Mapping *m, uint32_t entity, Ref name) {
  Check *c = m->c;
  const EntityNames *names = names_of(c, entity);
  UnitTable *units = c->prog->units;
  Datum out = {0};
  for (uint32_t k = names_find(names, m->tree, name, 0); k != NONE;
       k = names_find(names, m->tree, name, k + 1)) {
    const NameEntry *n = &names->p[k];
    if (n->kind == NAME_LET) continue;
    out.found = true;
    use(m, name, n->kind == NAME_INPUT ? USE_INPUT : USE_INDICATOR, n->row);
    if (n->kind == NAME_INPUT) {
      Ref unit = ast_at(n->tree, n->name)->next;
      UnitFound f = units_find_hashed(units, ast_unit_text(n->tree, unit), ast_at(n->tree, unit)->val);
      return (Datum){true, f.problem == UNIT_OK, f.problem == UNIT_OK ? unit_dim(units, f.id) : 0};
    }
    if (n->formula || out.dim_told) continue;
    const Watch *watching = c->watch; // its own formulas are no part of this
    Diags *said = c->diags, lost = diags_new(c->scratch, c->diags->table);
    c->diags = &lost, c->watch = NULL;
    Scope s = {.tree = n->tree, .entity = entity, .self_unit = UNIT_NONE};
    ExprRef e = expr_check(c, &s, n->name, (Want){.any = true});
    c->diags = said, c->watch = watching;
    if (e != NONE && c->pool.p[e].type == PLAN_QUANTITY && c->pool.p[e].unit != UNIT_NONE)
      out.dim_told = true, out.dim = unit_dim(units, c->pool.p[e].unit);
    c->pool = (ExprPool){0};
  }
  Str text = ast_name(m->tree, name);
  if (!out.found && (str_eq(text, S("支出")) || str_eq(text, S("spent"))))
    return (Datum){true, true, units_money_dim(units)};
  return out;
}

// The first entity among those the rows may be of that declares it: the one told, or any below it.
static Datum datum_of(Mapping *m, Ref name, uint32_t entity) {
  const Program *p = m->c->prog;
  Datum out = {0};
  if (entity != NONE && (out = datum_in(m, entity, name)).found) return out;
  bool all = m->c->watch != NULL; // whoever asks what a name stands for wants each of them
  bool whole = entity != NONE && p->entities[entity].kind != BODY_DEPARTMENT;
  uint32_t from = entity == NONE ? 0 : entity + 1, left = LOOK_MAX;
  for (uint32_t e = from; e < p->entity_n && left--; e++) {
    bool below = is_below(p, e, entity);
    if (!below && whole) break;
    Datum d = below ? datum_in(m, e, name) : (Datum){0};
    if (d.found && !out.found) out = d;
    if (out.found && !all) return out;
  }
  if (out.found) return out;
  uint32_t owner = entity; // of a project's 分项: the project's data
  while (owner != NONE && p->entities[owner].kind == BODY_SECTION) owner = p->entities[owner].parent;
  if (owner != entity && owner != NONE && (out = datum_in(m, owner, name)).found) return out;
  if (!left) return (Datum){.found = true};
  Near near = near_start(ast_name(m->tree, name));
  for (uint32_t e = entity == NONE ? 0 : entity; e < p->entity_n && near_wants(&near); e++) {
    if (!is_below(p, e, entity)) break;
    const EntityNames *names = names_of(m->c, e);
    for (uint32_t k = 0; k < names->n && near_wants(&near); k++)
      if (names->p[k].kind != NAME_LET) near_offer(&near, ast_name(names->p[k].tree, names->p[k].name));
  }
  Diag *d = finding(m, D_MAP_NO_NAME, name, TEXT_ARGS(text_of(ast_name(m->tree, name))));
  offer_fix(m, d, name, near.best);
  return out;
}

static void check_unit(Mapping *m, const Datum *d, UnitId unit, Ref at) {
  UnitTable *units = m->c->prog->units;
  if (!d->dim_told || unit_dim(units, unit) == d->dim) return;
  finding(m, D_MAP_UNIT, at, TEXT_ARGS(dim_name(units, unit_dim(units, unit)), dim_name(units, d->dim)));
}

// ---- what is told twice or not at all

static bool is_constant(AstKind k) {
  return k != AST_COLUMN && k != AST_HEADING && k != AST_SHEETNAME;
}

static void twice(Mapping *m, FieldKind f, Ref at, Ref first) {
  Diag *d = finding(m, D_MAP_TWICE, at, TEXT_ARGS(field_word(f)));
  diag_label(m->c->diags, d, ast_head(m->tree, first), T_FIRST_HERE, NO_ARGS);
}

static void count_field(Mapping *m, Ref r) {
  FieldKind f = (FieldKind)ast_at(m->tree, r)->op;
  if (m->told[f])
    twice(m, f, r, m->told[f]);
  else if (m->keyed[f])
    twice(m, f, r, m->keyed[f]);
  else if (f == FIELD_VALUE && m->values)
    twice(m, f, r, m->values);
  else
    m->told[f] = r;
  bool placed =
      m->place != NONE && (f == FIELD_DEPARTMENT ||
                           (f == FIELD_PROJECT && m->c->prog->entities[m->place].kind != BODY_DEPARTMENT));
  if (placed) finding(m, D_MAP_PLACED, r, TEXT_ARGS(field_word(f)));
}

static void count_values(Mapping *m, Ref r) {
  if (!m->values) m->values = r;
  Ref seen[FIELDS] = {0};
  if (m->told[FIELD_VALUE]) twice(m, FIELD_VALUE, r, m->told[FIELD_VALUE]);
  for (Ref k = ast_at(m->tree, r)->kids; k && ast_at(m->tree, k)->kind == AST_KEY;
       k = ast_at(m->tree, k)->next) {
    FieldKind f = (FieldKind)ast_at(m->tree, k)->op;
    if (seen[f] || m->told[f]) twice(m, f, k, seen[f] ? seen[f] : m->told[f]);
    seen[f] = k;
    if (!m->keyed[f]) m->keyed[f] = k;
    bool placed =
        m->place != NONE && (f == FIELD_DEPARTMENT ||
                             (f == FIELD_PROJECT && m->c->prog->entities[m->place].kind != BODY_DEPARTMENT));
    if (placed) finding(m, D_MAP_PLACED, k, TEXT_ARGS(field_word(f)));
  }
}

static Ref first_number(const Tree *t, Ref r) {
  Ref k = ast_at(t, r)->kids;
  return k && ast_at(t, k)->kind == AST_NUMBER ? k : 0;
}

// A row or column number, from 1.
static bool whole_number(Mapping *m, Ref leaf, uint32_t most, uint32_t *out) {
  Num n;
  int64_t i;
  *out = 0;
  if (num_parse(m->c->scratch, ast_digits(m->c->scratch, m->tree, leaf), &n) && num_to_i64(n, &i) && i >= 1 &&
      i <= most)
    return *out = (uint32_t)i, true;
  finding(m, D_MAP_NUMBER, leaf, TEXT_ARGS(text_of(str_fmt(m->c->diags->arena, "%u", most))));
  return false;
}

typedef struct Run {
  uint32_t first, last;
} Run;

static Run run_of(Mapping *m, Ref node, uint32_t most) {
  Ref a = ast_at(m->tree, node)->kids, b = a ? ast_at(m->tree, a)->next : 0;
  Run r = {0, 0};
  if (!a || !whole_number(m, a, most, &r.first)) return (Run){0, 0};
  r.last = r.first;
  if (b && whole_number(m, b, most, &r.last) && r.last < r.first) finding(m, D_MAP_BACKWARDS, node, NO_ARGS);
  return r;
}

// ---- into the plan

static uint32_t text_row(Mapping *m, Str s) {
  return plan_str(m->c->prog->plan, s);
}

static uint32_t column_row(Mapping *m, FieldKind field, MapFrom from, Ref node) {
  Plan *plan = m->c->prog->plan;
  uint32_t r = plan_add_mapping_columns(plan);
  plan->mapping_columns.field[r] = (uint8_t)field;
  plan->mapping_columns.from[r] = (uint8_t)from;
  plan->mapping_columns.text[r] = plan->mapping_columns.last_text[r] = NONE;
  plan->mapping_columns.entity[r] = NONE;
  plan->mapping_columns.line[r] = lower_line(m->c->prog, m->tree, node);
  return r;
}

static void put_place(Mapping *m, Ref leaf, uint32_t *text, uint32_t *number) {
  *text = NONE, *number = 0;
  if (ast_at(m->tree, leaf)->kind == AST_NUMBER)
    whole_number(m, leaf, MAPPING_COLUMNS_MAX, number);
  else if (m->lower)
    *text = text_row(m, ast_key(m->c->scratch, m->tree, leaf));
}

static void put_column(Mapping *m, FieldKind field, Ref column, Ref node) {
  Plan *plan = m->c->prog->plan;
  Ref a = ast_at(m->tree, column)->kids, b = a ? ast_at(m->tree, a)->next : 0;
  if (!a) return;
  uint32_t text, number, last_text = NONE, last = 0;
  put_place(m, a, &text, &number);
  if (b) put_place(m, b, &last_text, &last);
  if (number && last && last < number) finding(m, D_MAP_BACKWARDS, column, NO_ARGS);
  if (b && field != FIELD_VALUE) finding(m, D_MAP_RUN, column, TEXT_ARGS(field_word(field)));
  if (!m->lower) return;
  uint32_t r = column_row(m, field, b ? MAP_RUN : MAP_COLUMN, node);
  plan->mapping_columns.text[r] = text;
  plan->mapping_columns.number[r] = number;
  plan->mapping_columns.last_text[r] = last_text;
  plan->mapping_columns.last[r] = last;
}

// Dates are written the way cells are, so that a month given by the program and one given by a table mean
// the same day.
static Str date_words(Mapping *m, Ref leaf) {
  const Node *n = ast_at(m->tree, leaf);
  Arena *a = m->c->scratch;
  int year = n->val ? (int)n->val : m->c->prog->year;
  static const char *const quarters[] = {"一", "二", "三", "四"};
  Date day;
  switch ((DateForm)(n->op & ~DATE_BEFORE & 0xFF)) {
  case DATE_MONTH:
  case DATE_MONTH_END: return str_fmt(a, "%d年%u月", year, n->x >> 8);
  case DATE_QUARTER:
  case DATE_QUARTER_END:
    return str_fmt(a, "%d年%s季度", year, quarters[n->x >= 1 && n->x <= 4 ? n->x - 1 : 0]);
  case DATE_HALF:
  case DATE_HALF_END: return str_fmt(a, "%d年%s半年", year, n->x == 1 ? "上" : "下");
  case DATE_YEAR:
  case DATE_YEAR_END: return str_fmt(a, "%d年", year);
  case DATE_DAY:
  case DATE_BEFORE: break;
  }
  return date_read(m->c, m->tree, leaf, &day) ? date_text(a, day) : (Str){0};
}

static void check_date(Mapping *m, Ref leaf) {
  Date day;
  if (!date_read(m->c, m->tree, leaf, &day) || !m->c->prog->year) return;
  bool last_year = day > date_year_end(m->c->prog->year - 2) && day < m->c->prog->year_first;
  if (!last_year) date_in_year(m->c, m->tree, leaf, day);
}

static void put_constant(Mapping *m, FieldKind field, Ref leaf, uint32_t entity, Ref node) {
  if (!m->lower) return;
  Plan *plan = m->c->prog->plan;
  uint32_t r = column_row(m, field, MAP_CONSTANT, node);
  AstKind k = (AstKind)ast_at(m->tree, leaf)->kind;
  Str text = k == AST_DATE   ? date_words(m, leaf)
             : k == AST_NAME ? ast_name(m->tree, leaf)
                             : ast_text(m->tree, leaf);
  plan->mapping_columns.text[r] = text_row(m, text);
  plan->mapping_columns.entity[r] = entity;
}

// ---- fields and columns of values

static void put_field(Mapping *m, Ref r) {
  const Tree *t = m->tree;
  FieldKind f = (FieldKind)ast_at(t, r)->op;
  Ref from = ast_at(t, r)->kids;
  if (!from || m->told[f] != r) return;
  uint32_t entity = NONE;
  switch ((AstKind)ast_at(t, from)->kind) {
  case AST_COLUMN: put_column(m, f, from, r); return;
  case AST_HEADING: {
    uint32_t row = 0;
    Ref number = first_number(t, from), value = m->told[FIELD_VALUE];
    if (number) whole_number(m, number, MAPPING_COLUMNS_MAX, &row);
    bool constant = value && is_constant((AstKind)ast_at(t, ast_at(t, value)->kids)->kind);
    if (f == FIELD_VALUE || constant) finding(m, D_MAP_HEADING, r, TEXT_ARGS(field_word(f)));
    if (!m->lower) return;
    uint32_t at = column_row(m, f, MAP_HEADING, r);
    m->c->prog->plan->mapping_columns.number[at] = row;
    return;
  }
  case AST_SHEETNAME:
    if (m->lower) column_row(m, f, MAP_SHEETNAME, r);
    return;
  default: break;
  }
  UnitId unit;
  Quantity q;
  bool hole;
  Datum d = {0};
  if (f == FIELD_DEPARTMENT || f == FIELD_PROJECT) entity = m->entity;
  if (f == FIELD_DATE) check_date(m, from);
  if (f == FIELD_NAME) datum_of(m, from, m->entity);
  if ((f == FIELD_UNIT || f == FIELD_VALUE) && m->name && !m->keyed[FIELD_NAME]) {
    Diags *said = m->c->diags, lost = diags_new(m->c->scratch, said->table);
    m->c->diags = &lost; // told at the name itself
    d = datum_of(m, m->name, m->entity);
    m->c->diags = said;
  }
  if (f == FIELD_UNIT && unit_read(m->c, t, from, &unit)) check_unit(m, &d, unit, from);
  if (f == FIELD_VALUE && quantity_read(m->c, t, from, &q, &hole) && q.has_unit)
    check_unit(m, &d, q.unit, from);
  put_constant(m, f, from, entity, r);
}

static void put_values(Mapping *m, Ref r) {
  const Tree *t = m->tree;
  uint32_t entity = m->entity, above = m->department;
  Ref name = m->name, column = ast_child(t, r, AST_COLUMN), unit = ast_child(t, r, AST_UNIT);
  for (Ref k = ast_at(t, r)->kids; k && ast_at(t, k)->kind == AST_KEY; k = ast_at(t, k)->next) {
    FieldKind f = (FieldKind)ast_at(t, k)->op;
    Ref leaf = ast_at(t, k)->kids;
    if (f == FIELD_NAME) name = leaf;
    if (f != FIELD_DEPARTMENT && f != FIELD_PROJECT) continue;
    uint32_t e = entity_of(m, f, leaf, above);
    if (e != NONE && (f == FIELD_PROJECT || entity == NONE || is_below(m->c->prog, e, entity))) entity = e;
    if (f == FIELD_DEPARTMENT) above = e;
  }
  if (column) put_column(m, FIELD_VALUE, column, r);
  for (Ref k = ast_at(t, r)->kids; k && ast_at(t, k)->kind == AST_KEY; k = ast_at(t, k)->next) {
    FieldKind f = (FieldKind)ast_at(t, k)->op;
    Ref leaf = ast_at(t, k)->kids;
    if (f == FIELD_DATE) check_date(m, leaf);
    put_constant(m, f, leaf, f == FIELD_PROJECT || f == FIELD_DEPARTMENT ? entity : NONE, k);
  }
  Datum d = {0};
  if (name && name != m->name) d = datum_of(m, name, entity);
  UnitId u;
  if (!unit) return;
  if (unit_read(m->c, t, unit, &u)) check_unit(m, &d, u, unit);
  put_constant(m, FIELD_UNIT, unit, NONE, r);
}

// ---- one column, two meanings

static bool same_place(Mapping *m, Ref a, Ref b) {
  const Tree *t = m->tree;
  if (ast_at(t, a)->kind != ast_at(t, b)->kind) return false;
  if (ast_at(t, a)->kind == AST_NAME) return ast_same_name(t, a, t, b);
  Num x, y;
  return num_parse(m->c->scratch, ast_digits(m->c->scratch, t, a), &x) &&
         num_parse(m->c->scratch, ast_digits(m->c->scratch, t, b), &y) && num_cmp(x, y) == 0;
}

static void columns_once(Mapping *m, Ref node) {
  const Tree *t = m->tree;
  ARRAY(Ref) taken = {0};
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next) {
    AstKind k = (AstKind)ast_at(t, r)->kind;
    Ref column = k == AST_FIELD || k == AST_VALUES ? ast_child(t, r, AST_COLUMN) : 0;
    Ref leaf = column ? ast_at(t, column)->kids : 0;
    if (!leaf || ast_at(t, leaf)->next) continue;
    for (uint32_t i = 0; i < taken.n && i < 200; i++) {
      if (!same_place(m, taken.p[i], leaf)) continue;
      Diag *d = finding(m, D_MAP_COLUMN_TWICE, leaf, TEXT_ARGS(text_of(node_text(t, leaf))));
      diag_label(m->c->diags, d, ast_span(t, taken.p[i]), T_FIRST_HERE, NO_ARGS);
      break;
    }
    *array_push(m->c->scratch, &taken) = leaf;
  }
}

// ---- filters

static void put_condition(Mapping *m, Ref r) {
  const Tree *t = m->tree;
  Ref column = ast_at(t, r)->kids, place = column ? ast_at(t, column)->kids : 0;
  if (!place) return;
  uint32_t text, number;
  put_place(m, place, &text, &number);
  if (!m->lower) return;
  Plan *plan = m->c->prog->plan;
  uint32_t f = plan_add_mapping_filters(plan), first = plan->mapping_texts.n;
  for (Ref w = ast_at(t, column)->next; w; w = ast_at(t, w)->next) {
    AstKind k = (AstKind)ast_at(t, w)->kind;
    Str s = k == AST_STRING ? ast_string(m->c->scratch, t, w)
            : k == AST_NAME ? ast_name(t, w)
                            : ast_digits(m->c->scratch, t, w);
    uint32_t row = plan_add_mapping_texts(plan);
    plan->mapping_texts.text[row] = text_row(m, s);
  }
  plan->mapping_filters.op[f] = ast_at(t, r)->op;
  plan->mapping_filters.text[f] = text;
  plan->mapping_filters.number[f] = number;
  plan->mapping_filters.word_first[f] = first;
  plan->mapping_filters.word_n[f] = plan->mapping_texts.n - first;
  plan->mapping_filters.line[f] = lower_line(m->c->prog, t, r);
}

static void put_filters(Mapping *m, Ref node) {
  const Tree *t = m->tree;
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next)
    for (Ref k = ast_at(t, r)->kind == AST_ONLY ? ast_at(t, r)->kids : 0; k; k = ast_at(t, k)->next)
      if (ast_at(t, k)->kind == AST_CONDITION) put_condition(m, k);
}

// ---- the whole

static void find_entity(Mapping *m) {
  const Program *p = m->c->prog;
  m->entity = m->place;
  for (uint32_t e = m->place; e != NONE; e = p->entities[e].parent)
    if (p->entities[e].kind == BODY_DEPARTMENT) m->department = e;
  static const FieldKind order[] = {FIELD_DEPARTMENT, FIELD_PROJECT};
  for (unsigned i = 0; i < 2; i++) {
    Ref r = m->told[order[i]], leaf = r ? ast_at(m->tree, r)->kids : 0;
    if (!leaf) continue;
    if (!is_constant((AstKind)ast_at(m->tree, leaf)->kind)) {
      m->row_entity = true;
      continue;
    }
    uint32_t e = entity_of(m, order[i], leaf, m->department);
    if (e != NONE) m->entity = e;
    if (order[i] == FIELD_DEPARTMENT) m->department = e;
  }
  Ref name = m->told[FIELD_NAME] ? ast_at(m->tree, m->told[FIELD_NAME])->kids : 0;
  if (name && ast_at(m->tree, name)->kind == AST_NAME) m->name = name;
}

static void count_all(Mapping *m, Ref node) {
  const Tree *t = m->tree;
  Ref header = 0, rows = 0;
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next) switch ((AstKind)ast_at(t, r)->kind) {
    case AST_FIELD: count_field(m, r); break;
    case AST_VALUES: count_values(m, r); break;
    case AST_UNITOF: finding(m, D_MAP_UNIT_PLACE, r, NO_ARGS); break;
    case AST_HEADERROWS:
      if (header) finding(m, D_STATEMENT_TWICE, r, TEXT_ARGS(text_of(S("表头"))));
      header = r;
      break;
    case AST_ROWS:
      if (rows) finding(m, D_STATEMENT_TWICE, r, TEXT_ARGS(text_of(S("行"))));
      rows = r;
      break;
    default: break;
    }
  if (!m->told[FIELD_VALUE] && !m->values) finding(m, D_MAP_NO_VALUE, ast_at(t, node)->kids, NO_ARGS);
  bool named = m->told[FIELD_NAME] != 0;
  for (Ref r = ast_at(t, node)->kids; r && !named; r = ast_at(t, r)->next) {
    if (ast_at(t, r)->kind != AST_VALUES) continue;
    bool own = false;
    for (Ref k = ast_at(t, r)->kids; k && ast_at(t, k)->kind == AST_KEY; k = ast_at(t, k)->next)
      own |= ast_at(t, k)->op == FIELD_NAME;
    if (own) continue;
    finding(m, D_MAP_NO_KEY, r, NO_ARGS);
    named = true;
  }
  if (!named && !m->values && m->told[FIELD_VALUE]) finding(m, D_MAP_NO_KEY, m->told[FIELD_VALUE], NO_ARGS);
}

static void start_row(Mapping *m, Ref node) {
  const Tree *t = m->tree;
  Plan *plan = m->c->prog->plan;
  Ref file = ast_child(t, node, AST_STRING), sheets = ast_child(t, node, AST_SHEETS);
  m->row = plan_add_mappings(plan);
  plan->mappings.pattern[m->row] = text_row(m, file ? ast_string(m->c->scratch, t, file) : (Str){0});
  plan->mappings.told[m->row] = ast_at(t, node)->op;
  plan->mappings.file[m->row] = t->file;
  plan->mappings.line[m->row] = lower_line(m->c->prog, t, node);
  plan->mappings.sheet_first[m->row] = plan->mapping_texts.n;
  for (Ref s = sheets ? ast_at(t, sheets)->kids : 0; s; s = ast_at(t, s)->next) {
    uint32_t row = plan_add_mapping_texts(plan);
    plan->mapping_texts.text[row] = text_row(m, ast_key(m->c->scratch, t, s));
    plan->mappings.sheet_n[m->row]++;
  }
}

static void check_mapping(Check *c, Lower *lower, const MappingDecl *decl) {
  const Program *p = c->prog;
  Mapping m = {
      .c = c, .lower = lower, .tree = p->trees[decl->tree], .place = decl->entity, .department = NONE};
  const Tree *t = m.tree;
  Plan *plan = p->plan;
  Ref node = decl->node, file = ast_child(t, node, AST_STRING);
  if (!file) return;
  if (!str_trim(ast_string(c->scratch, t, file)).n) finding(&m, D_MAP_NO_FILE, file, NO_ARGS);
  if (lower) start_row(&m, node);
  if (ast_at(t, node)->op) count_all(&m, node);
  find_entity(&m);
  if (lower) {
    plan->mappings.entity[m.row] = m.entity;
    plan->mappings.column_first[m.row] = plan->mapping_columns.n;
  }
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next)
    if (ast_at(t, r)->kind == AST_FIELD && ast_at(t, r)->op != FIELD_VALUE) put_field(&m, r);
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next) {
    AstKind k = (AstKind)ast_at(t, r)->kind;
    if (k == AST_FIELD && ast_at(t, r)->op == FIELD_VALUE) put_field(&m, r);
    if (k == AST_VALUES) put_values(&m, r);
    if (k != AST_HEADERROWS && k != AST_ROWS) continue;
    Run run = run_of(&m, r, k == AST_ROWS ? INT32_MAX : MAPPING_COLUMNS_MAX);
    if (k == AST_HEADERROWS && run.last - run.first >= MAPPING_HEADERS_MAX && run.last > run.first)
      finding(&m, D_MAP_HEADER_ROWS, r,
              TEXT_ARGS(text_of(str_fmt(c->diags->arena, "%d", MAPPING_HEADERS_MAX))));
    if (!lower) continue;
    Ref first = ast_at(t, r)->kids;
    bool open = k == AST_ROWS && first && !ast_at(t, first)->next; // 行 5..
    if (k == AST_ROWS)
      plan->mappings.row_first[m.row] = run.first, plan->mappings.row_last[m.row] = open ? 0 : run.last;
    else
      plan->mappings.header_first[m.row] = run.first, plan->mappings.header_last[m.row] = run.last;
  }
  columns_once(&m, node);
  if (lower) {
    plan->mappings.column_n[m.row] = plan->mapping_columns.n - plan->mappings.column_first[m.row];
    plan->mappings.filter_first[m.row] = plan->mapping_filters.n;
  }
  put_filters(&m, node);
  if (lower) plan->mappings.filter_n[m.row] = plan->mapping_filters.n - plan->mappings.filter_first[m.row];
}

void check_mappings(Check *c, Lower *lower) {
  for (uint32_t i = 0; i < c->prog->mapping_n; i++) {
    ArenaMark mark = arena_mark(c->scratch);
    c->pool = (ExprPool){0};
    c->names = NULL;
    check_mapping(c, lower, &c->prog->mappings[i]);
    c->pool = (ExprPool){0};
    c->names = NULL;
    arena_reset(c->scratch, mark);
  }
}
