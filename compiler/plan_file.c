// One list of arrays serves the writer and the reader: the columns, then strings and numbers. A number beyond
// 64 bits stands as text among the strings.
#include "compiler/plan_file.h"
#include "base/array.h"
#include "base/par.h"

#define ALIGN 64u
#define ORDER 0x01020304u
#define PIECE ((size_t)64 << 10) // looked at in one go: checksum and cells while it is in the cache

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

typedef struct Section {
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

// Four lanes, so that multiplications overlap. Bytes given in pieces of a multiple of 32 are as if given at
// once.
typedef struct Sum {
  uint64_t lane[4], n;
} Sum;

static void sum_add(Sum *s, const unsigned char *p, size_t n) {
  uint64_t a = s->lane[0], b = s->lane[1], c = s->lane[2], d = s->lane[3];
  s->n += n;
  for (; n >= 32; p += 32, n -= 32) {
    a = stir(a, load(p)), b = stir(b, load(p + 8));
    c = stir(c, load(p + 16)), d = stir(d, load(p + 24));
  }
  unsigned char rest[32] = {0};
  if (n) {
    memcpy(rest, p, n);
    a = stir(a, load(rest)), b = stir(b, load(rest + 8));
    c = stir(c, load(rest + 16)), d = stir(d, load(rest + 24));
  }
  s->lane[0] = a, s->lane[1] = b, s->lane[2] = c, s->lane[3] = d;
}

static Sum sum_new(uint64_t seed) {
  return (Sum){{seed ^ 0x243F6A8885A308D3u, seed ^ 0x13198A2E03707344u, seed ^ 0xA4093822299F31D0u,
                seed ^ 0x082EFA98EC4E6C89u},
               0};
}

static uint64_t sum_of(const Sum *s) {
  uint64_t x = stir(s->n, s->lane[0]);
  for (int i = 1; i < 4; i++) x = stir(x, s->lane[i]);
  return x;
}

uint64_t plan_hash(uint64_t seed, const void *bytes, size_t n) {
  Sum s = sum_new(seed);
  sum_add(&s, bytes, n);
  return sum_of(&s);
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
    sections[i] = (Section){at, x->cells, plan_hash(i, x->p, (size_t)x->cells * x->size)};
    at = after(at, x->cells * x->size);
  }
  h.size = at;
  h.sum = plan_hash(plan_hash(0, &h, offsetof(Header, sum)), sections, n * sizeof *sections);
  out_str(o, (Str){(const char *)&h, sizeof h});
  out_str(o, (Str){(const char *)sections, n * sizeof *sections});
  at = sizeof h + n * sizeof *sections;
  for (size_t i = 0; i < n; i++) {
    uint64_t bytes = pieces[i].cells * pieces[i].size;
    out_pad(o, '\0', (size_t)(sections[i].at - at));
    out_str(o, (Str){pieces[i].p, (size_t)bytes});
    at = sections[i].at + bytes;
  }
  out_pad(o, '\0', (size_t)(h.size - at));
  arena_free(&a);
}

// ---- reading

typedef struct Reading {
  Plan *p;
  const Section *sections;
  const char *bytes;
  const Piece *pieces;
  const uint32_t *row; // of plan_layout, for each column
  const PlanRule *rules;
  bool *bad; // one a section
  size_t columns;
} Reading;

// The checksum of an array, and what its cells may hold, piece by piece while it is in the cache.
static void look(void *ctx, size_t i, unsigned worker) {
  const Reading *r = ctx;
  (void)worker;
  const Piece *x = &r->pieces[i];
  size_t bytes = (size_t)x->cells * x->size, step = PIECE / x->size * x->size;
  step -= step % 32;
  Sum s = sum_new(i);
  bool good = true;
  for (size_t at = 0; at < bytes && good; at += step) {
    size_t n = bytes - at < step ? bytes - at : step;
    sum_add(&s, (const unsigned char *)x->p + at, n);
    if (i < r->columns)
      good = plan_rule_holds(r->p, r->rules, r->row[i], (uint32_t)(at / x->size),
                             (uint32_t)((at + n) / x->size));
  }
  r->bad[i] = !good || sum_of(&s) != r->sections[i].sum;
}

static Plan *fail(PlanFault *f, PlanProblem problem, Str what) {
  *f = (PlanFault){problem, what};
  return NULL;
}

bool plan_is_file(Str bytes) {
  return str_starts(bytes, S(PLAN_MAGIC));
}

static bool strings_good(const Plan *p) {
  for (uint32_t i = 0; i < p->strings.n; i++)
    if (p->text_at[i] > p->text_at[i + 1]) return false;
  return true;
}

static bool nums_good(Arena *a, Plan *p, const BigRow *bigs, uint32_t big_n) {
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
  if (!big_n) return true;
  Num *own = arena_raw(a, p->num_n * sizeof(Num), alignof(Num));
  memcpy(own, p->nums, p->num_n * sizeof(Num));
  for (uint32_t i = 0; i < big_n; i++) {
    if (bigs[i].num >= p->num_n || bigs[i].text >= p->strings.n || (i && bigs[i].num <= bigs[i - 1].num))
      return false;
    Str text = plan_text(p, bigs[i].text), over = text, under = S("1");
    const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
    if (slash) over.n = (size_t)(slash - text.p), under = str_slice(text, over.n + 1, text.n);
    Num x, y;
    if (!num_parse(a, over, &x) || !num_parse(a, under, &y)) return false;
    Num *to = &own[bigs[i].num];
    if (to->den) return false;
    *to = num_div(a, x, y);
    if (!num_ok(*to)) return false;
  }
  p->nums = own;
  return true;
}

// The sections, each inside the file, in order, none over another; *k counts them.
static bool sections_good(const Header *h, const Section *s, const Piece *pieces) {
  uint64_t at = after(0, sizeof *h + h->section_n * sizeof *s);
  for (uint32_t i = 0; i < h->section_n; i++) {
    if (s[i].at != at || s[i].cells > h->size || at > h->size) return false;
    at = after(at, s[i].cells * pieces[i].size);
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
      p->text_at[h.string_n] != other[STRINGS].cells || !strings_good(p))
    return fail(fault, PLAN_DAMAGED, S("strings"));
  if (other[NUMS].cells != h.num_n || other[BIGS].cells != h.big_n)
    return fail(fault, PLAN_DAMAGED, S("nums"));

  Reading r = {p, sections, bytes.p, pieces, row, plan_rules(a, p), NEW_N(a, bool, n), columns};
  if (!r.rules) return fail(fault, PLAN_DAMAGED, S("layout"));
  par_for(n, workers, look, &r);
  for (size_t i = 0; i < n; i++) {
    static const char *const others[OTHERS] = {"strings", "strings", "nums", "nums"};
    if (r.bad[i])
      return fail(fault, PLAN_DAMAGED, i < columns ? place(a, rows, row[i]) : str_z(others[i - columns]));
  }
  const char *where;
  if (!nums_good(a, p, other[BIGS].p, h.big_n)) return fail(fault, PLAN_DAMAGED, S("nums"));
  if (!plan_sound(p, &where)) return fail(fault, PLAN_DAMAGED, str_z(where));
  return p;
}
