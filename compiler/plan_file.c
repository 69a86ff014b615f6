// One list of arrays serves the writer and the reader: the columns, then strings and numbers. A number beyond
// 64 bits stands as text among the strings.
#include "compiler/plan_file.h"
#include "base/array.h"
#include "base/par.h"
#include <stdatomic.h>

#define ALIGN 64u
#define ORDER 0x01020304u
#define BLOCK ((size_t)512 << 10) // with a checksum of its own, so that threads share the work
#define PIECE ((size_t)32 << 10)  // looked at in one go: checksum and cells while it is in the cache

typedef struct Header {
  char magic[8];
  uint32_t order;
  int32_t year;
  uint64_t layout, stdlib;
  char version[24];
  uint64_t size; // of the file
  uint32_t section_n, num_n, string_n, big_n;
  uint64_t sum; // of the header without it, and the sections
} Header;

typedef struct Section { // one that has the bytes of an earlier one stands where that does
  uint64_t at, cells, sum;
} Section;

typedef struct BigRow { // nums[num] is what the string says
  uint32_t num, text;
} BigRow;

// ---- checksums

static inline uint64_t load(const unsigned char *p) {
  uint64_t x;
  memcpy(&x, p, 8);
  return x;
}

static inline uint64_t stir(uint64_t lane, uint64_t x) {
  lane = (lane ^ x) * 0x9E3779B97F4A7C15u;
  return lane ^ lane >> 29;
}

// Eight lanes, so that multiplications overlap. Bytes given in pieces of a multiple of 64 are as if given at
// once.
enum { LANES = 8, STRIPE = 8 * LANES };
typedef struct Sum {
  uint64_t lane[LANES], n;
} Sum;

static void sum_add(Sum *s, const unsigned char *p, size_t n) {
  uint64_t a = s->lane[0], b = s->lane[1], c = s->lane[2], d = s->lane[3];
  uint64_t e = s->lane[4], f = s->lane[5], g = s->lane[6], h = s->lane[7];
  unsigned char rest[STRIPE] = {0};
  s->n += n;
  for (;;) {
    for (; n >= STRIPE; p += STRIPE, n -= STRIPE) {
      a = stir(a, load(p)), b = stir(b, load(p + 8)), c = stir(c, load(p + 16)), d = stir(d, load(p + 24));
      p += STRIPE / 2;
      e = stir(e, load(p)), f = stir(f, load(p + 8)), g = stir(g, load(p + 16)), h = stir(h, load(p + 24));
      p -= STRIPE / 2;
    }
    if (!n) break;
    memcpy(rest, p, n);
    p = rest, n = STRIPE;
  }
  const uint64_t lanes[LANES] = {a, b, c, d, e, f, g, h};
  memcpy(s->lane, lanes, sizeof lanes);
}

static Sum sum_new(uint64_t seed) {
  Sum s = {{0}, 0};
  for (unsigned i = 0; i < LANES; i++) s.lane[i] = stir(seed + i, 0x243F6A8885A308D3u);
  return s;
}

static uint64_t sum_of(const Sum *s) {
  uint64_t x = s->n;
  for (int i = 0; i < LANES; i++) x = stir(x, s->lane[i]);
  return x;
}

// Of more than a block, of the sums of its blocks.
uint64_t plan_hash(uint64_t seed, const void *bytes, size_t n) {
  const unsigned char *p = bytes;
  uint64_t all = seed;
  for (size_t at = 0; at == 0 || at < n; at += BLOCK) {
    Sum s = sum_new(seed);
    sum_add(&s, p + at, n - at < BLOCK ? n - at : BLOCK);
    all = stir(all, sum_of(&s));
  }
  return all;
}

// What a plan looks like: tables, columns, operations and the kinds that cells are held to.
static uint64_t layout_hash(void) {
  const PlanColumn *rows;
  size_t n = plan_layout(&rows);
  uint64_t h = 3; // of this file's own arrangement
  for (size_t i = 0; i < n; i++) {
    h = plan_hash(h + rows[i].size, rows[i].name, strlen(rows[i].name));
    if (rows[i].doc) h = plan_hash(h, rows[i].doc, strlen(rows[i].doc));
  }
  for (size_t i = 0; i < PLAN_OPS; i++)
    h = plan_hash(h + (unsigned)plan_operands[i], plan_op_names[i], strlen(plan_op_names[i]));
  return h;
}

// ---- the arrays

typedef struct Piece { // an array, in memory or to be
  const void *p;
  uint64_t cells;
  uint32_t size; // of a cell
} Piece;

enum { STRINGS_AT, STRINGS, NUMS, BIGS, OTHERS }; // behind the columns

static uint32_t rows_of(const Plan *p, uint32_t table) {
  uint32_t n;
  memcpy(&n, (const char *)p + table, sizeof n);
  return n;
}

static size_t section_count(void) {
  const PlanColumn *rows;
  size_t n = plan_layout(&rows), columns = 0;
  for (size_t i = 0; i < n; i++) columns += rows[i].doc != NULL;
  return columns + OTHERS;
}

static uint64_t after(uint64_t at, uint64_t bytes) {
  return (at + bytes + ALIGN - 1) & ~(uint64_t)(ALIGN - 1);
}

// ---- writing

// Numbers beyond 64 bits, and all strings with these behind.
static Piece *strings(Arena *a, const Plan *p, Piece *out, uint32_t *string_n, Num **nums) {
  ARRAY(BigRow) bigs = {0};
  ARRAY(Str) more = {0};
  *nums = p->nums;
  for (uint32_t i = 0; i < p->num_n; i++) {
    if (p->nums[i].den > 0) continue;
    if (!bigs.n) {
      *nums = arena_raw(a, p->num_n * sizeof(Num), alignof(Num));
      memcpy(*nums, p->nums, p->num_n * sizeof(Num));
    }
    Out o = out_memory(a);
    num_write_ratio(&o, p->nums[i]);
    (*nums)[i] = (Num){0, 0};
    *array_push(a, &bigs) = (BigRow){i, p->strings.n + more.n};
    *array_push(a, &more) = out_text(&o);
  }
  uint32_t n = p->strings.n + more.n;
  uint64_t *at = arena_raw(a, ((size_t)n + 1) * sizeof *at, alignof(uint64_t)), bytes = 0;
  for (uint32_t i = 0; i < n; i++) {
    at[i] = bytes;
    bytes += i < p->strings.n ? plan_text(p, i).n : more.p[i - p->strings.n].n;
  }
  at[n] = bytes;
  char *text = arena_raw(a, (size_t)bytes + 1, 1);
  for (uint32_t i = 0; i < n; i++) {
    Str s = i < p->strings.n ? plan_text(p, i) : more.p[i - p->strings.n];
    if (s.n) memcpy(text + at[i], s.p, s.n);
  }
  out[STRINGS_AT] = (Piece){at, (uint64_t)n + 1, sizeof *at};
  out[STRINGS] = (Piece){text, bytes, 1};
  out[NUMS] = (Piece){*nums, p->num_n, sizeof(Num)};
  out[BIGS] = (Piece){bigs.p, bigs.n, sizeof(BigRow)};
  *string_n = n;
  return out;
}

void plan_write(Out *o, const Plan *p, const PlanMaker *maker) {
  Arena a;
  arena_init_like(&a, p->arena);
  const PlanColumn *rows;
  size_t row_n = plan_layout(&rows), n = section_count(), k = 0, column = 0;
  Piece *pieces = NEW_N(&a, Piece, n);
  uint32_t table = 0;
  for (size_t i = 0; i < row_n; i++) {
    if (!rows[i].doc)
      table = rows[i].at, column = 0;
    else
      pieces[k++] = (Piece){plan_column(p, table, column++), rows_of(p, table), rows[i].size};
  }
  Header h = {.magic = PLAN_MAGIC, .order = ORDER, .year = p->year, .layout = layout_hash()};
  Num *nums;
  strings(&a, p, pieces + k, &h.string_n, &nums);
  h.stdlib = maker->stdlib;
  memcpy(h.version, maker->version.p,
         maker->version.n < sizeof h.version ? maker->version.n : sizeof h.version - 1);
  h.section_n = (uint32_t)n, h.num_n = p->num_n, h.big_n = (uint32_t)pieces[k + BIGS].cells;

  Section *sections = NEW_N(&a, Section, n);
  uint64_t at = after(0, sizeof h + n * sizeof *sections);
  for (size_t i = 0; i < n; i++) {
    const Piece *x = &pieces[i];
    uint64_t bytes = x->cells * x->size;
    sections[i] = (Section){at, x->cells, plan_hash(0, x->p, (size_t)bytes)};
    size_t same = 0;
    while (same < i && !(sections[same].sum == sections[i].sum && bytes &&
                         pieces[same].cells * pieces[same].size == bytes &&
                         memcmp(pieces[same].p, x->p, (size_t)bytes) == 0))
      same++;
    if (same < i)
      sections[i].at = sections[same].at;
    else
      at = after(at, bytes);
  }
  h.size = at;
  h.sum = plan_hash(plan_hash(0, &h, offsetof(Header, sum)), sections, n * sizeof *sections);
  out_str(o, (Str){(const char *)&h, sizeof h});
  out_str(o, (Str){(const char *)sections, n * sizeof *sections});
  at = sizeof h + n * sizeof *sections;
  for (size_t i = 0; i < n; i++) {
    uint64_t bytes = pieces[i].cells * pieces[i].size;
    if (sections[i].at < at) continue; // stands already
    out_pad(o, '\0', (size_t)(sections[i].at - at));
    out_str(o, (Str){pieces[i].p, (size_t)bytes});
    at = sections[i].at + bytes;
  }
  out_pad(o, '\0', (size_t)(h.size - at));
  arena_free(&a);
}

// ---- reading

typedef struct Stretch { // of an array
  uint32_t section;
  size_t at;
  uint64_t sum; // found
  bool good;
} Stretch;

typedef struct Reading {
  Plan *p;
  const Piece *pieces;
  const Section *sections;
  const uint32_t *row; // of plan_layout, for each column
  const PlanRule *rules;
  size_t columns;
  Stretch *all; // a block each; those of a section one behind another
  size_t n;
} Reading;

static bool strings_good(const Plan *p, uint64_t from, uint64_t to) {
  bool good = true;
  if (to > p->strings.n) to = p->strings.n;
  for (uint64_t i = from; i < to; i++) good &= p->text_at[i] <= p->text_at[i + 1];
  return good;
}

static size_t first_at(const Reading *r, size_t section) { // the section that stands where this one does
  size_t k = 0;
  while (k < section && (r->sections[k].at != r->sections[section].at || !r->sections[k].cells)) k++;
  return k;
}

// The checksum of a block, and what its cells may hold, piece by piece while it is in the cache.
static void look(void *ctx, size_t i, unsigned worker) {
  const Reading *r = ctx;
  Stretch *w = &r->all[i];
  const Piece *x = &r->pieces[w->section];
  size_t end = (size_t)x->cells * x->size;
  if (end - w->at > BLOCK) end = w->at + BLOCK;
  Sum s = sum_new(0);
  bool again = w->section != first_at(r, w->section); // its bytes are summed there
  (void)worker;
  w->good = true;
  for (size_t at = w->at; at < end && w->good; at += PIECE) {
    size_t to = end - at < PIECE ? end : at + PIECE;
    if (!again) sum_add(&s, (const unsigned char *)x->p + at, to - at);
    if (w->section < r->columns)
      w->good = plan_rule_holds(r->p, r->rules, r->row[w->section], (uint32_t)(at / x->size),
                                (uint32_t)(to / x->size));
    else if (w->section == r->columns + STRINGS_AT)
      w->good = strings_good(r->p, at / x->size, to / x->size);
  }
  w->sum = sum_of(&s);
}

static void stretches(Arena *a, Reading *r, size_t sections) {
  for (size_t i = 0; i < sections; i++) r->n += (size_t)r->pieces[i].cells * r->pieces[i].size / BLOCK + 1;
  r->all = NEW_N(a, Stretch, r->n);
  r->n = 0;
  for (size_t i = 0; i < sections; i++)
    for (size_t at = 0; at == 0 || at < (size_t)r->pieces[i].cells * r->pieces[i].size; at += BLOCK)
      r->all[r->n++] = (Stretch){.section = (uint32_t)i, .at = at};
}

// The first section that is not as it was written; `sections`: all are.
static size_t bad_section(const Reading *r, size_t sections) {
  for (size_t i = 0, k = 0; i < sections; i++) {
    size_t first = first_at(r, i);
    uint64_t sum = 0;
    bool good = true;
    for (; k < r->n && r->all[k].section == i; k++) good &= r->all[k].good, sum = stir(sum, r->all[k].sum);
    if (first < i) sum = r->sections[first].sum; // found before
    if (!good || sum != r->sections[i].sum) return i;
  }
  return sections;
}

static Plan *fail(PlanFault *f, PlanProblem problem, Str what) {
  *f = (PlanFault){problem, what};
  return NULL;
}

bool plan_is_file(Str bytes) {
  return str_starts(bytes, S(PLAN_MAGIC));
}

enum { BIGS_A_JOB = 256 };
typedef struct BigNums {
  const Plan *p;
  const BigRow *bigs;
  uint32_t n;
  Num *own;
  Arena *arenas; // of the workers
  atomic_bool bad;
} BigNums;

static bool read_big(Arena *a, const BigNums *b, uint32_t i) {
  const BigRow *big = &b->bigs[i];
  Str text = plan_text(b->p, big->text), over = text, under = S("1");
  const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
  if (slash) over.n = (size_t)(slash - text.p), under = str_slice(text, over.n + 1, text.n);
  Num x, y, *to = &b->own[big->num];
  if (to->den || !num_parse(a, over, &x) || !num_parse(a, under, &y)) return false;
  *to = num_div(a, x, y);
  return num_ok(*to);
}

static void read_bigs(void *ctx, size_t job, unsigned worker) {
  BigNums *b = ctx;
  for (uint32_t i = (uint32_t)job * BIGS_A_JOB, end = i + BIGS_A_JOB; i < end && i < b->n; i++)
    if (!read_big(&b->arenas[worker], b, i)) {
      atomic_store(&b->bad, true);
      return;
    }
}

static bool nums_good(Arena *a, Plan *p, const BigRow *bigs, uint32_t big_n, unsigned workers) {
  uint32_t beyond = 0;
  for (uint32_t i = 0; i < p->num_n; i++) {
    Num x = p->nums[i];
    if (x.den == 1) continue;
    if (x.den == 0 && x.num == 0) {
      beyond++;
      continue;
    }
    if (x.den < 1) return false;
    Num low = num_make(a, x.num, x.den);
    if (low.num != x.num || low.den != x.den) return false;
  }
  if (beyond != big_n) return false;
  for (uint32_t i = 0; i < big_n; i++)
    if (bigs[i].num >= p->num_n || bigs[i].text >= p->strings.n || (i && bigs[i].num <= bigs[i - 1].num))
      return false;
  if (!big_n) return true;
  Num *own = arena_raw(a, p->num_n * sizeof(Num), alignof(Num));
  memcpy(own, p->nums, p->num_n * sizeof(Num));
  BigNums b = {.p = p, .bigs = bigs, .n = big_n, .own = own};
  if (!workers) workers = 1;
  b.arenas = NEW_N(a, Arena, workers);
  for (unsigned k = 0; k < workers; k++) arena_init_like(&b.arenas[k], a);
  par_for((big_n + BIGS_A_JOB - 1) / BIGS_A_JOB, workers, read_bigs, &b);
  for (unsigned k = 0; k < workers; k++) arena_adopt(a, &b.arenas[k]);
  p->nums = own;
  return !atomic_load(&b.bad);
}

// The sections, each inside the file, in order, none over another, or where one of the same size is.
static bool sections_good(const Header *h, const Section *s, const Piece *pieces) {
  uint64_t at = after(0, sizeof *h + h->section_n * sizeof *s);
  for (uint32_t i = 0; i < h->section_n; i++) {
    if (s[i].cells > h->size || at > h->size) return false;
    uint64_t bytes = s[i].cells * pieces[i].size;
    uint32_t k = i;
    if (s[i].at < at)
      for (k = 0; k < i && !(s[k].at == s[i].at && s[k].cells * pieces[k].size == bytes && bytes);) k++;
    if (k == i && s[i].at != at) return false;
    if (k == i) at = after(at, bytes);
  }
  return at == h->size;
}

static Str place(Arena *a, const PlanColumn *rows, size_t row) {
  size_t table = row;
  while (rows[table].doc) table--;
  return str_fmt(a, "%s.%s", rows[table].name, rows[row].name);
}

Plan *plan_read(Arena *a, Str bytes, const PlanMaker *maker, unsigned workers, PlanFault *fault) {
  const PlanColumn *rows;
  size_t row_n = plan_layout(&rows), n = section_count(), columns = n - OTHERS, k = 0, column = 0;
  *fault = (PlanFault){0};
  if (!plan_is_file(bytes)) return fail(fault, PLAN_NO_PLAN, (Str){0});
  if (bytes.n < sizeof(Header)) return fail(fault, PLAN_DAMAGED, S("header"));
  Header h;
  memcpy(&h, bytes.p, sizeof h);
  h.version[sizeof h.version - 1] = '\0';
  Str version = str_dup(a, str_z(h.version));
  if (h.order != ORDER || h.layout != layout_hash() || h.stdlib != maker->stdlib ||
      !str_eq(version, maker->version) || h.section_n != n)
    return fail(fault, PLAN_FOREIGN, version);
  if (h.size != bytes.n || bytes.n < sizeof h + n * sizeof(Section))
    return fail(fault, PLAN_DAMAGED, S("size"));
  const Section *sections = (const Section *)(const void *)(bytes.p + sizeof h);
  memcpy(&h, bytes.p, sizeof h);
  if (h.sum != plan_hash(plan_hash(0, &h, offsetof(Header, sum)), sections, n * sizeof *sections))
    return fail(fault, PLAN_DAMAGED, S("header"));

  Plan *p = plan_new(a);
  p->year = h.year;
  Piece *pieces = NEW_N(a, Piece, n);
  uint32_t *row = NEW_N(a, uint32_t, n + 1);
  for (size_t i = 0; i < row_n; i++)
    if (rows[i].doc) row[k] = (uint32_t)i, pieces[k++].size = rows[i].size;
  const uint32_t sizes[OTHERS] = {sizeof(uint64_t), 1, sizeof(Num), sizeof(BigRow)};
  for (size_t i = 0; i < OTHERS; i++) pieces[columns + i].size = sizes[i];
  if (!sections_good(&h, sections, pieces)) return fail(fault, PLAN_DAMAGED, S("sections"));
  for (size_t i = 0; i < n; i++) pieces[i].p = bytes.p + sections[i].at, pieces[i].cells = sections[i].cells;

  uint32_t table = 0;
  for (size_t i = 0, s = 0; i < row_n; i++) {
    if (!rows[i].doc) {
      table = rows[i].at, column = 0;
      if (pieces[s].cells > UINT32_MAX / 4) return fail(fault, PLAN_DAMAGED, str_z(rows[i].name));
      const uint32_t rows_n[2] = {(uint32_t)pieces[s].cells, (uint32_t)pieces[s].cells};
      memcpy((char *)p + table, rows_n, sizeof rows_n);
      continue;
    }
    if (pieces[s].cells != rows_of(p, table)) return fail(fault, PLAN_DAMAGED, place(a, rows, i));
    memcpy((char *)p + table + 8 + column++ * sizeof(void *), &pieces[s++].p, sizeof(void *));
  }
  const Piece *other = pieces + columns;
  p->text_at = other[STRINGS_AT].p;
  p->text = other[STRINGS].p;
  p->strings.n = h.string_n;
  p->nums = (Num *)(uintptr_t)other[NUMS].p;
  p->num_n = p->num_cap = h.num_n;
  if (other[STRINGS_AT].cells != (uint64_t)h.string_n + 1 || p->text_at[0] != 0 ||
      p->text_at[h.string_n] != other[STRINGS].cells)
    return fail(fault, PLAN_DAMAGED, S("strings"));
  if (other[NUMS].cells != h.num_n || other[BIGS].cells != h.big_n)
    return fail(fault, PLAN_DAMAGED, S("nums"));

  Reading r = {.p = p,
               .pieces = pieces,
               .sections = sections,
               .row = row,
               .rules = plan_rules(a, p),
               .columns = columns};
  if (!r.rules) return fail(fault, PLAN_DAMAGED, S("layout"));
  stretches(a, &r, n);
  par_for(r.n, workers, look, &r);
  size_t bad = bad_section(&r, n);
  static const char *const others[OTHERS] = {"strings", "strings", "nums", "nums"};
  if (bad < n)
    return fail(fault, PLAN_DAMAGED, bad < columns ? place(a, rows, row[bad]) : str_z(others[bad - columns]));
  const char *where;
  if (!nums_good(a, p, other[BIGS].p, h.big_n, workers)) return fail(fault, PLAN_DAMAGED, S("nums"));
  if (!plan_sound(p, workers, &where)) return fail(fault, PLAN_DAMAGED, str_z(where));
  return p;
}
