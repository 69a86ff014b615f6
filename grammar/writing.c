// Recovery: values and operators as people write them elsewhere, with pgl's way to write them. 2024.12.31,
// 十二月底前, 一百二十处, 1.2E+07元, 500，000元, 约120处, —— in an empty cell, =>, 大于等于.
#include "base/utf.h"
#include "grammar/literal.h"
#include "grammar/recover.h"

static void write_so(Search *s, uint32_t at, uint32_t cut, Tok kind, Str right, DiagId note, int cost) {
  const Recovery *r = s->r;
  Edit *e = search_propose(s, EDIT_WRITE, at, cut, cost);
  e->about = (uint32_t)items_text(r, at, at + cut).n;
  e->right = right;
  e->note = note;
  edit_put(e, made(r, at, kind));
}

static bool all_digits(Str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!has_digit(s.p[i])) return false;
  return s.n > 0;
}

static size_t digits_in(Str s) {
  size_t n = 0;
  while (n < s.n && has_digit(s.p[n])) n++;
  return n;
}

// 50,0000元 500，000元
static void grouped(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Out o = out_memory(r->a);
  out_str(&o, item_text(r, at));
  uint32_t end = at + 1;
  while (end - at < NAME_LONG && same_line(r, at, end + 1) && kind_of(r, end) == TOK_COMMA &&
         touches(r, end) && touches(r, end + 1) &&
         (kind_of(r, end + 1) == TOK_NUMBER || kind_of(r, end + 1) == TOK_QUANTITY)) {
    out_str(&o, item_text(r, end + 1));
    end += 2;
  }
  if (end > at + 1) write_so(s, at, end - at, kind_of(r, end - 1), out_text(&o), DIAG_NONE, 4 + far);
}

// 1.2E+07元: a spreadsheet's way with large numbers.
static void scientific(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Token t = r->items[at].t;
  Str text = item_text(r, at);
  if (t.part + 1u != text.n || (text.p[t.part] | 32) != 'e') return;
  uint32_t j = at + 1;
  if (same_line(r, at, j) && kind_of(r, j) == TOK_PLUS && touches(r, j)) j++;
  if (!same_line(r, at, j) || !touches(r, j)) return;
  Str rest = item_text(r, j);
  size_t n = digits_in(rest);
  unsigned power = n == 1   ? (unsigned)(rest.p[0] - '0')
                   : n == 2 ? (unsigned)((rest.p[0] - '0') * 10 + rest.p[1] - '0')
                            : 99;
  if (!n || power > 20) return;
  Out o = out_memory(r->a);
  bool point = false;
  for (unsigned i = 0; i < t.part; i++) {
    if (text.p[i] == '.') {
      point = true;
      continue;
    }
    if (point && !power) return;
    out_c(&o, text.p[i]);
    power -= point;
  }
  out_pad(&o, '0', power);
  out_str(&o, str_slice(rest, n, rest.n));
  write_so(s, at, j + 1 - at, n == rest.n ? TOK_NUMBER : TOK_QUANTITY, out_text(&o), DIAG_NONE, 4 + far);
}

// 2024.12.31 2024/12/31前
static void dotted_date(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  uint32_t j = at + 1;
  Str first = item_text(r, at), month = {0};
  size_t year = digits_in(first);
  if (year != 4) return;
  if (first.n > 5 && first.p[4] == '.')
    month = str_slice(first, 5, first.n);
  else if (first.n == 4 && same_line(r, at, at + 2) && touches(r, at + 1) && touches(r, at + 2)) {
    if (kind_of(r, j) != TOK_SLASH && kind_of(r, j) != TOK_DOT) return;
    month = item_text(r, at + 2);
    j += 2;
  }
  if (!all_digits(month) || month.n > 2 || !same_line(r, at, j + 1) || !touches(r, j) || !touches(r, j + 1))
    return;
  if (kind_of(r, j) != TOK_SLASH && kind_of(r, j) != TOK_DOT) return;
  Str last = item_text(r, j + 1);
  size_t day = digits_in(last);
  if (!day || day > 2) return;
  bool before = str_ends(last, S("前"));
  Str right = str_fmt(r->a, STR_FMT "-" STR_FMT "-" STR_FMT "%s", STR_ARG(str_slice(first, 0, 4)),
                      STR_ARG(month), STR_ARG(str_slice(last, 0, day)), before ? "前" : "");
  write_so(s, at, j + 2 - at, before ? TOK_DEADLINE : TOK_DATE, right, DIAG_NONE, 4 + far);
}

// 一百二十 at the start of s: its bytes, 0 where there is none. 万 and 亿 are left to the unit.
static size_t hanzi_number(Str s, uint32_t *value) {
  static const char *const digit[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "两"};
  static const struct {
    const char *word;
    uint32_t times;
  } tens[] = {{"十", 10}, {"百", 100}, {"千", 1000}};
  uint32_t total = 0, last = 0;
  size_t i = 0;
  for (; i + 3 <= s.n && i < 30; i += 3) {
    Str c = str_slice(s, i, i + 3);
    unsigned d = 0, k = 0;
    while (d < 11 && !str_eq(c, str_z(digit[d]))) d++;
    while (k < 3 && !str_eq(c, str_z(tens[k].word))) k++;
    if (d < 11) {
      last = d == 10 ? 2 : d;
    } else if (k < 3) {
      total += (last ? last : total ? 0 : 1) * tens[k].times;
      last = 0;
    } else {
      break;
    }
  }
  *value = total + last;
  return i;
}

// 十二月底前, 一百二十处, 百分之九十
static void hanzi_value(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Str word = item_text(r, at), percent = S("百分之");
  uint32_t value;
  Str tenths = S("成");
  if (word.n > 3 && str_ends(word, tenths) && hanzi_number(word, &value) + 3 == word.n) {
    write_so(s, at, 1, TOK_QUANTITY, str_fmt(r->a, "%u%%", value * 10), DIAG_NONE, 4 + far);
    return;
  }
  if (str_starts(word, percent)) {
    Str rest = str_slice(word, percent.n, word.n);
    if (hanzi_number(rest, &value) == rest.n)
      write_so(s, at, 1, TOK_QUANTITY, str_fmt(r->a, "%u%%", value), DIAG_NONE, 4 + far);
    return;
  }
  size_t n = hanzi_number(word, &value);
  if (!n || n == word.n) return;
  Str rest = str_slice(word, n, word.n), right = str_fmt(r->a, "%u" STR_FMT, value, STR_ARG(rest));
  Tok kind = token_alone(r->a, right);
  bool known = kind == TOK_QUANTITY && r->units && r->units->known(r->units->ctx, rest);
  if (known || kind == TOK_DATE || kind == TOK_DEADLINE) write_so(s, at, 1, kind, right, DIAG_NONE, 4 + far);
}

// 年内完成, 年底前完工: a date, and a word that has no place behind it.
static void spoken_date(Search *s, uint32_t at, int far) {
  Str word = item_text(s->r, at);
  static const char *const heads[] = {"年", "本年", "一", "二", "三", "四", "第", "上半年", "下半年"};
  bool maybe = false;
  for (unsigned i = 0; i < sizeof heads / sizeof *heads; i++) maybe |= str_starts(word, str_z(heads[i]));
  if (!maybe) return;
  for (size_t n = word.n; n > 3;) {
    do n--;
    while (n > 3 && ((unsigned char)word.p[n] & 0xC0) == 0x80);
    Tok kind = token_alone(s->r->a, str_slice(word, 0, n));
    if (kind != TOK_DATEWORD && kind != TOK_DEADWORD) continue;
    write_so(s, at, 1, kind, str_slice(word, 0, n), DIAG_NONE, 4 + far);
    return;
  }
}

// 每月10日前, a day that comes again: no amount per month.
static bool holds_day(Str s) {
  return str_ends(s, S("日前")) || str_ends(s, S("号前")) || str_ends(s, S("日底前")) ||
         str_ends(s, S("月底前"));
}

// 每月10次, 每年≥10次
static void each(Search *s, uint32_t at, int far) {
  static const char *const periods[] = {"每年", "每月", "每日", "每天", "每周", "每季度", "每人", "每次"};
  const Recovery *r = s->r;
  Str word = item_text(r, at);
  for (unsigned i = 0; i < sizeof periods / sizeof *periods; i++) {
    Str said = str_z(periods[i]);
    if (!str_starts(word, said)) continue;
    Str rest = str_slice(word, said.n, word.n), per = str_slice(said, 3, said.n);
    uint32_t end = at + 1;
    Tok op = TOK_END;
    if (!rest.n && same_line(r, at, end) && token_table[kind_of(r, end)].class == CLASS_OPERATOR)
      op = kind_of(r, end++);
    if (!rest.n && same_line(r, at, end)) rest = item_text(r, end++);
    Str q = str_cat(r->a, rest, str_cat(r->a, S("/"), per));
    if (token_alone(r->a, q) != TOK_QUANTITY || !has_digit(q.p[0]) || holds_day(rest)) continue;
    Str right = op == TOK_END ? q : str_cat(r->a, str_z(token_table[op].zh), q);
    write_so(s, at, end - at, op == TOK_END ? TOK_QUANTITY : op, right, DIAG_NONE, 4 + far);
    if (op != TOK_END) edit_put(&s->edits.p[s->edits.n - 1], made(r, at, TOK_QUANTITY));
  }
}

// ≥10次，≤20次: a range.
static void two_bounds(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  if ((kind_of(r, at) != TOK_GE && kind_of(r, at) != TOK_GT) || !same_line(r, at, at + 3)) return;
  uint32_t j = at + 2;
  if (kind_of(r, j) == TOK_COMMA || kind_of(r, j) == TOK_AND) j++;
  if ((kind_of(r, j) != TOK_LE && kind_of(r, j) != TOK_LT) || !same_line(r, at, j + 1)) return;
  if (token_table[kind_of(r, at + 1)].class != CLASS_VALUE ||
      token_table[kind_of(r, j + 1)].class != CLASS_VALUE)
    return;
  Str right = str_cat(r->a, item_text(r, at + 1), str_cat(r->a, S(".."), item_text(r, j + 1)));
  write_so(s, at, j + 2 - at, TOK_HOLE, right, DIAG_NONE, 4 + far);
}

// 20元/人.月: the point between units is ·
static void dotted_unit(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  if (!same_line(r, at, at + 2) || kind_of(r, at + 1) != TOK_DOT || !touches(r, at + 1) ||
      !touches(r, at + 2))
    return;
  if (kind_of(r, at + 2) != TOK_IDENT) return;
  Str right = str_cat(r->a, item_text(r, at), str_cat(r->a, S("·"), item_text(r, at + 2)));
  if (token_alone(r->a, right) == TOK_QUANTITY) write_so(s, at, 3, TOK_QUANTITY, right, DIAG_NONE, 4 + far);
}

// 暂无, N/A, /: nothing is filled in.
static void nothing(Search *s, uint32_t at, int far) {
  static const char *const words[] = {"无",       "暂无", "暂缺", "未定", "未填", "空",
                                      "另行通知", "null", "NULL", "NA",   "N",    "/"};
  const Recovery *r = s->r;
  if (!sim_accepts(search_before(s, at), TOK_HOLE, true)) return;
  uint32_t n = 1;
  if (str_eq(item_text(r, at), S("N"))) {
    if (!same_line(r, at, at + 2) || kind_of(r, at + 1) != TOK_SLASH || !str_eq(item_text(r, at + 2), S("A")))
      return;
    n = 3;
  }
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
    if (str_eq(item_text(r, at), str_z(words[i])))
      write_so(s, at, n, TOK_HOLE, S("?"), T_WRITE_HOLE, 5 + far);
}

// 约120处
static void about(Search *s, uint32_t at, int far) {
  static const char *const words[] = {"约", "大约", "近", "将近"};
  Str word = item_text(s->r, at);
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
    Str said = str_z(words[i]);
    if (!str_starts(word, said) || word.n == said.n || !has_digit(word.p[said.n])) continue;
    Str right = str_slice(word, said.n, word.n);
    Tok kind = token_alone(s->r->a, right);
    if (kind == TOK_QUANTITY || kind == TOK_NUMBER) write_so(s, at, 1, kind, right, T_SIGN_ABOUT, 4 + far);
  }
}

static void other_value(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  const Sim *before = search_before(s, at);
  switch ((unsigned)kind_of(r, at)) {
  case TOK_NUMBER:
    dotted_date(s, at, far);
    grouped(s, at, far);
    break;
  case TOK_QUANTITY:
    scientific(s, at, far);
    dotted_unit(s, at, far);
    break;
  case TOK_IDENT:
    hanzi_value(s, at, far);
    spoken_date(s, at, far);
    each(s, at, far);
    about(s, at, far);
    nothing(s, at, far);
    break;
  case TOK_SLASH: nothing(s, at, far); break;
  case TOK_GE:
  case TOK_GT: two_bounds(s, at, far); break;
  case TOK_DEADLINE: { // 12月底前 as a checkpoint
    if (sim_accepts(before, TOK_DEADLINE, true) || !sim_accepts(before, TOK_DATE, true)) break;
    Str text = item_text(r, at), tail = str_ends(text, S("之前"))   ? S("之前")
                                        : str_ends(text, S("以前")) ? S("以前")
                                                                    : S("前");
    write_so(s, at, 1, TOK_DATE, str_slice(text, 0, text.n - tail.n), DIAG_NONE, 4 + far);
    break;
  }
  case TOK_TILDE:
  case TOK_MINUS: { // —— in an empty cell
    uint32_t end = at + 1;
    while (end - at < NAME_LONG && same_line(r, at, end) && touches(r, end) &&
           kind_of(r, end) == kind_of(r, at))
      end++;
    if (sim_accepts(before, TOK_HOLE, true))
      write_so(s, at, end - at, TOK_HOLE, S("?"), T_WRITE_HOLE, 5 + far);
    break;
  }
  case TOK_STRING: { // "预算" 50万元
    Str text = item_text(r, at);
    if (!sim_accepts(before, TOK_SKIPPED, true) || text.p[0] != '"') break;
    Tok kind = lex_keyword(str_slice(text, 1, text.n - 1));
    if (kind == TOK_END && token_alone(r->a, str_slice(text, 1, text.n - 1)) != TOK_IDENT) break;
    if (kind == TOK_END && (!same_line(r, at, at + 1) || kind_of(r, at + 1) == TOK_COLON)) break;
    write_so(s, at, 1, kind == TOK_END ? TOK_IDENT : kind, str_slice(text, 1, text.n - 1), DIAG_NONE,
             6 + far);
    break;
  }
  default: break;
  }
}

// ---- operators ----------------------------------------------------------------------------------
static const struct {
  Tok a, b, meant;
} sign_pairs[] = {
    {TOK_EQ, TOK_GT, TOK_GE}, {TOK_EQ, TOK_LT, TOK_LE}, {TOK_EQ, TOK_EQ, TOK_EQ}, {TOK_GT, TOK_EQ, TOK_GE},
    {TOK_LT, TOK_EQ, TOK_LE}, {TOK_LT, TOK_GT, TOK_NE}, {TOK_GE, TOK_EQ, TOK_GE}, {TOK_LE, TOK_EQ, TOK_LE},
};

static const struct {
  const char *said;
  Tok meant;
} sign_words[] = {
    {"大于等于", TOK_GE}, {"大于或等于", TOK_GE}, {"不小于", TOK_GE}, {"不得少于", TOK_GE},
    {"不得低于", TOK_GE}, {"不得小于", TOK_GE},   {"最少", TOK_GE},   {"达到", TOK_GE},
    {"小于等于", TOK_LE}, {"小于或等于", TOK_LE}, {"不大于", TOK_LE}, {"不得高于", TOK_LE},
    {"不得多于", TOK_LE}, {"不得大于", TOK_LE},   {"最多", TOK_LE},   {"不等于", TOK_NE},
};

static void sign(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Token t = r->items[at].t;
  for (unsigned i = 0; i < sizeof sign_pairs / sizeof *sign_pairs; i++) {
    if (sign_pairs[i].a != kind_of(r, at) || !same_line(r, at, at + 1) ||
        sign_pairs[i].b != kind_of(r, at + 1))
      continue;
    write_so(s, at, 2, sign_pairs[i].meant, str_z(token_table[sign_pairs[i].meant].zh), DIAG_NONE, 4 + far);
  }
  if (t.kind != TOK_IDENT) return;
  Str word = item_text(r, at);
  for (unsigned i = 0; i < sizeof sign_words / sizeof *sign_words; i++) {
    Str said = str_z(sign_words[i].said);
    if (!str_starts(word, said) || (word.n > said.n && !has_digit(word.p[said.n]))) continue;
    Edit e = {.kind = EDIT_WRITE, .at = at, .cost = 4 + far, .about = (uint32_t)said.n};
    e.right = str_z(token_table[sign_words[i].meant].zh);
    uint32_t from = t.start + (uint32_t)said.n;
    edit_put(&e, (Token){.start = t.start, .end = from, .kind = (uint8_t)sign_words[i].meant});
    if (edit_read_anew(s, &e, from)) *array_push(r->a, &s->edits) = e;
  }
}

// 数据 到会客商 = 列 3, in 实际: there 指标 stands for both.
static void mapped_name(Search *s, uint32_t at, int far) {
  if (kind_of(s->r, at) != TOK_DATA || !sim_accepts(search_before(s, at), TOK_ONLY, true)) return;
  bool english = (unsigned char)item_text(s->r, at).p[0] < 0x80;
  const TokenInfo *t = &token_table[TOK_INDICATOR];
  write_so(s, at, 1, TOK_INDICATOR, str_z(english ? t->en : t->zh), DIAG_NONE, 4 + far);
}

void propose_writing(Search *s, uint32_t at, int far) {
  mapped_name(s, at, far);
  sign(s, at, far);
  other_value(s, at, far);
}
