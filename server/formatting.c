// Formatting through grammar/format.h. What comes back to the client is the smallest middle of the text that
// differs, so that cursors and folds outside stay where they are.
#include "grammar/format.h"
#include "server/server.h"

void formatting(Request *r);

bool format_text(Request *r, const Document *d, Out *o) {
  Build *b = document_build(r->s, d);
  if (!b) return false;
  UnitNames units = {units_known, b->program->units};
  Sources sources = {0};
  Diags diags = diags_new(r->a, diag_table);
  Tree tree = {0};
  uint32_t file = sources_add(r->a, &sources, d->path, document_text(d));
  parse_file(r->a, &sources, file, &units, &diags, &tree);
  bool ok = format_tree(r->a, &tree, &units, &(FormatOptions){KEYWORDS_KEEP}, o);
  tree_free(&tree);
  return ok;
}

// Inside a character, or between \r and \n.
static bool continues(Str s, size_t i) {
  if (i >= s.n) return false;
  return ((unsigned char)s.p[i] & 0xC0) == 0x80 || (s.p[i] == '\n' && i && s.p[i - 1] == '\r');
}

void formatting(Request *r) {
  Document *d = request_document(r);
  Out o = out_memory(r->a);
  if (!d || !format_text(r, d, &o)) return;
  Str was = document_text(d), now = out_text(&o);
  size_t head = 0, tail = 0, least = was.n < now.n ? was.n : now.n;
  while (head < least && was.p[head] == now.p[head]) head++;
  while (head && (continues(was, head) || continues(now, head))) head--;
  while (tail < least - head && was.p[was.n - tail - 1] == now.p[now.n - tail - 1]) tail++;
  while (tail && (continues(was, was.n - tail) || continues(now, now.n - tail))) tail--;
  json_list(&r->json);
  if (was.n != now.n || head < was.n) {
    json_obj(&r->json);
    json_key(&r->json, "range"), write_range(&r->json, &d->lines, (uint32_t)head, (uint32_t)(was.n - tail));
    json_put_str(&r->json, "newText", str_slice(now, head, now.n - tail));
    json_end(&r->json, '}');
  }
  json_end(&r->json, ']');
}
