// Indicators as test cases, for what reads JUnit XML.
#include "runtime/report/markup.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

typedef struct Suite {
  Out *o;
  Arena *a; // emptied after each
  const Results *r;
  const Plan *p;
  Lang lang;
} Suite;

static void attribute(Suite *s, const char *name, Str text) {
  out_fmt(s->o, " %s=\"", name);
  html_text(s->o, show_clean(s->a, text)); // its five escapes are those of XML
  out_c(s->o, '"');
}

static void outcome(Suite *s, uint32_t i, const char *tag) {
  const IndicatorResult *res = &s->r->indicators[i];
  Str actual = res->actual.kind == VALUE_NONE ? S("—") : show_actual(s->a, s->r, i, s->lang, SHOW_ALL);
  Str target = plan_target_text(s->a, s->p, res->target),
      verdict = word(s->lang, word_of_verdict(res->verdict));
  out_fmt(s->o, "\n      <%s", tag);
  attribute(
      s, "message",
      str_fmt(s->a, STR_FMT ": " STR_FMT " / " STR_FMT, STR_ARG(verdict), STR_ARG(actual), STR_ARG(target)));
  Str why = report_reason(s->a, s->r, i, s->lang);
  if (!why.n) {
    out_z(s->o, "/>");
    return;
  }
  out_c(s->o, '>');
  html_text(s->o, show_clean(s->a, why));
  out_fmt(s->o, "</%s>", tag);
}

static const char *tag_of(uint8_t verdict) {
  static const char *const tags[VERDICTS] = {NULL, "failure", "skipped", "error", "skipped", "skipped"};
  return tags[verdict];
}

static void suite(Suite *s, uint32_t e) {
  const Plan *p = s->p;
  uint32_t n = p->entities.indicator_n[e], first = p->entities.indicator_first[e], by[VERDICTS] = {0};
  for (uint32_t i = first; i < first + n; i++) by[s->r->indicators[i].verdict]++;
  out_z(s->o, "  <testsuite");
  attribute(s, "name", plan_text(p, p->entities.name[e]));
  out_fmt(s->o, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\">\n", n, by[VERDICT_MISSED],
          by[VERDICT_NO_DATA], by[VERDICT_PENDING] + by[VERDICT_NO_TARGET] + by[VERDICT_NOT_APPLICABLE]);
  for (uint32_t i = first; i < first + n; i++) {
    ArenaMark mark = arena_mark(s->a);
    out_z(s->o, "    <testcase");
    attribute(s, "classname",
              p->indicators.level2[i] == NONE ? plan_text(p, p->entities.name[e])
                                              : plan_text(p, p->indicators.level2[i]));
    attribute(s, "name", plan_text(p, p->indicators.name[i]));
    const char *tag = tag_of(s->r->indicators[i].verdict);
    out_c(s->o, '>');
    if (tag) outcome(s, i, tag), out_z(s->o, "\n    ");
    out_z(s->o, "</testcase>\n");
    arena_reset(s->a, mark);
  }
  out_z(s->o, "  </testsuite>\n");
}

void report_junit(Arena *a, Out *o, const Results *r, const ReportOptions *opt) {
  Arena scratch;
  arena_init_like(&scratch, a);
  Suite s = {o, &scratch, r, r->plan, opt->lang};
  out_z(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pgl\">\n");
  for (uint32_t e = 0; e < s.p->entities.n; e++) {
    bool own = s.p->entities.indicator_n[e] && s.p->indicators.owner[s.p->entities.indicator_first[e]] == e;
    if (own) suite(&s, e);
  }
  out_z(o, "</testsuites>\n");
  arena_free(&scratch);
}
