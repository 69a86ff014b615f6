// A hover being written: Markdown, or plain text where the client wants that. Whatever comes from a text, a
// file name or a cell goes through hover_safe, hover_code or hover_block, so that it can neither mark up nor
// steer. Private to hover*.c.
#pragma once
#include "compiler/query.h"
#include "server/results.h"
#include "server/server.h"

typedef enum HoverText {
#define H(id, zh, en) H_##id,
#include "server/hover.def"
#undef H
  HOVER_TEXTS
} HoverText;

typedef struct Hover {
  Request *r;
  Arena *a; // of the request
  Document *doc;
  Build *build;
  const Program *prog;
  uint32_t file;
  Query q;
  QueryPath path; // nodes around the place
  Token word;     // the token there
  Span at;        // what is told about
  bool markdown, listing;
  Out out;
  Check check; // for quantities, dates and names; findings are lost
} Hover;

// ---- writing (hover_text.c)
Str hover_safe(Hover *h, Str s);   // on one line, cut where it is long
Str hover_code(Hover *h, Str s);   // the same as code
void hover_block(Hover *h, Str s); // source text as a block of its own
void hover_doc(Hover *h, Str doc); // lines of a doc comment; nothing where it is empty
// A row of hover.def with its arguments filled in, as a part, a paragraph, an item of a list.
Str hover_part(Hover *h, HoverText id, const Str *args, size_t n);
void hover_para(Hover *h, HoverText id, const Str *args, size_t n);
void hover_item(Hover *h, HoverText id, const Str *args, size_t n);
void hover_rule(Hover *h); // a line across
#define WITH(...) (const Str[]){__VA_ARGS__}, sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str)
#define BARE      NULL, 0
Str hover_join(Hover *h, Str list, Str part, const char *between);
Str hover_number(Hover *h, Num x, unsigned places);
Str hover_amount(Hover *h, Num base, UnitId unit); // base units, shown in the unit
// The node as it is written, on one line; head: a block only up to its name.
Str hover_written(Hover *h, const Tree *t, Ref node);

// ---- units, quantities, dates, targets (hover_values.c)
void hover_unit(Hover *h, const Symbol *s);
void hover_quantity(Hover *h, const Tree *t, Ref leaf);
void hover_date(Hover *h, const Tree *t, Ref leaf);
void hover_dimension(Hover *h, const Symbol *s);
Str hover_type(Hover *h, uint8_t type, uint8_t pct, UnitId unit);
void hover_target(Hover *h, const CheckedTarget *target, uint32_t ruleset, bool scored);
void hover_budget(Hover *h, const Tree *t, Ref budget); // its totals

// ---- names (hover_names.c)
void hover_symbol(Hover *h, const Symbol *s);
void hover_target_here(Hover *h); // of the indicator around: the target around, or its first
void hover_value_here(Hover *h);  // what its 取值 comes to
void hover_results(Hover *h, ResultKind kind, uint32_t row, Str name);

// ---- rule sets (hover_rules.c)
void hover_ruleset(Hover *h, const Symbol *s);
void hover_group(Hover *h, const Symbol *s); // 一级, 二级
// The line of a rule set, or of what it starts from: its node of that kind and op; 0: none.
Ref hover_rule_line(Hover *h, uint32_t ruleset, AstKind kind, uint8_t op, const Tree **t);
void hover_status(Hover *h, uint32_t ruleset, const Tree *t, Ref line); // where a line comes from
void hover_line_here(Hover *h);                                         // of the line around
Str hover_status_word(Hover *h, uint32_t ruleset, const Tree *t, Ref line);
