// A block a project: what it states and what we find, then its discrepancies, declared beside computed, each
// with its cell and what is wrong there.
#include "runtime/report/audit.h"
#include "base/json.h"
#include "base/utf.h"
#include "runtime/report/pen.h"
#include "runtime/show.h"

// ---- table --------------------------------------------------------------------------------------

typedef struct Sheet {
  Pen pen;
  const Results *r;
  const Audit *audit;
  const ReportOptions *opt;
  unsigned width;
} Sheet;

enum { WIDEST = 100, NARROWEST = 40, AT_DECLARED = 20, AT_COMPUTED = 34, AT_DIFFERENCE = 46, AT_NAME = 49 };

static Str say(const Sheet *s, WordId id) {
  return word(s->opt->lang, id);
}

static Str name_of(Sheet *s, const AuditItem *it) {
  const Plan *p = s->r->plan;
  if (it->indicator == NONE) return (Str){0};
  return show_clean(s->pen.a, plan_text(p, p->indicators.name[it->indicator]));
}

static Str place(Sheet *s, RowRef at) {
  Out o = out_memory(s->pen.a);
  utf_show(&o, s->r->files[at.file].name);
  if (at.sheet.n) out_c(&o, '['), utf_show(&o, at.sheet), out_c(&o, ']');
  out_fmt(&o, ":%u:%u", at.row, at.column);
  return out_text(&o);
}

static void flow(Sheet *s, size_t indent, Tone tone, Str text) {
  for (size_t at = 0; at < text.n;) {
    size_t end = pen_piece(text, at, s->width > indent + 10 ? s->width - indent : 10);
    pen_to(&s->pen, indent);
    pen_put(&s->pen, tone, str_slice(text, at, end));
    pen_line(&s->pen);
    at = pen_skip(text, end);
  }
}

static void heading(Sheet *s, const AuditEntity *e) {
  Pen *p = &s->pen;
  const Plan *plan = s->r->plan;
  pen_line(p);
  pen_rule(p, 2, S("─"));
  pen_gap(p, 1);
  pen_put(p, TONE_BOLD,
          utf_fit(p->a, show_clean(p->a, plan_text(plan, plan->entities.name[e->entity])), s->width - 6));
  pen_gap(p, 1);
  pen_rule(p, s->width, S("─"));
  pen_line(p);
}

static Str grade_name(const Sheet *s, const EntityResult *res) {
  return res->grade == NONE ? (Str){0} : plan_text(s->r->plan, s->r->plan->grades.name[res->grade]);
}

// 自评 96 优   核算 93.5 / 100 优   差 +2.5
static void totals(Sheet *s, const AuditEntity *e) {
  Pen *p = &s->pen;
  const EntityResult *res = &s->r->entities[e->entity];
  unsigned places = s->r->plan->rulesets.places[s->r->plan->entities.ruleset[e->entity]];
  bool told = e->has_total || e->has_sum;
  Num declared = e->has_total ? e->total : e->sum;
  pen_to(p, 2);
  pen_put(p, TONE_DIM, say(s, W_AUDIT_DECLARED));
  pen_gap(p, 1);
  pen_put(p, TONE_BOLD, told ? num_text(p->a, declared, SHOW_ALL) : S("—"));
  if (e->grade.n) pen_gap(p, 1), pen_put(p, TONE_PLAIN, show_clean(p->a, e->grade));
  pen_gap(p, 3);
  pen_put(p, TONE_DIM, say(s, W_AUDIT_COMPUTED));
  pen_gap(p, 1);
  if (!res->scored || num_sign(res->judged) <= 0) {
    pen_put(p, TONE_DIM, S("—"));
    pen_line(p);
    return;
  }
  pen_put(p, TONE_BOLD, show_points(p->a, res->total, places));
  pen_put(p, TONE_DIM, str_cat(p->a, S(" / "), num_text(p->a, res->judged, SHOW_ALL)));
  if (res->grade != NONE) pen_gap(p, 1), pen_put(p, TONE_PLAIN, grade_name(s, res));
  if (told) {
    Num more = num_sub(p->a, declared, res->total);
    pen_gap(p, 3);
    pen_put(p, TONE_DIM, say(s, W_AUDIT_DIFFERENCE));
    pen_gap(p, 1);
    pen_put(p, num_sign(more) ? TONE_BAD : TONE_GOOD, show_signed(p->a, more, SHOW_ALL));
  }
  pen_line(p);
}

static void columns(Sheet *s) {
  Pen *p = &s->pen;
  pen_to(p, 2);
  pen_put(p, TONE_DIM, say(s, W_AUDIT_RULE));
  pen_right(p, AT_DECLARED, TONE_DIM, say(s, W_AUDIT_DECLARED));
  pen_right(p, AT_COMPUTED, TONE_DIM, say(s, W_AUDIT_COMPUTED));
  pen_right(p, AT_DIFFERENCE, TONE_DIM, say(s, W_AUDIT_DIFFERENCE));
  pen_to(p, AT_NAME);
  pen_put(p, TONE_DIM, say(s, W_AUDIT_WHERE));
  pen_line(p);
}

static void one(Sheet *s, const AuditItem *it) {
  static const Tone tones[] = {TONE_BAD, TONE_WAIT, TONE_DIM}; // by severity
  Pen *p = &s->pen;
  pen_to(p, 2);
  pen_put(p, tones[it->severity], str_z(audit_rules[it->rule].key));
  pen_right(p, AT_DECLARED, TONE_PLAIN, utf_fit(p->a, show_clean(p->a, it->declared), 12));
  pen_right(p, AT_COMPUTED, TONE_PLAIN, utf_fit(p->a, it->computed, 12));
  pen_right(p, AT_DIFFERENCE, TONE_BAD, it->difference);
  Str name = name_of(s, it), where = place(s, it->at);
  pen_to(p, AT_NAME);
  if (name.n) pen_put(p, TONE_BOLD, name), pen_gap(p, 2);
  pen_put(p, TONE_DIM, where);
  pen_line(p);
  Str said = text_in(it->message, s->opt->lang);
  flow(s, 7, TONE_PLAIN, str_fmt(p->a, STR_FMT " [%s]", STR_ARG(said), it->code));
}

static void summary(Sheet *s) {
  Pen *p = &s->pen;
  uint32_t n[AUDIT_RULES] = {0};
  for (uint32_t i = 0; i < s->audit->items.n; i++) n[s->audit->items.p[i].rule]++;
  pen_line(p);
  Str found = show_count(p->a, s->audit->items.n), projects = show_count(p->a, s->audit->entities.n);
  pen_put(p, TONE_BOLD,
          word_with(p->a, s->opt->lang, s->audit->items.n ? W_AUDIT_FOUND : W_AUDIT_CLEAN,
                    WITH(projects, found)));
  pen_line(p);
  for (unsigned rule = 0; rule < AUDIT_RULES; rule++) {
    if (!n[rule]) continue;
    pen_right(p, 6, TONE_BOLD, show_count(p->a, n[rule]));
    pen_to(p, 8);
    pen_put(p, TONE_DIM, str_z(audit_rules[rule].key));
    pen_to(p, 13);
    pen_put(p, TONE_PLAIN, term_in(audit_rules[rule], s->opt->lang));
    pen_line(p);
  }
}

void report_audit_table(Arena *a, Out *o, const Results *r, const Audit *audit, const ReportOptions *opt) {
  unsigned columns_n = opt->columns ? opt->columns : WIDEST;
  Sheet s = {.pen = {.o = o, .a = a, .color = opt->color}, .r = r, .audit = audit, .opt = opt};
  s.width = columns_n < NARROWEST ? NARROWEST : columns_n > WIDEST ? WIDEST : columns_n;
  Str year = str_fmt(a, "%d", r->plan->year);
  pen_put(&s.pen, TONE_BOLD, word_with(a, opt->lang, W_AUDIT_TITLE, WITH(year)));
  pen_line(&s.pen);
  uint32_t at = 0;
  for (uint32_t i = 0; i < audit->entities.n; i++) {
    const AuditEntity *e = &audit->entities.p[i];
    heading(&s, e);
    totals(&s, e);
    if (e->items) columns(&s);
    for (uint32_t k = 0; k < e->items; k++) one(&s, &audit->items.p[at++]);
  }
  summary(&s);
}

// ---- JSON ---------------------------------------------------------------------------------------

static void key_num(Json *j, const char *key, bool there, Num n) {
  json_key(j, key);
  if (there)
    json_num(j, n);
  else
    json_nil(j);
}

static void files(Json *j, const char *key, const DataFile *f, uint32_t n) {
  json_key(j, key);
  json_list(j);
  for (uint32_t i = 0; i < n; i++) {
    json_obj(j);
    json_key_str(j, "name", f[i].name);
    json_key_str(j, "sha256", f[i].sha256);
    json_end(j, '}');
  }
  json_end(j, ']');
}

static void finding(Json *j, const Results *r, const AuditItem *it, Lang lang) {
  static const char *const severities[] = {"error", "warning", "hint"};
  const Plan *p = r->plan;
  json_obj(j);
  json_put_str(j, "rule", str_z(audit_rules[it->rule].key));
  json_put_str(j, "code", str_z(it->code));
  json_put_str(j, "severity", str_z(severities[it->severity]));
  json_key_str(j, "indicator",
               it->indicator == NONE ? (Str){0} : plan_text(p, p->indicators.name[it->indicator]));
  json_key_str(j, "declared", it->declared);
  json_key_str(j, "computed", it->computed);
  json_key_str(j, "difference", it->difference);
  json_put_str(j, "message", text_in(it->message, lang));
  json_key_str(j, "file", r->files[it->at.file].name);
  json_key_str(j, "sheet", it->at.sheet);
  json_put_u64(j, "row", it->at.row);
  json_put_u64(j, "column", it->at.column);
  json_end(j, '}');
}

void report_audit_json(Arena *a, Out *o, const Results *r, const Audit *audit, const ReportOptions *opt) {
  const Plan *p = r->plan;
  Json j = json_on(o, true);
  json_obj(&j);
  json_put_str(&j, "schema", S("pgl-audit/1"));
  json_put_str(&j, "version", opt->version);
  json_key(&j, "year"), json_num(&j, NUM(p->year));
  json_put_str(&j, "as_of", date_text(a, r->as_of));
  files(&j, "sources", opt->sources, opt->source_n);
  files(&j, "data", r->files, r->file_n);
  json_key(&j, "projects");
  json_list(&j);
  uint32_t at = 0;
  for (uint32_t i = 0; i < audit->entities.n; i++) {
    const AuditEntity *e = &audit->entities.p[i];
    const EntityResult *res = &r->entities[e->entity];
    bool judged = res->scored && num_sign(res->judged) > 0;
    uint32_t department = report_department(p, e->entity);
    json_obj(&j);
    json_key_str(&j, "department",
                 department == NONE ? (Str){0} : plan_text(p, p->entities.name[department]));
    json_put_str(&j, "name", plan_text(p, p->entities.name[e->entity]));
    json_key(&j, "declared");
    json_obj(&j);
    key_num(&j, "total", e->has_total, e->total);
    key_num(&j, "sum", e->has_sum, e->sum);
    json_key_str(&j, "grade", e->grade);
    json_end(&j, '}');
    json_key(&j, "computed");
    json_obj(&j);
    key_num(&j, "total", judged, res->total);
    key_num(&j, "judged", judged, res->judged);
    json_key_str(&j, "grade",
                 judged && res->grade != NONE ? plan_text(p, p->grades.name[res->grade]) : (Str){0});
    json_key(&j, "provisional"), json_bool(&j, res->provisional);
    json_end(&j, '}');
    json_key(&j, "findings");
    json_list(&j);
    for (uint32_t k = 0; k < e->items; k++) finding(&j, r, &audit->items.p[at++], opt->lang);
    json_end(&j, ']');
    json_end(&j, '}');
  }
  json_end(&j, ']');
  json_put_u64(&j, "findings", audit->items.n);
  json_end(&j, '}');
  out_c(o, '\n');
}
