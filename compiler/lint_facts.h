// What the lints know of an indicator: the traits of its name and description, the kind of its unit and
// of its class. Worked out once, without allocating; each lint_*.c starts from here.
#pragma once
#include "compiler/lint.h"

typedef uint64_t Traits;
#define N_RATE          ((Traits)1 << 0)
#define N_NO_RATE       ((Traits)1 << 1)
#define N_COUNT         ((Traits)1 << 2)
#define N_PEOPLE        ((Traits)1 << 3)
#define N_VISITS        ((Traits)1 << 4)
#define N_HOUSEHOLDS    ((Traits)1 << 5)
#define N_TIMES         ((Traits)1 << 6)
#define N_DAYS          ((Traits)1 << 7)
#define N_AREA          ((Traits)1 << 8)
#define N_LENGTH        ((Traits)1 << 9)
#define N_ENTERPRISE    ((Traits)1 << 10)
#define N_MONEY         ((Traits)1 << 11)
#define N_STANDARD      ((Traits)1 << 12)
#define N_PLAIN         ((Traits)1 << 13)
#define N_EXECUTION     ((Traits)1 << 14)
#define N_SATISFACTION  ((Traits)1 << 15)
#define N_CONTENT       ((Traits)1 << 16)
#define N_GOOD_RATE     ((Traits)1 << 17)
#define N_BAD_RATE      ((Traits)1 << 18)
#define N_BAD_COUNT     ((Traits)1 << 19)
#define N_BAD           ((Traits)1 << 20)
#define N_HAPPENS       ((Traits)1 << 21)
#define N_NOT           ((Traits)1 << 22)
#define N_OUTPUT        ((Traits)1 << 23)
#define N_LIMIT         ((Traits)1 << 24)
#define N_OVER          ((Traits)1 << 25)
#define N_YEARLY_PRICE  ((Traits)1 << 26)
#define N_MONTHLY_PRICE ((Traits)1 << 27)
#define N_VISITORS      ((Traits)1 << 28)
#define N_AVERAGE       ((Traits)1 << 29)
#define N_MERIT         ((Traits)1 << 30)
#define N_COST          ((Traits)1 << 31)
#define N_ECONOMY       ((Traits)1 << 32)
#define N_NO_ECONOMY    ((Traits)1 << 33)
#define N_ALL_YEAR      ((Traits)1 << 34)
#define N_WHOLE         ((Traits)1 << 35)
#define N_GRANT         ((Traits)1 << 36)
#define N_UNTIL         ((Traits)1 << 37)
#define N_EVIDENCE      ((Traits)1 << 38)
#define N_NEGATED       ((Traits)1 << 39)
#define N_BLANK         ((Traits)1 << 40)
#define N_PLUS          ((Traits)1 << 41)
#define N_DOUBLED       ((Traits)1 << 43)
#define N_DIGIT         ((Traits)1 << 42) // has an ASCII digit

// What a unit counts. OF_NOTHING: the target has no unit. OF_OTHER: any not listed, compounds among them.
typedef enum UnitKind {
  OF_OTHER,
  OF_NOTHING,
  OF_RATIO,
  OF_POINT,
  OF_MONEY,
  OF_TIME,
  OF_LENGTH,
  OF_AREA,
  OF_PERSON,
  OF_VISIT,
  OF_HOUSEHOLD,
  OF_FIRM,
  OF_PIECE,
  OF_TIMES,
  OF_THING,
} UnitKind;
#define KIND_BIT(k) (1u << (k))
#define KINDS_COUNTED                                                                                        \
  (KIND_BIT(OF_PERSON) | KIND_BIT(OF_VISIT) | KIND_BIT(OF_HOUSEHOLD) | KIND_BIT(OF_FIRM) |                   \
   KIND_BIT(OF_PIECE) | KIND_BIT(OF_TIMES) | KIND_BIT(OF_THING))

typedef enum ClassKind { // by the name of the 二级
  CLASS_OTHER,
  CLASS_QUANTITY,
  CLASS_QUALITY,
  CLASS_TIMELY,
  CLASS_COST,
  CLASS_ECONOMIC,
  CLASS_EFFECT,
  CLASS_SATISFACTION,
} ClassKind;

#define PER_MAX 3
typedef struct Pers { // "per" words of a text, in order
  struct {
    const char *below, *what;
  } p[PER_MAX];
  unsigned n;
} Pers;

typedef struct NameFacts { // of a name alone
  Traits traits;
  Pers per;
  uint32_t core_at, core_n; // name_core: where in the name
  uint32_t fact;            // equal for names that may speak of one fact (S07)
} NameFacts;

typedef struct Facts {
  const CheckedIndicator *i;
  Str core; // the name without a bracket at its end
  Traits name, explain;
  const Pers *name_per;
  Pers explain_per;
  UnitKind unit;
  ClassKind cls;
  bool number; // the target is a number, and known
  bool said;   // S06 spoke: what else is wrong with it hangs on that
} Facts;

struct LintBook {
  struct WordLink *links; // by row of words
  uint16_t head[4096];    // by the low bits of a word's first character: its row + 1; 0: none
  uint8_t dim_kind[1024]; // UnitKind by DimId; others: OF_OTHER
  uint8_t *class_kind;    // ClassKind by row of plan classes
  struct Wanted *wanted;  // what departments ask for (lint_program.c)
};

Traits traits_of(const LintBook *b, Str s, Pers *per);
Str name_core(Str name); // without （…） behind it
UnitKind unit_kind(const LintBook *b, const Program *p, UnitId u);
static inline bool has(Traits t, Traits any) {
  return (t & any) != 0;
}
static inline bool kind_in(UnitKind k, unsigned bits) {
  return (bits & KIND_BIT(k)) != 0;
}
// *room or what the worker remembers: good until the next call.
const NameFacts *name_facts(const LintBook *b, Check *c, const CheckedIndicator *i, NameFacts *room);
bool is_rate_name(Str core);   // ends in 率 比例 占比
bool same_words(Str a, Str b); // equal but for blanks, punctuation and a bracket at the end

// Places. Operand: the quantity, number or hole of a target; 0: none.
Ref target_operand(const CheckedIndicator *i);
Ref attr_of(const CheckedIndicator *i, AttrKind kind);
Span class_span(const CheckedIndicator *i);
Span name_span(const CheckedIndicator *i);
Span target_span(const CheckedIndicator *i);
Str target_said(const CheckedIndicator *i);            // as written
Str target_words(Check *c, const CheckedIndicator *i); // of a qualitative target, else empty
Span unit_span(const Tree *t, Ref quantity);

// Findings. `name` of the indicator as first argument of what is said. Args as for diag_add.
Diag *lint_say(Check *c, uint16_t id, Span at, const Text *args, size_t argc);
void lint_fix(Check *c, Diag *d, bool safe, Span at, Str text); // titled 改成 “text”
Text say_name(const CheckedIndicator *i);

// Numbers in running text. Money in 元.
typedef struct Amount {
  Str text, digits, unit;
  size_t at, end;
  Num value;
  bool money;
} Amount;
// The next number at or behind *from that is no part of a word; *from moves behind it. unit: what follows, or
// empty.
bool next_number(Arena *a, Str s, size_t *from, Amount *out);

void lint_targets(const LintBook *b, Check *c, const CheckedEntity *e, Facts *f); // one indicator: T
void lint_levels(const LintBook *b, Check *c, const CheckedEntity *e, Facts *f);  // one indicator: S
void lint_entity_targets(const LintBook *b, Check *c, const CheckedEntity *e);    // T12
void lint_text(Check *c, const CheckedText *t, Traits traits);                // T10 T20 of 用途, 目标 …
void lint_entity_levels(const LintBook *b, Check *c, const CheckedEntity *e); // S07 S08 S09 S10 S11 S12
void lint_money(const LintBook *b, Check *c, const CheckedEntity *e);         // M
void lint_text_money(const LintBook *b, Check *c, const CheckedEntity *e, const CheckedText *t,
                     Traits traits);
struct Wanted *wanted_begin(Arena *a, const Program *p);
void lint_wanted(LintBook *b, Check *c, const CheckedEntity *e, const Facts *f); // T11, and marks S08
void wanted_project(LintBook *b, Check *c, const CheckedEntity *e);              // for M10
void wanted_end(LintBook *b, Check *c);                                          // S08 M10
