// Edits splice the text where it stands, then its lines are found anew.
#include "server/documents.h"
#include "server/uri.h"
#include <stdlib.h>

#define NULS      16
#define TYPED_MAX 64
#define TYPED_RUN 2u
#define TEXT_MAX  ((size_t)256 << 20)

Document *document_of(const Documents *all, Str uri) {
  for (Document *d = all->first; d; d = d->next)
    if (str_eq(d->uri, uri)) return d;
  return NULL;
}

Document *document_at(const Documents *all, Str path) {
  for (Document *d = all->first; d && path.n; d = d->next)
    if (str_eq(d->path, path)) return d;
  return NULL;
}

static bool room(Document *d, size_t n) {
  if (n > TEXT_MAX) return false;
  if (n + NULS <= d->cap) return true;
  size_t cap = n + n / 4 + NULS;
  d->text = arena_resize(&d->arena, d->text, d->cap, cap, 16);
  d->cap = cap;
  return true;
}

static bool splice(Document *d, size_t start, size_t end, Str text) {
  size_t n = d->n - (end - start) + text.n;
  if (!room(d, n)) return false;
  memmove(d->text + start + text.n, d->text + end, d->n - end);
  if (text.n) memcpy(d->text + start, text.p, text.n);
  d->n = n;
  memset(d->text + n, 0, NULS);
  d->lines.valid = true;
  lines_build(&d->arena, &d->lines, document_text(d), d->lines.encoding);
  return true;
}

Document *document_open(Documents *all, const Arena *like, Str uri, Str language, Str text) {
  Document *d = document_of(all, uri);
  if (!d) {
    d = calloc(1, sizeof *d);
    if (!d) return NULL;
    arena_init_like(&d->arena, like);
    d->uri = str_dup(&d->arena, uri);
    d->path = uri_path(&d->arena, uri);
    d->lines.encoding = all->encoding;
    d->next = all->first;
    all->first = d;
  }
  d->ours = str_eq(language, S("pgl")) || str_ends(d->path, S(".pgl"));
  d->typed = UINT32_MAX;
  d->edit_from = d->edit_to = UINT32_MAX;
  if (splice(d, 0, d->n, text)) return d;
  document_close(all, d);
  return NULL;
}

void document_close(Documents *all, Document *d) {
  for (Document **at = &all->first; *at; at = &(*at)->next)
    if (*at == d) {
      *at = d->next;
      break;
    }
  free(d->tokens);
  arena_free(&d->arena);
  free(d);
}

bool document_change(Document *d, const JsonIn *change) {
  Str text;
  uint32_t start = 0, end = (uint32_t)d->n;
  if (!in_str(in_get(change, "text"), &text)) return false;
  const JsonIn *range = in_get(change, "range");
  if (range && in_kind(range) != JSON_IN_NULL && !range_in(&d->lines, range, &start, &end)) return false;
  // Typing: a few bytes where the edit before ended, again and again, as keys and input methods send them; a
  // new text is as good as typed.
  bool whole = !start && end == d->n, on = start >= d->edit_from && end == d->edit_to;
  d->run = whole ? TYPED_RUN : on ? d->run + (d->run < TYPED_RUN) : 0;
  d->typed = d->run == TYPED_RUN && text.n <= TYPED_MAX ? start + (uint32_t)text.n : UINT32_MAX;
  d->edit_from = start;
  d->edit_to = start + (uint32_t)text.n;
  return splice(d, start, end, text);
}
