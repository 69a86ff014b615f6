// Records of JSON as rows of a table: [{…}, {…}], {"rows": [{…}, …]}, or a record a line. The keys are the
// header; its order is the order of their first appearance. A row's number is that of the record in its list;
// in JSON Lines the line.
#include "base/array.h"
#include "base/map.h"
#include "grammar/diags.h"
#include "runtime/read/decimal.h"
#include "runtime/read/json.h"

enum { LOOK_AHEAD = 100, KEYS_MAX = 16384 }; // records whose keys are all known before the first row is given

typedef struct Kept {
  Str *text;
  uint32_t n, row;
} Kept;

typedef struct Rows {
  Arena *arena, scratch; // of the run; of one record
  ArenaMark mark;
  DataInput *in;
  Diags *diags;
  JsonReader *json;
  RowSink sink;
  Mapping *mapping;
  MappedTable *mapped;
  Interner keys;
  ARRAY(Str) text;                   // of the record, by key
  uint32_t *seen_in;                 // by key: the record that had it last, to find a key written twice
  uint32_t seen_cap, records, usual; // usual: the key that came next in the record before
  Kept kept[LOOK_AHEAD];
  uint32_t kept_n;
  ReadPlace place;  // sheet: the key that holds the list, where an 实际 names it
  ARRAY(Str) lists; // keys that hold one, while the first record may be an envelope of another name
  bool begun;       // the layout is known
  uint32_t known_keys;
  Layout layout;
  bool enough;
} Rows;

static void no_keys(Rows *r) {
  Diag *d = read_finding(r->diags, &r->in->place, D_JSON_NO_KEYS, 0, 0, NO_ARGS);
  if (!r->keys.n) return;
  Cells keys = {.text = r->keys.strs, .n = r->keys.n}, lists = {.text = r->lists.p, .n = r->lists.n};
  diag_note(r->diags, d, T_JSON_KEYS, TEXT_ARGS(text_of(layout_listed(r->arena, &keys))));
  if (lists.n && r->kept_n == 1)
    diag_note(r->diags, d, T_JSON_LIST, TEXT_ARGS(text_of(layout_listed(r->arena, &lists))));
  else
    diag_note(r->diags, d, T_JSON_RENAME, NO_ARGS);
}

static bool lay_out(Rows *r) {
  Cells header = {.text = r->keys.strs, .n = r->keys.n};
  r->known_keys = r->keys.n;
  if (!layout_is_header(r->arena, &header)) {
    no_keys(r);
    return false;
  }
  if (!layout_read(r->arena, r->diags, &r->in->place, &header, 0, &r->layout)) return false;
  r->layout.any_width = true;
  return true;
}

static bool give(Rows *r, const Str *text, uint32_t n, uint32_t row) {
  Cells cells = {.text = text, .n = n};
  bool more;
  if (r->mapped)
    more = mapped_row(r->mapped, &cells, row);
  else {
    if (r->keys.n > r->known_keys && !lay_out(r)) return false;
    more = layout_row(&r->layout, &r->scratch, &r->in->place, &cells, row, NULL, r->sink);
  }
  r->enough |= !more;
  return more;
}

static bool begin(Rows *r) {
  r->begun = true;
  if (!r->kept_n) {
    read_finding(r->diags, &r->in->place, D_JSON_SHAPE, 0, 0, NO_ARGS);
    return false;
  }
  if (r->mapping) {
    r->mapped = mapped_begin(r->arena, r->diags, &r->place, r->mapping, r->sink);
    if (!mapped_row(r->mapped, &(Cells){.text = r->keys.strs, .n = r->keys.n}, 0)) return false;
  } else if (!lay_out(r))
    return false;
  for (uint32_t i = 0; i < r->kept_n; i++)
    if (!give(r, r->kept[i].text, r->kept[i].n, r->kept[i].row)) return false;
  return true;
}

// A complete record. The first ones wait until their keys are known.
static bool record(Rows *r, uint32_t row) {
  bool more = true;
  if (!r->begun) {
    Kept *k = &r->kept[r->kept_n++];
    *k = (Kept){NEW_N(r->arena, Str, r->text.n), r->text.n, row};
    for (uint32_t i = 0; i < r->text.n; i++) k->text[i] = str_dup(r->arena, r->text.p[i]);
    if (r->kept_n == LOOK_AHEAD) more = begin(r);
  } else
    more = give(r, r->text.p, r->text.n, row);
  for (uint32_t i = 0; i < r->text.n; i++) r->text.p[i] = (Str){0};
  arena_reset(&r->scratch, r->mark);
  return more;
}

static bool broken(Rows *r, uint16_t id) {
  read_finding(r->diags, &r->in->place, id, json_line(r->json), 0, NO_ARGS);
  return false;
}

// The number of a key; keys mostly come in the order of the record before.
static bool key_number(Rows *r, Str key, uint32_t *out) {
  uint32_t next = r->usual++;
  if (next >= r->keys.n || !str_eq(r->keys.strs[next], key)) {
    next = intern(r->arena, &r->keys, key);
    r->usual = next + 1;
  }
  if (next >= KEYS_MAX) return broken(r, D_JSON_SHAPE);
  while (r->text.n <= next) *array_push(r->arena, &r->text) = (Str){0};
  if (next >= r->seen_cap) {
    uint32_t cap = r->seen_cap ? r->seen_cap * 2 : 64;
    while (cap <= next) cap *= 2;
    uint32_t *wider = NEW_N(r->arena, uint32_t, cap);
    if (r->seen_cap) memcpy(wider, r->seen_in, r->seen_cap * sizeof *wider);
    r->seen_in = wider, r->seen_cap = cap;
  }
  if (r->seen_in[next] == r->records) {
    read_finding(r->diags, &r->in->place, D_JSON_TWICE, json_line(r->json), 0,
                 TEXT_ARGS(text_of(str_dup(r->arena, key))));
    return false;
  }
  r->seen_in[next] = r->records;
  *out = next;
  return true;
}

static Str plain(Arena *a, Str number) { // without an exponent, exactly
  Decimal d;
  for (size_t i = 0; i < number.n; i++)
    if ((number.p[i] | 32) == 'e')
      return decimal_read(a, number, 0, &d) ? decimal_text(a, &d, (Str){0}) : number;
  return number;
}

static bool list(Rows *r);

// Whether a list of this name holds the rows: rows, or what 实际 … 表 names; the first one does.
static bool holds_rows(Rows *r, Str key) {
  if (r->place.sheet.n || r->begun) return false;
  bool told = r->mapping && mapping_reads(r->mapping, &r->scratch, key) &&
              !mapping_reads(r->mapping, &r->scratch, (Str){0});
  if (told) r->place.sheet = str_dup(r->arena, key);
  return told || str_eq(key, S("rows"));
}

// The members of an object. Where one of them is a list of that name, the object is its envelope.
static bool object(Rows *r, uint32_t row, bool top) {
  r->records++;
  r->usual = 0;
  bool envelope = false;
  for (Str text;;) {
    JsonKind kind = json_next(r->json, &text);
    if (kind == JSON_BROKEN) return false;
    if (kind == JSON_OBJECT_END) break;
    Str name = top ? str_dup(&r->scratch, text) : text;
    uint32_t key;
    if (!key_number(r, text, &key)) return false;
    kind = json_next(r->json, &text);
    if (kind == JSON_ARRAY && top && holds_rows(r, name)) {
      r->keys = (Interner){0}; // those of the envelope are no columns
      r->text.n = 0, r->seen_cap = 0;
      envelope = true;
      if (!list(r)) return false;
      r->records++;
      continue;
    }
    if (kind == JSON_ARRAY && top && !r->kept_n && !r->begun)
      *array_push(r->arena, &r->lists) = str_dup(r->arena, name);
    if (!json_skip(r->json, kind)) return false;
    if (envelope) continue;
    Str cell = {0};
    switch (kind) {
    case JSON_TEXT: cell = str_dup(&r->scratch, str_trim(text)); break;
    case JSON_NUMBER: cell = str_dup(&r->scratch, plain(&r->scratch, text)); break;
    case JSON_TRUE: cell = S("是"); break;
    case JSON_FALSE: cell = S("否"); break;
    case JSON_OBJECT: cell = S("{…}"); break;
    case JSON_ARRAY: cell = S("[…]"); break;
    default: break; // null: nothing there
    }
    r->text.p[key] = cell;
  }
  return envelope || record(r, row);
}

static bool list(Rows *r) {
  Str text;
  for (uint32_t row = 1;; row++) {
    JsonKind kind = json_next(r->json, &text);
    if (kind == JSON_ARRAY_END) return true;
    if (kind == JSON_BROKEN) return false;
    if (kind != JSON_OBJECT) return broken(r, D_JSON_SHAPE);
    if (!object(r, row, false)) return false;
  }
}

bool read_json(Arena *a, DataInput *in, Mapping *mapping, RowSink sink, Diags *diags) {
  Rows *r = NEW(a, Rows);
  *r = (Rows){.arena = a,
              .in = in,
              .diags = diags,
              .json = json_reader(a, in),
              .sink = sink,
              .mapping = mapping,
              .place = in->place};
  arena_init_like(&r->scratch, a);
  r->mark = arena_mark(&r->scratch);
  bool ok = true;
  for (Str text; ok;) {
    JsonKind kind = json_next(r->json, &text);
    if (kind == JSON_END) break;
    ok = kind == JSON_ARRAY    ? list(r)
         : kind == JSON_OBJECT ? object(r, json_line(r->json), true)
                               : kind != JSON_BROKEN && broken(r, D_JSON_SHAPE);
  }
  ok = ok && (r->begun || begin(r));
  ok |= r->enough;
  arena_free(&r->scratch);
  if (r->mapped) ok &= mapped_end(r->mapped);
  if (mapping && (ok || !r->place.sheet.n))
    ok &= mapping_done(mapping, diags, &in->place, &r->place.sheet, r->place.sheet.n > 0);
  return ok;
}
