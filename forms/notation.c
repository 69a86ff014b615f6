// The grammar itself says what is a target: a candidate is put into a small program and parsed. What it does
// not read as one target and nothing else is never written into a program.
#include "forms/notation.h"
#include "base/utf.h"
#include "grammar/literal.h"

#define TARGET_MAX 300

static bool digit(char c) {
  return c >= '0' && c <= '9';
}

static bool has_digit(Str s) {
  for (size_t i = 0; i < s.n; i++)
    if (digit(s.p[i])) return true;
  return false;
}

static bool blank_cp(uint32_t cp) {
  return cp <= ' ' || cp == 0xA0 || cp == 0x3000 || cp == 0x200B || cp == 0xFEFF;
}

Str text_joined(Arena *a, Str text) {
  Out o = out_memory(a);
  uint32_t before = 0;
  bool gap = false, line = false;
  for (size_t i = 0; i < text.n;) {
    unsigned len;
    uint32_t cp = utf_decode(text, i, &len);
    if (blank_cp(cp)) {
      gap = true;
      line |= cp == '\n' || cp == '\r';
    } else {
      bool left = before > ' ' && before < 0x7F, right = cp < 0x7F;
      if (gap && (line ? left && right : before && (left || right))) out_c(&o, ' ');
      if (cp != UTF_BAD && !utf_is_hidden(cp)) out_str(&o, str_slice(text, i, i + len));
      before = cp;
      gap = line = false;
    }
    i += len;
  }
  return out_text(&o);
}

bool text_is_blank(Str text) {
  for (size_t i = 0; i < text.n;) {
    unsigned len;
    uint32_t cp = utf_decode(text, i, &len);
    bool dash = cp == '-' || cp == '/' || cp == 0x2014 || cp == 0x2013 || cp == 0x2015 || cp == 0x2500 ||
                cp == 0xFF0D || cp == '\\';
    if (!dash && !blank_cp(cp)) return false;
    i += len;
  }
  return true;
}

// Without blanks, in half-width signs, without group commas. Units keep their characters: ℃ ㎡.
static Str tight(Arena *a, Str text) {
  char *p = arena_raw(a, text.n + 1, 1);
  size_t n = 0;
  for (size_t i = 0; i < text.n;) {
    unsigned len;
    uint32_t cp = utf_decode(text, i, &len);
    if (cp >= 0xFF01 && cp <= 0xFF5E)
      p[n++] = (char)(cp - 0xFEE0);
    else if (!blank_cp(cp))
      memcpy(p + n, text.p + i, len), n += len;
    i += len;
  }
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    bool comma = p[i] == ',' && kept && digit(p[kept - 1]) && i + 3 < n && digit(p[i + 1]) &&
                 digit(p[i + 2]) && digit(p[i + 3]);
    if (!comma) p[kept++] = p[i];
  }
  return (Str){p, kept};
}

static size_t number_bytes(Str s) {
  size_t i = 0, digits = 0;
  if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) i++;
  for (; i < s.n && digit(s.p[i]); i++) digits++;
  if (i + 1 < s.n && s.p[i] == '.' && digit(s.p[i + 1]))
    for (i++; i < s.n && digit(s.p[i]); i++) digits++;
  return digits && digits < 100 ? i : 0;
}

bool text_is_number(Str text) {
  char room[64];
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == ' ' || c == ',' || c == '%' || c == '\n') continue;
    if (n == sizeof room) return false;
    room[n++] = c;
  }
  return n && number_bytes((Str){room, n}) == n;
}

Str money_unit(Str text) {
  static const char *const units[] = {"万元", "亿元", "千元", "元"};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (str_has(text, str_z(units[i]))) return str_z(units[i]);
  return (Str){0};
}

Str money_write(Arena *a, Str text, Str unit, bool *unclear) {
  if (text_is_blank(text)) return (Str){0};
  Str s = tight(a, text);
  size_t n = number_bytes(s);
  Str own = str_slice(s, n, s.n);
  if (n && s.p[0] == '+') s = str_slice(s, 1, s.n), n--;
  if (n && !own.n) return str_cat(a, s, unit);
  if (n &&
      (str_eq(own, S("元")) || str_eq(own, S("万元")) || str_eq(own, S("亿元")) || str_eq(own, S("千元"))))
    return s;
  *unclear = true;
  return str_cat(a, S("?"), unit.n ? unit : S("元"));
}

Str points_write(Arena *a, Str text) {
  Str s = tight(a, text);
  size_t n = number_bytes(s);
  Str behind = str_slice(s, n, s.n);
  bool good = n && s.p[0] != '-' && (!behind.n || str_eq(behind, S("分")) || str_eq(behind, S("%")));
  return good ? str_slice(s, s.p[0] == '+', n) : (Str){0};
}

bool is_month_end(Str text) {
  size_t i = 0;
  while (i < text.n && digit(text.p[i])) i++;
  Str rest = str_slice(text, i, text.n);
  int month = 0;
  for (size_t k = 0; k < i && k < 3; k++) month = month * 10 + (text.p[k] - '0');
  if (i == 4) return false;
  return i && i <= 2 && month >= 1 && month <= 12 && (str_eq(rest, S("月底")) || str_eq(rest, S("月末")));
}

int year_in(Str text) {
  for (size_t i = 0; i + 4 <= text.n; i++) {
    const char *p = text.p + i;
    if (p[0] != '2' || p[1] != '0' || !digit(p[2]) || !digit(p[3]) || (i && digit(p[-1]))) continue;
    Str rest = str_slice(text, i + 4, text.n);
    rest = str_trim(rest);
    if (str_starts(rest, S("年"))) return 2000 + (p[2] - '0') * 10 + (p[3] - '0');
  }
  return 0;
}

Str string_write(Arena *a, Str text) {
  return text_literal(a, text_joined(a, text));
}

Str name_write(Arena *a, Str name) {
  return name_literal(a, text_joined(a, name));
}

bool target_reads(const Notation *n, Str text) {
  if (!text.n || text.n > TARGET_MAX || str_has(text, S("//"))) return false;
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] < ' ' || strchr("{};\"", text.p[i])) return false;
  ArenaMark mark = arena_mark(n->arena);
  Str head = S("年度 2021 项目 甲 { 指标 乙 "), tail = S(" }");
  size_t size = head.n + text.n + tail.n;
  char *room = arena_zero(n->arena, size + 17, 1, 1);
  memcpy(room, head.p, head.n);
  memcpy(room + head.n, text.p, text.n);
  memcpy(room + head.n + text.n, tail.p, tail.n);
  Sources sources = {0};
  uint32_t file = sources_add(n->arena, &sources, S("-"), (Str){room, size});
  Diags found = diags_new(n->arena, n->table);
  Tree t = {0}; // most texts that are no target end here, without a look for what was meant
  bool likely = parse_stretch(n->arena, &sources.p[file], file, (Stretch){.end = (uint32_t)size}, &n->units,
                              NULL, &t) &&
                !t.broken;
  tree_free(&t);
  t = (Tree){0};
  if (!likely) {
    arena_reset(n->arena, mark);
    return false;
  }
  parse_file(n->arena, &sources, file, &n->units, &found, &t);
  bool good = !t.broken && !found.n;
  Ref year = good ? ast_at(&t, t.root)->kids : 0;
  Ref body = year ? ast_at(&t, year)->next : 0, name = body ? ast_at(&t, body)->kids : 0;
  Ref indicator = name ? ast_at(&t, name)->next : 0;
  good = indicator && !ast_at(&t, body)->next && ast_at(&t, indicator)->kind == AST_INDICATOR &&
         !ast_at(&t, indicator)->next;
  Ref own = good ? ast_at(&t, indicator)->kids : 0, target = own ? ast_at(&t, own)->next : 0;
  good = target && ast_at(&t, target)->kind == AST_TARGET && !ast_at(&t, target)->next &&
         ast_at(&t, target)->op != TARGET_NA && ast_at(&t, target)->op != TARGET_MISSING &&
         ast_at(&t, target)->op != TARGET_TEXT && ast_span(&t, own).end == head.n - 1;
  for (Ref kid = good ? ast_at(&t, target)->kids : 0; kid && good; kid = ast_at(&t, kid)->next)
    switch ((AstKind)ast_at(&t, kid)->kind) { // a number, not a formula
    case AST_QUANTITY:
    case AST_HOLE: { // 2条/日、其他…: a list goes on, which the grammar takes for a longer unit
      Str unit = ast_unit_text(&t, kid);
      bool about = str_starts(unit, S("余")) || str_starts(unit, S("多")) || str_starts(unit, S("左右"));
      good = (!str_has(unit, S("、")) && !about) || n->units.known(n->units.ctx, unit);
      break;
    }
    case AST_NUMBER:
    case AST_DATE:
    case AST_TRUTH:
    case AST_UNARY: break;
    default: good = false;
    }
  tree_free(&t);
  arena_reset(n->arena, mark);
  return good;
}

static const struct {
  const char *from, *to;
} signs[] = {
    {"≥", "≥"},          {">=", "≥"},     {"=>", "≥"},     {"≧", "≥"},      {"⩾", "≥"},    {"大于等于", "≥"},
    {"大于或等于", "≥"}, {"不低于", "≥"}, {"不少于", "≥"}, {"不小于", "≥"}, {"至少", "≥"}, {"正向", "≥"},
    {"≤", "≤"},          {"<=", "≤"},     {"=<", "≤"},     {"≦", "≤"},      {"⩽", "≤"},    {"小于等于", "≤"},
    {"小于或等于", "≤"}, {"不高于", "≤"}, {"不超过", "≤"}, {"不大于", "≤"}, {"至多", "≤"}, {"反向", "≤"},
    {">", ">"},          {"大于", ">"},   {"超过", ">"},   {"<", "<"},      {"小于", "<"}, {"低于", "<"},
    {"=", "="},          {"═", "="},      {"等于", "="},
};

// The unit column's text: %(百分比) → %.
static Str unit_text(Arena *a, Str unit) {
  Str s = tight(a, unit);
  size_t i = 0;
  while (i < s.n && s.p[i] != '(') i++;
  return i ? str_slice(s, 0, i) : s;
}

static bool is_unit(const Notation *n, Str s) {
  if (!s.n || s.n > UNIT_MAX) return false;
  char *room = arena_zero(n->arena, s.n + 17, 1, 1);
  memcpy(room, s.p, s.n);
  return lex_unit(room) == s.n && n->units.known(n->units.ctx, (Str){room, s.n});
}

Str target_write(const Notation *n, Str sign, Str value, Str unit, bool *unclear) {
  Arena *a = n->arena;
  Str op = tight(a, sign), v = tight(a, value), u = unit_text(a, unit);
  if (text_is_blank(op)) op.n = 0;
  if (text_is_blank(u)) u.n = 0;
  if (text_is_blank(v)) {
    v.n = 0;
    if (!op.n && !u.n) return S("?");
  }
  const char *to = NULL;
  for (size_t i = 0; i < sizeof signs / sizeof *signs && !to; i++)
    if (str_eq(op, str_z(signs[i].from))) to = signs[i].to;
  if (op.n && !to) { // 定性, or a word that is no operator
    if (str_eq(op, S("定性")) && v.n) return string_write(n->arena, str_cat(a, value, u));
    if (!str_eq(op, S("定性")) && !str_eq(op, S("定量")) && !str_eq(op, S("其他"))) *unclear = true;
    if (!v.n) return *unclear = op.n > 0, S("?");
  }
  Out o = out_memory(a);
  if (to) {
    out_z(&o, to);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) // written in the value again
      if (str_eq(str_z(signs[i].to), str_z(to)) && str_cut(&v, str_z(signs[i].from))) break;
  }
  if (!v.n) {
    out_str(&o, S("?"));
    if (u.n && is_unit(n, u)) out_str(&o, u);
    return out_text(&o);
  }
  size_t bytes = number_bytes(v), open = v.n;
  if (str_ends(v, S(")"))) { // 3000(平方米)
    while (open && v.p[open - 1] != '(') open--;
    Str inner = str_slice(v, open, v.n - 1);
    if (open > 1 && digit(v.p[open - 2]) && is_unit(n, inner))
      v = str_cat(a, str_slice(v, 0, open - 1), inner);
  }
  bool bare = bytes && bytes == v.n;
  if (u.n && bare) { // its unit stands beside it
    Str whole = str_cat(a, v, u), both = str_cat(a, out_text(&o), whole);
    if (target_reads(n, both)) return both;
    *unclear = true;
    return S("?");
  }
  Str text = str_cat(a, out_text(&o), v);
  if (is_unit(n, v)) return str_cat(a, str_cat(a, out_text(&o), S("?")), v);
  if (to == NULL) { // ≥ % : a sign and a unit, the number left out
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
      Str rest = v;
      if (str_cut(&rest, str_z(signs[i].from)) && is_unit(n, rest))
        return str_cat(a, str_cat(a, str_z(signs[i].to), S("?")), rest);
    }
  }
  if (target_reads(n, text)) return text;
  static const char *const before[] = {"达到", "达", "完成"};
  static const char *const behind[] = {"完成", "到位", "之间", "内完成"};
  Str cut = v;
  if (!to && str_cut(&cut, S("控制在")) && !str_ends(cut, S("以内")) && !str_ends(cut, S("以下")))
    out_str(&o, S("≤"));
  for (size_t i = 0; i < sizeof before / sizeof *before; i++)
    if (str_cut(&cut, str_z(before[i]))) break;
  for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
    if (str_cut_end(&cut, str_z(behind[i]))) break;
  text = str_cat(a, out_text(&o), cut);
  if (cut.n != v.n && target_reads(n, text)) return text;
  if (!has_digit(v) && !to) return string_write(n->arena, u.n ? str_cat(a, value, u) : value);
  *unclear = true;
  return S("?");
}
