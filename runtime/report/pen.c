// The bar: floor(share × cells × 8) eighths, so that only a whole share is a whole bar.
#include "runtime/report/pen.h"
#include "base/utf.h"

static const char *const paint[TONES] = {"",         "\x1b[1m",  "\x1b[2m",  "\x1b[32m",
                                         "\x1b[31m", "\x1b[33m", "\x1b[35m", "\x1b[36m"};

void pen_to(Pen *p, size_t column) {
  if (column > p->wanted) p->wanted = column;
}

void pen_gap(Pen *p, size_t columns) {
  p->wanted += columns;
}

void pen_put(Pen *p, Tone tone, Str s) {
  if (!s.n) return;
  out_pad(p->o, ' ', p->wanted - p->column);
  bool painted = p->color && tone != TONE_PLAIN;
  if (painted) out_z(p->o, paint[tone]);
  out_str(p->o, s);
  if (painted) out_z(p->o, "\x1b[0m");
  p->column = p->wanted += utf_width(s);
}

void pen_right(Pen *p, size_t edge, Tone tone, Str s) {
  size_t width = utf_width(s);
  if (edge > width) pen_to(p, edge - width);
  pen_put(p, tone, s);
}

void pen_line(Pen *p) {
  out_c(p->o, '\n');
  p->column = p->wanted = 0;
}

void pen_rule(Pen *p, size_t to, Str line) {
  if (p->wanted >= to) return;
  Out o = out_memory(p->a);
  for (size_t i = p->wanted; i < to; i++) out_str(&o, line);
  pen_put(p, TONE_DIM, out_text(&o));
}

// How many of `whole` parts a share fills, rounded down.
static unsigned filled(Arena *a, Num share, unsigned whole) {
  if (!num_ok(share) || num_sign(share) <= 0) return 0;
  unsigned low = 0, high = whole; // the largest n with n / whole <= share
  while (low < high) {
    unsigned mid = (low + high + 1) / 2;
    Num at = num_make(a, mid, whole);
    if (num_cmp(at, share) <= 0)
      low = mid;
    else
      high = mid - 1;
  }
  return low;
}

void pen_bar(Pen *p, Tone tone, unsigned cells, Num share, Num mark) {
  static const char *const part[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  unsigned eighths = filled(p->a, share, cells * 8), full = eighths / 8;
  unsigned at = num_ok(mark) ? filled(p->a, mark, cells) : cells + 1;
  if (at == cells) at--;
  for (unsigned i = 0; i < cells;) {
    if (i == at) {
      pen_put(p, TONE_BOLD, S("┃"));
      i++;
      continue;
    }
    unsigned end = i < full ? full : cells, from = i;
    Out o = out_memory(p->a);
    bool edge = i == full && eighths % 8;
    if (edge)
      out_z(&o, part[eighths % 8]), i++;
    else
      for (; i < end && i != at; i++) out_z(&o, i < full ? "█" : "░");
    pen_put(p, from < full || edge ? tone : TONE_DIM, out_text(&o));
  }
}

static bool ascii_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ',' ||
         c == '%' || c == '_';
}

size_t pen_skip(Str s, size_t at) {
  while (at < s.n && s.p[at] == ' ') at++;
  return at;
}

// What may not begin a line, and what may not end one.
static bool no_break(Str s, size_t at) {
  static const char *const closers[] = {"）", "》", "」", "』", "”", "，", "。", "；",
                                        "：", "、", "！", "？", ")", "]",  "%"};
  static const char *const openers[] = {"（", "《", "「", "『", "“", "(", "["};
  Str rest = str_slice(s, at, s.n), before = str_slice(s, 0, at);
  for (size_t i = 0; i < sizeof closers / sizeof *closers; i++)
    if (str_starts(rest, str_z(closers[i]))) return true;
  for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
    if (str_ends(before, str_z(openers[i]))) return true;
  return false;
}

size_t pen_piece(Str s, size_t from, size_t columns) {
  size_t i = from, width = 0, word = from; // word: the last place where the line may break
  while (i < s.n) {
    size_t next = utf_grapheme(s, i), w = utf_width(str_slice(s, i, next));
    if (width + w > columns && i > from) break;
    if (i > from && (!ascii_word(s.p[i]) || !ascii_word(s.p[i - 1])) && !no_break(s, i)) word = i;
    width += w;
    i = next;
  }
  if (i >= s.n) return i;
  bool inside = (ascii_word(s.p[i]) && ascii_word(s.p[i - 1])) || no_break(s, i);
  size_t end = inside && word > from ? word : i;
  if (end == i && word > from && utf_grapheme(s, i) == s.n && !ascii_word(s.p[i]))
    end = word;                                        // a character is not left alone
  while (end > from + 1 && s.p[end - 1] == ' ') end--; // a blank where the line breaks
  return end;
}
