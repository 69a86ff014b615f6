// Completion in three parts: cursor.h says what stands before the place, complete_words.c and
// complete_names.c offer what may come next, completion.c ranks and writes it. Private to these.
#pragma once
#include "compiler/names.h"
#include "server/cursor.h"
#include "server/server.h"

typedef enum ItemKind { // of LSP
  ITEM_FUNCTION = 3,
  ITEM_FIELD = 5,
  ITEM_VARIABLE = 6,
  ITEM_CLASS = 7,
  ITEM_MODULE = 9,
  ITEM_PROPERTY = 10,
  ITEM_UNIT = 11,
  ITEM_VALUE = 12,
  ITEM_KEYWORD = 14,
  ITEM_SNIPPET = 15,
  ITEM_FILE = 17,
  ITEM_CONSTANT = 21,
  ITEM_OPERATOR = 24,
} ItemKind;

typedef struct Item {
  Str label, text, detail, more; // text: what is inserted (empty: the label); more: other spellings
  ItemKind kind;
  uint32_t rank;  // lower comes first
  uint32_t start; // where its edit begins
  bool snippet;
  Str filter; // filled when ranked
  unsigned fit;
} Item;

typedef struct Complete {
  Request *r;
  Document *doc;
  Build *build;
  Cursor cur;
  Check check;      // for names_of
  uint32_t entity;  // around, or NONE
  uint32_t ruleset; // in force, or NONE
  ARRAY(Item) items;
} Complete;

// Whether something that completion offers at the offset begins with what is typed there, and goes on.
bool completion_begins(Request *r, Document *d, Build *b, uint32_t offset);
Item *offer(Complete *c, ItemKind kind, Str label, Str detail, uint32_t rank);

void offer_keywords(Complete *c);
void offer_classes(Complete *c);
void offer_units(Complete *c);
void offer_dates(Complete *c);
void offer_operators(Complete *c);
void offer_funds(Complete *c);
void offer_snippets(Complete *c);
void offer_words(Complete *c, Tok after); // 依据, 标记

void find_entity(Complete *c);
void offer_values(Complete *c);            // an operand of a formula
void offer_members(Complete *c);           // behind a dot
void offer_inputs(Complete *c);            // 数据 alone
void offer_mapped(Complete *c, Tok field); // names behind a word of 实际
void offer_data_files(Complete *c);
void offer_headers(Complete *c, bool sheets); // of the file that an 实际 names
void offer_projects(Complete *c);
void offer_rulesets(Complete *c);
void offer_codes(Complete *c);
void offer_files(Complete *c);
Str unit_of_input(Complete *c, Str name); // of the 数据 so named around, or empty
unsigned words_alike(Str a, Str b);       // characters they share
