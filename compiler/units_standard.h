// What stdlib/units.pgl declares, in order, written by tools/standard_units.c when pgl is built. Names and
// standards are slices of its text.
#pragma once
#include <stdint.h>

typedef enum StandardKind {
  STANDARD_DIM,     // 量纲
  STANDARD_COUNT,   // 单位 人: its own dimension
  STANDARD_BASE,    // 单位 元: 货币, by number of the 量纲
  STANDARD_DERIVED, // 单位 万方 = …, by row of standard_ofs
  STANDARD_ALIAS,   // of the unit before
} StandardKind;

typedef struct StandardName {
  uint16_t at, standard_at;
  uint8_t n, standard_n, of;
  uint8_t kind : 7;
  uint8_t odd : 1; // the name is not its own key, and not in standard_slots
} StandardName;

typedef struct StandardOf {
  const char *large; // the scale where 64 bits do not hold it: a whole number; else NULL, and num / den
  int64_t num, den;
  uint8_t n;
  struct {
    uint8_t base;
    int8_t exp;
  } factors[6];
} StandardOf;

extern const StandardName standard_names[];
extern const uint32_t standard_name_n, standard_unit_n, standard_alias_n, standard_base_n;
// A hash table of the units' ids by their names' str_hash, as units_standard makes them in a new table; 0:
// empty.
#define STANDARD_SLOTS 1024u
extern const uint16_t standard_slots[STANDARD_SLOTS];
extern const StandardOf standard_ofs[];
