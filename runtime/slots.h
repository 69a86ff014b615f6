// Inputs as rows fill them: each has a slot, where its state stands; each slot a class, how its cells are
// read. Entities whose inputs have the same names and classes in the same order have one shape.
#pragma once
#include "runtime/aggregate.h"

struct Actuals;

// Inputs that rows are expected for come first, so that the states of the others stay untouched: those of an
// entity, that is, one behind another.
typedef struct Slots {
  uint32_t *of;       // by input: its slot, or NONE where no row can fill it
  uint32_t *input_of; // and the other way
  uint32_t n, used_n;
  // What follows is made when text is to be read.
  uint16_t *class_of; // by slot
  InputClass *classes;
  uint32_t class_n;
  uint32_t *shape_of; // by entity
  uint32_t *like;     // by shape: the first entity of it
  uint32_t shape_n;
} Slots;

Slots slots_new(Arena *a, const Plan *p, unsigned workers);
void slots_classes(struct Actuals *x, unsigned workers); // fills x->slots
// The declared or another unit of the class's dimension as times × 10^tens quanta; false: it is no such
// number.
bool class_unit(Arena *a, const InputClass *c, Num scale, int64_t *times, int8_t *tens);
