// Any bytes as JSON: the same rows and findings whether they come at once or a few at a time; nothing
// crashes.
#include "fuzz.h"
#include "grammar/diags.h"
#include "runtime/read/open.h"

typedef struct Seen {
  uint32_t rows, sum;
  uint32_t stop_at; // rows wanted
} Seen;

static bool row(void *ctx, const Row *r) {
  Seen *s = ctx;
  for (int c = 0; c < COLUMNS; c++) s->sum = s->sum * 31 + str_hash(r->cell[c]) + r->column[c];
  s->sum = s->sum * 31 + r->row;
  return ++s->rows != s->stop_at;
}

typedef struct Drops {
  Str left;
  size_t most;
} Drops;

static ptrdiff_t drop(void *ctx, char *to, size_t n) {
  Drops *d = ctx;
  if (n > d->most) n = d->most;
  if (n > d->left.n) n = d->left.n;
  if (n) memcpy(to, d->left.p, n);
  d->left = str_slice(d->left, n, d->left.n);
  return (ptrdiff_t)n;
}

static Seen read_as(Str text, size_t most, uint32_t stop_at) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Diags diags = diags_new(&a, diag_table);
  Drops drops = {text, most};
  DataInput in = {
      .place.name = S("x.json"), .input.fd = -1, .stream = {drop, &drops}, .arena = &a, .diags = &diags};
  Seen seen = {.stop_at = stop_at};
  bool ok = read_json(&a, &in, NULL, (RowSink){row, &seen}, &diags);
  must(ok || diags.n > 0);
  for (uint32_t i = 0; i < diags.n; i++) {
    Out o = out_memory(&a);
    message_write(&o, diag_table, &diags.p[i]->text, LANG_ZH);
    seen.sum = seen.sum * 31 + diags.p[i]->text.id + diags.p[i]->cell.row * 7 + diags.p[i]->cell.column;
  }
  arena_free(&a);
  return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Str text = {(const char *)data, size};
  Seen whole = read_as(text, SIZE_MAX, 0), few = read_as(text, 3, 0);
  must(whole.rows == few.rows && whole.sum == few.sum);
  must(read_as(text, SIZE_MAX, 2).rows <= 2);
  return 0;
}
