// What the word at a request's place stands for: asked for definition, references and renaming.
#pragma once
#include "compiler/query.h"
#include "server/server.h"
#include "server/unit_word.h"

#define MEANINGS 16 // one name for the 数据 of many projects: the first of them

typedef struct Word {
  Document *doc;
  Build *build;
  Query query;
  Symbol symbols[MEANINGS];
  uint32_t n; // 0: it stands for nothing
  bool is_unit;
  UnitWord unit; // then it is that, maybe within another; references and a new name are its
} Word;

bool word_here(Request *r, Word *w); // false: no text, or no word there
