// What an editor keeps of a text from one compilation to the next: the trees of its stretches, and what was
// found in them. Where the bytes of a stretch have not changed, its tree is only moved to where it stands
// now; and an entity whose check looked at nothing outside its stretch but what is declared for all (the
// environment) is not checked again. So a keystroke costs the stretch around it.
//
// Which stretches a text has hangs on the text alone (parse_next_cut), never on the edits that led to it, and
// what is kept is what a check would find: a fresh start says the same.
#pragma once
#include "compiler/lint.h"
#include "compiler/outline.h"

typedef struct KeptEntity { // what its check told
  Ref body;
  uint32_t ruleset; // in force then
  bool closed;      // it looked at nothing outside
  Diag **found;     // places count from the start of the stretch
  uint32_t *met;    // as in Check
  uint32_t found_n, met_n;
  Num budget;
} KeptEntity;

typedef struct KeptTree {
  Stretch at;
  uint32_t header_end; // of the department's header that its tree begins with
  Node *nodes;         // heap; NULL: it was not read yet, or could not be read by itself
  uint32_t n;
  Ref root;
  bool broken, open; // it was mended; it left something open, or closed too much
  Diag **said;       // about its syntax; places count from its start
  uint32_t said_n;
  Arena words;  // of these
  bool checked; // its entities, in this environment
  Environment env;
  KeptEntity *entities;      // heap; in order of `body`
  uint32_t entity_n, open_n; // open: not closed
  Arena arena;               // of what was found
} KeptTree;

typedef struct KeptText { // {0}: nothing. Not shared by threads
  KeptTree *p;
  uint32_t n, cap;
  uint32_t bytes;      // of the text that they were read from
  uint32_t head, tail; // bytes at its start and end that have stayed since
} KeptText;

// An edit left that much as it was, before and behind what it put in.
void kept_edited(KeptText *k, size_t head, size_t tail);
void kept_free(KeptText *k); // and it is {0}

typedef struct KeptMove { // nodes at or behind `from` go on by `by` (modulo 2^32)
  uint32_t from, by;
} KeptMove;

// Cuts the text as it is now; a stretch that is as before has its tree, still to be moved.
KeptMove kept_cut(Arena *a, KeptText *k, const Source *source);
void kept_move(KeptTree *k, KeptMove m);
// Takes over the nodes of a tree without mistakes that was read from k->p[i]; they are borrowed from then on.
void kept_take(KeptText *k, uint32_t i, Tree *t);

// The same for one that was mended, and what was said of it. Not taken where that speaks of places elsewhere.
void kept_take_mended(KeptText *k, uint32_t i, Tree *t, const Diags *said, bool open);
void kept_say(const KeptTree *k, uint32_t file, Diags *diags); // once more

// ---- findings

typedef struct KeptNote { // what checking an entity told, until all are checked
  const Check *by;
  uint32_t found_first, found_n, met_first, met_n; // in by->diags, by->met
  bool closed;
  Num budget;
} KeptNote;

typedef struct KeptCheck { // one compilation
  bool on;
  Environment env;
  KeptTree **trees; // by tree of the program; NULL: none
  bool *told;       // the same: its entities need no check
  KeptNote *notes;  // by entity
} KeptCheck;

// All that a check may look at outside of entities, in two steps: before outlines go, and when lints are
// ready.
Environment kept_env(const Program *p, const Outline *outlines);
void kept_begin(KeptCheck *k, const Program *p, const LintBook *book);
// What was found of an entity; NULL: it is to be checked. Any worker.
const KeptEntity *kept_entity(const KeptCheck *k, const Program *p, uint32_t entity);
void kept_tell(const KeptEntity *e, const Program *p, uint32_t entity, const KeptCheck *k, Diags *diags);
uint32_t kept_todo(const KeptCheck *k, const Program *p); // entities to be checked, about
void kept_end(KeptCheck *k, const Program *p);            // the notes are kept
