// Notes wait in memory until all stretches before theirs are done, for only then are their lines known.
#include "runtime/bad_rows.h"
#include "runtime/actuals.h"
#include <stdlib.h>

typedef struct BadChunk {
  struct BadChunk *next;
  uint32_t run, parts, lines;
  Str notes;
} BadChunk;

typedef struct Note { // before the bytes of what follows the row's number
  uint32_t line, n;
} Note;

BadRows *bad_rows_new(Arena *a, Out *out, Lang lang, const Results *r) {
  BadRows *b = NEW(a, BadRows);
  *b = (BadRows){.out = out, .lang = lang, .r = r, .arena = a};
  out_z(out,
        lang == LANG_EN ? "file,sheet,row,column,code,message,cell\n" : "文件,表,行,列,代码,说明,内容\n");
  return b;
}

// What stands behind the row's number.
static void rest(Out *o, const Diags *ds, const Diag *d, Lang lang, Str cell) {
  Out message = out_memory(o->arena);
  message_write(&message, ds->table, &d->text, lang);
  for (const DiagNote *n = d->notes; n; n = n->next) {
    out_z(&message, lang == LANG_EN ? "; " : "；");
    message_write(&message, ds->table, &n->text, lang);
  }
  out_fmt(o, ",%u,%s,", d->cell.column, ds->table[d->text.id].code);
  out_csv(o, out_text(&message));
  out_c(o, ',');
  out_csv(o, cell);
  out_c(o, '\n');
}

void bad_row_note(Out *to, const Diags *ds, const Diag *d, Lang lang, uint32_t line, Str cell) {
  size_t at = to->n;
  Note note = {.line = line};
  out_str(to, (Str){(const char *)&note, sizeof note});
  rest(to, ds, d, lang, cell);
  note.n = (uint32_t)(to->n - at - sizeof note);
  memcpy(to->p + at, &note, sizeof note);
}

static void place(BadRows *b, uint32_t file, Str sheet, uint32_t row) {
  out_csv(b->out, b->r->files[file].name);
  out_c(b->out, ',');
  out_csv(b->out, sheet);
  out_fmt(b->out, ",%u", row);
}

void bad_rows_one(BadRows *b, uint32_t file, Str sheet, uint32_t row, Str notes) {
  Note note;
  for (size_t i = 0; i < notes.n; i += note.n) {
    memcpy(&note, notes.p + i, sizeof note);
    i += sizeof note;
    place(b, file, sheet, row + note.line);
    out_str(b->out, (Str){notes.p + i, note.n});
  }
}

static void write_notes(BadRows *b, const BadChunk *c) {
  bad_rows_one(b, row_run_at(b->r, c->run)->file, (Str){0}, b->line, c->notes);
  b->next += c->parts;
  b->line += c->lines;
}

void bad_rows_begin(BadRows *b, uint32_t run, uint32_t line) {
  b->next = run, b->line = line;
}

void bad_rows_chunk(BadRows *b, uint32_t run, uint32_t parts, uint32_t lines, Str notes) {
  BadChunk now = {NULL, run, parts, lines, notes};
  if (run != b->next) {
    BadChunk *c = malloc(sizeof *c + notes.n);
    if (!c) arena_fail(b->arena);
    *c = now;
    c->notes.p = memcpy(c + 1, notes.p ? notes.p : "", notes.n);
    BadChunk **at = &b->waiting;
    while (*at && (*at)->run < run) at = &(*at)->next;
    c->next = *at;
    *at = c;
    return;
  }
  write_notes(b, &now);
  while (b->waiting && b->waiting->run == b->next) {
    BadChunk *c = b->waiting;
    b->waiting = c->next;
    write_notes(b, c);
    free(c);
  }
}

void bad_row_at(BadRows *b, const Diags *ds, const Diag *d, RowRef at, Str cell) {
  place(b, at.file, at.sheet, at.row);
  rest(b->out, ds, d, b->lang, cell);
}
