// initialize, shutdown, folders, settings, what changed on disk.
#include "base/os.h"
#include "server/results.h"
#include "server/uri.h"

void initialize(Request *r);
void initialized(Request *r);
void shutdown_request(Request *r);
void did_open(Request *r);
void did_change(Request *r);
void did_close(Request *r);
void did_change_watched_files(Request *r);
void did_change_workspace_folders(Request *r);
void did_change_configuration(Request *r);

// ---- initialize

static const struct Capability {
  const char *key, *options;
} capabilities[] = {
#define REQUEST(method, function, key, options) {key, options},
#define NOTIFY(method, function)
#include "server/methods.def"
#undef REQUEST
#undef NOTIFY
};

static bool read_encoding(Str name, Encoding *e) {
  static const char *const known[] = {"utf-8", "utf-16", "utf-32"}; // as Encoding has them
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (str_eq(name, str_z(known[i]))) {
      *e = (Encoding)i;
      return true;
    }
  return false;
}

// `wanted` comes before what is offered: a client may count bytes and have no way to say so (ALE).
static Encoding choose_encoding(const JsonIn *offered, Str wanted) {
  Encoding e;
  Str s;
  if (read_encoding(wanted, &e)) return e;
  for (size_t i = 0; i < in_count(offered); i++)
    if (in_str(in_at(offered, i), &s) && read_encoding(s, &e)) return e;
  return ENCODING_UTF16;
}

static bool says(const JsonIn *capabilities_in, const char *path) {
  return in_bool(in_get(capabilities_in, path), false);
}

static void read_client(Server *s, const JsonIn *params) {
  const JsonIn *c = in_get(params, "capabilities");
  const JsonIn *hover = in_get(c, "textDocument.hover.contentFormat");
  s->client = (Client){
      .pull = in_get(c, "textDocument.diagnostic") != NULL,
      .related_documents = says(c, "textDocument.diagnostic.relatedDocumentSupport"),
      .refresh_diagnostics = says(c, "workspace.diagnostics.refreshSupport"),
      .related_information = says(c, "textDocument.publishDiagnostics.relatedInformation"),
      .tags = in_get(c, "textDocument.publishDiagnostics.tagSupport") != NULL,
      .watch = says(c, "workspace.didChangeWatchedFiles.dynamicRegistration"),
      .configure_dynamic = says(c, "workspace.didChangeConfiguration.dynamicRegistration"),
      .configuration = says(c, "workspace.configuration"),
      .progress = says(c, "window.workDoneProgress"),
      .symbol_tree = says(c, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"),
      .markdown = in_has(hover, S("markdown")),
      .snippets = says(c, "textDocument.completion.completionItem.snippetSupport"),
      .links = says(c, "textDocument.definition.linkSupport"),
      .folding_lines_only = says(c, "textDocument.foldingRange.lineFoldingOnly"),
      .document_changes = says(c, "workspace.workspaceEdit.documentChanges"),
      .actions = in_get(c, "textDocument.codeAction.codeActionLiteralSupport") != NULL,
      .prepare_rename = says(c, "textDocument.rename.prepareSupport"),
      .refresh_lenses = says(c, "workspace.codeLens.refreshSupport"),
      .refresh_hints = says(c, "workspace.inlayHint.refreshSupport"),
  };
}

static void read_lang(Server *s, Str word) {
  if (str_starts(word, S("zh")))
    s->lang = LANG_ZH;
  else if (str_starts(word, S("en")))
    s->lang = LANG_EN;
}

static void read_folders(Server *s, const JsonIn *params, Arena *a) {
  const JsonIn *folders = in_get(params, "workspaceFolders");
  for (size_t i = 0; i < in_count(folders); i++)
    workspace_add_folder(&s->workspace, uri_path(a, in_text(in_at(folders, i), "uri")));
  if (in_kind(folders) == JSON_IN_LIST) return;
  Str root = uri_path(a, in_text(params, "rootUri")), path = in_text(params, "rootPath");
  if (root.n)
    workspace_add_folder(&s->workspace, root);
  else if (path.n && path.p[0] == '/')
    workspace_add_folder(&s->workspace, os_path_clean(a, path));
}

static void write_capabilities(Server *s, Json *j) {
  static const char *const encodings[] = {"utf-8", "utf-16", "utf-32"};
  json_obj(j);
  json_put_str(j, "positionEncoding", str_z(encodings[s->documents.encoding]));
  json_key(j, "textDocumentSync"), json_raw(j, S("{\"openClose\":true,\"change\":2}"));
  for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
    const struct Capability *c = &capabilities[i];
    bool plain = !s->client.prepare_rename && !strcmp(c->key, "renameProvider");
    if (!*c->key || (!s->client.pull && !strcmp(c->key, "diagnosticProvider")) ||
        (!s->client.actions && !strcmp(c->key, "codeActionProvider")))
      continue;
    json_key(j, c->key), json_raw(j, plain ? S("true") : str_z(c->options));
  }
  json_key(j, "workspace");
  json_raw(j, S("{\"workspaceFolders\":{\"supported\":true,\"changeNotifications\":true},\"fileOperations\":{"
                "\"willRename\":"
                "{\"filters\":[{\"scheme\":\"file\",\"pattern\":{\"glob\":\"**/*\"}}]}}}"));
  json_end(j, '}');
}

void initialize(Request *r) {
  Server *s = r->s;
  s->state = SERVER_READY;
  s->documents.encoding = choose_encoding(in_get(r->params, "capabilities.general.positionEncodings"),
                                          in_text(r->params, "initializationOptions.positionEncoding"));
  read_client(s, r->params);
  s->workspace.watched = s->client.watch;
  read_lang(s, in_text(r->params, "locale"));
  read_lang(s, in_text(r->params, "initializationOptions.language"));
  results_settings(s, in_get(r->params, "initializationOptions"));
  in_int(in_get(r->params, "processId"), &s->parent);
  read_folders(s, r->params, r->a);
  Json *j = &r->json;
  json_obj(j);
  json_key(j, "capabilities"), write_capabilities(s, j);
  json_key(j, "serverInfo"), json_obj(j);
  json_put_str(j, "name", S("pgl"));
  json_put_str(j, "version", S(PGL_VERSION));
  json_end(j, '}'), json_end(j, '}');
}

// ---- settings

static void read_settings(Server *s, const JsonIn *settings) {
  Lang before = s->lang;
  results_settings(s, settings);
  if (s->configured) results_refresh(s); // the first answer comes before anybody has asked
  s->configured = true;
  read_lang(s, in_text(settings, "language"));
  if (s->lang != before) diagnostics_stale(s);
}

static void configured(Server *s, const JsonIn *result) {
  read_settings(s, in_at(result, 0));
}

static void ask_configuration(Server *s) {
  Json j;
  Out o;
  if (!s->client.configuration) return;
  ask_begin(s, &j, &o, "workspace/configuration", configured);
  json_raw(&j, S("{\"items\":[{\"section\":\"pgl\"}]}"));
  ask_end(s, &j);
}

void did_change_configuration(Request *r) {
  if (r->s->client.configuration)
    ask_configuration(r->s);
  else
    read_settings(r->s, in_get(r->params, "settings.pgl"));
}

static void watch(Server *s) {
  Json j;
  Out o;
  if (!s->client.watch && !s->client.configure_dynamic) return;
  ask_begin(s, &j, &o, "client/registerCapability", NULL);
  json_obj(&j);
  json_key(&j, "registrations"), json_list(&j);
  if (s->client.watch)
    json_raw(&j, S("{\"id\":\"files\",\"method\":\"workspace/didChangeWatchedFiles\","
                   "\"registerOptions\":{\"watchers\":[{\"globPattern\":\"**/*.pgl\"},"
                   "{\"globPattern\":\"**/*.{csv,tsv,xlsx,xlsm,jsonl,ndjson,gz,zst}\"}]}}"));
  if (s->client.configure_dynamic)
    json_raw(&j, S("{\"id\":\"settings\",\"method\":\"workspace/didChangeConfiguration\","
                   "\"registerOptions\":{\"section\":\"pgl\"}}"));
  json_end(&j, ']'), json_end(&j, '}');
  ask_end(s, &j);
}

void initialized(Request *r) {
  watch(r->s);
  ask_configuration(r->s);
  index_start(r->s);
}

void shutdown_request(Request *r) {
  r->s->state = SERVER_OVER;
}

// ---- documents

static void changed(Server *s, const Document *d, bool listing) {
  if (d->path.n) workspace_changed(&s->workspace, d->path, false, listing);
  diagnostics_stale(s);
  s->edited = true;
}

void did_open(Request *r) {
  const JsonIn *doc = in_get(r->params, "textDocument");
  Str uri = in_text(doc, "uri"), text;
  if (!uri.n || !in_str(in_get(doc, "text"), &text)) return;
  Document *d = document_open(&r->s->documents, &r->s->arena, uri, in_text(doc, "languageId"), text);
  if (!d) return;
  d->due = true;
  d->has_version = in_int(in_get(doc, "version"), &d->version);
  changed(r->s, d, true);
}

void did_change(Request *r) {
  const JsonIn *doc = in_get(r->params, "textDocument"), *changes = in_get(r->params, "contentChanges");
  Document *d = document_of(&r->s->documents, in_text(doc, "uri"));
  if (!d) return;
  for (size_t i = 0; i < in_count(changes) && document_change(d, in_at(changes, i)); i++)
    if (d->path.n) workspace_edited(&r->s->workspace, d);
  int64_t version;
  if (in_int(in_get(doc, "version"), &version)) d->version = version, d->has_version = true;
  d->due = true;
  changed(r->s, d, false);
}

void did_close(Request *r) {
  Document *d = document_of(&r->s->documents, in_text(r->params, "textDocument.uri"));
  if (!d) return;
  Str path = str_dup(r->a, d->path), uri = str_dup(r->a, d->uri);
  document_close(&r->s->documents, d);
  diagnostics_forget(r->s, uri);
  if (path.n) workspace_changed(&r->s->workspace, path, true, true);
  diagnostics_stale(r->s);
}

// ---- disk

void did_change_watched_files(Request *r) {
  const JsonIn *changes = in_get(r->params, "changes");
  bool texts = false, any = false;
  for (size_t i = 0; i < in_count(changes); i++) {
    const JsonIn *c = in_at(changes, i);
    int64_t kind = 2;
    in_int(in_get(c, "type"), &kind);
    Str path = uri_path(r->a, in_text(c, "uri"));
    if (!path.n) continue;
    any = true;
    if (results_concern(path)) continue; // read when results are asked for
    workspace_changed(&r->s->workspace, path, true, kind != 2);
    texts = true;
  }
  if (texts) diagnostics_stale(r->s), index_start(r->s);
  if (any) results_refresh(r->s);
}

void did_change_workspace_folders(Request *r) {
  const JsonIn *added = in_get(r->params, "event.added"), *removed = in_get(r->params, "event.removed");
  for (size_t i = 0; i < in_count(removed); i++)
    workspace_drop_folder(&r->s->workspace, uri_path(r->a, in_text(in_at(removed, i), "uri")));
  for (size_t i = 0; i < in_count(added); i++)
    workspace_add_folder(&r->s->workspace, uri_path(r->a, in_text(in_at(added, i), "uri")));
  diagnostics_stale(r->s);
  index_start(r->s);
}
