// Which findings are shown and the formats of one line; pictures and machine formats have their own files.
#include "base/map.h"
#include "base/render_parts.h"
#include "base/utf.h"

static const char *const words[WORDS][2] = {
    [WORD_ERROR] = {"错误", "error"}, [WORD_WARNING] = {"警告", "warning"}, [WORD_HINT] = {"提示", "hint"},
    [WORD_NOTE] = {"提示", "note"},   [WORD_FIX] = {"改法", "fix"},
};

Str render_word(const Render *r, Word w) {
  return str_z(words[w][r->opt->lang == LANG_EN]);
}

const Source *render_source(Render *r, Span at) {
  if (at.file >= r->all->n) return NULL;
  source_index(r->keep, &r->all->p[at.file]);
  return &r->all->p[at.file];
}

Str render_message(Render *r, const Message *m) {
  Out o = out_memory(r->scratch);
  if (m->id) message_write(&o, r->ds->table, m, r->opt->lang);
  return out_text(&o);
}

static Str shown(Render *r, Str s) {
  Out o = out_memory(r->scratch);
  utf_show(&o, s);
  return out_text(&o);
}

Str render_shown(Render *r, const Message *m) {
  return shown(r, render_message(r, m));
}

// A, B, … Z, AA, … as spreadsheets name columns.
static void column_letters(Out *o, uint32_t column) {
  char buf[8];
  size_t i = sizeof buf;
  for (; column; column = (column - 1) / 26) buf[--i] = (char)('A' + (column - 1) % 26);
  out_str(o, (Str){buf + i, sizeof buf - i});
}

Str render_cell(Render *r, const Diag *d) {
  Out o = out_memory(r->scratch);
  if (d->cell.sheet.n) {
    utf_show(&o, d->cell.sheet);
    if (d->cell.row || d->cell.column) out_c(&o, '!');
    column_letters(&o, d->cell.column);
    if (d->cell.row) out_u64(&o, d->cell.row);
  } else if (d->cell.row) {
    out_u64(&o, d->cell.row);
    if (d->cell.column) out_fmt(&o, ":%u", d->cell.column);
  }
  return out_text(&o);
}

Str render_place(Render *r, const Diag *d) {
  Out o = out_memory(r->scratch);
  const Source *s = render_source(r, d->at);
  if (d->cell.name.n) {
    utf_show(&o, d->cell.name);
    Str cell = render_cell(r, d);
    if (cell.n) out_c(&o, ':');
    out_str(&o, cell);
  } else if (s) {
    Place p = source_place(s, d->at.start);
    utf_show(&o, s->name);
    out_fmt(&o, ":%u:%u", p.line, p.column);
  }
  return out_text(&o);
}

static const char *code_of(const Render *r, const Diag *d) {
  return r->ds->table[d->text.id].code;
}

// place: error[E0301]: message
static void compact(Render *r, const Diag *d) {
  Str place = render_place(r, d);
  out_str(r->out, place);
  if (place.n) out_z(r->out, ": ");
  out_str(r->out, render_word(r, (Word)diag_severity(r->ds, d)));
  if (code_of(r, d)) out_fmt(r->out, "[%s]", code_of(r, d));
  out_z(r->out, ": ");
  out_str(r->out, render_shown(r, &d->text));
  out_c(r->out, '\n');
}

// Workflow commands take %25 and so on for what would end a field; properties more than messages.
static void escape_github(Out *o, Str s, bool property) {
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
      out_fmt(o, "%%%02X", c);
    else
      out_c(o, (char)c);
  }
}

static void github(Render *r, const Diag *d) {
  static const char *const commands[] = {"error", "warning", "notice", "notice"};
  Out *o = r->out;
  out_fmt(o, "::%s ", commands[diag_severity(r->ds, d)]);
  const Source *s = render_source(r, d->at);
  Str file = d->cell.name.n ? d->cell.name : s ? s->name : S("");
  if (file.n) {
    out_z(o, "file=");
    escape_github(o, shown(r, file), true);
    out_c(o, ',');
  }
  if (d->cell.name.n) {
    if (d->cell.row) out_fmt(o, "line=%u,", d->cell.row);
  } else if (s) {
    Place from = source_place(s, d->at.start), to = source_place(s, d->at.end);
    out_fmt(o, "line=%u,endLine=%u,col=%u,", from.line, to.line, from.column);
    if (from.line == to.line) out_fmt(o, "endColumn=%u,", to.column);
  }
  out_z(o, "title=");
  escape_github(o, str_z(code_of(r, d)), true);
  out_z(o, "::");
  if (d->cell.name.n && d->cell.sheet.n) {
    escape_github(o, render_cell(r, d), false);
    out_z(o, ": ");
  }
  escape_github(o, render_shown(r, &d->text), false);
  for (const DiagNote *n = d->notes; n; n = n->next) {
    out_z(o, "%0A");
    escape_github(o, render_shown(r, &n->text), false);
  }
  out_c(o, '\n');
}

// How many of each code there are, in order of appearance.
typedef struct Tally {
  Interner codes;
  uint32_t *shown, *more;
} Tally;

static Tally tally_new(Arena *a, const Diags *ds) {
  Tally t = {0};
  for (uint32_t i = 0; i < ds->n; i++) intern(a, &t.codes, str_z(ds->table[ds->p[i]->text.id].code));
  for (uint32_t i = 0; i < ds->counted_n; i++) intern(a, &t.codes, str_z(ds->table[ds->counted[i].id].code));
  t.shown = NEW_N(a, uint32_t, t.codes.n + 1);
  t.more = NEW_N(a, uint32_t, t.codes.n + 1);
  return t;
}

static void count_more(Render *r, const Tally *t) {
  bool en = r->opt->lang == LANG_EN;
  for (uint32_t i = 0; i < t->codes.n; i++) {
    if (!t->more[i]) continue;
    Str code = interned(&t->codes, i);
    if (en)
      out_fmt(r->out, "%u more of " STR_FMT " not shown\n", t->more[i], STR_ARG(code));
    else
      out_fmt(r->out, "另有 %u 个 " STR_FMT " 未列出\n", t->more[i], STR_ARG(code));
  }
}

static void summary(Render *r) {
  const uint32_t counts[] = {r->ds->errors, r->ds->warnings, r->ds->hints};
  bool en = r->opt->lang == LANG_EN, any = false;
  for (Word w = WORD_ERROR; w <= WORD_HINT; w++) {
    if (!counts[w]) continue;
    if (any) out_z(r->out, en ? ", " : "，");
    any = true;
    out_fmt(r->out, en ? "%u " : "%u 个", counts[w]);
    out_str(r->out, render_word(r, w));
    if (en && counts[w] != 1) out_c(r->out, 's');
  }
  if (any) out_c(r->out, '\n');
}

static void for_people(Render *r, Arena *tables) {
  Tally t = tally_new(tables, r->ds);
  for (uint32_t i = 0; i < r->ds->counted_n; i++)
    t.more[intern(tables, &t.codes, str_z(r->ds->table[r->ds->counted[i].id].code))] += r->ds->counted[i].n;
  for (uint32_t i = 0; i < r->ds->n; i++) {
    const Diag *d = r->ds->p[i];
    uint32_t code = intern(tables, &t.codes, str_z(code_of(r, d)));
    if (r->opt->per_code && t.shown[code] == r->opt->per_code) {
      t.more[code]++;
      continue;
    }
    t.shown[code]++;
    ArenaMark mark = arena_mark(r->scratch);
    if (r->opt->format == DIAG_HUMAN)
      render_human(r, d);
    else
      compact(r, d);
    arena_reset(r->scratch, mark);
  }
  count_more(r, &t);
  summary(r);
}

void diags_render(Out *o, Diags *ds, Sources *sources, const RenderOptions *opt) {
  Arena scratch, tables;
  arena_init_like(&scratch, ds->arena);
  arena_init_like(&tables, ds->arena);
  Render r = {.out = o, .opt = opt, .ds = ds, .all = sources, .keep = ds->arena, .scratch = &scratch};
  diags_sort(ds);
  switch (opt->format) {
  case DIAG_HUMAN:
  case DIAG_COMPACT: for_people(&r, &tables); break;
  case DIAG_JSON: render_json(&r); break;
  case DIAG_SARIF: render_sarif(&r); break;
  case DIAG_GITHUB:
    for (uint32_t i = 0; i < ds->n; i++) {
      ArenaMark mark = arena_mark(&scratch);
      github(&r, ds->p[i]);
      arena_reset(&scratch, mark);
    }
    break;
  }
  arena_free(&scratch);
  arena_free(&tables);
}
