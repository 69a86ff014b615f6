// What the formats share.
#include "grammar/ast.h"
#include "runtime/report/report.h"

uint32_t report_department(const Plan *p, uint32_t e) {
  while (e != NONE && p->entities.kind[e] != BODY_DEPARTMENT) e = p->entities.parent[e];
  return e;
}

uint32_t report_section(const Plan *p, uint32_t ind) {
  uint32_t e = p->indicators.entity[ind];
  return p->entities.kind[e] == BODY_SECTION ? e : NONE;
}

Num report_base_weight(const Plan *p, uint32_t ind) {
  uint32_t w = p->indicators.weight[ind];
  return w == NONE ? NUM_BAD : plan_value(p, w);
}

Str report_reason(Arena *a, const Results *r, uint32_t ind, Lang lang) {
  const IndicatorResult *res = result_of(r, ind);
  if (res->verdict == VERDICT_NOT_APPLICABLE && res->actual.text.n) return res->actual.text;
  Str told = input_reason(r, r->plan->indicators.input[ind]);
  if (told.n) return told;
  if (res->verdict != VERDICT_NO_DATA) return (Str){0};
  return text_in(reason_text(a, r, &res->actual), lang);
}

static uint32_t *nones(Arena *a, uint32_t n) {
  uint32_t *p = NEW_N(a, uint32_t, n + 1);
  for (uint32_t i = 0; i <= n; i++) p[i] = NONE;
  return p;
}

// From the last to the first, so that each chain ends up in order.
ReportIndex report_index(Arena *a, const Plan *p) {
  uint32_t n = p->entities.n;
  ReportIndex x = {nones(a, n), nones(a, n), nones(a, n), nones(a, n), nones(a, n), nones(a, p->requires.n)};
  for (uint32_t e = n; e-- > 0;) {
    uint32_t parent = p->entities.parent[e], department = report_department(p, e);
    if (p->entities.kind[e] == BODY_PROJECT) {
      uint32_t at = department == NONE ? n : department;
      x.next_project[e] = x.project[at], x.project[at] = e;
    } else if (p->entities.kind[e] == BODY_SECTION && parent != NONE) {
      x.next_section[e] = x.section[parent], x.section[parent] = e;
    }
  }
  for (uint32_t i = p->requires.n; i-- > 0;) {
    uint32_t at = p->requires.entity[i] == NONE ? n : p->requires.entity[i];
    x.next_require[i] = x.require[at], x.require[at] = i;
  }
  return x;
}

uint32_t report_next_section(const ReportIndex *x, const Plan *p, uint32_t top, uint32_t e) {
  if (x->section[e] != NONE) return x->section[e];
  while (e != top) {
    if (x->next_section[e] != NONE) return x->next_section[e];
    e = p->entities.parent[e];
  }
  return NONE;
}
