// A workbook or document as a package of parts: opened, looked over, its parts read as XML. What a form has
// no need of is refused with a finding: macros, links to other files, parts that unpack without end.
#pragma once
#include "base/xml.h"
#include "forms/grid.h"
#include "runtime/read/zip.h"

#define OFFICE_PART_MAX ((size_t)96 << 20) // of one part, unpacked

typedef struct Office {
  Arena *arena;
  Diags *diags;
  Str name; // of the file
  Str bytes;
  Zip zip;
} Office;

// False after a finding.
bool office_open(Arena *a, Str name, Str bytes, Diags *diags, Office *out);
// A part through a handler. False after a finding; a part that is not there is empty where it may lack.
bool office_part(Office *o, Str part, bool may_lack, const XmlHandler *handler);
// A finding about the whole file; returns false.
bool office_refuse(const Office *o, uint16_t id, Str what);
bool office_mentions(Str s, const char *word); // anywhere, in small letters or capitals
