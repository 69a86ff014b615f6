// What an editor keeps of a text from one compilation to the next: the trees of its stretches. Where the
// bytes of a stretch have not changed, its tree is only moved to where it stands now, so that a keystroke
// costs the stretch around it. Which stretches a text has hangs on the text alone (parse_next_cut), never on
// the edits that led to it: what is found is what a fresh start finds.
#pragma once
#include "grammar/parse.h"

typedef struct KeptTree {
  Stretch at;
  uint32_t header_end; // of the department's header that its tree begins with
  Node *nodes;         // heap; NULL: it has a mistake in it, or was not read yet
  uint32_t n;
  Ref root;
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
