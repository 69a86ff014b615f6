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
  const IndicatorResult *res = &r->indicators[ind];
  if (res->verdict == VERDICT_NOT_APPLICABLE && res->actual.text.n) return res->actual.text;
  Str told = r->inputs[r->plan->indicators.input[ind]].reason;
  if (told.n) return told;
  if (res->verdict != VERDICT_NO_DATA) return (Str){0};
  return text_in(reason_text(a, r, &res->actual), lang);
}

bool report_of_department(const Plan *p, uint32_t section) {
  for (uint32_t e = section; e != NONE; e = p->entities.parent[e])
    if (p->entities.kind[e] == BODY_PROJECT) return false;
  return true;
}
