// A record at a time, byte by byte. Quoted cells may hold separators, quotes ("") and line ends.
#include "runtime/read/csv_record.h"

static bool line_end(char ch) {
  return ch == '\n' || ch == '\r';
}

static void skip_line_end(CsvText *c) {
  if (c->at < c->text.n && c->text.p[c->at] == '\r') c->at++;
  if (c->at < c->text.n && c->text.p[c->at] == '\n') c->at++;
  c->line++;
}

// A quoted cell, its opening quote at c->at. Text after the closing quote is kept as it stands.
static Str quoted(CsvText *c) {
  const char *p = c->text.p;
  size_t start = ++c->at, n = c->text.n, doubled = 0;
  while (c->at < n) {
    if (p[c->at] == '"') {
      if (c->at + 1 >= n || p[c->at + 1] != '"') break;
      doubled++, c->at += 2;
      continue;
    }
    if (p[c->at] == '\n' || (p[c->at] == '\r' && (c->at + 1 >= n || p[c->at + 1] != '\n'))) c->line++;
    c->at++;
  }
  Str raw = str_slice(c->text, start, c->at);
  if (c->at >= n) {
    c->open_quote = true;
    return raw;
  }
  c->at++;
  size_t tail = c->at;
  while (c->at < n && p[c->at] != c->separator && !line_end(p[c->at])) c->at++;
  if (!doubled && tail == c->at) return raw;
  char *to = arena_raw(c->arena, raw.n + c->at - tail, 1);
  size_t k = 0;
  for (size_t i = 0; i < raw.n; i++) {
    to[k++] = raw.p[i];
    if (raw.p[i] == '"') i++;
  }
  memcpy(to + k, p + tail, c->at - tail);
  return (Str){to, k + c->at - tail};
}

bool csv_record(CsvText *c) {
  c->cells.n = 0;
  if (c->at >= c->text.n) return false;
  const char *p = c->text.p;
  for (;;) {
    Str cell;
    if (c->at < c->text.n && p[c->at] == '"')
      cell = quoted(c);
    else {
      size_t start = c->at;
      while (c->at < c->text.n && p[c->at] != c->separator && !line_end(p[c->at])) c->at++;
      cell = str_slice(c->text, start, c->at);
    }
    *array_push(c->arena, &c->cells) = str_trim(cell);
    if (c->at >= c->text.n) return true;
    if (p[c->at] != c->separator) {
      skip_line_end(c);
      return true;
    }
    c->at++;
  }
}

char csv_separator(Str s) {
  size_t count[3] = {0};
  static const char candidates[] = {',', ';', '\t'};
  bool inside = false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"')
      inside = !inside;
    else if (inside)
      continue;
    else if (line_end(s.p[i])) {
      if (count[0] + count[1] + count[2]) break;
    } else {
      for (int k = 0; k < 3; k++) count[k] += s.p[i] == candidates[k];
    }
  }
  int best = 0;
  for (int k = 1; k < 3; k++)
    if (count[k] > count[best]) best = k;
  return candidates[best];
}
