// A number's text taken apart and put together again, digit by digit.
#include "runtime/read/decimal.h"

enum { EXPONENT_MAX = 400 }; // binary numbers end at 308

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool decimal_read(Arena *a, Str s, size_t most, Decimal *d) {
  size_t i = 0;
  bool any = false, after = false, fraction = false;
  *d = (Decimal){.digits = arena_raw(a, s.n + 1, 1)};
  if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) d->negative = s.p[i++] == '-';
  for (; i < s.n && (is_digit(s.p[i]) || (s.p[i] == '.' && !after)); i++) {
    if (s.p[i] == '.') {
      after = true;
      continue;
    }
    any = true;
    if (d->n || s.p[i] != '0')
      d->digits[d->n++] = s.p[i], d->point += !after;
    else
      d->point -= after;
  }
  int64_t exponent = 0;
  if (i < s.n && any && (s.p[i] == 'e' || s.p[i] == 'E')) {
    bool down = ++i < s.n && s.p[i] == '-';
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) i++;
    size_t from = i;
    for (; i < s.n && is_digit(s.p[i]) && exponent <= EXPONENT_MAX; i++)
      exponent = exponent * 10 + s.p[i] - '0';
    if (i == from || exponent > EXPONENT_MAX) return false;
    if (down) exponent = -exponent;
    fraction = true;
  }
  if (!any || i != s.n) return false;
  d->point += exponent;
  while (d->n && d->digits[d->n - 1] == '0') d->n--;
  fraction |= (int64_t)d->n > d->point;
  if (most && fraction && d->n > most) { // the tail of a binary number
    bool up = d->digits[most] >= '5';
    d->n = most;
    while (up && d->n && d->digits[d->n - 1] == '9') d->n--;
    if (up && d->n)
      d->digits[d->n - 1]++;
    else if (up)
      d->digits[0] = '1', d->n = 1, d->point++;
    while (d->n && d->digits[d->n - 1] == '0') d->n--;
  }
  if (!d->n) d->point = 0, d->negative = false;
  return true;
}

Str decimal_text(Arena *a, const Decimal *d, Str tail) {
  Out o = out_memory(a);
  if (d->negative) out_c(&o, '-');
  int64_t n = (int64_t)d->n;
  if (d->point <= 0) out_c(&o, '0');
  for (int64_t i = 0; i < d->point; i++) out_c(&o, i < n ? d->digits[i] : '0');
  if (n > d->point) {
    out_c(&o, '.');
    for (int64_t i = d->point; i < 0; i++) out_c(&o, '0');
    out_str(&o,
            (Str){d->digits + (d->point > 0 ? d->point : 0), (size_t)(n - (d->point > 0 ? d->point : 0))});
  }
  out_str(&o, tail);
  return out_text(&o);
}
