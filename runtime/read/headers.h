// Which column is which: headers are compared by key against headers.def, after a unit in brackets is cut.
#pragma once
#include "runtime/read/read.h"

// The column a header names, or COLUMNS; *unit is what stood in （ ） behind the value's name, else empty.
Column header_column(Arena *a, Str header, Str *unit);
// The spellings of a column, joined by 、, for messages.
Str header_spellings(Arena *a, Column c);
