// Byte strings and output buffers.
#include "base/str.h"
#include "base/utf.h"
#include <stdio.h>

#define STREAM_ROOM ((size_t)16 << 10)

Str str_z(const char *z) {
  return (Str){z, z ? strlen(z) : 0};
}

int str_cmp(Str a, Str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str s, Str prefix) {
  return s.n >= prefix.n && str_eq((Str){s.p, prefix.n}, prefix);
}

bool str_ends(Str s, Str suffix) {
  return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

bool str_ends_like(Str s, Str suffix) {
  if (s.n < suffix.n) return false;
  for (size_t i = 0; i < suffix.n; i++) {
    char c = s.p[s.n - suffix.n + i];
    if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != suffix.p[i]) return false;
  }
  return true;
}

static bool blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

size_t str_find(Str s, Str part) {
  for (size_t i = 0; part.n && i + part.n <= s.n; i++)
    if (s.p[i] == part.p[0] && !memcmp(s.p + i, part.p, part.n)) return i;
  return s.n;
}

bool str_cut(Str *s, Str prefix) {
  if (!str_starts(*s, prefix)) return false;
  *s = str_slice(*s, prefix.n, s->n);
  return true;
}

bool str_cut_end(Str *s, Str suffix) {
  if (!str_ends(*s, suffix) || s->n == suffix.n) return false;
  s->n -= suffix.n;
  return true;
}

Str str_trim(Str s) {
  size_t from = 0, to = s.n;
  while (from < to && blank(s.p[from])) from++;
  while (to > from && blank(s.p[to - 1])) to--;
  return str_slice(s, from, to);
}

Str str_slice(Str s, size_t from, size_t to) {
  if (to > s.n) to = s.n;
  if (from >= to) return (Str){s.p ? s.p + (from < s.n ? from : s.n) : NULL, 0};
  return (Str){s.p + from, to - from};
}

const char *str_to_z(Arena *a, Str s) {
  char *p = arena_raw(a, s.n + 1, 1);
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return p;
}

Str str_dup(Arena *a, Str s) {
  if (!s.n) return S("");
  char *p = arena_raw(a, s.n, 1);
  memcpy(p, s.p, s.n);
  return (Str){p, s.n};
}

Str str_cat(Arena *a, Str x, Str y) {
  size_t n;
  if (__builtin_add_overflow(x.n, y.n, &n)) arena_fail(a);
  char *p = arena_raw(a, n, 1);
  if (x.n) memcpy(p, x.p, x.n);
  if (y.n) memcpy(p + x.n, y.p, y.n);
  return (Str){p, n};
}

// Two 64-bit words at a time, mixed by the halves of their 128-bit product.
__extension__ typedef unsigned __int128 U128;

static uint64_t mix(uint64_t x, uint64_t y) {
  U128 m = (U128)x * y;
  return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint64_t word(const char *p) {
  uint64_t w;
  memcpy(&w, p, 8);
  return w;
}

static uint64_t half(const char *p) {
  uint32_t w;
  memcpy(&w, p, 4);
  return w;
}

uint32_t str_hash(Str s) {
  const uint64_t k0 = 0x9E3779B97F4A7C15u, k1 = 0xC2B2AE3D27D4EB4Fu, k2 = 0x165667B19E3779F9u;
  uint64_t h = k2 ^ mix((uint64_t)s.n ^ k0, k1);
  const char *p = s.p;
  size_t n = s.n;
  for (; n > 16; p += 16, n -= 16) h = mix(word(p) ^ k0, word(p + 8) ^ h);
  uint64_t x = 0, y = 0;
  if (n >= 8) {
    x = word(p);
    y = word(p + n - 8);
  } else if (n >= 4) {
    x = half(p);
    y = half(p + n - 4);
  } else if (n) {
    x = (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[n / 2] << 8 |
        (unsigned char)p[n - 1];
  }
  h = mix(mix(x ^ k0, y ^ h) ^ k1, h ^ k2);
  uint32_t r = (uint32_t)(h ^ h >> 32);
  return r ? r : 1;
}

static size_t code_points(Str s, uint32_t *cps) {
  size_t n = 0;
  unsigned len;
  for (size_t i = 0; i < s.n; i += len) {
    if (n == STR_DISTANCE_MAX) return n + 1;
    cps[n++] = utf_decode(s, i, &len);
  }
  return n;
}

static unsigned least(unsigned a, unsigned b) {
  return a < b ? a : b;
}

unsigned str_distance(Str a, Str b, unsigned limit) {
  if (str_eq(a, b)) return 0;
  if (limit > STR_DISTANCE_MAX) limit = STR_DISTANCE_MAX;
  uint32_t x[STR_DISTANCE_MAX], y[STR_DISTANCE_MAX];
  unsigned rows[3][STR_DISTANCE_MAX + 1];
  size_t m = code_points(a, x), n = code_points(b, y);
  if (m > STR_DISTANCE_MAX || n > STR_DISTANCE_MAX || (m > n ? m - n : n - m) > limit) return limit + 1;
  unsigned *before = rows[0], *last = rows[1], *row = rows[2];
  for (size_t j = 0; j <= n; j++) last[j] = (unsigned)j;
  for (size_t i = 1; i <= m; i++) {
    unsigned best = row[0] = (unsigned)i;
    for (size_t j = 1; j <= n; j++) {
      unsigned d = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (x[i - 1] != y[j - 1]));
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) d = least(d, before[j - 2] + 1);
      row[j] = d;
      best = least(best, d);
    }
    if (best > limit) return limit + 1;
    unsigned *t = before;
    before = last;
    last = row;
    row = t;
  }
  return least(last[n], limit + 1);
}

Str str_nearest(Str typed, const Str *words, size_t n) {
  Str best = {0};
  unsigned limit = typed.n < 4 ? 1 : 2, least = limit + 1;
  if (utf_count(typed) <= limit) least = (unsigned)utf_count(typed); // nothing of it would be left
  for (size_t i = 0; i < n; i++) {
    unsigned d = str_distance(typed, words[i], limit);
    if (d > limit && typed.n >= 2 && str_starts(words[i], typed)) d = limit; // a word begun and not ended
    if (d < least) least = d, best = words[i];
  }
  return best;
}

Out out_memory(Arena *a) {
  return (Out){.arena = a};
}

Out out_stream(Arena *a, bool (*flush)(void *, const char *, size_t), void *ctx) {
  return (Out){.arena = a, .flush = flush, .ctx = ctx};
}

bool out_flush(Out *o) {
  if (o->flush && o->n) {
    if (!o->failed && !o->flush(o->ctx, o->p, o->n)) o->failed = true;
    o->n = 0;
  }
  return !o->failed;
}

void out_more(Out *o, size_t n) {
  if (n <= o->cap - o->n) return;
  if (o->flush) out_flush(o);
  size_t need, cap = o->cap * 2 > 64 ? o->cap * 2 : 64;
  if (__builtin_add_overflow(o->n, n, &need) || need > PTRDIFF_MAX / 2) arena_fail(o->arena);
  if (need <= o->cap) return;
  if (o->flush) cap = STREAM_ROOM;
  if (cap < need) cap = need;
  o->p = arena_resize(o->arena, o->p, o->cap, cap, 1);
  o->cap = cap;
}

void out_big(Out *o, Str s) {
  if (o->flush && s.n >= STREAM_ROOM) {
    if (out_flush(o) && !o->flush(o->ctx, s.p, s.n)) o->failed = true;
    return;
  }
  out_more(o, s.n);
  memcpy(o->p + o->n, s.p, s.n);
  o->n += s.n;
}

void out_z(Out *o, const char *z) {
  out_str(o, str_z(z));
}

void out_pad(Out *o, char c, size_t n) {
  while (n) {
    size_t step = n < 1024 ? n : 1024;
    out_more(o, step);
    memset(o->p + o->n, c, step);
    o->n += step;
    n -= step;
  }
}

static uint64_t has_byte(uint64_t eight, char c) { // not 0 where one of them is c
  uint64_t x = eight ^ 0x0101010101010101u * (unsigned char)c;
  return (x - 0x0101010101010101u) & ~x & 0x8080808080808080u;
}

bool csv_quotes(Str field) {
  uint64_t found = 0;
  for (size_t i = 0; i < field.n; i += 8) {
    uint64_t eight = 0;
    if (field.n - i >= 8)
      memcpy(&eight, field.p + i, 8);
    else
      memcpy(&eight, field.p + i, field.n - i);
    found |= has_byte(eight, ',') | has_byte(eight, '"') | has_byte(eight, '\r') | has_byte(eight, '\n');
  }
  return found;
}

void out_csv(Out *o, Str field) {
  if (!csv_quotes(field)) {
    out_str(o, field);
    return;
  }
  out_c(o, '"');
  for (size_t i = 0; i < field.n; i++) {
    if (field.p[i] == '"') out_c(o, '"');
    out_c(o, field.p[i]);
  }
  out_c(o, '"');
}

const char str_pairs[201] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
    "49505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697"
    "9899";

__attribute__((format(printf, 2, 0))) static void out_vfmt(Out *o, const char *fmt, va_list ap) {
  if (!fmt) return; // the sanitizer build warns of the branch it adds otherwise
  va_list again;
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, fmt, ap);
  if (n > 0) {
    out_more(o, (size_t)n + 1);
    vsnprintf(o->p + o->n, (size_t)n + 1, fmt, again);
    o->n += (size_t)n;
  }
  va_end(again);
}

void out_fmt(Out *o, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  out_vfmt(o, fmt, ap);
  va_end(ap);
}

Str str_fmt(Arena *a, const char *fmt, ...) {
  Out o = out_memory(a);
  va_list ap;
  va_start(ap, fmt);
  out_vfmt(&o, fmt, ap);
  va_end(ap);
  return o.n ? out_text(&o) : S("");
}
