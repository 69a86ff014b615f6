// The official forms as data: their fields, headings and columns (layouts.def), and the reading of a heading.
// Import finds blocks by it, report writes a form's rows in the order of its headings.
#pragma once
#include "base/map.h"

// Where a heading may stand.
enum {
  IN_HEAD = 1,  // label and value, or a block's heading
  IN_MONEY = 2, // over a column of money
  IN_ROW = 4,   // over a column of the indicators
  IN_PAIR = 8,  // label and value within the money
};

typedef enum FormItem {
  ITEM_NONE,
#define F(field, where, zh, en) ITEM_##field,
#include "forms/layouts.def"
  ITEMS
} FormItem;

typedef enum FormKind { FORM_TARGETS, FORM_SELF, FORM_MONITOR, FORM_DEPARTMENT } FormKind;
typedef enum FormBlock {
  BLOCK_HEAD,
  BLOCK_MONEY,
  BLOCK_SOURCE,
  BLOCK_PLAN,
  BLOCK_GOAL,
  BLOCK_ROW,
  BLOCK_FOOT
} FormBlock;

typedef enum LayoutId {
#define LAYOUT(id, kind, zh, en, rules) LAYOUT_##id,
#include "forms/layouts.def"
  LAYOUTS
} LayoutId;

typedef struct FormLayout {
  const char *id; // "HEBEI_TARGET"
  FormKind kind;
  const char *zh, *en;
  const char *rules; // the rule set its self-evaluations are scored by; "": the default one
} FormLayout;

typedef struct FormHeading {
  uint8_t layout, block, field, width; // LayoutId, FormBlock, FormItem, characters
  const char *over, *heading;
} FormHeading;

extern const FormLayout form_layouts[LAYOUTS];
extern const FormHeading form_headings[]; // those of a layout stand together, in the order of the form
extern const size_t form_heading_n;
Str form_item_name(FormItem field, bool english);

// What a cell says as a heading.
typedef struct Label {
  FormItem field;  // ITEM_NONE: no heading
  Str text;        // without white space, in half-width signs: 其中:财政资金, 产出指标(70分)
  Str plain;       // the same without 一、 其中: 1-7月 before it, （ ） and number behind it
  Str inner;       // what stood in the last （ ）; or empty
  uint32_t number; // 目标2: 2; else 0
  uint32_t month;  // 1-7月执行数: 7; else 0
  bool part;       // it began with 其中:
} Label;

typedef struct Labels { // all spellings, to be looked up; made once
  Arena *arena;         // also takes the texts of labels
  Map spelled, plain;
  uint32_t *same, *same_plain; // by row: the next one of that key
} Labels;
Labels labels_new(Arena *a);

// `where`: in which of the places above; of several meanings the first row of the table counts. A text longer
// than any heading is none.
Label label_read(const Labels *labels, Str text, unsigned where);
// A text as headings are compared: no white space, half-width signs.
Str label_text(Arena *a, Str text);
