// The machine formats: our own JSON, and SARIF 2.1.0 (OASIS, 27 March 2020).
#include "base/array.h"
#include "base/json.h"
#include "base/map.h"
#include "base/render_parts.h"

static const char *const severities[] = {"error", "warning", "hint", "hint"};
static const char *const levels[] = {"error", "warning", "note", "note"}; // SARIF 3.27.10

static void put_text(Json *j, Render *r, const char *key, const Message *m) {
  json_key(j, key);
  if (m->id)
    json_str(j, render_message(r, m));
  else
    json_nil(j);
}

static void put_place(Json *j, const char *key, const Source *s, uint32_t offset) {
  Place p = source_place(s, offset);
  json_key(j, key);
  json_obj(j);
  json_put_u64(j, "line", p.line);
  json_put_u64(j, "column", p.column);
  json_put_u64(j, "offset", offset);
  json_end(j, '}');
}

static void put_range(Json *j, Render *r, Span at) {
  const Source *s = render_source(r, at);
  json_key(j, "file");
  if (s)
    json_str(j, s->name);
  else
    json_nil(j);
  json_key(j, "range");
  if (!s) {
    json_nil(j);
    return;
  }
  json_obj(j);
  put_place(j, "start", s, at.start);
  put_place(j, "end", s, at.end);
  json_end(j, '}');
}

// A row of actuals: "range" is null and "cell" tells; sheet, row and column are null where unknown.
static void put_cell(Json *j, const Diag *d) {
  json_put_str(j, "file", d->cell.name);
  json_key(j, "range");
  json_nil(j);
  json_key(j, "cell");
  json_obj(j);
  json_key(j, "sheet");
  if (d->cell.sheet.n)
    json_str(j, d->cell.sheet);
  else
    json_nil(j);
  json_key(j, "row");
  if (d->cell.row)
    json_u64(j, d->cell.row);
  else
    json_nil(j);
  json_key(j, "column");
  if (d->cell.column)
    json_u64(j, d->cell.column);
  else
    json_nil(j);
  json_end(j, '}');
}

static void put_fix(Json *j, Render *r, const DiagFix *f) {
  json_obj(j);
  put_text(j, r, "title", &f->title);
  json_key(j, "safe");
  json_bool(j, f->safe);
  json_key(j, "edits");
  json_list(j);
  for (const DiagEdit *e = f->edits; e; e = e->next) {
    json_obj(j);
    put_range(j, r, e->at);
    json_put_str(j, "text", e->text);
    json_end(j, '}');
  }
  json_end(j, ']');
  json_end(j, '}');
}

static void put_diag(Json *j, Render *r, const Diag *d) {
  const DiagSpec *spec = &r->ds->table[d->text.id];
  json_obj(j);
  json_put_str(j, "code", str_z(spec->code));
  json_put_str(j, "severity", str_z(severities[spec->severity]));
  put_text(j, r, "message", &d->text);
  if (d->cell.name.n)
    put_cell(j, d);
  else
    put_range(j, r, d->at);
  json_key(j, "labels");
  json_list(j);
  for (const DiagLabel *l = d->labels; l; l = l->next) {
    json_obj(j);
    put_range(j, r, l->at);
    put_text(j, r, "message", &l->text);
    json_end(j, '}');
  }
  json_end(j, ']');
  json_key(j, "notes");
  json_list(j);
  for (const DiagNote *n = d->notes; n; n = n->next) json_str(j, render_message(r, &n->text));
  json_end(j, ']');
  json_key(j, "fixes");
  json_list(j);
  for (const DiagFix *f = d->fixes; f; f = f->next) put_fix(j, r, f);
  json_end(j, ']');
  json_end(j, '}');
}

void render_json(Render *r) {
  Json j = json_on(r->out, true);
  json_obj(&j);
  json_key(&j, "diagnostics");
  json_list(&j);
  for (uint32_t i = 0; i < r->ds->n; i++) {
    ArenaMark mark = arena_mark(r->scratch);
    put_diag(&j, r, r->ds->p[i]);
    arena_reset(r->scratch, mark);
  }
  json_end(&j, ']');
  json_end(&j, '}');
  out_c(r->out, '\n');
}

// --- SARIF ---

// A path as a URI reference (RFC 3986): relative ones stay so.
static Str uri_of(Render *r, Str path) {
  Out o = out_memory(r->scratch);
  if (str_starts(path, S("/"))) out_z(&o, "file://");
  for (size_t i = 0; i < path.n; i++) {
    unsigned char c = (unsigned char)path.p[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 (c && strchr("-._~/", c));
    if (plain)
      out_c(&o, (char)c);
    else
      out_fmt(&o, "%%%02X", c);
  }
  return out_text(&o);
}

static void put_artifact(Json *j, Render *r, Str path) {
  json_key(j, "artifactLocation");
  json_obj(j);
  json_put_str(j, "uri", uri_of(r, path));
  json_end(j, '}');
}

static void put_region(Json *j, const char *key, const Source *s, Span at) {
  Place from = source_place(s, at.start), to = source_place(s, at.end);
  json_key(j, key);
  json_obj(j);
  json_put_u64(j, "startLine", from.line);
  json_put_u64(j, "startColumn", from.column);
  json_put_u64(j, "endLine", to.line);
  json_put_u64(j, "endColumn", to.column);
  json_put_u64(j, "byteOffset", at.start);
  json_put_u64(j, "byteLength", at.end - at.start);
  json_end(j, '}');
}

static void put_physical(Json *j, Render *r, Span at) {
  const Source *s = render_source(r, at);
  if (!s) return;
  json_key(j, "physicalLocation");
  json_obj(j);
  put_artifact(j, r, s->name);
  put_region(j, "region", s, at);
  json_end(j, '}');
}

static void put_words(Json *j, const char *key, Str text) {
  json_key(j, key);
  json_obj(j);
  json_put_str(j, "text", text);
  json_end(j, '}');
}

static void put_locations(Json *j, Render *r, const Diag *d) {
  if (!d->cell.name.n && !render_source(r, d->at)) return;
  json_key(j, "locations");
  json_list(j);
  json_obj(j);
  if (d->cell.name.n) {
    json_key(j, "physicalLocation");
    json_obj(j);
    put_artifact(j, r, d->cell.name);
    if (d->cell.row && !d->cell.sheet.n) {
      json_key(j, "region");
      json_obj(j);
      json_put_u64(j, "startLine", d->cell.row);
      json_end(j, '}');
    }
    json_end(j, '}');
    Str cell = render_cell(r, d);
    if (d->cell.sheet.n || d->cell.column) {
      json_key(j, "logicalLocations");
      json_list(j);
      json_obj(j);
      json_put_str(j, "name", cell);
      json_end(j, '}');
      json_end(j, ']');
    }
  } else {
    put_physical(j, r, d->at);
  }
  json_end(j, '}');
  json_end(j, ']');
}

static void put_related(Json *j, Render *r, const Diag *d) {
  if (!d->labels) return;
  json_key(j, "relatedLocations");
  json_list(j);
  uint32_t id = 0;
  for (const DiagLabel *l = d->labels; l; l = l->next) {
    json_obj(j);
    json_put_u64(j, "id", id++);
    put_physical(j, r, l->at);
    if (l->text.id) put_words(j, "message", render_message(r, &l->text));
    json_end(j, '}');
  }
  json_end(j, ']');
}

// The edits of one fix, file by file.
static void put_changes(Json *j, Render *r, const DiagFix *f) {
  json_key(j, "artifactChanges");
  json_list(j);
  for (const DiagEdit *e = f->edits; e; e = e->next) {
    bool seen = !render_source(r, e->at);
    for (const DiagEdit *b = f->edits; b != e && !seen; b = b->next) seen = b->at.file == e->at.file;
    if (seen) continue;
    json_obj(j);
    put_artifact(j, r, render_source(r, e->at)->name);
    json_key(j, "replacements");
    json_list(j);
    for (const DiagEdit *x = e; x; x = x->next) {
      if (x->at.file != e->at.file) continue;
      json_obj(j);
      put_region(j, "deletedRegion", render_source(r, x->at), x->at);
      put_words(j, "insertedContent", x->text);
      json_end(j, '}');
    }
    json_end(j, ']');
    json_end(j, '}');
  }
  json_end(j, ']');
}

static bool has_edits(Render *r, const DiagFix *f) {
  for (const DiagEdit *e = f->edits; e; e = e->next)
    if (render_source(r, e->at)) return true;
  return false;
}

static void put_fixes(Json *j, Render *r, const Diag *d) {
  bool any = false;
  for (const DiagFix *f = d->fixes; f; f = f->next) {
    if (!has_edits(r, f)) continue; // SARIF wants at least one change in each
    if (!any) {
      json_key(j, "fixes");
      json_list(j);
      any = true;
    }
    json_obj(j);
    if (f->title.id) put_words(j, "description", render_message(r, &f->title));
    put_changes(j, r, f);
    json_end(j, '}');
  }
  if (any) json_end(j, ']');
}

static void put_result(Json *j, Render *r, const Diag *d, Interner *rules) {
  const DiagSpec *spec = &r->ds->table[d->text.id];
  Out text = out_memory(r->scratch);
  out_str(&text, render_message(r, &d->text));
  for (const DiagNote *n = d->notes; n; n = n->next) {
    Str note = render_message(r, &n->text), word = render_word(r, WORD_NOTE);
    out_fmt(&text, "\n" STR_FMT ": ", STR_ARG(word));
    out_str(&text, note);
  }
  json_obj(j);
  json_put_str(j, "ruleId", str_z(spec->code));
  json_put_u64(j, "ruleIndex", intern(r->keep, rules, str_z(spec->code)));
  json_put_str(j, "level", str_z(levels[spec->severity]));
  put_words(j, "message", out_text(&text));
  put_locations(j, r, d);
  put_related(j, r, d);
  put_fixes(j, r, d);
  json_end(j, '}');
}

// The rules that the findings break, each once; its text keeps the {0} of SARIF's own message strings.
static void put_rules(Json *j, const Render *r, Interner *rules) {
  bool en = r->opt->lang == LANG_EN;
  json_key(j, "rules");
  json_list(j);
  for (uint32_t i = 0; i < r->ds->n; i++) {
    const DiagSpec *spec = &r->ds->table[r->ds->p[i]->text.id];
    uint32_t before = rules->n;
    if (intern(r->keep, rules, str_z(spec->code)) < before) continue;
    json_obj(j);
    json_put_str(j, "id", str_z(spec->code));
    json_key(j, "messageStrings");
    json_obj(j);
    put_words(j, "default", str_z(en && spec->en ? spec->en : spec->zh));
    json_end(j, '}');
    json_key(j, "defaultConfiguration");
    json_obj(j);
    json_put_str(j, "level", str_z(levels[spec->severity]));
    json_end(j, '}');
    json_end(j, '}');
  }
  json_end(j, ']');
}

void render_sarif(Render *r) {
  Interner rules = {0};
  Json j = json_on(r->out, true);
  json_obj(&j);
  json_put_str(
      &j, "$schema",
      S("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"));
  json_put_str(&j, "version", S("2.1.0"));
  json_key(&j, "runs");
  json_list(&j);
  json_obj(&j);
  json_key(&j, "tool");
  json_obj(&j);
  json_key(&j, "driver");
  json_obj(&j);
  json_put_str(&j, "name", S("pgl"));
  json_put_str(&j, "version", r->opt->tool_version);
  put_rules(&j, r, &rules);
  json_end(&j, '}');
  json_end(&j, '}');
  json_put_str(&j, "columnKind", S("unicodeCodePoints"));
  json_key(&j, "results");
  json_list(&j);
  for (uint32_t i = 0; i < r->ds->n; i++) {
    ArenaMark mark = arena_mark(r->scratch);
    put_result(&j, r, r->ds->p[i], &rules);
    arena_reset(r->scratch, mark);
  }
  json_end(&j, ']');
  json_end(&j, '}');
  json_end(&j, ']');
  json_end(&j, '}');
  out_c(r->out, '\n');
}
