// Building, joining and sorting findings, and filling their texts' placeholders.
#include "base/diag.h"
#include "base/array.h"
#include <stdlib.h>

Diags diags_new(Arena *a, const DiagSpec *table) {
  return (Diags){.arena = a, .table = table};
}

static Message message(uint16_t id, const Text *args, size_t argc) {
  Message m = {.id = id, .argc = (uint8_t)(argc < TEXT_MAX_ARGS ? argc : TEXT_MAX_ARGS)};
  if (m.argc) memcpy(m.args, args, m.argc * sizeof *args);
  return m;
}

Severity diag_severity(const Diags *ds, const Diag *d) {
  return ds->table[d->text.id].severity;
}

// The counter of its severity.
static uint32_t *counter(Diags *ds, uint16_t id) {
  switch (ds->table[id].severity) {
  case SEV_ERROR: return &ds->errors;
  case SEV_WARNING: return &ds->warnings;
  case SEV_HINT:
  case SEV_TEXT: break;
  }
  return &ds->hints;
}

void diags_put(Diags *ds, Diag *d) {
  ds->p =
      ds->n < ds->cap ? ds->p : array_room(ds->arena, ds->p, ds->n, &ds->cap, sizeof *ds->p, alignof(Diag *));
  d->order = ds->n;
  ds->p[ds->n++] = d;
  ++*counter(ds, d->text.id);
}

Diag *diag_add(Diags *ds, uint16_t id, Span at, const Text *args, size_t argc) {
  Diag *d = NEW(ds->arena, Diag);
  d->at = at;
  d->text = message(id, args, argc);
  diags_put(ds, d);
  return d;
}

void diags_count(Diags *ds, uint16_t id, uint64_t n) {
  uint32_t *all = counter(ds, id), more = n < UINT32_MAX - *all ? (uint32_t)n : UINT32_MAX - *all;
  *all += more;
  ds->counted = array_room(ds->arena, ds->counted, ds->counted_n, &ds->counted_cap, sizeof *ds->counted,
                           alignof(struct DiagCount));
  ds->counted[ds->counted_n++] = (struct DiagCount){id, more};
}

void diag_label(Diags *ds, Diag *d, Span at, uint16_t id, const Text *args, size_t argc) {
  DiagLabel **end = &d->labels;
  while (*end) end = &(*end)->next;
  *end = NEW(ds->arena, DiagLabel);
  **end = (DiagLabel){at, message(id, args, argc), NULL};
}

void diag_note(Diags *ds, Diag *d, uint16_t id, const Text *args, size_t argc) {
  DiagNote **end = &d->notes;
  while (*end) end = &(*end)->next;
  *end = NEW(ds->arena, DiagNote);
  **end = (DiagNote){message(id, args, argc), NULL};
}

DiagFix *diag_fix(Diags *ds, Diag *d, uint16_t id, const Text *args, size_t argc) {
  DiagFix **end = &d->fixes;
  while (*end) end = &(*end)->next;
  *end = NEW(ds->arena, DiagFix);
  **end = (DiagFix){.title = message(id, args, argc)};
  return *end;
}

void diag_edit(Diags *ds, DiagFix *f, Span at, Str text) {
  DiagEdit **end = &f->edits;
  while (*end) end = &(*end)->next;
  *end = NEW(ds->arena, DiagEdit);
  **end = (DiagEdit){at, text, NULL};
}

void diags_append(Diags *to, const Diags *from) {
  for (uint32_t i = 0; i < from->n; i++) diags_put(to, from->p[i]);
  for (uint32_t i = 0; i < from->counted_n; i++) diags_count(to, from->counted[i].id, from->counted[i].n);
}

// ---- copies

static Message message_copy(Arena *a, const Message *m) {
  Message out = *m;
  for (unsigned i = 0; i < m->argc; i++)
    out.args[i] = (Text){str_dup(a, m->args[i].zh), str_dup(a, m->args[i].en)};
  return out;
}

static Span moved(Span s, uint32_t file, uint32_t by) {
  return (Span){file, s.start + by, s.end + by};
}

static DiagEdit *edits_copy(Arena *a, const DiagEdit *e, uint32_t file, uint32_t by) {
  DiagEdit *first = NULL;
  for (DiagEdit **end = &first; e; e = e->next, end = &(*end)->next)
    *(*end = NEW(a, DiagEdit)) = (DiagEdit){moved(e->at, file, by), str_dup(a, e->text), NULL};
  return first;
}

Diag *diag_copy(Arena *a, const Diag *d, uint32_t file, uint32_t by) {
  Diag *out = NEW(a, Diag);
  *out = (Diag){.at = moved(d->at, file, by), .text = message_copy(a, &d->text)};
  DiagLabel **label = &out->labels;
  for (const DiagLabel *l = d->labels; l; l = l->next, label = &(*label)->next)
    *(*label = NEW(a, DiagLabel)) = (DiagLabel){moved(l->at, file, by), message_copy(a, &l->text), NULL};
  DiagNote **note = &out->notes;
  for (const DiagNote *n = d->notes; n; n = n->next, note = &(*note)->next)
    *(*note = NEW(a, DiagNote)) = (DiagNote){message_copy(a, &n->text), NULL};
  DiagFix **fix = &out->fixes;
  for (const DiagFix *f = d->fixes; f; f = f->next, fix = &(*fix)->next)
    *(*fix = NEW(a, DiagFix)) =
        (DiagFix){message_copy(a, &f->title), f->safe, edits_copy(a, f->edits, file, by), NULL};
  return out;
}

static bool inside(Span x, Span s) {
  return x.file == s.file && x.start >= s.start && x.end <= s.end;
}

bool diag_within(const Diag *d, Span s) {
  bool in = !d->cell.name.n && inside(d->at, s);
  for (const DiagLabel *l = d->labels; l; l = l->next) in = in && inside(l->at, s);
  for (const DiagFix *f = d->fixes; f; f = f->next)
    for (const DiagEdit *e = f->edits; e; e = e->next) in = in && inside(e->at, s);
  return in;
}

// ---- order

static int by_place(const void *x, const void *y) {
  const Diag *a = *(Diag *const *)x, *b = *(Diag *const *)y;
  bool a_out = a->cell.name.n > 0, b_out = b->cell.name.n > 0;
  if (a_out != b_out) return a_out - b_out;
  if (!a_out && a->at.file != b->at.file) return a->at.file < b->at.file ? -1 : 1;
  if (!a_out && a->at.start != b->at.start) return a->at.start < b->at.start ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

// Mostly they come nearly in order, that of the entities checked: each goes back a few steps, if not too many
// in all.
void diags_sort(Diags *ds) {
  size_t steps = 0, most = (size_t)ds->n * 8;
  for (uint32_t i = 1; i < ds->n && steps < most; i++) {
    Diag *d = ds->p[i];
    uint32_t at = i;
    for (; at && steps < most && by_place(&ds->p[at - 1], &d) > 0; at--, steps++) ds->p[at] = ds->p[at - 1];
    ds->p[at] = d;
  }
  if (steps == most && ds->n > 1) qsort(ds->p, ds->n, sizeof *ds->p, by_place);
}

void diags_drop(Diags *ds, uint32_t n) {
  while (ds->n > n) {
    const Diag *d = ds->p[--ds->n];
    --*counter(ds, d->text.id);
  }
}

Str text_in(Text t, Lang lang) {
  return lang == LANG_EN && t.en.n ? t.en : t.zh;
}

void message_write(Out *o, const DiagSpec *table, const Message *m, Lang lang) {
  const DiagSpec *spec = &table[m->id];
  const char *p = lang == LANG_EN && spec->en ? spec->en : spec->zh ? spec->zh : "";
  for (const char *brace; (brace = strchr(p, '{'));) {
    out_str(o, (Str){p, (size_t)(brace - p)});
    bool hole = brace[1] >= '0' && brace[1] <= '9' && brace[2] == '}';
    if (hole) {
      unsigned i = (unsigned)(brace[1] - '0');
      if (i < m->argc) out_str(o, text_in(m->args[i], lang));
      p = brace + 3;
    } else {
      out_c(o, '{');
      p = brace + (brace[1] == '{' ? 2 : 1);
    }
  }
  out_z(o, p);
}
