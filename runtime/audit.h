// A declared self-evaluation checked: each figure it states beside ours, by the rules of audit.def. The rules
// are those that tables of the field break (E rules; docs/manual/en/8-audit.md); the results are those of
// eval.
#pragma once
#include "runtime/declared.h"
#include "runtime/words.h"

typedef enum AuditRule {
#define R(id, key, zh, en) AUDIT_##id,
#include "runtime/audit.def"
#undef R
  AUDIT_RULES
} AuditRule;
extern const Term audit_rules[AUDIT_RULES]; // E01 …

typedef struct AuditItem { // a discrepancy
  uint8_t rule;            // AuditRule
  uint8_t severity;        // Severity
  const char *code;        // of the finding, which `pgl explain` tells about
  uint32_t entity, indicator;
  Str declared, computed, difference; // figures as shown; empty: none
  RowRef at;                          // the cell that states it
  Text message;
} AuditItem;

typedef struct AuditEntity { // one that declares anything
  uint32_t entity;
  bool has_total, has_sum;
  Num total, sum; // as stated; of the scores stated
  Str grade;      // as stated, or empty
  uint32_t items; // how many of the items are its own
} AuditEntity;

typedef struct Audit {
  ARRAY(AuditItem) items; // by entity in plan order, then by row
  ARRAY(AuditEntity) entities;
  uint32_t rows; // that state anything
} Audit;

// `r` has its declared rows and is scored; `found` are the findings of its rows: those about cells of
// declared rows become items. Each item is also a finding in `diags`, at its cell.
void audit_run(Arena *a, const Results *r, const Diags *found, Diags *diags, Audit *out);
