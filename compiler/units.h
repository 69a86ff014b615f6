// Units and dimensions. A dimension is a type: a product of powers of base dimensions (货币, 长度, …; each
// counting unit its own). A unit is a dimension with an exact scale to its base unit. Percentages are
// dimensionless with scale 1/100; 百分点 is a dimension of its own.
//
// Declared units come from 单位/量纲 statements (stdlib first). Everything else is parsed: prefix + unit
// (万元, 十万人次), compounds (元/人·月: all after the first / is below the line), powers (米^2, m2; a
// prefix stays outside: 万米^2 is 10 000 平方米, as 万平方米 is). An alias is a unit of its own text.
// A text has at most UNIT_TEXT_MAX bytes, UNIT_ATOMS_MAX atoms and exponents within ±UNIT_EXP_MAX.
// After units_freeze declarations end, and the table may be used from several threads: units_find is
// quick on what was seen before and takes a lock on what was not. Ids and texts live as long as the table.
#pragma once
#include "base/diag.h"
#include "base/number.h"

#define UNIT_TEXT_MAX  200
#define UNIT_ATOMS_MAX 16
#define UNIT_EXP_MAX   12

typedef struct UnitTable UnitTable;
typedef uint32_t UnitId;
typedef uint32_t DimId;
#define UNIT_NONE UINT32_MAX
#define DIM_ONE   0u // dimensionless: numbers, %, ‰
#define DIM_NONE  UINT32_MAX

UnitTable *units_new(Arena *a); // has memory of its own (like a's), for it is used under its own lock
void units_free(UnitTable *t);
// 量纲 NAME. False: already there.
bool units_declare_dim(UnitTable *t, Str name);
DimId units_dim_named(UnitTable *t, Str name);        // DIM_NONE: no such 量纲
bool units_dim_has_base(const UnitTable *t, DimId d); // a unit was declared for this 量纲
typedef struct UnitDecl {
  Str name;
  Str dim;           // 单位 元: 货币; empty: none given
  bool derived;      // = scale * dimension below
  DimId of;          // dimension of the right side
  Num scale;         // above 0
  Str doc, standard; // may be empty
} UnitDecl;
// Without dim and not derived: a counting unit, its own dimension. False: the name is taken (or the 量纲 is
// unknown or has its unit already: ask before). Not while another thread asks.
bool units_declare(UnitTable *t, const UnitDecl *d, UnitId *out);
bool units_alias(UnitTable *t, UnitId u, Str alias); // false: the name is taken
// All that stdlib/units.pgl (its text) declares, but for its /// lines: as they were read when pgl was built.
void units_standard(UnitTable *t, Str text);
void units_freeze(UnitTable *t);

// Whether a name may be declared: 万元 and 元/人 are there without.
typedef enum UnitName {
  UNIT_NAME_OK,
  UNIT_NAME_FORM,   // with digits or the signs of compounds
  UNIT_NAME_PREFIX, // 万
  UNIT_NAME_MADE,   // a prefix and a unit
} UnitName;
UnitName units_name(UnitTable *t, Str name);

typedef enum UnitProblem {
  UNIT_OK,
  UNIT_UNKNOWN,
  UNIT_BAD_FORM,
  UNIT_BARE_PREFIX,
  UNIT_TOO_LONG
} UnitProblem;
typedef struct UnitFound {
  UnitId id; // UNIT_NONE unless problem == UNIT_OK
  UnitProblem problem;
  Str part; // the atom that is unknown or badly formed (a slice of the text asked)
  Str near; // a declared name that looks like it, or empty
  uint32_t
      known; // UNIT_UNKNOWN: bytes at the start of `part` that are a unit by themselves (元依据 → 元), or 0
} UnitFound;
UnitFound units_find(UnitTable *t, Str text);
UnitFound units_find_hashed(UnitTable *t, Str text, uint32_t hash); // hash: str_hash(text), as nodes carry it
uint64_t units_letters(Str s); // a bit a code point: texts that share few are far apart, told quickly
bool units_known(void *table, Str word); // for the parser's UnitNames; a bare 万 too, for its own message

Str unit_text(const UnitTable *t, UnitId u); // as first written: 万元, 元/人·月
DimId unit_dim(const UnitTable *t, UnitId u);
Num unit_scale(const UnitTable *t, UnitId u); // base units in one
#define UNIT_ONE 0u                           // the plain number: dimension 1, scale 1, empty text
static inline UnitFound units_planned(UnitTable *t, Str text) { // by the text that a plan has of it
  return text.n ? units_find(t, text) : (UnitFound){.id = UNIT_ONE, .problem = UNIT_OK};
}
UnitId unit_base(UnitTable *t, DimId d); // the unit of scale 1 to show a dimension in: 元, 人次, 元/人
// a·b or a/b, shown sensibly (万元 / 人 → 万元/人); UNIT_NONE when an exponent is out of range.
UnitId unit_mul(UnitTable *t, UnitId a, UnitId b, bool divide);
UnitId unit_pow(UnitTable *t, UnitId u, int e);
DimId dim_mul(UnitTable *t, DimId a, DimId b, bool divide);
DimId dim_pow(UnitTable *t, DimId d, int e); // DIM_NONE when out of range
Text dim_name(UnitTable *t, DimId d);        // 货币（元）, 人次, 货币/人, 平方米: for messages
DimId units_point_dim(const UnitTable *t);   // 百分点
DimId units_money_dim(const UnitTable *t);   // 货币
DimId units_score_dim(const UnitTable *t);   // 分 (points)
DimId units_time_dim(const UnitTable *t);    // 时间 (日)

// Declared units in order, for `pgl units`, completion and hover.
typedef struct UnitInfo {
  Str name, doc, standard;
  const Str *aliases;
  uint32_t alias_n;
  DimId dim;
  Num scale;
} UnitInfo;
uint32_t units_count(const UnitTable *t);
UnitInfo units_info(const UnitTable *t, uint32_t i);
bool units_info_of(UnitTable *t, Str name, UnitInfo *out); // by name or alias
