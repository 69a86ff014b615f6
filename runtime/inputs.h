// What rows made of inputs: the state of each, and of a few the whole story.
#pragma once
#include "runtime/aggregate.h"

typedef struct Inputs {
  const uint32_t *slot_of;  // by input: its slot, or NONE
  const uint16_t *class_of; // by slot; NULL where no text file was read
  const InputClass *classes;
  State *state[2];   // by slot: this year's, last year's; NULL likewise
  Places *places[2]; // of slots from `placed` on
  uint32_t placed;
  ExtMap ext; // an input that is here has an empty state
} Inputs;

// An indicator's own rows, of which nobody said how they combine: the latest counts.
static inline bool input_is_latest(const Plan *p, uint32_t input) {
  return p->inputs.indicator[input] != NONE && !p->inputs.told[input] && !p->inputs.unused[input];
}
