// A line a figure that changed: name, before → after, the difference in points.
#include "runtime/report/whatif.h"
#include "base/utf.h"
#include "runtime/report/pen.h"
#include "runtime/show.h"

typedef struct Sheet {
  Pen pen;
  const Results *before, *after;
  const ReportOptions *opt;
} Sheet;

enum { AT_FIGURES = 30, AT_ARROW = 50, AT_DIFFERENCE = 80 };

static Str fraction(Sheet *s, const Results *r, uint32_t e) {
  const EntityResult *res = &r->entities[e];
  Arena *a = s->pen.a;
  if (!res->scored || num_sign(res->judged) <= 0) return S("—");
  Str total = show_points(a, res->total, 2), of = num_text(a, res->judged, 2);
  Str grade = res->grade == NONE ? (Str){0} : plan_text(r->plan, r->plan->grades.name[res->grade]);
  return str_fmt(a, STR_FMT " / " STR_FMT " " STR_FMT, STR_ARG(total), STR_ARG(of), STR_ARG(grade));
}

static Str verdict(Sheet *s, const Results *r, uint32_t i) {
  const IndicatorResult *res = &r->indicators[i];
  Str word_of = word(s->opt->lang, word_of_verdict(res->verdict));
  if (!res->scored) return word_of;
  Str points = show_points(s->pen.a, res->points, 2);
  return str_fmt(s->pen.a, STR_FMT " " STR_FMT, STR_ARG(word_of), STR_ARG(points));
}

static void line(Sheet *s, size_t indent, Tone tone, Str name, Str was, Str is, Num more) {
  Pen *p = &s->pen;
  pen_to(p, indent);
  pen_put(p, tone, utf_fit(p->a, show_clean(p->a, name), AT_FIGURES - 2));
  pen_to(p, AT_FIGURES);
  pen_gap(p, utf_width(name) + indent + 2 > AT_FIGURES ? 2 : 0);
  pen_put(p, TONE_DIM, was);
  pen_to(p, AT_ARROW);
  pen_put(p, TONE_DIM, S("→ "));
  pen_put(p, TONE_BOLD, is);
  if (num_sign(more))
    pen_right(p, AT_DIFFERENCE, num_sign(more) < 0 ? TONE_BAD : TONE_GOOD, show_signed(p->a, more, 2));
  pen_line(p);
}

static bool same_actual(const IndicatorResult *x, const IndicatorResult *y) {
  return x->verdict == y->verdict && num_cmp(x->points, y->points) == 0 && num_cmp(x->weight, y->weight) == 0;
}

static bool same_total(const EntityResult *x, const EntityResult *y) {
  return num_cmp(x->total, y->total) == 0 && num_cmp(x->judged, y->judged) == 0 && x->grade == y->grade;
}

static uint32_t entity(Sheet *s, uint32_t e) {
  const Plan *p = s->after->plan;
  const EntityResult *was = &s->before->entities[e], *is = &s->after->entities[e];
  uint32_t first = p->entities.indicator_first[e], n = p->entities.indicator_n[e],
           changed = !same_total(was, is);
  for (uint32_t i = first; i < first + n; i++)
    changed += !same_actual(&s->before->indicators[i], &s->after->indicators[i]);
  if (!changed) return 0;
  line(s, 2, TONE_BOLD, plan_text(p, p->entities.name[e]), fraction(s, s->before, e),
       fraction(s, s->after, e), num_sub(s->pen.a, is->total, was->total));
  for (uint32_t i = first; i < first + n; i++) {
    const IndicatorResult *x = &s->before->indicators[i], *y = &s->after->indicators[i];
    if (same_actual(x, y)) continue;
    line(s, 4, TONE_PLAIN, plan_text(p, p->indicators.name[i]), verdict(s, s->before, i),
         verdict(s, s->after, i),
         num_sub(s->pen.a, y->scored ? y->points : NUM(0), x->scored ? x->points : NUM(0)));
  }
  return changed;
}

void report_whatif(Arena *a, Out *o, const Results *before, const Results *after, const char *const *texts,
                   uint32_t n, const ReportOptions *opt) {
  Sheet s = {.pen = {.o = o, .a = a, .color = opt->color}, .before = before, .after = after, .opt = opt};
  for (uint32_t i = 0; i < n; i++) {
    pen_put(&s.pen, TONE_DIM, word(opt->lang, i ? W_WHATIF_AND : W_WHATIF));
    pen_gap(&s.pen, 1);
    pen_put(&s.pen, TONE_BOLD, show_clean(a, str_z(texts[i])));
    pen_line(&s.pen);
  }
  uint32_t changed = 0;
  for (uint32_t e = 0; e < after->plan->entities.n; e++) changed += entity(&s, e);
  if (changed) return;
  pen_to(&s.pen, 2);
  pen_put(&s.pen, TONE_PLAIN, word(opt->lang, W_WHATIF_NOTHING));
  pen_line(&s.pen);
}
