// Text against slower words for the same: UTF-8 by the table of RFC 3629, keys, cuts to a width, places in a
// source, and the pictures of findings, which nothing in a text may steer or widen.
#include "base/render.h"
#include "base/utf.h"
#include "fuzz.h"

// The lead bytes of RFC 3629, section 4, and the range of the byte that follows; later ones are 80…BF.
static const struct {
  uint8_t first, last, low, high, length;
} forms[] = {
    {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

// The length of the character at p, 0 where there is none.
static size_t character(const uint8_t *p, size_t n) {
  for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
    if (p[0] < forms[f].first || p[0] > forms[f].last) continue;
    size_t length = forms[f].length;
    if (length > n || (length > 1 && (p[1] < forms[f].low || p[1] > forms[f].high))) return 0;
    for (size_t i = 2; i < length; i++)
      if (p[i] < 0x80 || p[i] > 0xBF) return 0;
    return length;
  }
  return 0;
}

static void validity(Str s) {
  const uint8_t *p = (const uint8_t *)s.p;
  size_t good = 0, n, count = 0;
  while (good < s.n && (n = character(p + good, s.n - good))) {
    unsigned len;
    char back[4];
    uint32_t cp = utf_decode(s, good, &len);
    must(len == n && cp != UTF_BAD && utf_encode(cp, back) == n && !memcmp(back, s.p + good, n));
    good += n;
    count++;
  }
  must(utf_valid(s) == good);
  must(utf_count(str_slice(s, 0, good)) == count);
}

static void keys(Arena *a, Str s) {
  Str key = utf_key(a, s), again = utf_key(a, key);
  must(again.p == key.p && again.n == key.n);
  if (utf_is_key(s)) must(key.p == s.p && key.n == s.n);
  if (utf_valid(s) == s.n) must(utf_valid(key) == key.n);
}

static void cuts(Arena *a, Str s) {
  size_t width = utf_width(s);
  for (size_t columns = 0; columns < 12; columns++) {
    Str cut = utf_fit(a, s, columns);
    must(utf_width(cut) <= columns);
    if (width <= columns) must(cut.p == s.p && cut.n == s.n);
  }
}

static void places(Arena *a, Str s) {
  Source source = {.name = S("x"), .text = s};
  source_index(a, &source);
  size_t covered = 0;
  for (uint32_t line = 1; line <= source.line_n; line++) {
    Str text = source_line(&source, line);
    must(source.lines[line - 1] >= covered);
    covered = source.lines[line - 1] + text.n;
    for (size_t i = 0; i < text.n; i++) must(text.p[i] != '\n' && text.p[i] != '\r');
    must(source_place(&source, (uint32_t)covered).line == line);
  }
  must(covered == s.n);
}

static void pictures(Arena *a, Str s) {
  static const DiagSpec table[] = {{0}, {"E0001", SEV_ERROR, "{0}", "{0}"}};
  Sources all = {0};
  sources_add(a, &all, S("x"), s);
  Diags ds = diags_new(a, table);
  uint32_t n = (uint32_t)s.n, at = n ? (uint32_t)(unsigned char)s.p[0] % n : 0;
  Diag *d = diag_add(&ds, 1, (Span){0, at, at + n / 3}, TEXT_ARGS(text_of(S("x"))));
  diag_label(&ds, d, (Span){0, n / 2, n}, 1, TEXT_ARGS(text_of(S("y"))));
  diag_label(&ds, d, (Span){0, n / 4, n / 3}, 1, TEXT_ARGS(text_of(S("z"))));
  for (int f = DIAG_HUMAN; f <= DIAG_GITHUB; f++) {
    Out o = out_memory(a);
    diags_render(&o, &ds, &all, &(RenderOptions){.format = (DiagFormat)f, .columns = 40});
    for (size_t i = 0, from = 0; i < o.n; i++) {
      must(o.p[i] == '\n' || (unsigned char)o.p[i] >= ' ');
      if (o.p[i] != '\n') continue;
      if (f == DIAG_HUMAN)
        must(utf_width(str_slice(out_text(&o), from, i)) <= 40 + 3); // a caret behind the end, and a text
      from = i + 1;
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Str s = {(const char *)data, size};
  validity(s);
  keys(&a, s);
  cuts(&a, s);
  places(&a, s);
  pictures(&a, s);
  arena_free(&a);
  return 0;
}
