// What may come next, ranked: the form's own order first, names that look like the indicator's before others.
#include "server/completion.h"
#include "server/words.h"
#include <stdlib.h>

void completion(Request *r);

#define ITEMS_MAX 200

Item *offer(Complete *c, ItemKind kind, Str label, Str detail, uint32_t rank) {
  Item *it = array_push(c->r->a, &c->items);
  *it = (Item){.label = label, .detail = detail, .kind = kind, .rank = rank, .start = c->cur.start};
  return it;
}

// ---- which kinds of word

static bool names_next(const Complete *c) {
  return cursor_takes(&c->cur, TOK_IDENT);
}

static Tok keyword_before(const Cursor *u) {
  Tok k = (Tok)u->back[0].kind;
  return k == TOK_COLON ? (Tok)u->back[1].kind : k;
}

// Behind 列, and behind the .. of a run of columns.
static bool header_next(const Cursor *u) {
  return cursor_block(u)->kind == TOK_ACTUALS &&
         (keyword_before(u) == TOK_COLUMN || u->back[0].kind == TOK_DOTDOT);
}

static bool gather_names(Complete *c, Tok k) {
  const Cursor *u = &c->cur;
  Block *b = cursor_block(u);
  if (u->back[0].kind == TOK_DOT) return offer_members(c), true;
  if (!names_next(c)) return false;
  if (cursor_takes(u, TOK_NOT)) return offer_values(c), true;
  if (k == TOK_ADOPT || k == TOK_FROM) return offer_rulesets(c), true;
  if (k == TOK_ALLOW) return offer_codes(c), true;
  if (k == TOK_BASIS || k == TOK_MARK) return offer_words(c, k), true;
  if (k == TOK_SHEET) return offer_headers(c, true), true;
  if (b->kind == TOK_ACTUALS) {
    if (header_next(u)) return offer_headers(c, false), true;
    Tok field = k == TOK_EQ ? (Tok)u->back[1].kind : k;
    if (field == TOK_DEPARTMENT || field == TOK_PROJECT || field == TOK_INDICATOR || field == TOK_LEVEL2)
      return offer_mapped(c, field), true;
  }
  if (b->kind == TOK_TEST && k == TOK_PROJECT) return offer_projects(c), true;
  if (b->kind == TOK_TEST && k == TOK_SET) return offer_inputs(c), true;
  if (b->kind == TOK_BUDGET) return offer_funds(c), true;
  if (cursor_takes(u, TOK_PERCENT)) return offer_units(c), true;
  if (cursor_takes(u, TOK_GOAL)) return offer_classes(c), true;
  return false;
}

static void gather(Complete *c) {
  const Cursor *u = &c->cur;
  Tok k = keyword_before(u);
  if (u->at.kind == TOK_NUMBER || u->at.kind == TOK_QUANTITY) {
    if (cursor_takes(u, TOK_QUANTITY)) offer_units(c);
    offer_dates(c);
    return;
  }
  gather_names(c, k);
  offer_dates(c);
  if (cursor_takes(u, TOK_GE) && cursor_takes(u, TOK_HOLE)) offer_operators(c);
  offer_keywords(c);
  offer_snippets(c);
}

// ---- ranking and writing

static int by_rank(const void *x, const void *y) {
  const Item *a = x, *b = y;
  if (a->fit != b->fit) return a->fit > b->fit ? -1 : 1;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  return str_cmp(a->label, b->label);
}

static void rank(Complete *c) {
  uint32_t n = 0;
  Map seen = {0};
  for (uint32_t i = 0; i < c->items.n; i++) {
    Item *it = &c->items.p[i];
    Str typed = str_slice(document_text(c->doc), it->start, c->cur.offset);
    it->filter = word_filter(c->r->a, it->label, it->more);
    it->fit = word_fits(typed, it->filter);
    bool added;
    if (it->fit) map_put(c->r->a, &seen, it->label, str_hash(it->label), 0, &added);
    if (it->fit && added) c->items.p[n++] = *it;
  }
  c->items.n = n;
  if (n > 1) qsort(c->items.p, n, sizeof *c->items.p, by_rank);
  if (n > ITEMS_MAX) c->items.n = ITEMS_MAX;
}

static void write_item(Complete *c, const Item *it, uint32_t i) {
  Json *j = &c->r->json;
  Str text = it->text.n ? it->text : it->label;
  json_obj(j);
  write_shown(j, c->r->a, "label", it->label);
  json_put_u64(j, "kind", it->kind);
  if (it->detail.n) write_shown(j, c->r->a, "detail", it->detail);
  json_put_str(j, "sortText", str_fmt(c->r->a, "%04u", i));
  json_put_str(j, "filterText", it->filter);
  json_put_u64(j, "insertTextFormat", it->snippet ? 2 : 1);
  json_key(j, "textEdit"), json_obj(j);
  json_key(j, "range"), write_range(j, &c->doc->lines, it->start, c->cur.offset);
  json_put_str(j, "newText", text);
  json_end(j, '}'), json_end(j, '}');
}

static void write_items(Complete *c) {
  Json *j = &c->r->json;
  json_obj(j);
  json_key(j, "isIncomplete"), json_bool(j, true);
  json_key(j, "items"), json_list(j);
  for (uint32_t i = 0; i < c->items.n; i++) write_item(c, &c->items.p[i], i);
  json_end(j, ']'), json_end(j, '}');
}

static bool find(Complete *c, uint32_t offset, Diags *lost) {
  Source source = {.name = c->doc->path, .text = document_text(c->doc)};
  UnitNames units = {units_known, c->build->program->units};
  *lost = diags_new(c->r->a, diag_table);
  c->check = (Check){.prog = c->build->program, .scratch = c->r->a, .diags = lost};
  if (!cursor_find(c->r->a, &source, offset, &units, &c->cur)) return false;
  find_entity(c);
  gather(c);
  return true;
}

bool completion_begins(Request *r, Document *d, Build *b, uint32_t offset) {
  Complete c = {.r = r, .doc = d, .build = b, .entity = NONE, .ruleset = NONE};
  Diags lost;
  if (!find(&c, offset, &lost)) return true;
  for (uint32_t i = 0; i < c.items.n; i++) {
    const Item *it = &c.items.p[i];
    Str typed = str_slice(document_text(d), it->start, offset);
    if (it->kind != ITEM_SNIPPET && it->label.n > typed.n && str_starts(it->label, typed)) return true;
  }
  return false;
}

void completion(Request *r) {
  uint32_t offset;
  Complete c = {.r = r, .doc = request_place(r, &offset), .entity = NONE, .ruleset = NONE};
  c.build = c.doc ? document_build(r->s, c.doc) : NULL;
  if (!c.build) return;
  Diags lost;
  bool text = !find(&c, offset, &lost) && (c.cur.at.kind == TOK_STRING || c.cur.at.kind == TOK_OPENSTRING);
  if (text && keyword_before(&c.cur) == TOK_IMPORT) offer_files(&c);
  if (text && keyword_before(&c.cur) == TOK_ACTUALS) offer_data_files(&c);
  if (text && header_next(&c.cur)) offer_headers(&c, false);
  if (text && keyword_before(&c.cur) == TOK_SHEET) offer_headers(&c, true);
  rank(&c);
  write_items(&c);
}
