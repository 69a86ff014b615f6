// The same walk for each format: owners in order, under each its changes.
#include "runtime/report/changes.h"
#include "base/json.h"
#include "base/utf.h"
#include "runtime/report/markup.h"
#include "runtime/report/pen.h"
#include "runtime/show.h"

static const char *const kind_keys[] = {"added", "removed", "changed"};
static const char *const kind_signs[] = {"+", "−", "~"};
static const Tone kind_tones[] = {TONE_GOOD, TONE_BAD, TONE_WAIT};

static Str owner_of(const Change *c, Lang lang) {
  return c->owner.n ? c->owner : word(lang, W_DIFF_WHOLE);
}

static bool new_owner(const Changes *c, uint32_t i) {
  return !i || !str_eq(c->all.p[i].owner, c->all.p[i - 1].owner);
}

static Str summary(Arena *a, const Changes *c, Lang lang) {
  if (!c->all.n) return word(lang, W_DIFF_SAME);
  return word_with(a, lang, W_DIFF_COUNTS,
                   WITH(show_count(a, c->n[CHANGE_MADE]), show_count(a, c->n[CHANGE_ADDED]),
                        show_count(a, c->n[CHANGE_REMOVED])));
}

// Name and what of it: “招商拓展范围 目标值”, “指标 新指标”, “预算”.
static Str subject(Arena *a, const Change *c, Lang lang) {
  Str what = term_in(change_words[c->what], lang), name = show_clean(a, c->name);
  if (!name.n) return what;
  bool field = c->kind == CHANGE_MADE && c->what >= CHANGED_NAME;
  return field ? str_fmt(a, STR_FMT "  " STR_FMT, STR_ARG(name), STR_ARG(what))
               : str_fmt(a, STR_FMT " " STR_FMT, STR_ARG(what), STR_ARG(name));
}

// ---- a terminal ---------------------------------------------------------------------------------

enum { AT_VALUES = 36 };

static void values(Pen *p, const Change *c) {
  Str none = S("—"), before = show_clean(p->a, c->before), after = show_clean(p->a, c->after);
  if (c->kind != CHANGE_ADDED)
    pen_put(p, c->kind == CHANGE_MADE ? TONE_DIM : TONE_PLAIN, before.n ? before : none);
  if (c->kind == CHANGE_MADE) pen_put(p, TONE_DIM, S(" → "));
  if (c->kind != CHANGE_REMOVED) pen_put(p, TONE_BOLD, after.n ? after : none);
  if (!c->difference.n) return;
  pen_gap(p, 3);
  pen_put(p, TONE_ACCENT, c->difference);
}

void report_changes_text(Arena *a, Out *o, const Changes *c, Str before, Str after,
                         const ReportOptions *opt) {
  (void)before, (void)after;
  Pen p = {.o = o, .a = a, .color = opt->color};
  for (uint32_t i = 0; i < c->all.n; i++) {
    const Change *ch = &c->all.p[i];
    if (new_owner(c, i)) {
      if (i) pen_line(&p);
      pen_put(&p, TONE_BOLD, show_clean(a, owner_of(ch, opt->lang)));
      pen_line(&p);
    }
    pen_to(&p, 2);
    pen_put(&p, kind_tones[ch->kind], str_z(kind_signs[ch->kind]));
    pen_gap(&p, 1);
    Str said = subject(a, ch, opt->lang);
    pen_put(&p, TONE_PLAIN, said);
    pen_gap(&p, 2);
    pen_to(&p, AT_VALUES);
    values(&p, ch);
    pen_line(&p);
  }
  if (c->all.n) pen_line(&p);
  pen_put(&p, TONE_DIM, summary(a, c, opt->lang));
  pen_line(&p);
}

// ---- JSON ---------------------------------------------------------------------------------------

void report_changes_json(Arena *a, Out *o, const Changes *c, Str before, Str after,
                         const ReportOptions *opt) {
  (void)a;
  Json j = json_on(o, true);
  json_obj(&j);
  json_key_str(&j, "schema", S("pgl-diff/1"));
  json_key_str(&j, "version", opt->version);
  json_key_str(&j, "before", before);
  json_key_str(&j, "after", after);
  json_key(&j, "changes");
  json_list(&j);
  for (uint32_t i = 0; i < c->all.n; i++) {
    const Change *ch = &c->all.p[i];
    json_obj(&j);
    json_key_str(&j, "change", str_z(kind_keys[ch->kind]));
    json_key_str(&j, "what", str_z(change_words[ch->what].key));
    json_key_str(&j, "in", ch->owner);
    json_key_str(&j, "name", ch->name);
    json_key_str(&j, "before", ch->before);
    json_key_str(&j, "after", ch->after);
    json_key_str(&j, "difference", ch->difference);
    json_key_str(&j, "file", ch->file);
    json_key(&j, "line");
    if (ch->line)
      json_u64(&j, ch->line);
    else
      json_nil(&j);
    json_end(&j, '}');
  }
  json_end(&j, ']');
  json_end(&j, '}');
  out_c(o, '\n');
}

// ---- Markdown and HTML --------------------------------------------------------------------------

// What a reader of Markdown would take for a mark; one line.
static void md(Out *o, Str s) {
  for (size_t i = 0; i < s.n; i++) {
    unsigned char ch = (unsigned char)s.p[i];
    if (ch < ' ') {
      out_c(o, ' ');
      continue;
    }
    if (strchr("\\`*_{}[]<>#|~&!", ch)) out_c(o, '\\');
    out_c(o, s.p[i]);
  }
}

void report_changes_md(Arena *a, Out *o, const Changes *c, Str before, Str after, const ReportOptions *opt) {
  out_z(o, "## ");
  md(o, word_with(a, opt->lang, W_DIFF_TITLE, WITH(before, after)));
  out_z(o, "\n\n");
  md(o, summary(a, c, opt->lang));
  out_c(o, '\n');
  for (uint32_t i = 0; i < c->all.n; i++) {
    const Change *ch = &c->all.p[i];
    if (new_owner(c, i)) {
      out_z(o, "\n### ");
      md(o, show_clean(a, owner_of(ch, opt->lang)));
      out_fmt(o, "\n\n|  | %s | %s | %s | %s |\n|---|---|---|---|---|\n", word(opt->lang, W_DIFF_WHAT).p,
              word(opt->lang, W_DIFF_BEFORE).p, word(opt->lang, W_DIFF_AFTER).p,
              word(opt->lang, W_AUDIT_DIFFERENCE).p);
    }
    out_fmt(o, "| %s | ", kind_signs[ch->kind]);
    const Str cells[] = {subject(a, ch, opt->lang), show_clean(a, ch->before), show_clean(a, ch->after),
                         ch->difference};
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) md(o, cells[k]), out_z(o, " | ");
    o->n--; // the blank behind the last bar
    out_c(o, '\n');
  }
}

static const char style[] =
    ":root{color-scheme:light dark}body{font:16px/1.6 system-ui,\"Noto Sans CJK SC\",\"Microsoft "
    "YaHei\",sans-serif;"
    "max-width:60rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.6rem 0 "
    ".4rem}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{text-align:left;padding:.3rem "
    ".6rem;border-bottom:1px "
    "solid #8884;"
    "vertical-align:top}th{font-weight:600}th{width:22%}th:first-child{width:2.4rem}th:nth-child(2){width:"
    "auto}th:last-child{width:14%;text-align:right}"
    "td,th{overflow-wrap:anywhere}td:first-child{text-align:center}.added{color:#"
    "0a6b2d}"
    ".removed{color:#a4161a}.changed{color:#7a4b00}.num{text-align:right;white-space:nowrap}"
    "@media(prefers-color-scheme:dark){.added{color:#6fd08c}.removed{color:#ff8a80}.changed{color:#f2c46d}}";

void report_changes_html(Arena *a, Out *o, const Changes *c, Str before, Str after,
                         const ReportOptions *opt) {
  Str title = word_with(a, opt->lang, W_DIFF_TITLE, WITH(show_clean(a, before), show_clean(a, after)));
  out_fmt(o, "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n",
          opt->lang == LANG_EN ? "en" : "zh-CN");
  out_z(o, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
  out_z(o, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\">\n");
  html_element(o, "title", "", title);
  out_fmt(o, "\n<style>%s</style>\n<main>\n", style);
  html_element(o, "h1", "", title);
  html_element(o, "p", "", summary(a, c, opt->lang));
  for (uint32_t i = 0; i < c->all.n; i++) {
    const Change *ch = &c->all.p[i];
    if (new_owner(c, i)) {
      if (i) out_z(o, "</table>");
      out_c(o, '\n');
      html_element(o, "h2", "", show_clean(a, owner_of(ch, opt->lang)));
      out_z(o, "\n<table><tr><th scope=\"col\"></th>");
      static const WordId heads[] = {W_DIFF_WHAT, W_DIFF_BEFORE, W_DIFF_AFTER, W_AUDIT_DIFFERENCE};
      for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
        out_z(o, "<th scope=\"col\">"), html_text(o, word(opt->lang, heads[k])), out_z(o, "</th>");
      out_z(o, "</tr>\n");
    }
    out_z(o, "<tr>");
    html_element(o, "td", kind_keys[ch->kind], str_z(kind_signs[ch->kind]));
    html_element(o, "td", "", subject(a, ch, opt->lang));
    html_element(o, "td", "", show_clean(a, ch->before));
    html_element(o, "td", "", show_clean(a, ch->after));
    html_element(o, "td", "num", ch->difference);
    out_z(o, "</tr>\n");
  }
  if (c->all.n) out_z(o, "</table>\n");
  out_z(o, "</main>\n</html>\n");
}
