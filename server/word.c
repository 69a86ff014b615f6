// One question for three features (word.h).
#include "server/word.h"

bool word_here(Request *r, Word *w) {
  uint32_t offset;
  *w = (Word){.doc = request_place(r, &offset)};
  w->build = w->doc ? document_build(r->s, w->doc) : NULL;
  if (!w->build) return false;
  uint32_t file = build_file(w->build, w->doc->path);
  QueryPath path;
  w->query = query_on(w->build->program, r->a);
  if (file == NONE || !query_path(&w->query, file, offset, &path)) return false;
  w->is_unit = unit_word_at(w->build->program, r->a, &path, &w->unit);
  w->n = query_symbols(&w->query, &path, w->symbols, MEANINGS);
  return true;
}
