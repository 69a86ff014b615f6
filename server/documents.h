// What is open in the editor. The text is the server's own, edited in place: it is whole, valid UTF-8, and 16
// NULs stand behind it. Whoever looks at an older tree of it after an edit looks at the wrong bytes: builds
// (workspace.h) are marked stale first.
#pragma once
#include "server/position.h"

typedef struct Document {
  Arena arena;   // text and lines
  Str uri, path; // as the client spelled it; clean and absolute, empty where it is no file
  int64_t version;
  bool has_version;
  bool due;         // its own text has changed since its findings were told
  uint64_t told;    // hash of the findings last told, 0: none
  uint64_t told_at; // revision of its build then
  bool ours;        // a .pgl file, or said to be pgl; others are kept, never looked at
  char *text;
  size_t n, cap;
  Lines lines;
  uint32_t edit_from, edit_to;         // the latest edit
  unsigned run;                        // edits before it, each where the last one ended; up to TYPED_RUN
  uint32_t typed;                      // where somebody is typing, or UINT32_MAX
  uint32_t *tokens, token_n, token_id; // semantic tokens last told; heap
  struct Document *next;
} Document;

typedef struct Documents {
  Document *first;
  Encoding encoding;
} Documents;

static inline Str document_text(const Document *d) {
  return (Str){d->text, d->n};
}
Document *document_of(const Documents *all, Str uri); // NULL: not open
Document *document_at(const Documents *all, Str path);
// Opens, or takes the new text of one that is open. NULL: too long.
Document *document_open(Documents *all, const Arena *like, Str uri, Str language, Str text);
void document_close(Documents *all, Document *d);
// One of contentChanges; false: refused (no text, or a range that is none).
bool document_change(Document *d, const JsonIn *change);
