#include "server/unfinished.h"
#include "server/completion.h"

static void look(Unfinished *u) {
  Document *d = u->doc;
  Source source = {.name = d->path, .text = document_text(d)};
  UnitNames units = {units_known, u->build->program->units};
  u->looked = true;
  u->begins = -1;
  u->open = parse_unfinished(u->r->a, &source, d->typed, &units, &u->under_way, &u->formula);
  for (u->line = d->typed; u->line && d->text[u->line - 1] != '\n' && d->text[u->line - 1] != '\r';)
    u->line--;
  uint32_t i = d->typed;
  while (i < d->n && strchr(" \t\r\n}", d->text[i]) && d->text[i]) i++;
  u->tail = i == d->n;
  Lexer lx = {d->text, u->under_way.end > d->typed ? u->under_way.end : d->typed, (uint32_t)d->n, &units,
              false};
  Token t;
  lex_next(&lx, &t);
  u->next = t.end;
}

// A word that is the beginning of a known one, or a number: more may follow.
static bool may_go_on(Unfinished *u) {
  if (u->under_way.kind == TOK_NUMBER) return true;
  if (u->begins < 0)
    u->begins =
        completion_begins(u->r, u->doc, workspace_build(&u->r->s->workspace, u->doc->path), u->doc->typed);
  return u->begins;
}

bool not_wrong_yet(Unfinished *u, const Diag *d) {
  if (!u->doc || u->doc->typed > u->doc->n) return false;
  if (!u->looked) look(u);
  if (!u->open) return false;
  bool syntax = !strncmp(u->build->diags.table[d->text.id].code, "E01", 3);
  if (syntax && (u->tail || (d->at.end >= u->line && d->at.start <= u->next))) return true;
  bool here = d->at.start <= u->doc->typed && d->at.end >= u->line && d->at.end <= u->next;
  if (!here) return false;
  if (u->formula && !strncmp(u->build->diags.table[d->text.id].code, "E03", 3)) return true;
  if (u->under_way.kind == TOK_END) return false;
  if (d->at.end < u->under_way.start && u->under_way.kind != TOK_NUMBER && u->under_way.kind != TOK_QUANTITY)
    return false;
  return may_go_on(u);
}
