// Code lenses: the verdict, points and total of each line that has one.
#include "server/results.h"

void code_lens(Request *r);

void code_lens(Request *r) {
  Document *d = request_document(r);
  Build *b = d ? document_build(r->s, d) : NULL;
  const ResultLine *lines;
  Json *j = &r->json;
  if (!b) return;
  uint32_t n = results_of(r, b, d->path, &lines);
  json_list(j);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = lines_offset(&d->lines, (Position){lines[i].line, 0}), end;
    while (at < d->n && (d->text[at] == ' ' || d->text[at] == '\t')) at++;
    for (end = at; end < d->n && d->text[end] != ' ' && d->text[end] != '\n' && d->text[end] != '\r';) end++;
    json_obj(j);
    json_key(j, "range"), write_range(j, &d->lines, at, end);
    json_key(j, "command"), json_obj(j);
    write_field(j, "title", lines[i].text);
    write_field(j, "command", (Str){"", 0});
    json_end(j, '}'), json_end(j, '}');
  }
  json_end(j, ']');
}
