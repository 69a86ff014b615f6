// Entities of one name, by what stands around them: a thousand departments may have a 日常公用经费 each.
#pragma once
#include "compiler/program.h"

// Of those that bear the name of `first` (the first that does), the ones that are `within` or stand below it,
// in order; NONE: all.
uint32_t same_name_within(Check *c, uint32_t first, uint32_t within, const uint32_t **out);
