// A class a code point, found in three steps; decompositions and pairs that compose by bisection; clusters by
// an automaton. Hangul is arithmetic (The Unicode Standard, 3.12).
#include "base/unicode.h"
#include "base/utf.h"

typedef struct UnicodeClass {
  uint8_t combining, width, kind, flags;
} UnicodeClass;

enum { IGNORED = 1, DECOMPOSES = 2 }; // as in tools/unicode.c

#include "base/unicode_tables.h"

enum { L_BASE = 0x1100, V_BASE = 0x1161, T_BASE = 0x11A7, S_BASE = 0xAC00 };
enum { L_COUNT = 19, V_COUNT = 21, T_COUNT = 28, S_COUNT = L_COUNT * V_COUNT * T_COUNT };

static UnicodeClass class_of(uint32_t cp) {
  unsigned block = class_block[class_page[cp >> 12] * 32u + (cp >> 7 & 31)];
  return class_table[class_rows[block * 128u + (cp & 127)]];
}

unsigned unicode_width(uint32_t cp) {
  return class_of(cp).width;
}

unsigned unicode_combining(uint32_t cp) {
  return class_of(cp).combining;
}

bool unicode_ignored(uint32_t cp) {
  return class_of(cp).flags & IGNORED;
}

unsigned unicode_cluster(uint32_t first) {
  return class_of(first).kind;
}

unsigned unicode_cluster_next(unsigned state, uint32_t cp) {
  return cluster_next[state * CLUSTER_KINDS + class_of(cp).kind];
}

static void put(uint32_t *to, size_t i, uint32_t cp) {
  if (to) to[i] = cp;
}

// The full decomposition of cp at to[n]; the new count.
static size_t decompose(uint32_t cp, uint32_t *to, size_t n) {
  if (cp - S_BASE < S_COUNT) {
    uint32_t s = cp - S_BASE, t = s % T_COUNT;
    put(to, n++, L_BASE + s / (V_COUNT * T_COUNT));
    put(to, n++, V_BASE + s / T_COUNT % V_COUNT);
    if (t) put(to, n++, T_BASE + t);
    return n;
  }
  uint8_t flags = class_of(cp).flags;
  if (flags & IGNORED) return n;
  if (!(flags & DECOMPOSES)) {
    put(to, n++, cp);
    return n;
  }
  unsigned low = decompose_plane[cp >> 16], high = decompose_plane[(cp >> 16) + 1];
  while (high - low > 1) {
    unsigned middle = (low + high) / 2;
    if (decompose_low[middle] <= (cp & 0xFFFF))
      low = middle;
    else
      high = middle;
  }
  const uint16_t *unit = decompose_units + decompose_at[low], *end = unit + decompose_size[low];
  while (unit < end) {
    uint32_t c = *unit++;
    if (c >= 0xD800 && c < 0xDC00) c = (c - 0xD7C0) << 10 | (*unit++ & 0x3FFu);
    put(to, n++, c);
  }
  return n;
}

// What the two make, or 0.
static uint32_t composed(uint32_t first, uint32_t second) {
  if (first - L_BASE < L_COUNT && second - V_BASE < V_COUNT)
    return S_BASE + ((first - L_BASE) * V_COUNT + second - V_BASE) * T_COUNT;
  if (first - S_BASE < S_COUNT && (first - S_BASE) % T_COUNT == 0 && second - T_BASE - 1 < T_COUNT - 1)
    return first + second - T_BASE;
  uint64_t pair = (uint64_t)first << 42 | (uint64_t)second << 21;
  size_t low = 0, high = sizeof compose_pairs / sizeof *compose_pairs;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (compose_pairs[middle] < pair)
      low = middle + 1;
    else
      high = middle;
  }
  bool found = low < sizeof compose_pairs / sizeof *compose_pairs && compose_pairs[low] >> 21 == pair >> 21;
  return found ? compose_pairs[low] & 0x1FFFFF : 0;
}

// Marks in canonical order: a stable sort of each run by combining class.
static void order(uint32_t *c, size_t n) {
  for (size_t i = 1; i < n; i++) {
    uint32_t cp = c[i];
    unsigned class = unicode_combining(cp);
    size_t k = i;
    for (; class && k && unicode_combining(c[k - 1]) > class; k--) c[k] = c[k - 1];
    c[k] = cp;
  }
}

static size_t compose(uint32_t *c, size_t n) {
  size_t out = 0, starter = SIZE_MAX;
  int between = -1; // the highest combining class that stands between the starter and this
  for (size_t i = 0; i < n; i++) {
    int class = (int)unicode_combining(c[i]);
    uint32_t both = starter != SIZE_MAX && class > between ? composed(c[starter], c[i]) : 0;
    if (both) {
      c[starter] = both;
      continue;
    }
    between = class ? class : -1;
    if (!class) starter = out;
    c[out++] = c[i];
  }
  return out;
}

size_t unicode_nfkc(Str s, uint32_t *to) {
  size_t n = 0;
  unsigned len;
  for (size_t i = 0; i < s.n; i += len) n = decompose(utf_decode(s, i, &len), to, n);
  if (!to) return n;
  order(to, n);
  return compose(to, n);
}
