// Results as findings: what was missed and what could not be judged, each at its target's line.
#include "grammar/ast.h"
#include "grammar/diags.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

enum { PLACES = 2 }; // of an actual value, or more where they tell

typedef struct Findings {
  Arena *a;
  const Results *r;
  const Plan *p;
  Lang lang;
  Diags *out;
} Findings;

static Text said(Findings *f, uint32_t str) {
  return text_of(show_clean(f->a, plan_text(f->p, str)));
}

static void add(Findings *f, uint16_t id, uint32_t file, uint32_t line, const Text *args, size_t n) {
  Diag *d = diag_add(f->out, id, SPAN_NONE, args, n);
  d->cell.name = plan_text(f->p, f->p->files.name[file]);
  d->cell.row = line;
}

static void indicator(Findings *f, uint32_t i) {
  const Plan *p = f->p;
  const IndicatorResult *res = result_of(f->r, i);
  uint32_t file = p->indicators.file[i], line = p->indicators.line[i];
  Str owner = said(f, p->entities.name[p->indicators.owner[i]]).zh, own = said(f, p->indicators.name[i]).zh;
  Text name = text_of(str_fmt(f->a, STR_FMT "." STR_FMT, STR_ARG(owner), STR_ARG(own)));
  Text target = text_of(plan_target_text(f->a, p, res->target));
  switch ((Verdict)res->verdict) {
  case VERDICT_MISSED: {
    Text actual = text_of(show_actual(f->a, f->r, i, f->lang, PLACES));
    Text why = text_of(show_clean(f->a, report_reason(f->a, f->r, i, f->lang)));
    add(f, why.zh.n ? D_RESULT_MISSED_WHY : D_RESULT_MISSED, file, line,
        TEXT_ARGS(name, actual, target, why));
    return;
  }
  case VERDICT_NO_DATA:
    add(f, D_RESULT_NO_DATA, file, line, TEXT_ARGS(name, reason_text(f->a, f->r, &res->actual)));
    return;
  case VERDICT_NO_TARGET: {
    bool bare = p->targets.form[res->target] == TARGET_BARE;
    add(f, bare ? D_RESULT_BARE : D_RESULT_HOLE, file, line, TEXT_ARGS(name, target));
    return;
  }
  case VERDICT_MET:
  case VERDICT_PENDING:
  case VERDICT_NOT_APPLICABLE:
  case VERDICTS: return;
  }
}

void report_findings(Arena *a, const Results *r, Lang lang, Diags *out) {
  Findings f = {a, r, r->plan, lang, out};
  for (uint32_t i = 0; i < f.p->indicators.n; i++) indicator(&f, i);
  for (uint32_t i = 0; i < f.p->requires.n; i++) {
    const RequireResult *res = &r->requires[i];
    if (res->known && res->holds) continue;
    add(&f, res->known ? D_RESULT_REQUIRE : D_RESULT_REQUIRE_OPEN, f.p->requires.file[i],
        f.p->requires.line[i],
        TEXT_ARGS(said(&f, res->known ? f.p->requires.message[i] : f.p->requires.text[i])));
  }
}
