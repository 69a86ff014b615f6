#include "server/edits.h"
#include <stdlib.h>

void edits_add(Edits *e, const Build *b, Span at, Str text) {
  if (at.file >= b->sources.n) return;
  Str path = b->sources.p[at.file].name;
  if (path.n && path.p[0] == '/') *array_push(e->a, &e->list) = (FileEdit){b, at, path, text};
}

bool edits_hold(const Edits *e, Str path, Span at) {
  for (uint32_t i = 0; i < e->list.n; i++)
    if (e->list.p[i].at.start == at.start && e->list.p[i].at.end == at.end && str_eq(e->list.p[i].path, path))
      return true;
  return false;
}

static int by_place(const void *x, const void *y) {
  const FileEdit *a = x, *b = y;
  int c = str_cmp(a->path, b->path);
  if (c) return c;
  if (a->at.start != b->at.start) return a->at.start < b->at.start ? -1 : 1;
  return (a->at.end > b->at.end) - (a->at.end < b->at.end);
}

static void write_edits(Request *r, Json *j, const FileEdit *p, uint32_t n) {
  Lines *l = build_lines(r, p->build, p->at.file);
  uint32_t end = 0;
  json_list(j);
  for (uint32_t i = 0; i < n; i++) {
    if (i && (p[i].at.start < end || (p[i].at.start == p[i - 1].at.start && p[i].at.end == p[i - 1].at.end)))
      continue;
    end = p[i].at.end;
    json_obj(j);
    json_key(j, "range"), write_range(j, l, p[i].at.start, p[i].at.end);
    json_put_str(j, "newText", p[i].text);
    json_end(j, '}');
  }
  json_end(j, ']');
}

static void write_versioned(Request *r, Json *j, const FileEdit *p, uint32_t n) {
  const Document *d = document_at(&r->s->documents, p->path);
  json_obj(j);
  json_key(j, "textDocument"), json_obj(j);
  json_put_str(j, "uri", build_uri(r, p->build, p->at.file));
  json_key(j, "version");
  if (d && d->has_version && d->version >= 0)
    json_u64(j, (uint64_t)d->version);
  else
    json_nil(j);
  json_end(j, '}');
  json_key(j, "edits"), write_edits(r, j, p, n);
  json_end(j, '}');
}

void edits_write(Request *r, Json *j, Edits *e) {
  bool versions = r->s->client.document_changes;
  if (e->list.n > 1) qsort(e->list.p, e->list.n, sizeof *e->list.p, by_place);
  json_obj(j);
  json_key(j, versions ? "documentChanges" : "changes");
  if (versions)
    json_list(j);
  else
    json_obj(j);
  for (uint32_t i = 0, n; i < e->list.n; i += n) {
    for (n = 1; i + n < e->list.n && str_eq(e->list.p[i + n].path, e->list.p[i].path);) n++;
    if (versions) {
      write_versioned(r, j, &e->list.p[i], n);
      continue;
    }
    json_key(j, str_to_z(r->a, build_uri(r, e->list.p[i].build, e->list.p[i].at.file)));
    write_edits(r, j, &e->list.p[i], n);
  }
  json_end(j, versions ? ']' : '}'), json_end(j, '}');
}
