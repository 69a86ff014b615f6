// Code lenses: the verdict, points and total of each line that has one; and when they are to be asked for
// again.
#include "server/results.h"

void code_lens(Request *r);

static void ask_again(Server *s, const char *method) {
  Json j;
  Out o;
  ask_begin(s, &j, &o, method, NULL);
  json_nil(&j);
  ask_end(s, &j);
}

void results_refresh(Server *s) {
  s->edited = false;
  if (s->client.refresh_lenses) ask_again(s, "workspace/codeLens/refresh");
  if (s->client.refresh_hints) ask_again(s, "workspace/inlayHint/refresh");
}

// An edited document asks for itself; the others of its program may show something else now.
void results_settle(Server *s) {
  if (s->edited && s->documents.first && s->documents.first->next) results_refresh(s);
  s->edited = false;
}

bool results_concern(Str path) {
  static const char *const endings[] = {".csv",   ".tsv",    ".xlsx", ".xlsm", ".json",
                                        ".jsonl", ".ndjson", ".gz",   ".zst"};
  for (unsigned i = 0; i < sizeof endings / sizeof *endings; i++)
    if (str_ends(path, str_z(endings[i]))) return true;
  return false;
}

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
    write_shown(j, r->a, "title", lines[i].text);
    json_put_str(j, "command", (Str){"", 0});
    json_end(j, '}'), json_end(j, '}');
  }
  json_end(j, ']');
}
