// What the renderers share; render.c chooses among them. Not for other files.
#pragma once
#include "base/render.h"

typedef struct Render {
  Out *out;
  const RenderOptions *opt;
  const Diags *ds;
  Sources *all;
  Arena *keep;    // line indexes of sources live here
  Arena *scratch; // emptied after each finding
} Render;

// The source of a span with its index built; NULL where there is none.
const Source *render_source(Render *r, Span at);
Str render_message(Render *r, const Message *m); // in the language asked for, as it is; in scratch
Str render_shown(Render *r, const Message *m);   // the same, safe for a terminal
// "a.pgl:14:6", "actuals.csv:7:3", "actuals.xlsx:表1!C7"; safe for a terminal; empty without a place.
Str render_place(Render *r, const Diag *d);
Str render_cell(Render *r, const Diag *d); // the part behind the file: "7:3", "表1!C7"; may be empty

// The words around the texts.
typedef enum Word { WORD_ERROR, WORD_WARNING, WORD_HINT, WORD_NOTE, WORD_FIX, WORDS } Word;
Str render_word(const Render *r, Word w);

void render_human(Render *r, const Diag *d); // the picture of one finding
void render_json(Render *r);
void render_sarif(Render *r);
