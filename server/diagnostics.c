// Findings as LSP diagnostics: pushed when the input is quiet, or pulled, for a document or the workspace.
// What was told is remembered as a hash: the same is not told twice, and is the result's id when pulled.
#include "server/unfinished.h"
#include "server/uri.h"

void document_diagnostic(Request *r);
void workspace_diagnostic(Request *r);

// ---- one finding

// The message with what no field of the protocol takes: notes, and the labels in its own text where places
// are not shown.
static Str whole_message(Request *r, Out *o, const Diag *d) {
  o->n = 0;
  message_out(r, o, &d->text);
  for (const DiagNote *n = d->notes; n; n = n->next) {
    out_c(o, '\n');
    message_out(r, o, &n->text);
  }
  return out_text(o);
}

static void write_related(Request *r, Json *j, const Build *b, const Diag *d) {
  bool any = false;
  for (const DiagLabel *l = d->labels; l && r->s->client.related_information; l = l->next) {
    if (l->at.file >= b->sources.n || !l->text.id) continue;
    Str uri = build_uri(r, b, l->at.file);
    if (!uri.n) continue;
    if (!any) json_key(j, "relatedInformation"), json_list(j);
    any = true;
    json_obj(j);
    json_key(j, "location"), json_obj(j);
    json_put_str(j, "uri", uri);
    json_key(j, "range"), write_range(j, build_lines(r, b, l->at.file), l->at.start, l->at.end);
    json_end(j, '}');
    json_put_str(j, "message", message_shown(r, &l->text));
    json_end(j, '}');
  }
  if (any) json_end(j, ']');
}

static void write_finding(Request *r, Json *j, Out *message, const Build *b, Lines *l, const Diag *d) {
  static const unsigned severities[] = {[SEV_ERROR] = 1, [SEV_WARNING] = 2, [SEV_HINT] = 4, [SEV_TEXT] = 3};
  json_obj(j);
  json_key(j, "range"), write_range(j, l, d->at.start, d->at.end);
  out_str(j->out, S(",\"severity\":")), out_u64(j->out, severities[diag_severity(&b->diags, d)]);
  out_str(j->out, S(",\"code\":\"")), out_z(j->out, b->diags.table[d->text.id].code);
  out_str(j->out, S("\",\"source\":\"pgl\",\"message\":")), json_escape(j->out, whole_message(r, message, d));
  write_related(r, j, b, d);
  if (r->s->client.tags && d->text.id == D_ALLOW_UNUSED)
    json_key(j, "tags"), json_raw(j, S("[1]")); // unnecessary
  json_end(j, '}');
}

static void write_findings(Request *r, Json *j, const Build *b, uint32_t file) {
  Lines *l = NULL;
  Unfinished unfinished = {.r = r, .build = b, .doc = document_at(&r->s->documents, b->sources.p[file].name)};
  Out message = out_memory(r->a);
  json_list(j);
  for (uint32_t i = 0; i < b->diags.n; i++) {
    const Diag *d = b->diags.p[i];
    if (d->at.file != file || d->cell.name.n || not_wrong_yet(&unfinished, d)) continue;
    if (!l) l = build_lines(r, b, file);
    write_finding(r, j, &message, b, l, d);
  }
  json_end(j, ']');
}

static uint64_t hash_of(Str s) { // 0 means none
  uint64_t h = 14695981039346656037u + s.n, w;
  for (; s.n >= sizeof w;
       s = str_slice(s, sizeof w, s.n)) { // as FNV-1a, eight bytes at a time, upper bits into lower
    memcpy(&w, s.p, sizeof w);
    h = (h ^ w) * 0x9E3779B97F4A7C15u;
    h ^= h >> 29;
  }
  w = 0;
  if (s.n) memcpy(&w, s.p, s.n);
  h = (h ^ w) * 0x9E3779B97F4A7C15u;
  h ^= h >> 32;
  return h ? h : 1;
}

static Str findings(Request *r, const Build *b, uint32_t file, uint64_t *hash) {
  Out o = out_memory(r->a);
  Json j = json_on(&o, false);
  if (file != NONE)
    write_findings(r, &j, b, file);
  else
    out_z(&o, "[]");
  *hash = hash_of(out_text(&o));
  return out_text(&o);
}

// ---- push

static void publish(Server *s, Str uri, const int64_t *version, Str items) {
  Json j;
  Out o;
  notify_begin(s, &j, &o, "textDocument/publishDiagnostics");
  json_obj(&j);
  json_put_str(&j, "uri", uri);
  if (version && *version >= 0) json_put_u64(&j, "version", (uint64_t)*version);
  json_key(&j, "diagnostics"), json_raw(&j, items);
  json_end(&j, '}');
  notify_end(s, &j);
}

void diagnostics_flush(Server *s) {
  if (s->client.pull) return;
  for (Document *d = s->documents.first; d; d = d->next) {
    if (!d->ours || !d->path.n) continue;
    Build *b = document_build(s, d);
    if (!d->due && d->told_at == b->revision) continue;
    Request r = {.s = s, .a = &s->request};
    uint64_t hash;
    Str items = findings(&r, b, build_file(b, d->path), &hash);
    if (d->due || hash != d->told) publish(s, d->uri, d->has_version ? &d->version : NULL, items);
    d->due = false;
    d->told = hash;
    d->told_at = b->revision;
  }
}

void diagnostics_settle(Server *s) {
  bool any = false;
  for (Document *d = s->documents.first; d; d = d->next) {
    if (d->typed == UINT32_MAX) continue;
    d->typed = UINT32_MAX;
    d->due = any = true;
  }
  if (!any || !s->client.pull || !s->client.refresh_diagnostics) return;
  Json j;
  Out o;
  ask_begin(s, &j, &o, "workspace/diagnostic/refresh", NULL);
  json_nil(&j);
  ask_end(s, &j);
}

void diagnostics_forget(Server *s, Str uri) {
  if (!s->client.pull) publish(s, uri, NULL, S("[]"));
}

void diagnostics_stale(Server *s) {
  for (Document *d = s->documents.first; d; d = d->next) d->told_at = 0;
}

// ---- pull

static void write_report(Json *j, uint64_t hash, bool same, Str items) {
  char id[17];
  for (int i = 0; i < 16; i++) id[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
  json_put_str(j, "kind", same ? S("unchanged") : S("full"));
  json_put_str(j, "resultId", (Str){id, 16});
  if (!same) json_key(j, "items"), json_raw(j, items);
}

static bool id_is(Str id, uint64_t hash) {
  static const char digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                  '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  uint64_t v = 0;
  if (id.n != 16) return false;
  for (size_t i = 0; i < 16; i++) {
    const char *at = memchr(digits, id.p[i], sizeof digits);
    if (!at) return false;
    v = v << 4 | (uint64_t)(at - digits);
  }
  return v == hash;
}

// Other open documents of the program whose findings are not what was last told of them.
static void write_related_documents(Request *r, const Build *b, const Document *asked) {
  bool any = false;
  for (Document *d = r->s->documents.first; d && r->s->client.related_documents; d = d->next) {
    if (d == asked || !d->ours || !d->told) continue;
    uint32_t file = build_file(b, d->path);
    if (file == NONE || workspace_build(&r->s->workspace, d->path) != b) continue;
    uint64_t hash;
    Str items = findings(r, b, file, &hash);
    if (hash == d->told) continue;
    if (!any) json_key(&r->json, "relatedDocuments"), json_obj(&r->json);
    any = true;
    d->told = hash;
    json_key(&r->json, str_to_z(r->a, d->uri)), json_obj(&r->json);
    write_report(&r->json, hash, false, items);
    json_end(&r->json, '}');
  }
  if (any) json_end(&r->json, '}');
}

void document_diagnostic(Request *r) {
  Document *d = request_document(r);
  if (r->error) return;
  json_obj(&r->json);
  Build *b = d ? document_build(r->s, d) : NULL;
  uint64_t hash = 1;
  Str items = b ? findings(r, b, build_file(b, d->path), &hash) : S("[]");
  write_report(&r->json, hash, id_is(in_text(r->params, "previousResultId"), hash), items);
  if (b) {
    d->told = hash;
    d->due = false;
    write_related_documents(r, b, d);
  }
  json_end(&r->json, '}');
}

static Str previous_id(const JsonIn *known, Str uri) {
  for (size_t i = 0; i < in_count(known); i++)
    if (str_eq(in_text(in_at(known, i), "uri"), uri)) return in_text(in_at(known, i), "value");
  return (Str){"", 0};
}

static void write_workspace_item(Request *r, Str path) {
  Workspace *w = &r->s->workspace;
  const Document *d = document_at(&r->s->documents, path);
  Build *b = workspace_build(w, path);
  uint32_t file = workspace_file(w, path);
  File *f = &w->files[file];
  Str uri = d ? d->uri : uri_of(r->a, path), items = S("[]");
  uint64_t hash = b->settled && f->findings_of == b->revision ? f->findings : 0;
  if (!hash || !id_is(previous_id(in_get(r->params, "previousResultIds"), uri), hash)) {
    build_refresh(w, b);
    items = findings(r, b, build_file(b, path), &hash);
    f = &w->files[file]; // may have moved
    f->findings = hash, f->findings_of = b->revision;
  }
  Json *j = &r->json;
  json_obj(j);
  json_put_str(j, "uri", uri);
  json_key(j, "version");
  if (d && d->has_version && d->version >= 0)
    json_u64(j, (uint64_t)d->version);
  else
    json_nil(j);
  write_report(j, hash, id_is(previous_id(in_get(r->params, "previousResultIds"), uri), hash), items);
  json_end(j, '}');
}

void workspace_diagnostic(Request *r) {
  Workspace *w = &r->s->workspace;
  workspace_walk(w);
  json_obj(&r->json);
  json_key(&r->json, "items"), json_list(&r->json);
  for (size_t i = 0; i < w->listed_n; i++) {
    write_workspace_item(r, w->listed[i]);
    workspace_trim(w);
    r->lines_of = NULL;
  }
  for (const Document *d = r->s->documents.first; d; d = d->next) {
    bool listed = !d->ours || !d->path.n;
    for (size_t i = 0; i < w->listed_n && !listed; i++) listed = str_eq(w->listed[i], d->path);
    if (!listed) write_workspace_item(r, d->path);
  }
  json_end(&r->json, ']'), json_end(&r->json, '}');
}
