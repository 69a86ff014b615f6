// The language server: one conversation over two file descriptors, one thread, one message at a time; reading
// ahead only to see what was cancelled. What a method does is one row of methods.def and one function in the
// file of its feature. Only frames go out.
#pragma once
#include "server/rpc.h"
#include "server/workspace.h"

typedef enum ServerState { SERVER_NEW, SERVER_READY, SERVER_OVER } ServerState;

typedef struct Client {                              // what it can do
  bool pull, refresh_diagnostics, related_documents; // diagnostics
  bool related_information, tags;
  bool watch, configure_dynamic, configuration, progress;
  bool symbol_tree, markdown, snippets, links, folding_lines_only;
  bool document_changes, prepare_rename, actions;
  bool refresh_lenses, refresh_hints;
} Client;

typedef struct Server Server;

typedef struct Request { // one message being answered
  Server *s;
  const JsonIn *params;
  Arena *a;  // of this request
  Json json; // the result goes here; nothing written: null
  int error; // 0: none
  Str message;
  const Build *lines_of; // whose files' lines were found in this request
  Lines **lines;
} Request;

typedef void (*Answer)(Server *s, const JsonIn *result); // NULL result: an error

typedef struct Asked {
  uint64_t id;
  Answer answer;
  struct Asked *next;
} Asked;

// The first paragraph of what a finding's code means (docs/errors/), as Markdown or plain text; false: no
// page.
typedef bool (*PageLead)(Arena *a, Out *o, Str code, Lang lang, bool markdown);

struct Server {
  Arena arena, request; // whole run; one message
  Rpc rpc;
  ServerState state;
  Lang lang;
  int64_t parent; // process to end with, or 0
  Client client;
  Documents documents;
  Workspace workspace;
  Asked *asked;
  uint64_t asked_n;
  struct Publishing *publishing; // diagnostics.c
  struct Index {
    bool wanted, shown;
    uint32_t at, dirs;
    Str *dir;
    uint64_t started;
  } index;                     // index.c
  struct LiveResults *results; // results.c
  PageLead page_lead;
  bool configured; // settings came
  bool edited;     // since the editor was last told to ask again (lens.c)
  int exit_code;   // once over
};

// Serves until the client says exit, goes away, or its process ends. The exit code: 0 after a proper
// shutdown.
int server_run(int in, int out, Lang lang, PageLead lead, void (*oom)(void *), void *oom_arg);

// ---- for features
void request_fail(Request *r, int code, const char *message);
// The document of params.textDocument, with its build made; NULL: answered (an error, or null where it is not
// ours).
Document *request_document(Request *r);
// The same with the offset of params.position.
Document *request_place(Request *r, uint32_t *offset);
Build *document_build(Server *s, const Document *d); // fresh; NULL: not ours
// The document in canonical form; false: it has a syntax error and is left alone.
bool format_text(Request *r, const Document *d, Out *o);
static inline Str server_text(const Server *s, const char *zh, const char *en) {
  return str_z(s->lang == LANG_ZH ? zh : en);
}

void write_position(Json *j, Position p);
void write_range(Json *j, Lines *l, uint32_t start, uint32_t end);
// A text to be read that has words of a file in it: what hides or steers is shown, what is too long is cut.
void write_shown(Json *j, Arena *a, const char *key, Str value);
void message_out(Request *r, Out *o, const Message *m);
Str message_shown(Request *r, const Message *m);
// "uri" and "range" of a span of a build; false, and nothing written: no place a client can open (stdlib).
bool write_location(Request *r, const Build *b, Span at);
Str build_uri(Request *r, const Build *b, uint32_t file); // empty: no file (stdlib)
Lines *build_lines(Request *r, const Build *b, uint32_t file);

// ---- messages of our own
Json *notify_begin(Server *s, Json *j, Out *o, const char *method); // stands at the value of params
void notify_end(Server *s, Json *j);
Json *ask_begin(Server *s, Json *j, Out *o, const char *method, Answer answer);
#define ask_end notify_end

// ---- called by the loop and by lifecycle
void diagnostics_flush(Server *s); // pushes what is due
void diagnostics_forget(Server *s, Str uri);
void diagnostics_stale(Server *s);  // something changed
void diagnostics_settle(Server *s); // nobody has typed for a while
bool index_step(Server *s);         // a slice of work; false: nothing to do
void index_start(Server *s);
