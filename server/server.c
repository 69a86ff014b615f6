// The loop, and from a message to its function.
#include "base/os.h"
#include "base/utf.h"
#include "server/results.h"
#include "server/uri.h"
#include <stdlib.h>

#define LABEL_COLUMNS  300
#define QUOTED_COLUMNS 120  // of what a message quotes
#define PARENT_MS      2000 // how often to look whether the parent lives

#define REQUEST(method, function, key, options) void function(Request *r);
#define NOTIFY(method, function)                void function(Request *r);
#include "server/methods.def"
#undef REQUEST
#undef NOTIFY
void initialize(Request *r); // lifecycle.c

static const struct Method {
  const char *name;
  void (*call)(Request *r);
  bool request;
} methods[] = {
#define REQUEST(method, function, key, options) {method, function, true},
#define NOTIFY(method, function)                {method, function, false},
#include "server/methods.def"
#undef REQUEST
#undef NOTIFY
};

static const struct Method *method_named(Str name) {
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    if (str_eq(name, str_z(methods[i].name))) return &methods[i];
  return NULL;
}

// ---- dispatch

static void answered(Server *s, const RpcMessage *m) {
  int64_t id;
  if (!in_int(m->id, &id)) return;
  for (Asked **at = &s->asked; *at; at = &(*at)->next) {
    Asked *a = *at;
    if (a->id != (uint64_t)id) continue;
    *at = a->next;
    if (a->answer) a->answer(s, in_get(m->json, "error") ? NULL : in_get(m->json, "result"));
    free(a);
    return;
  }
}

static void call(Server *s, const RpcMessage *m, void (*function)(Request *)) {
  Out o = out_memory(&s->request);
  Request r = {.s = s, .params = m->params, .a = &s->request};
  Json head = json_on(&o, false);
  json_obj(&head);
  json_put_str(&head, "jsonrpc", S("2.0"));
  json_key(&head, "id"), rpc_id(&head, m->id);
  json_key(&head, "result");
  size_t before = o.n;
  r.json = json_on(&o, false);
  function(&r);
  if (!m->id) return;
  if (r.error) {
    rpc_error(&s->rpc, &s->request, m->id, r.error, r.message);
    return;
  }
  if (o.n == before) out_z(&o, "null");
  out_c(&o, '}');
  rpc_send(&s->rpc, out_text(&o));
}

static bool is_id(const JsonIn *id) {
  JsonKind k = in_kind(id);
  return k == JSON_IN_INT || k == JSON_IN_STR;
}

// What is wrong with a request before its method is looked at; 0: nothing.
static int refused(const Server *s, const RpcMessage *m, bool initializes, const char **why) {
  if (m->cancelled) return *why = "cancelled", RPC_CANCELLED;
  if (s->state == SERVER_OVER) return *why = "the server was shut down", RPC_INVALID_REQUEST;
  if (s->state == SERVER_NEW && !initializes) return *why = "initialize comes first", RPC_NOT_INITIALIZED;
  if (s->state == SERVER_READY && initializes) return *why = "initialized already", RPC_INVALID_REQUEST;
  JsonKind k = in_kind(m->params);
  if (k == JSON_IN_OBJECT || k == JSON_IN_NONE || k == JSON_IN_NULL) return 0;
  return *why = "params must be an object", RPC_INVALID_PARAMS;
}

static void handle(Server *s, const RpcMessage *m) {
  bool bad_id = m->id && !is_id(m->id) && m->method.n;
  if (in_kind(m->json) != JSON_IN_OBJECT || bad_id || (!m->method.n && !is_id(m->id))) {
    int code = m->json ? RPC_INVALID_REQUEST : RPC_PARSE_ERROR;
    rpc_error(&s->rpc, &s->request, NULL, code,
              m->json ? S("not a request") : S("not JSON, or beyond the limits"));
    return;
  }
  if (!m->method.n) {
    answered(s, m);
    return;
  }
  bool initializes = str_eq(m->method, S("initialize"));
  if (str_eq(m->method, S("exit")) && !m->id) {
    s->exit_code = s->state == SERVER_OVER ? 0 : 1;
    s->rpc.ended = true;
    while (s->rpc.first) rpc_message_free(rpc_take(&s->rpc));
    return;
  }
  const struct Method *method = method_named(m->method);
  const char *why = NULL;
  int code = refused(s, m, initializes, &why);
  if (!code && !initializes && (!method || (m->id && !method->request)))
    code = RPC_NO_METHOD, why = "no such method";
  if (code) {
    if (m->id) rpc_error(&s->rpc, &s->request, m->id, code, str_z(why));
    return;
  }
  if (initializes || !method->request || m->id) call(s, m, initializes ? initialize : method->call);
}

void ignored(Request *r) {
  (void)r;
}

// ---- the loop

static bool work(Server *s) {
  if (s->state != SERVER_READY) return false;
  diagnostics_flush(s);
  return index_step(s);
}

static void run(Server *s) {
  ArenaMark clean = arena_mark(&s->request);
  for (bool busy = true;;) {
    bool idle = !s->rpc.first && !busy;
    rpc_pump(&s->rpc, idle ? PARENT_MS : 0);
    RpcMessage *m = rpc_take(&s->rpc);
    if (!m && idle && s->state == SERVER_READY && !s->rpc.ended) diagnostics_settle(s), results_settle(s);
    if (m) {
      handle(s, m);
      rpc_message_free(m);
      busy = true;
    } else if (s->rpc.ended || !os_process_lives(s->parent))
      return;
    else
      busy = work(s);
    workspace_trim(&s->workspace);
    arena_reset(&s->request, clean);
  }
}

int server_run(int in, int out, Lang lang, PageLead lead, void (*oom)(void *), void *oom_arg) {
  Server s = {.rpc = {.in = in, .out = out}, .lang = lang, .page_lead = lead, .exit_code = 1};
  arena_init(&s.arena, oom, oom_arg);
  arena_init(&s.request, oom, oom_arg);
  arena_raw(&s.request, 1, 1); // so that its first block stays
  s.documents.encoding = ENCODING_UTF16;
  workspace_init(&s.workspace, &s.arena, &s.documents);
  run(&s);
  for (Asked *a = s.asked, *next; a; a = next) next = a->next, free(a);
  results_free(&s);
  workspace_free(&s.workspace);
  while (s.documents.first) document_close(&s.documents, s.documents.first);
  rpc_free(&s.rpc);
  arena_free(&s.request);
  arena_free(&s.arena);
  return s.exit_code;
}

// ---- messages of our own

Json *notify_begin(Server *s, Json *j, Out *o, const char *method) {
  *o = out_memory(&s->request);
  *j = json_on(o, false);
  json_obj(j);
  json_put_str(j, "jsonrpc", S("2.0"));
  json_put_str(j, "method", str_z(method));
  json_key(j, "params");
  return j;
}

void notify_end(Server *s, Json *j) {
  json_end(j, '}');
  rpc_send(&s->rpc, out_text(j->out));
}

Json *ask_begin(Server *s, Json *j, Out *o, const char *method, Answer answer) {
  Asked *a = malloc(sizeof *a);
  uint64_t id = ++s->asked_n;
  if (a) {
    *a = (Asked){id, answer, s->asked};
    s->asked = a;
  }
  *o = out_memory(&s->request);
  *j = json_on(o, false);
  json_obj(j);
  json_put_str(j, "jsonrpc", S("2.0"));
  json_put_u64(j, "id", id);
  json_put_str(j, "method", str_z(method));
  json_key(j, "params");
  return j;
}

// ---- for features

void request_fail(Request *r, int code, const char *message) {
  r->error = code;
  r->message = str_z(message);
}

Build *document_build(Server *s, const Document *d) {
  if (!d->ours || !d->path.n) return NULL;
  Build *b = workspace_build(&s->workspace, d->path);
  build_refresh(&s->workspace, b);
  return b;
}

Document *request_document(Request *r) {
  Str uri = in_text(r->params, "textDocument.uri");
  Document *d = document_of(&r->s->documents, uri);
  if (!d) request_fail(r, RPC_INVALID_PARAMS, "the document is not open");
  return d && d->ours ? d : NULL;
}

Document *request_place(Request *r, uint32_t *offset) {
  Document *d = request_document(r);
  Position p;
  if (!d) return NULL;
  if (!position_in(in_get(r->params, "position"), &p))
    return request_fail(r, RPC_INVALID_PARAMS, "no position"), NULL;
  *offset = lines_offset(&d->lines, p);
  return d;
}

void write_position(Json *j, Position p) {
  json_obj(j);
  json_put_u64(j, "line", p.line);
  json_put_u64(j, "character", p.character);
  json_end(j, '}');
}

// Thousands at a keystroke: what is the same in all is one text.
void write_range(Json *j, Lines *l, uint32_t start, uint32_t end) {
  Position from = lines_position(l, start), to = lines_position(l, end);
  json_raw(j, S("{\"start\":{\"line\":")), out_u64(j->out, from.line);
  out_str(j->out, S(",\"character\":")), out_u64(j->out, from.character);
  out_str(j->out, S("},\"end\":{\"line\":")), out_u64(j->out, to.line);
  out_str(j->out, S(",\"character\":")), out_u64(j->out, to.character);
  out_str(j->out, S("}}"));
}

static Str shown(Arena *a, Str s, size_t columns) {
  if (s.n <= columns && utf_is_key(s)) return s; // as most are
  Out o = out_memory(a);
  utf_show(&o, s);
  return utf_fit(a, out_text(&o), columns);
}

void write_shown(Json *j, Arena *a, const char *key, Str value) {
  json_put_str(j, key, shown(a, value, LABEL_COLUMNS));
}

void message_out(Request *r, Out *o, const Message *m) {
  Message safe = *m;
  for (unsigned i = 0; i < m->argc; i++) {
    Str arg = shown(r->a, text_in(m->args[i], r->s->lang), QUOTED_COLUMNS);
    safe.args[i] = (Text){arg, arg};
  }
  message_write(o, diag_table, &safe, r->s->lang);
}

Str message_shown(Request *r, const Message *m) {
  Out o = out_memory(r->a);
  message_out(r, &o, m);
  return out_text(&o);
}

Str build_uri(Request *r, const Build *b, uint32_t file) {
  Str path = b->sources.p[file].name;
  const Document *d = document_at(&r->s->documents, path);
  return d ? d->uri : path.n && path.p[0] == '/' ? uri_of(r->a, path) : (Str){"", 0};
}

Lines *build_lines(Request *r, const Build *b, uint32_t file) {
  Document *d = document_at(&r->s->documents, b->sources.p[file].name);
  if (d) return &d->lines;
  if (r->lines_of != b) r->lines_of = b, r->lines = NEW_N(r->a, Lines *, b->sources.n + 1);
  if (r->lines[file]) return r->lines[file];
  Lines *l = r->lines[file] = NEW(r->a, Lines);
  lines_build(r->a, l, b->sources.p[file].text, r->s->documents.encoding);
  return l;
}

bool write_location(Request *r, const Build *b, Span at) {
  if (at.file >= b->sources.n) return false;
  Str uri = build_uri(r, b, at.file);
  if (!uri.n) return false;
  json_obj(&r->json);
  json_put_str(&r->json, "uri", uri);
  json_key(&r->json, "range"), write_range(&r->json, build_lines(r, b, at.file), at.start, at.end);
  json_end(&r->json, '}');
  return true;
}
