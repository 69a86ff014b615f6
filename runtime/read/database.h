// Tables of databases as rows: what SQLite and PostgreSQL share. A table is taken by its name (?table=), the
// answer to a query as it comes (?query=); where neither is said, every table that has the needed columns.
#pragma once
#include "base/map.h"
#include "runtime/read/open.h"

typedef struct DbTable DbTable;
// A table's columns are known. NULL: it has not the needed ones; told where `named` (it was asked for).
DbTable *db_begin(Arena *a, DataInput *in, Mapping *mapping, RowSink sink, Str table, const Str *columns,
                  uint32_t n, bool named, bool *ok);
// False: no more rows are wanted, or a cell is too long or no UTF-8, which is told (*ok).
bool db_row(DbTable *t, const Str *text, uint32_t row, bool *ok);
bool db_end(DbTable *t); // false: a mapping's columns are not there, and that is told
// None of the tables would do: which there are. False.
bool db_no_table(DataInput *in, const Str *tables, uint32_t n);
// There is none of the name that was asked for, as the database `said`: the nearest, which there are. False.
bool db_no_such_table(DataInput *in, const Str *tables, uint32_t n, Str said);
