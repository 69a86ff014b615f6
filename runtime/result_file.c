// The document becomes a tree of values; then projects and indicators of two trees meet by name.
#include "runtime/result_file.h"
#include "base/map.h"
#include "grammar/diags.h"
#include "runtime/read/json.h"
#include "runtime/show.h"

typedef struct Node {
  JsonKind kind; // JSON_OBJECT, JSON_ARRAY or that of a value
  Str key, text;
  struct Node *first, *next;
} Node;

struct Stored {
  Node *root;
};

static bool value(Arena *a, JsonReader *r, JsonKind kind, Str text, Node *out) { // as deep as the reader goes
  *out = (Node){.kind = kind, .text = str_dup(a, text)};
  if (kind == JSON_BROKEN || kind == JSON_END) return false;
  if (kind != JSON_OBJECT && kind != JSON_ARRAY) return true;
  JsonKind end = kind == JSON_OBJECT ? JSON_OBJECT_END : JSON_ARRAY_END;
  for (Node **at = &out->first;; at = &(*at)->next) {
    Str key = {0};
    JsonKind k = json_next(r, &text);
    if (k == end) return true;
    if (k == JSON_KEY) key = str_dup(a, text), k = json_next(r, &text);
    *at = NEW(a, Node);
    bool good = value(a, r, k, text, *at);
    (*at)->key = key;
    if (!good) return false;
  }
}

static const Node *member(const Node *n, const char *key) {
  for (const Node *c = n ? n->first : NULL; c; c = c->next)
    if (str_eq(c->key, str_z(key))) return c->kind == JSON_NULL ? NULL : c;
  return NULL;
}

static Str text_at(const Node *n, const char *key) {
  const Node *c = member(n, key);
  return c ? c->text : (Str){0};
}

const Stored *stored_read(Arena *a, Str path, Diags *diags) {
  DataInput in;
  if (!data_open(a, &(DataSource){.name = path}, 0, false, diags, &in)) return NULL;
  Stored *s = NEW(a, Stored);
  s->root = NEW(a, Node);
  JsonReader *r = json_reader(a, &in);
  Str text = {0};
  JsonKind first = json_next(r, &text);
  bool good = value(a, r, first, text, s->root);
  good = data_close(&in) && good;
  if (good && str_starts(text_at(s->root, "schema"), S("pgl-result/"))) return s;
  if (good) data_fail(&in, D_NO_RESULT, NO_ARGS);
  return NULL;
}

// ---- comparing ----------------------------------------------------------------------------------

typedef struct Meeting {
  Arena *a;
  Lang lang;
  Changes *out;
  Str owner;
} Meeting;

static void change(Meeting *m, ChangeKind kind, ChangeWhat what, Str name, Str before, Str after,
                   Str difference) {
  m->out->n[kind]++;
  *array_push(m->a, &m->out->all) = (Change){.kind = (uint8_t)kind,
                                             .what = (uint8_t)what,
                                             .owner = m->owner,
                                             .name = name,
                                             .before = before,
                                             .after = after,
                                             .difference = difference};
}

static void field(Meeting *m, ChangeWhat what, Str name, Str was, Str is) {
  if (str_eq(was, is)) return;
  Num x, y;
  bool figures = num_parse(m->a, was, &x) && num_parse(m->a, is, &y) && num_ok(x) && num_ok(y);
  change(m, CHANGE_MADE, what, name, was, is,
         figures ? show_signed(m->a, num_sub(m->a, y, x), SHOW_ALL) : (Str){0});
}

static Str verdict(const Meeting *m, Str key) {
  for (unsigned v = 0; v < VERDICTS; v++)
    if (str_eq(key, str_z(verdict_keys[v]))) return word(m->lang, word_of_verdict((uint8_t)v));
  return key;
}

static Str path_of(Meeting *m, const Node *body) { // 部门 › 项目
  Str department = text_at(body, "department"), name = text_at(body, "name");
  if (!department.n || str_eq(department, name)) return name;
  return str_fmt(m->a, STR_FMT " › " STR_FMT, STR_ARG(department), STR_ARG(name));
}

static Str item_key(Meeting *m, const Node *item) {
  Str section = text_at(item, "section"), level2 = text_at(item, "level2"), name = text_at(item, "name");
  return str_fmt(m->a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(section), STR_ARG(level2), STR_ARG(name));
}

typedef struct Index { // the children of a list, by a key
  Map at;
  ARRAY(const Node *) all;
  bool *met;
} Index;

static Index index_of(Meeting *m, const Node *list, Str (*key)(Meeting *, const Node *)) {
  Index x = {0};
  for (const Node *c = list ? list->first : NULL; c; c = c->next) {
    bool added;
    Str k = key(m, c);
    map_put(m->a, &x.at, k, str_hash(k), x.all.n, &added);
    *array_push(m->a, &x.all) = c;
  }
  x.met = NEW_N(m->a, bool, x.all.n + 1);
  return x;
}

static const Node *same_in(Index *x, Str key) {
  uint32_t i = map_get(&x->at, key, str_hash(key));
  if (i == MAP_NONE || x->met[i]) return NULL;
  x->met[i] = true;
  return x->all.p[i];
}

static void indicators(Meeting *m, const Node *was, const Node *is) {
  Index old = index_of(m, member(was, "indicators"), item_key);
  const Node *list = member(is, "indicators");
  for (const Node *c = list ? list->first : NULL; c; c = c->next) {
    const Node *o = same_in(&old, item_key(m, c));
    Str name = text_at(c, "name"), now = verdict(m, text_at(c, "verdict"));
    if (!o) {
      change(m, CHANGE_ADDED, CHANGED_INDICATOR, name, (Str){0}, now, (Str){0});
      continue;
    }
    field(m, CHANGED_TARGET, name, text_at(member(o, "target"), "text"),
          text_at(member(c, "target"), "text"));
    field(m, CHANGED_ACTUAL, name, text_at(member(o, "actual"), "text"),
          text_at(member(c, "actual"), "text"));
    field(m, CHANGED_VERDICT, name, verdict(m, text_at(o, "verdict")), now);
    field(m, CHANGED_WEIGHT, name, text_at(o, "weight"), text_at(c, "weight"));
    field(m, CHANGED_POINTS, name, text_at(o, "score"), text_at(c, "score"));
  }
  for (uint32_t i = 0; i < old.all.n; i++)
    if (!old.met[i])
      change(m, CHANGE_REMOVED, CHANGED_INDICATOR, text_at(old.all.p[i], "name"),
             verdict(m, text_at(old.all.p[i], "verdict")), (Str){0}, (Str){0});
}

static void bodies(Meeting *m, const Node *was, const Node *is, ChangeWhat what) {
  Index old = index_of(m, was, path_of);
  for (const Node *c = is ? is->first : NULL; c; c = c->next) {
    Str path = path_of(m, c);
    const Node *o = same_in(&old, path);
    m->owner = path;
    if (!o) {
      m->owner = (Str){0};
      change(m, CHANGE_ADDED, what, path, (Str){0}, text_at(c, "score"), (Str){0});
      continue;
    }
    const Node *a = member(o, "budget"), *b = member(c, "budget");
    field(m, CHANGED_BUDGET, (Str){0}, text_at(a, "total"), text_at(b, "total"));
    field(m, CHANGED_SPENT, (Str){0}, text_at(a, "spent"), text_at(b, "spent"));
    field(m, CHANGED_RATE_POINTS, (Str){0}, text_at(a, "score"), text_at(b, "score"));
    field(m, CHANGED_TOTAL, (Str){0}, text_at(o, "score"), text_at(c, "score"));
    field(m, CHANGED_JUDGED, (Str){0}, text_at(o, "judged"), text_at(c, "judged"));
    field(m, CHANGED_GRADE, (Str){0}, text_at(o, "grade"), text_at(c, "grade"));
    indicators(m, o, c);
    bodies(m, member(o, "sections"), member(c, "sections"), CHANGED_SECTION);
  }
  m->owner = (Str){0};
  for (uint32_t i = 0; i < old.all.n; i++)
    if (!old.met[i])
      change(m, CHANGE_REMOVED, what, path_of(m, old.all.p[i]), text_at(old.all.p[i], "score"), (Str){0},
             (Str){0});
}

void stored_changes(Arena *a, const Stored *before, const Stored *after, Lang lang, Changes *out) {
  *out = (Changes){0};
  Meeting m = {.a = a, .lang = lang, .out = out};
  field(&m, CHANGED_YEAR, (Str){0}, text_at(before->root, "year"), text_at(after->root, "year"));
  field(&m, CHANGED_AS_OF, (Str){0}, text_at(before->root, "as_of"), text_at(after->root, "as_of"));
  bodies(&m, member(before->root, "projects"), member(after->root, "projects"), CHANGED_PROJECT);
  bodies(&m, member(before->root, "departments"), member(after->root, "departments"), CHANGED_DEPARTMENT);
}
