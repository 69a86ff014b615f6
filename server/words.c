// Sounds come from a table of the characters that our words are made of; other characters stand for
// themselves.
#include "server/words.h"
#include "base/utf.h"
#include <uchar.h>

static const struct Sound {
  char16_t c;
  const char *sound;
} sounds[] = {
#define P(c, sound) {c, sound},
#include "server/pinyin.def"
#undef P
};

static const char *sound_of(uint32_t cp) {
  size_t lo = 0, hi = sizeof sounds / sizeof *sounds;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    if (sounds[mid].c == cp) return sounds[mid].sound;
    if (sounds[mid].c < cp)
      lo = mid + 1;
    else
      hi = mid;
  }
  return NULL;
}

static void sound_out(Out *o, Str label, bool initials) {
  unsigned len;
  for (size_t i = 0; i < label.n; i += len) {
    const char *s = sound_of(utf_decode(label, i, &len));
    if (!s)
      out_str(o, str_slice(label, i, i + len));
    else if (initials)
      out_c(o, *s);
    else
      out_z(o, s);
  }
}

Str word_filter(Arena *a, Str label, Str more) {
  Out o = out_memory(a);
  out_str(&o, label);
  bool cjk = false;
  unsigned len;
  for (size_t i = 0; i < label.n && !cjk; i += len) cjk = utf_is_cjk(utf_decode(label, i, &len));
  if (cjk) {
    out_c(&o, ' '), sound_out(&o, label, false);
    out_c(&o, ' '), sound_out(&o, label, true);
  }
  if (more.n) out_c(&o, ' '), out_str(&o, more);
  return out_text(&o);
}

static char small(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool begins(Str typed, Str s) {
  if (typed.n > s.n) return false;
  for (size_t i = 0; i < typed.n; i++)
    if (small(typed.p[i]) != small(s.p[i])) return false;
  return true;
}

static bool in_order(Str typed, Str s) {
  unsigned a, b;
  size_t i = 0;
  for (size_t k = 0; k < s.n && i < typed.n; k += b) {
    uint32_t x = utf_decode(typed, i, &a), y = utf_decode(s, k, &b);
    if (x == y || (x < 128 && y < 128 && small((char)x) == small((char)y))) i += a;
  }
  return i == typed.n;
}

unsigned word_fits(Str typed, Str filter) {
  if (!typed.n) return 1;
  unsigned best = 0;
  for (size_t i = 0, part = 0; i < filter.n; part++) {
    const char *end = memchr(filter.p + i, ' ', filter.n - i);
    size_t to = end ? (size_t)(end - filter.p) : filter.n;
    Str s = str_slice(filter, i, to);
    unsigned fit = begins(typed, s) ? (typed.n == s.n ? 6 : part ? 4 : 5) : in_order(typed, s) ? 2 : 0;
    if (fit > best) best = fit;
    i = to + 1;
  }
  return best;
}

const Builtin *word_builtin(Str name) {
  for (unsigned i = 0; i < builtin_n; i++)
    if (str_eq(builtins[i].zh, name) || str_eq(builtins[i].en, name)) return &builtins[i];
  return NULL;
}
