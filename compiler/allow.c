// Findings and blocks are both in order of place, so one sweep with a stack of open blocks decides all.
//
//   允许 ─┐block─────────────────┐
//         │  ·finding  ┌block─┐  │  ·finding outside
//
#include "compiler/allow.h"
#include "base/array.h"
#include "grammar/diags.h"
#include <stdlib.h>

typedef struct Rule { // one 允许; outer: the same code allowed around it
  Span block;
  Str code;
  uint32_t number; // of the code's first message: one stack a code
  struct Rule *outer;
  bool used, valid;
  bool unknown; // its block has an error, and what hangs on that was not looked for
} Rule;

static int by_place(const void *a, const void *b) {
  const Rule *x = *(Rule *const *)a, *y = *(Rule *const *)b;
  if (x->block.file != y->block.file) return x->block.file < y->block.file ? -1 : 1;
  if (x->block.start != y->block.start) return x->block.start < y->block.start ? -1 : 1;
  return x->block.end == y->block.end ? 0 : x->block.end > y->block.end ? -1 : 1;
}

// The first message of that code, or 0.
static uint32_t number_of(Str code) {
  for (uint32_t i = 1; i < DIAG_IDS; i++)
    if (diag_table[i].severity != SEV_TEXT && str_eq(str_z(diag_table[i].code), code)) return i;
  return 0;
}

static bool only_errors(Str code) {
  for (uint32_t i = 1; i < DIAG_IDS; i++)
    if (diag_table[i].severity != SEV_TEXT && diag_table[i].severity != SEV_ERROR &&
        str_eq(str_z(diag_table[i].code), code))
      return false;
  return true;
}

static Str near_code(Str code) {
  Str near = {0};
  unsigned least = 2;
  for (uint32_t i = 1; i < DIAG_IDS; i++) {
    if (diag_table[i].severity == SEV_TEXT) continue;
    Str c = str_z(diag_table[i].code);
    unsigned k = str_distance(code, c, least);
    if (k < least) least = k, near = c;
  }
  return near;
}

// T05 however it is typed: t05.
static Str code_read(Arena *a, const Tree *t, Ref name) {
  Str s = str_dup(a, ast_name(t, name));
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= 'a' && s.p[i] <= 'z') ((char *)(uintptr_t)s.p)[i] = (char)(s.p[i] - 'a' + 'A');
  return s;
}

static bool rule_read(Diags *diags, const Allow *al, Rule *out) {
  const Tree *t = al->tree;
  Ref name = ast_at(t, al->node)->kids, why = name ? ast_at(t, name)->next : 0;
  if (!name) return false;
  *out = (Rule){.block = al->block, .code = code_read(diags->arena, t, name)};
  if (why && ast_at(t, why)->kind == AST_STRING && !str_trim(ast_string(diags->arena, t, why)).n)
    diag_add(diags, D_ALLOW_REASON, ast_span(t, why), NO_ARGS);
  out->number = number_of(out->code);
  if (!out->number) {
    Str near = near_code(out->code);
    Diag *d = diag_add(diags, D_ALLOW_UNKNOWN, ast_span(t, name), TEXT_ARGS(text_of(out->code)));
    if (near.n) {
      DiagFix *f = diag_fix(diags, d, T_FIX_TO, TEXT_ARGS(text_of(near)));
      diag_edit(diags, f, ast_span(t, name), near);
    }
    return false;
  }
  if (only_errors(out->code)) {
    diag_add(diags, D_ALLOW_ERROR, ast_span(t, name), TEXT_ARGS(text_of(out->code)));
    return false;
  }
  return out->valid = true;
}

// What the evaluation reports is not known when a file is only checked.
static bool is_of_data(Str code) {
  return code.n > 2 && code.p[1] == '0' && (code.p[2] == '7' || code.p[2] == '8');
}

typedef struct Sweep {
  Rule **open; // blocks around the place, innermost last
  uint32_t depth;
  Rule *inner[DIAG_IDS];    // by code
  uint16_t first[DIAG_IDS]; // number of each message's code
} Sweep;

static void leave(Sweep *w, Span at) {
  while (w->depth &&
         (w->open[w->depth - 1]->block.file != at.file || w->open[w->depth - 1]->block.end <= at.start)) {
    const Rule *r = w->open[--w->depth];
    w->inner[r->number] = r->outer;
  }
}

static void enter(Sweep *w, Rule *r) {
  leave(w, r->block);
  if (!r->valid) return;
  r->outer = w->inner[r->number];
  w->inner[r->number] = r;
  w->open[w->depth++] = r;
}

// All messages of a code that is allowed somewhere answer to its first.
static void same_code(Sweep *w, const Rule *r) {
  if (!r->valid || w->first[r->number]) return;
  for (uint32_t i = 1; i < DIAG_IDS; i++)
    if (diag_table[i].severity != SEV_TEXT && str_eq(str_z(diag_table[i].code), r->code))
      w->first[i] = (uint16_t)r->number;
}

static void count(Diags *diags, Severity severity) {
  if (severity == SEV_ERROR)
    diags->errors++;
  else if (severity == SEV_WARNING)
    diags->warnings++;
  else
    diags->hints++;
}

void allow_apply(Arena *scratch, const Allow *allows, uint32_t n, Diags *diags) {
  if (!n) return;
  Rule *rules = NEW_N(scratch, Rule, n), **order = NEW_N(scratch, Rule *, n);
  for (uint32_t i = 0; i < n; i++) {
    rule_read(diags, &allows[i], &rules[i]);
    order[i] = &rules[i];
  }
  qsort(order, n, sizeof *order, by_place);
  diags_sort(diags);
  Sweep *w = NEW(scratch, Sweep);
  w->open = NEW_N(scratch, Rule *, n);
  for (uint32_t i = 0; i < n; i++) same_code(w, &rules[i]);
  uint32_t kept = 0, next = 0, all = diags->n;
  diags->errors = diags->warnings = diags->hints = 0;
  for (uint32_t i = 0; i < all; i++) {
    Diag *d = diags->p[i];
    while (next < n && (order[next]->block.file < d->at.file ||
                        (order[next]->block.file == d->at.file && order[next]->block.start <= d->at.start)))
      enter(w, order[next++]);
    leave(w, d->at);
    Severity severity = diag_severity(diags, d);
    bool error = severity == SEV_ERROR && d->text.id != D_ALLOW_UNKNOWN && d->text.id != D_ALLOW_ERROR &&
                 d->text.id != D_ALLOW_REASON;
    for (uint32_t k = 0; k < w->depth && error; k++) w->open[k]->unknown = true;
    Rule *r = severity == SEV_ERROR || d->cell.name.n ? NULL : w->inner[w->first[d->text.id]];
    if (r) {
      r->used = true;
      continue;
    }
    diags->p[kept++] = d;
    count(diags, severity);
  }
  diags->n = kept;
  for (uint32_t i = 0; i < n; i++)
    if (rules[i].valid && !rules[i].used && !rules[i].unknown && !is_of_data(rules[i].code))
      diag_add(diags, D_ALLOW_UNUSED, ast_span(allows[i].tree, allows[i].node),
               TEXT_ARGS(text_of(rules[i].code)));
}
