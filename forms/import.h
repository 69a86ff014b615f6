// From a file's bytes to .pgl texts and a table of declared values. Writes nothing to disk.
#pragma once
#include "forms/form.h"
#include "forms/notation.h"

typedef struct ImportOptions {
  int year;        // 0: what the forms say
  UnitNames units; // of the standard library
} ImportOptions;

typedef struct Imported { // what a file said
  FormList forms;
  Str name;
} Imported;

// Reads one file. Findings (area 08) carry its name and the cell. False: it cannot be read at all, or holds
// no form; the finding says why.
bool import_read(Arena *a, Str name, Str bytes, const ImportOptions *opt, Diags *diags, Imported *out);

// One form as a program of its own, in canonical form. False: internal, the text does not parse.
bool import_write(Arena *a, const Form *f, const ImportOptions *opt, const DiagSpec *table, Str *text);
// Several in one program. They must not differ in their year.
bool import_write_all(Arena *a, Form *const *forms, size_t n, const ImportOptions *opt, const DiagSpec *table,
                      Str *text);
// The declared actual values and points of those forms that have them, as CSV; empty where none has.
Str import_actuals(Arena *a, Form *const *forms, size_t n);
// What a form is called, for a file's name: 01-招商经费.
Str import_stem(Arena *a, const Form *f, size_t number);
