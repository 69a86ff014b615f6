// The rows of a sheet that stand as programs write them are taken out of its bytes on their way to the XML
// reader, which sees all else: whatever is not plainly a row of that form is for it to judge. Where most are
// not, all are for it.
//   <row r="7" spans="1:3"><c r="A7" s="3" t="s"><v>12</v></c><c r="B7"
//   t="inlineStr"><is><t>甲</t></is></c></row>
#pragma once
#include "base/stream.h"

typedef struct PlainCell { // p is NULL where there is none
  Str place, style, type;  // of its attributes
  Str text;                // of <v> or <t>
  bool formula;
} PlainCell;

// False: no more rows are wanted. What is handed over lives during the call.
typedef struct PlainSink {
  bool (*row)(void *ctx, Str number, const PlainCell *cells, uint32_t n);
  void *ctx;
} PlainSink;

typedef struct PlainRows PlainRows;
// A stream in front of a sheet's bytes. Rows come in order, those that are passed on among them: each time
// the stream is asked for more, what it gave before has been read.
PlainRows *plain_rows(Arena *a, ByteStream from, PlainSink sink);
ptrdiff_t plain_read(void *plain_rows, char *to, size_t n);
bool plain_stopped(const PlainRows *q); // by the sink: the stream ended early
