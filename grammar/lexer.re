// Bytes in, one token out. re2c finds names, numbers, dates, units and words; quotes and comments, which run
// on to their end, are plain loops. A name is matched first and then looked up among the words, so a keyword is
// one only as a whole; an operator word may also be followed by a digit (不低于85%).
#include "grammar/lexer.h"
#include "base/utf.h"

typedef unsigned char Byte;

/*!re2c
  re2c:yyfill:enable = 0;
  re2c:define:YYCTYPE = Byte;
  re2c:define:YYCURSOR = p;
  re2c:define:YYMARKER = mark;

  hanzi   = [\u4E00-\u9FFF];
  letter  = [A-Za-z] | hanzi
          | [\u00AA\u00B0\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0370-\u03FF\u0400-\u04FF]
          | [\u2103\u2109\u2126\u212A\u212B\u2160-\u2188\u2E80-\u2FD5\u3005-\u3007\u3041-\u30FA\u30FC-\u30FF]
          | [\u3380-\u33DF\u3400-\u4DBF\uF900-\uFAFF\uFF21-\uFF3A\uFF41-\uFF5A\U00020000-\U0003FFFD];
  digit   = [0-9\uFF10-\uFF19];
  raised  = [\u00B2\u00B3\u00B9\u2070-\u2079\u2080-\u2089];
  inside  = letter | digit | raised | [_\uFF3F];
  dot     = [\u00B7\u30FB\u2027\u2022\u2219\u22C5];

  plain   = ([A-Za-z] | hanzi) ([A-Za-z0-9_] | hanzi)*;
  name    = letter inside* ((dot | "、") inside+)*;

  number  = digit+ ([.\uFF0E] digit+)?;
  grouped = digit{1,3} ("," digit{3})+ ([.\uFF0E] digit+)?;

  // A unit has no digits but ^n and m2, m3; 至 and 以 (以上 以下 以内) never belong to it.
  uchar   = [A-Za-z\u4E00-\u4EE4\u4EE6-\u81F2\u81F4-\u9FFF] | (letter \ hanzi) | raised;
  atom    = uchar+ | uchar* "m" [23] | uchar+ "^" "-"? digit+ | [%‰\uFF05];
  times   = dot | [*\u00D7\uFF0A];
  over    = [/\uFF0F];
  unit    = atom (times atom)* (over atom ((times | over | "、") atom)*)?;

  blank   = [ \t\r\n\v\f] | [\u0085\u00A0\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF];

  d0 = [0\uFF10]; d1 = [1\uFF11]; d3 = [3\uFF13];
  month   = (d0? [1-9\uFF11-\uFF19] | d1 [0-2\uFF10-\uFF12]) "月";
  day     = (d0? [1-9\uFF11-\uFF19] | [12\uFF11\uFF12] digit | d3 [01\uFF10\uFF11]) [日号];
  year    = digit{4} "年";
  iso     = digit{4} [-\uFF0D] digit{1,2} [-\uFF0D] digit{1,2};
  ends    = [底末];
  before  = "之前" | "以前" | "前";
  nth     = [一二三四];
  quarter = (nth | "第" (nth | [1-4\uFF11-\uFF14])) "季度";
  spring  = [1-4\uFF11-\uFF14] "季度"; // 3季度 alone is a quantity
  half    = [上下] "半年";
  exact   = iso | year? month day | year? month "份"? ends | year "度"? (ends | "内") | year (quarter | half | spring) ends? | spring ends;
  loose   = year? month "份"? | year "度"?;
  spoken  = quarter ends? | half ends? | "年" (ends | "内") | "本年" "度"? [底末内];
*/

// ---- words -------------------------------------------------------------------------------------
typedef struct Word {
  uint64_t first, last; // its first and last eight bytes, the first byte lowest; last: 0 up to eight
  uint8_t n, kind;
} Word;
#include "grammar/words.h"

static uint64_t load8(const Byte *p) {
  uint64_t w;
  memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  w = __builtin_bswap64(w);
#endif
  return w;
}

// The keyword that is all of the n bytes at p; END where there is none.
static Tok find_word(const Byte *p, size_t n) {
  if (n > 16) return TOK_END;
  uint64_t first = load8(p), last = 0;
  if (n < 8) first &= ((uint64_t)1 << 8 * n) - 1;
  else if (n > 8) last = load8(p + n - 8);
  const Word *w = &words[word_slots[(first ^ last * 3) * WORD_FACTOR >> WORD_SHIFT]];
  return w->first == first && w->last == last && w->n == n ? (Tok)w->kind : TOK_END;
}

static bool is_digit(const Byte *p) {
  return (*p >= '0' && *p <= '9') || (p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99);
}

Tok lex_keyword(Str word) {
  Byte padded[24] = {0};
  if (word.n > 16) return TOK_END;
  memcpy(padded, word.p, word.n);
  return find_word(padded, word.n);
}

// The keyword that a word with digits begins with, and its own end: an operator word, or 目标 as in 目标1.
static Tok word_with_digits(const Byte *p, const Byte *digit, const Byte *end, const Byte **stop) {
  Tok kind = find_word(p, (size_t)(digit - p));
  *stop = digit;
  if (kind >= TOK_GE && kind <= TOK_TO) return kind;
  if (kind != TOK_GOAL) return TOK_END;
  while (digit < end && is_digit(digit)) digit += *digit < 0x80 ? 1 : 3;
  *stop = digit;
  return digit == end ? kind : TOK_END;
}

static const Byte *first_digit(const Byte *p, const Byte *end) {
  while (p < end && !is_digit(p)) p++;
  return p < end ? p : NULL;
}

uint32_t lex_unit(const char *text) {
  const Byte *p = (const Byte *)text, *mark;
  /*!re2c
    re2c:flags:nested-ifs = 1; // a third of the size of tables of jumps; seldom taken, here and in lex_word
    unit { return (uint32_t)(p - (const Byte *)text); }
    *    { return 0; }
  */
}

uint32_t lex_word(const char *text) {
  const Byte *p = (const Byte *)text, *mark;
  /*!re2c
    name { return (uint32_t)(p - (const Byte *)text); }
    *    { return 0; }
  */
}

static bool line_end(Byte c) { return c == '\n' || c == '\r'; }

// Whether none of the eight bytes at p means anything inside straight quotes: all are above " and none is a \.
static bool is_quoted_run(const Byte *p) {
  const uint64_t ones = 0x0101010101010101u;
  uint64_t w = load8(p), slash = w ^ ones * '\\';
  return !((((w - ones * ('"' + 1)) & ~w) | ((slash - ones) & ~slash)) & ones << 7);
}

// p is past the opening quote; past the closing one, or NULL where the line ends first.
static const Byte *straight(const Byte *p, const Byte *stop, bool wide) {
  for (;; p++) {
    while (!wide && is_quoted_run(p)) p += 8;
    if (*p == '"') return p + 1;
    if (wide && p[0] == 0xEF && p[1] == 0xBC && p[2] == 0x82) return p + 3; // ＂
    if (*p == '\\' && !line_end(p[1]) && p + 1 < stop) p++;
    else if (line_end(*p) || (!*p && p >= stop)) return NULL;
  }
}

static const Byte *nested(const Byte *p, const Byte *stop, Byte b0, Byte b1, Byte open, Byte close) {
  unsigned depth = 1;
  for (;; p++) {
    if (line_end(*p) || (!*p && p >= stop)) return NULL;
    if (p[0] != b0 || p[1] != b1) continue;
    if (p[2] == close) {
      if (!--depth) return p + 3;
    } else if (p[2] == open) depth++;
  }
}

// What an open quote leaves out: to the end of its line, without a brace that ends the line.
static const Byte *open_quote(const Byte *p, const Byte *stop) {
  const Byte *end = p;
  while (!line_end(*end) && end < stop) end++;
  while (end > p && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '{' || end[-1] == '}')) end--;
  return end;
}

static const Byte *comment_end(const Byte *p, const Byte *stop) {
  const Byte *lf = memchr(p, '\n', (size_t)(stop - p));
  const Byte *end = lf ? lf : stop, *cr = memchr(p, '\r', (size_t)(end - p));
  return cr ? cr : end;
}

// A run of blanks holds an empty line when it has two line ends.
static bool has_empty_line(const Byte *from, const Byte *to) {
  const Byte *lf = memchr(from, '\n', (size_t)(to - from));
  return lf && memchr(lf + 1, '\n', (size_t)(to - lf - 1));
}

static bool is_text(const Byte *p, const Byte *end) {
  size_t n = (size_t)(end - p);
  return utf_valid((Str){(const char *)p, n}) == n;
}

static bool opens_call(const Byte *p) {
  while (*p == ' ' || *p == '\t') p++;
  return *p == '(' || (p[0] == 0xEF && p[1] == 0xBC && p[2] == 0x88);
}

// Whether a word that is no keyword touches a date: 12月底前完成.
static bool glued_word(const Byte *p) {
  uint32_t n = lex_word((const char *)p);
  return n && find_word(p, n) == TOK_END;
}


// ---- the short path: most tokens are plain words ------------------------------------------------
static bool is_letter(Byte c) { return (Byte)((c | 0x20) - 'a') < 26; }

// Which of the two characters of three bytes at the start of w are of U+4E00…9FFF: bit 10 the first, bit 34 the
// second. By their form, and by the code point above its last six bits: four bits of E0…EF, six of the next byte.
#define FIRST_HANZI ((uint64_t)1 << 10)
#define PAIR_HANZI  (FIRST_HANZI | FIRST_HANZI << 24)
static uint64_t hanzi_in(uint64_t w) {
  const uint64_t each = 0x1000001;
  uint64_t form = (w & 0xC0C0F0C0C0F0) ^ 0x8080E08080E0;
  uint64_t code = (w & each * 0xF) << 6 | (w >> 8 & each * 0x3F);
  uint64_t within = (code + each * (0x400 - (0x4E00 >> 6))) & ~(code + each * (0x400 - (0xA000 >> 6)));
  return within & (form & 0xFFFFFF ? 0 : form ? FIRST_HANZI : PAIR_HANZI);
}

static bool is_hanzi(const Byte *p) { return hanzi_in(load8(p)) & FIRST_HANZI; }

// The end of the run of 汉字, letters, digits and _ at p, and its first digit.
static const Byte *plain_end(const Byte *p, const Byte **digit) {
  *digit = NULL;
  for (;;) {
    uint64_t found = hanzi_in(load8(p));
    if (found == PAIR_HANZI) {
      p += 6;
      continue;
    }
    if (found & FIRST_HANZI) p += 3; // what follows is none
    if (*p < '0') return p;
    if ((Byte)(*p - '0') < 10) {
      if (!*digit) *digit = p;
    } else if (!is_letter(*p) && *p != '_') return p;
    p++;
  }
}

// The bytes of the unit at p, by the short path where nothing but 汉字 and letters makes it.
static uint32_t unit_bytes(const Byte *p) {
  const Byte *q = p;
  for (;;) {
    if (is_hanzi(q)) {
      if ((q[0] == 0xE8 && q[1] == 0x87 && q[2] == 0xB3) || (q[0] == 0xE4 && q[1] == 0xBB && q[2] == 0xA5)) break; // 至 以
      q += 3;
    } else if (is_letter(*q)) q++;
    else break;
  }
  if (q == p && *p == '%') q++;
  bool over = *q == ' ' || *q == '\n' || *q == ')' || *q == '\r';
  if (over || (q == p && *q < 0x80)) return (uint32_t)(q - p);
  return lex_unit((const char *)p);
}

// ASCII digits that cannot begin a date, a group or a decimal; NULL for the long path.
static const Byte *short_number(const Byte *p) {
  while ((Byte)(*p - '0') < 10) p++;
  if (*p == '.' || *p == ',' || *p == '-' || *p == 0xEF) return NULL;
  if (*p == 0xE5 && ((p[1] == 0xB9 && p[2] == 0xB4) || (p[1] == 0xAD && p[2] == 0xA3))) return NULL; // 年 季
  if (*p == 0xE6 && p[1] == 0x9C && p[2] == 0x88) return NULL;                                       // 月
  return p;
}

// Words that may begin a spoken date (一季度, 年底) take the long path.
static bool may_be_date(const Byte *p) {
  const uint64_t lasts = 0x0010100008001E01; // by the last six bits of their third bytes
  if (!(lasts >> (p[2] & 63) & 1)) return false;
  switch ((unsigned)p[0] << 16 | (unsigned)p[1] << 8 | p[2]) {
  case 0xE4B880: // 一
  case 0xE4BA8C: // 二
  case 0xE4B889: // 三
  case 0xE59B9B: // 四
  case 0xE7ACAC: // 第
  case 0xE4B88A: // 上
  case 0xE4B88B: // 下
  case 0xE5B9B4: // 年
  case 0xE69CAC: // 本
    return true;
  default: return false;
  }
}

// Whether the plain word [p, end) is surely a whole word: nothing that could lengthen it follows.
static bool is_whole(const Byte *end) { return *end < 0x80 || (end[0] == 0xE2 && end[1] == 0x89); }

// Signs that are tokens whatever follows.
static const uint8_t signs[128] = {
    ['{'] = TOK_LB, ['}'] = TOK_RB, ['('] = TOK_LP, [')'] = TOK_RP, [':'] = TOK_COLON, [','] = TOK_COMMA, [';'] = TOK_SEMI,
};
static bool is_bound(const Byte *p) { return p[0] == 0xE2 && p[1] == 0x89 && (p[2] | 1) == 0xA5; } // ≤ ≥

unsigned lex_some(Lexer *lx, Token *out, unsigned room) {
  const Byte *text = (const Byte *)lx->text, *stop = text + lx->end;
  const Byte *p = text + lx->pos, *start, *mark, *end, *digit;
  const Token *first = out, *full = out + room;
  const bool trivia = lx->trivia;
  Tok kind;
next:
  *out = (Token){0};
  digit = NULL;
again:
  if (!trivia)
    while (*p == ' ' || *p == '\n') p++;
  start = p;
  if ((*p >= 0xE4 || is_letter(*p)) && (end = plain_end(p, &digit)) > p) {
    if (is_whole(end) && !may_be_date(p)) {
      p = end;
      goto word;
    }
  } else if ((Byte)(*p - '0') < 10 && (end = short_number(p))) {
    p = end;
    goto number;
  } else if (*p < 0x80 && signs[*p]) {
    kind = signs[*p++];
    goto done;
  } else if (is_bound(p)) {
    kind = p[2] & 1 ? TOK_GE : TOK_LE;
    p += 3;
    goto done;
  }
  /*!re2c
    re2c:flags:nested-ifs = 0;
    blank+ {
      if (!trivia || start >= stop || !has_empty_line(start, p < stop ? p : stop)) goto again;
      kind = TOK_BLANK; goto done;
    }
    "//" {
      if (start >= stop) goto over;
      p = comment_end(p, stop);
      if (!is_text(start, p)) { kind = TOK_BAD; goto done; }
      if (!trivia) goto again;
      kind = start[2] == '/' && start[3] != '/' ? TOK_DOC : TOK_COMMENT;
      goto done;
    }
    spoken              { kind = TOK_DATEWORD; goto done; }
    spoken before       { kind = TOK_DEADWORD; goto done; }
    plain { digit = first_digit(start, p); goto word; }
    name {
      digit = first_digit(start, p);
      kind = digit ? word_with_digits(start, digit, p, &end) : TOK_END;
      if (kind != TOK_END) { p = end; goto done; }
      kind = p - start > WORD_MAX ? TOK_BAD : TOK_IDENT;
      goto done;
    }
    number { goto number; }
    grouped {
      // 1,5000 is two numbers: a group has three digits
      if (is_digit(p)) { p = start; while (is_digit(p)) p += *p < 0x80 ? 1 : 3; goto number; }
      out->part = 1;
      goto number;
    }
    exact               { kind = TOK_DATE; goto date; }
    exact before        { kind = TOK_DEADLINE; goto date; }
    loose before        { kind = TOK_DEADLINE; goto date; }
    spring before       { kind = TOK_DEADLINE; goto date; }
    loose {
      // 6月 is a date, 6月租 a quantity of some unit
      end = start;
      while (is_digit(end)) end += *end < 0x80 ? 1 : 3;
      if (end + lex_unit((const char *)end) > p) { p = end; goto number; }
      kind = TOK_DATE; goto done;
    }
    [?\uFF1F]+ {
      uint32_t n = (uint32_t)(p - start);
      uint32_t bytes = lex_unit((const char *)p);
      p += bytes;
      out->part = (uint16_t)n;
      kind = n > NUMBER_MAX || bytes > UNIT_MAX ? TOK_BAD : TOK_HOLE;
      goto done;
    }

    ["\uFF02] { end = straight(p, stop, *start != '"'); goto quoted; }
    "“"       { end = nested(p, stop, 0xE2, 0x80, 0x9C, 0x9D); goto quoted; }
    "”" | "》" | "」" | "』" { kind = TOK_OPENSTRING; goto done; }
    "《"      { end = nested(p, stop, 0xE3, 0x80, 0x8A, 0x8B); goto quoted; }
    "「"      { end = nested(p, stop, 0xE3, 0x80, 0x8C, 0x8D); goto quoted; }
    "『"      { end = nested(p, stop, 0xE3, 0x80, 0x8E, 0x8F); goto quoted; }

    [{\uFF5B] { kind = TOK_LB; goto done; }
    [}\uFF5D] { kind = TOK_RB; goto done; }
    [(\uFF08] { kind = TOK_LP; goto done; }
    [)\uFF09] { kind = TOK_RP; goto done; }
    [:\uFF1A] { kind = TOK_COLON; goto done; }
    [,\uFF0C] { kind = TOK_COMMA; goto done; }
    [;\uFF1B] { kind = TOK_SEMI; goto done; }
    [.\uFF0E] { kind = TOK_DOT; goto done; }
    ".." | "．．" | "…" | "……" { kind = TOK_DOTDOT; goto done; }
    [~\uFF5E\u301C\u2014] { kind = TOK_TILDE; goto done; }
    "±"       { kind = TOK_PLUSMINUS; goto done; }
    [+\uFF0B] { kind = TOK_PLUS; goto done; }
    [-\uFF0D\u2212\u2013] { kind = TOK_MINUS; goto done; }
    times \ dot { kind = TOK_STAR; goto done; }
    over | "÷" { kind = TOK_SLASH; goto done; }
    "^" | "\uFF3E" { kind = TOK_CARET; goto done; }
    [%‰\uFF05] { kind = TOK_PERCENT; goto done; }
    [≥≧⩾] | [>\uFF1E] [=\uFF1D] { kind = TOK_GE; goto done; }
    [≤≦⩽] | [<\uFF1C] [=\uFF1D] { kind = TOK_LE; goto done; }
    [>\uFF1E] { kind = TOK_GT; goto done; }
    [<\uFF1C] { kind = TOK_LT; goto done; }
    [=\uFF1D═] { kind = TOK_EQ; goto done; }
    "≠" | [!\uFF01] [=\uFF1D] { kind = TOK_NE; goto done; }
    [\x00] {
      if (start >= stop) goto over;
      kind = TOK_BAD; goto done;
    }
    * {
      while ((*p & 0xC0) == 0x80) p++;
      kind = TOK_BAD; goto done;
    }
  */

word:
  kind = find_word(start, (size_t)(p - start));
  if (kind == TOK_END && digit) {
    kind = word_with_digits(start, digit, p, &end);
    if (kind == TOK_END) goto plain_name;
    p = end;
    goto done;
  }
  if (kind == TOK_END || (kind >= TOK_SUM && kind <= TOK_COUNT && opens_call(p))) goto plain_name;
  goto done;

date:
  out->part = glued_word(p);
  goto done;

plain_name:
  if (p - start > WORD_MAX) {
    kind = TOK_BAD;
    goto done;
  }
  kind = TOK_IDENT;
  out->hash = str_hash((Str){(const char *)start, (size_t)(p - start)});
  goto done;

quoted:
  if (end) {
    p = end;
    kind = is_text(start, p) ? TOK_STRING : TOK_BAD;
  } else {
    p = open_quote(p, stop);
    kind = TOK_OPENSTRING;
  }
  goto done;

number: {
  size_t digits = (size_t)(p - start);
  uint32_t n = unit_bytes(p);
  if (digits > WORD_MAX || (n && digits > NUMBER_MAX) || n > UNIT_MAX) {
    p += n;
    kind = TOK_BAD;
    goto done;
  }
  if (n) {
    out->part = (uint16_t)digits;
    p += n;
    kind = TOK_QUANTITY;
    goto done;
  }
  kind = TOK_NUMBER;
  if (!lx->units) goto done;
  // `735 人次`: blanks on the same line, then a known unit as a whole word
  const Byte *q = p;
  while (*q == ' ' || *q == '\t' || (q[0] == 0xE3 && q[1] == 0x80 && q[2] == 0x80) || (q[0] == 0xC2 && q[1] == 0xA0))
    q += *q == 0xE3 ? 3 : *q == 0xC2 ? 2 : 1;
  if (q == p || q - p > UINT8_MAX) goto done;
  n = lex_unit((const char *)q);
  if (!n || n > UNIT_MAX || digits > NUMBER_MAX || is_digit(q + n) || !lx->units->known(lx->units->ctx, (Str){(const char *)q, n})) goto done;
  out->part = (uint16_t)digits;
  out->gap = (uint8_t)(q - p);
  p = q + n;
  kind = TOK_QUANTITY;
  goto done;
}

done:
  if (start >= stop) {
  over:
    lx->pos = out->start = out->end = lx->end;
    out->kind = TOK_END;
    out->part = 0;
    return (unsigned)(out + 1 - first);
  }
  out->start = (uint32_t)(start - text);
  out->end = (uint32_t)(p - text);
  out->kind = (uint8_t)kind;
  if (++out < full) goto next;
  lx->pos = (uint32_t)(p - text);
  return room;
}

void lex_next(Lexer *lx, Token *out) { lex_some(lx, out, 1); }
