// Writes base/unicode_tables.h: what base/unicode.c has to know of Unicode, asked of utf8proc when pgl is
// built. The library's own tables are four times as large, for they answer more questions. usage: unicode >
// FILE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define POINTS   0x110000
#define BLOCK    128 // code points in a row of the last stage
#define PAGE     32  // blocks in one of the middle stage
#define HANGUL   0xAC00
#define HANGULS  11172
#define LONGEST  32
#define STATES   255 // CLUSTER_ENDS
#define COMPOSED (UTF8PROC_COMPOSE | UTF8PROC_STABLE)

static const utf8proc_option_t how = UTF8PROC_COMPAT | COMPOSED | UTF8PROC_IGNORE;

static void need(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "unicode: %s\n", what);
  exit(1);
}

typedef struct Class {
  unsigned char combining, width, kind, flags;
} Class;

enum { IGNORED = 1, DECOMPOSES = 2 };

static uint32_t class_of[POINTS];
static Class classes[256];
static unsigned class_n;

static unsigned char kind_rows[64]; // kind of a cluster's member → what utf8proc calls it
static int32_t kind_point[64];      // and a code point of it
static unsigned kind_n;

static unsigned char kind_of(const utf8proc_property_t *p, int32_t cp) {
  unsigned name = p->boundclass;
#if UTF8PROC_VERSION_MAJOR > 2 || UTF8PROC_VERSION_MINOR >= 9
  name |= (unsigned)p->indic_conjunct_break << 6;
#endif
  for (unsigned i = 0; i < kind_n; i++)
    if (kind_rows[i] == name) return (unsigned char)i;
  need(kind_n < 64, "too many kinds of members of a cluster");
  kind_rows[kind_n] = (unsigned char)name;
  kind_point[kind_n] = cp;
  return (unsigned char)kind_n++;
}

// The whole NFKC decomposition; *n is 0 for a code point that is dropped, 1 and itself for most.
static void decomposition(int32_t cp, utf8proc_option_t option, int32_t to[LONGEST], int *n) {
  int last = 0;
  *n = (int)utf8proc_decompose_char(cp, to, LONGEST, option, &last);
  need(*n >= 0 && *n <= LONGEST, "a decomposition that is too long");
}

static void classify(int32_t cp) {
  const utf8proc_property_t *p = utf8proc_get_property(cp);
  int32_t to[LONGEST];
  int n;
  decomposition(cp, how, to, &n);
  int width = utf8proc_charwidth(cp);
  bool hangul = cp >= HANGUL && cp < HANGUL + HANGULS;
  Class c = {.combining = (unsigned char)p->combining_class,
             .width = (unsigned char)(width < 0   ? 0
                                      : width > 2 ? 2
                                                  : width),
             .kind = kind_of(p, cp),
             .flags = (unsigned char)((p->ignorable ? IGNORED : 0) |
                                      (!hangul && n && (n > 1 || *to != cp) ? DECOMPOSES : 0))};
  need(p->ignorable == !n, "ignorable means that it is dropped");
  unsigned i = 0;
  while (i < class_n && memcmp(&classes[i], &c, sizeof c)) i++;
  need(i < 256, "too many classes");
  if (i == class_n) classes[class_n++] = c;
  class_of[cp] = i;
}

static void numbers(const char *type, const char *name, const uint32_t *p, unsigned n) {
  printf("static const %s %s[] = {", type, name);
  for (unsigned i = 0; i < n; i++) printf("%s%u,", i % 20 ? "" : "\n  ", (unsigned)p[i]);
  printf("\n};\n");
}

// Cuts `p` into rows of `width`; `to` gets each that differs, the result which of them stands where.
static unsigned distinct_rows(const uint32_t *p, unsigned n, unsigned width, uint32_t *to, uint32_t *which) {
  unsigned rows = 0;
  for (unsigned b = 0; b < n / width; b++) {
    unsigned i = 0;
    while (i < rows && memcmp(to + i * width, p + b * width, width * sizeof *p)) i++;
    memcpy(to + i * width, p + b * width, width * sizeof *p);
    rows += i == rows;
    which[b] = i;
  }
  need(rows <= 256, "too many blocks of code points");
  return rows;
}

static void write_classes(void) {
  static uint32_t rows[POINTS], block[POINTS / BLOCK], blocks[POINTS / BLOCK], page[POINTS / BLOCK / PAGE];
  unsigned row_n = distinct_rows(class_of, POINTS, BLOCK, rows, block);
  unsigned page_n = distinct_rows(block, POINTS / BLOCK, PAGE, blocks, page);
  numbers("uint8_t", "class_page", page, POINTS / BLOCK / PAGE);
  numbers("uint8_t", "class_block", blocks, page_n * PAGE);
  numbers("uint8_t", "class_rows", rows, row_n * BLOCK);
  printf("static const UnicodeClass class_table[] = {\n");
  for (unsigned i = 0; i < class_n; i++)
    printf("  {%u, %u, %u, %u},\n", classes[i].combining, classes[i].width, classes[i].kind,
           classes[i].flags);
  printf("};\n");
}

static unsigned utf16(const int32_t *cps, int n, uint16_t *to) {
  unsigned k = 0;
  for (int i = 0; i < n; i++) {
    uint32_t c = (uint32_t)cps[i];
    if (c >= 0x10000) to[k++] = (uint16_t)(0xD7C0 + (c >> 10));
    to[k++] = (uint16_t)(c < 0x10000 ? c : 0xDC00 + (c & 0x3FF));
  }
  return k;
}

// The decompositions, longest first so that short ones are found within long ones.
static void write_decompositions(void) {
  static uint32_t low[POINTS], at[POINTS], size[POINTS], pool[UINT16_MAX + LONGEST * 2], plane[18];
  static uint16_t units[POINTS][LONGEST * 2];
  unsigned n = 0, used = 0;
  for (int32_t cp = 0; cp < POINTS; cp++) {
    if (!(cp & 0xFFFF)) plane[cp >> 16] = n;
    if (!(classes[class_of[cp]].flags & DECOMPOSES)) continue;
    int32_t to[LONGEST];
    int count;
    decomposition(cp, how, to, &count);
    low[n] = (uint32_t)cp & 0xFFFF;
    size[n] = utf16(to, count, units[n]);
    n++;
  }
  plane[17] = n;
  for (unsigned want = LONGEST * 2; want; want--)
    for (unsigned i = 0; i < n; i++) {
      if (size[i] != want) continue;
      unsigned k = 0, same = 0;
      for (; k + want <= used; k++) {
        for (same = 0; same < want && pool[k + same] == units[i][same]; same++) {
        }
        if (same == want) break;
      }
      if (same != want)
        for (k = used; used < k + want; used++) pool[used] = units[i][used - k];
      need(used <= UINT16_MAX, "too many decompositions");
      at[i] = k;
    }
  numbers("uint16_t", "decompose_plane", plane, 18);
  numbers("uint16_t", "decompose_low", low, n);
  numbers("uint16_t", "decompose_at", at, n);
  numbers("uint8_t", "decompose_size", size, n);
  numbers("uint16_t", "decompose_units", pool, used);
}

static int by_value(const void *x, const void *y) {
  uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
  return (a > b) - (a < b);
}

// Pairs that compose, as first << 42 | second << 21 | both. All but Hangul's.
static void write_compositions(void) {
  static uint64_t pairs[POINTS];
  unsigned n = 0;
  for (int32_t cp = 0; cp < POINTS; cp++) {
    if (cp >= HANGUL && cp < HANGUL + HANGULS) continue;
    int32_t to[LONGEST + 1], pair[3];
    int count;
    decomposition(cp, UTF8PROC_DECOMPOSE, to, &count);
    if (count < 2) continue;
    int32_t second = to[count - 1];
    if (utf8proc_normalize_utf32(to, count - 1, COMPOSED) != 1) continue;
    pair[0] = to[0];
    pair[1] = second;
    if (utf8proc_normalize_utf32(pair, 2, COMPOSED) == 1 && pair[0] == cp)
      pairs[n++] = (uint64_t)to[0] << 42 | (uint64_t)second << 21 | (uint64_t)cp;
  }
  qsort(pairs, n, sizeof *pairs, by_value);
  printf("static const uint64_t compose_pairs[] = {");
  for (unsigned i = 0; i < n; i++) printf("%s0x%llx,", i % 6 ? "" : "\n  ", (unsigned long long)pairs[i]);
  printf("\n};\n");
}

// Clusters: utf8proc's own rules, run from each kind and each state it goes on in.
static void write_clusters(void) {
  static struct {
    int32_t state;
    unsigned last;
  } states[STATES + 1];
  static uint32_t next[STATES * 64];
  unsigned n = kind_n; // a cluster of one: the state is its kind
  for (unsigned i = 0; i < kind_n; i++) states[i].last = i;
  for (unsigned s = 0; s < n; s++)
    for (unsigned k = 0; k < kind_n; k++) {
      int32_t state = states[s].state;
      bool ends = utf8proc_grapheme_break_stateful(kind_point[states[s].last], kind_point[k], &state);
      unsigned i = kind_n;
      while (i < n && (states[i].state != state || states[i].last != k)) i++;
      if (!ends && i == n) {
        need(n < STATES, "too many states of a cluster");
        states[n].state = state;
        states[n++].last = k;
      }
      next[s * kind_n + k] = ends ? STATES : i;
    }
  printf("#define CLUSTER_KINDS %u\n", kind_n);
  numbers("uint8_t", "cluster_next", next, n * kind_n);
}

int main(void) {
  for (int32_t cp = 0; cp < POINTS; cp++) classify(cp);
  printf("// Generated by tools/unicode.c from utf8proc %s (Unicode %s).\n", utf8proc_version(),
         utf8proc_unicode_version());
  write_classes();
  write_decompositions();
  write_compositions();
  write_clusters();
  return 0;
}
