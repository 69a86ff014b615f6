// SQLite files, read-only and as they stand; the library is loaded when the first one is met. A row's number
// is its rowid, that of a query's answer counts from 1. REAL values are binary numbers: their text has 15
// digits, as SQLite prints them.
#include "base/array.h"
#include "base/os.h"
#include "grammar/diags.h"
#include "runtime/read/database.h"
#include <sqlite3.h>

#define SQLITE(F)                                                                                            \
  F(sqlite3_open_v2)                                                                                         \
  F(sqlite3_close_v2)                                                                                        \
  F(sqlite3_prepare_v2)                                                                                      \
  F(sqlite3_step)                                                                                            \
  F(sqlite3_finalize)                                                                                        \
  F(sqlite3_errmsg)                                                                                          \
  F(sqlite3_column_count)                                                                                    \
  F(sqlite3_column_name)                                                                                     \
  F(sqlite3_column_type)                                                                                     \
  F(sqlite3_column_text)                                                                                     \
  F(sqlite3_column_bytes)                                                                                    \
  F(sqlite3_column_int64)                                                                                    \
  F(sqlite3_column_decltype)                                                                                 \
  F(sqlite3_stmt_readonly)                                                                                   \
  F(sqlite3_db_config)                                                                                       \
  F(sqlite3_deserialize)                                                                                     \
  F(sqlite3_busy_timeout)
LIB_TABLE(Sqlite, sqlite, SQLITE, "libsqlite3.so.0", "libsqlite3-0")

typedef struct Reading {
  Arena *arena;
  DataInput *in;
  Mapping *mapping;
  RowSink sink;
  Sqlite lib;
  sqlite3 *db;
  ARRAY(Str) tables;
  bool any; // a table was read
} Reading;

static Str said(Reading *r) {
  return r->db ? str_dup(r->arena, str_z(r->lib.sqlite3_errmsg(r->db))) : S("out of memory");
}

static bool failed(Reading *r) {
  return data_fail(r->in, D_DB_FAILED, TEXT_ARGS(text_of(said(r))));
}

// file:…?immutable=1 takes no locks and writes nothing beside; a log of what is not yet in the file needs the
// locks.
static const char *address(Reading *r) {
  Out o = out_memory(r->arena);
  out_z(&o, "file:");
  for (size_t i = 0; i < r->in->path.n; i++) {
    char c = r->in->path.p[i];
    if (strchr("?#%", c))
      out_fmt(&o, "%%%02X", (unsigned)(unsigned char)c);
    else
      out_c(&o, c);
  }
  Str log = str_cat(r->arena, r->in->path, S("-wal"));
  out_z(&o, os_kind(str_to_z(r->arena, log)) == OS_FILE ? "?mode=ro" : "?immutable=1");
  return str_to_z(r->arena, out_text(&o));
}

// The header tells how many pages there are: the library reads what is cut off as zeros
// (sqlite.org/fileformat2.html, 1.3).
static bool is_whole(Reading *r) {
  ByteSource from;
  unsigned char h[100];
  if (!data_source(r->arena, r->in, &from)) return false;
  if (from.at(from.ctx, (char *)h, sizeof h, 0) != sizeof h)
    return data_fail(r->in, D_DB_FAILED, &(Text){S("文件不完整"), S("the file is cut off")}, 1);
  uint64_t page = (uint64_t)h[16] << 8 | h[17],
           pages = (uint64_t)h[28] << 24 | (uint64_t)h[29] << 16 | (uint64_t)h[30] << 8 | h[31];
  if (page == 1) page = 65536;
  if (memcmp(h + 24, h + 92, 4) != 0 || page * pages <= from.size) return true; // not told, or all there
  return data_fail(r->in, D_DB_FAILED, &(Text){S("文件不完整"), S("the file is cut off")}, 1);
}

static bool open_database(Reading *r) {
  if (!is_whole(r)) return false;
  bool plain = !r->in->bytes.p && r->in->input.regular && !r->in->stream.read;
  Str bytes = {0};
  if (!plain && !data_all(r->arena, r->in, &bytes)) return false;
  const char *where = plain ? address(r) : ":memory:";
  int flags = (plain ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  if (r->lib.sqlite3_open_v2(where, &r->db, flags, NULL) != SQLITE_OK) return failed(r);
  if (!plain) {
    unsigned char *own = arena_raw(r->arena, bytes.n + 1, 8); // the library does not write there
    memcpy(own, bytes.p, bytes.n);
    sqlite3_int64 n = (sqlite3_int64)bytes.n;
    if (r->lib.sqlite3_deserialize(r->db, "main", own, n, n, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK)
      return failed(r);
  }
  r->lib.sqlite3_busy_timeout(r->db, 5000);
  r->lib.sqlite3_db_config(r->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
  r->lib.sqlite3_db_config(r->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
  return true;
}

static Str value(Reading *r, sqlite3_stmt *s, int i, bool truth) {
  switch (r->lib.sqlite3_column_type(s, i)) {
  case SQLITE_NULL: return (Str){0};
  case SQLITE_BLOB: return S("[BLOB]");
  case SQLITE_INTEGER:
    if (truth) return r->lib.sqlite3_column_int64(s, i) ? S("是") : S("否");
    break;
  default: break;
  }
  const unsigned char *text = r->lib.sqlite3_column_text(s, i);
  return text ? str_trim((Str){(const char *)text, (size_t)r->lib.sqlite3_column_bytes(s, i)}) : (Str){0};
}

static bool is_truth(const char *declared) {
  return declared && (declared[0] | 32) == 'b' && (declared[1] | 32) == 'o' && (declared[2] | 32) == 'o';
}

// The rows of a statement; `first` columns before the table's own hold the rowid.
static bool rows(Reading *r, sqlite3_stmt *s, int first, Str table, bool named) {
  int n = r->lib.sqlite3_column_count(s) - first;
  if (n <= 0) return true;
  Str *text = NEW_N(r->arena, Str, (size_t)n);
  bool *truth = NEW_N(r->arena, bool, (size_t)n), ok;
  for (int i = 0; i < n; i++) {
    const char *name = r->lib.sqlite3_column_name(s, first + i);
    text[i] = str_dup(r->arena, str_z(name ? name : ""));
    truth[i] = is_truth(r->lib.sqlite3_column_decltype(s, first + i));
  }
  DbTable *t = db_begin(r->arena, r->in, r->mapping, r->sink, table, text, (uint32_t)n, named, &ok);
  if (!t) return true;
  r->any = true;
  bool more = ok;
  int state = SQLITE_DONE;
  for (uint32_t row = 1; more && (state = r->lib.sqlite3_step(s)) == SQLITE_ROW; row++) {
    bool has_id = first && r->lib.sqlite3_column_type(s, 0) == SQLITE_INTEGER; // a view has none
    sqlite3_int64 id = has_id ? r->lib.sqlite3_column_int64(s, 0) : row;
    for (int i = 0; i < n; i++) text[i] = value(r, s, first + i, truth[i]);
    more = db_row(t, text, id > 0 && id < UINT32_MAX ? (uint32_t)id : 0, &ok);
  }
  if (more && state != SQLITE_DONE) ok = failed(r);
  return db_end(t) && ok;
}

static sqlite3_stmt *prepare(Reading *r, const char *sql, const char **tail) {
  sqlite3_stmt *s = NULL;
  return r->lib.sqlite3_prepare_v2(r->db, sql, -1, &s, tail) == SQLITE_OK ? s : NULL;
}

static Str quoted(Arena *a, Str name) {
  Out o = out_memory(a);
  out_c(&o, '"');
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] == '"') out_c(&o, '"');
    out_c(&o, name.p[i]);
  }
  out_c(&o, '"');
  return out_text(&o);
}

static bool list_tables(Reading *r) {
  sqlite3_stmt *s = prepare(r,
                            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                            "'sqlite\\_%' ESCAPE '\\' ORDER BY name",
                            NULL);
  if (!s) return failed(r);
  int state;
  while ((state = r->lib.sqlite3_step(s)) == SQLITE_ROW)
    *array_push(r->arena, &r->tables) = str_dup(r->arena, value(r, s, 0, false));
  r->lib.sqlite3_finalize(s);
  return state == SQLITE_DONE || failed(r);
}

// A table that a view wants and that is not there is another matter.
static bool no_table(Reading *r, Str name) {
  Str why = said(r);
  if (!str_eq(why, str_cat(r->arena, S("no such table: "), name))) return failed(r);
  return list_tables(r) && db_no_such_table(r->in, r->tables.p, r->tables.n, why);
}

static bool table(Reading *r, Str name, bool named) {
  Str from = quoted(r->arena, name);
  int first = 1;
  sqlite3_stmt *s =
      prepare(r, str_to_z(r->arena, str_fmt(r->arena, "SELECT rowid, * FROM %.*s", STR_ARG(from))), NULL);
  if (!s) { // a view, or a table without rowids
    first = 0;
    s = prepare(r, str_to_z(r->arena, str_fmt(r->arena, "SELECT * FROM %.*s", STR_ARG(from))), NULL);
  }
  if (!s) return no_table(r, name);
  bool ok = rows(r, s, first, name, named);
  r->lib.sqlite3_finalize(s);
  return ok;
}

static bool query(Reading *r) {
  const char *tail = NULL;
  sqlite3_stmt *s = prepare(r, str_to_z(r->arena, r->in->query), &tail);
  if (!s) return failed(r);
  bool one = r->lib.sqlite3_stmt_readonly(s) && !str_trim(str_z(tail)).n;
  bool ok = one ? rows(r, s, 0, (Str){0}, true)
                : data_fail(r->in, D_DB_FAILED, TEXT_ARGS(text_of(S("not one SELECT"))));
  r->lib.sqlite3_finalize(s);
  return ok;
}

static bool read_tables(Reading *r) {
  if (!list_tables(r)) return false;
  bool ok = true;
  for (uint32_t i = 0; ok && i < r->tables.n; i++) ok = table(r, r->tables.p[i], false);
  if (ok && r->mapping)
    return mapping_done(r->mapping, r->in->diags, &r->in->place, r->tables.p, r->tables.n);
  return ok && (r->any || db_no_table(r->in, r->tables.p, r->tables.n));
}

bool read_sqlite(Arena *a, DataInput *in, Mapping *mapping, RowSink sink, Diags *diags) {
  (void)diags;
  Reading r = {.arena = a, .in = in, .mapping = mapping, .sink = sink};
  if (!data_has(in, lib_load(&sqlite, &r.lib), sqlite.package)) return false;
  bool ok = open_database(&r) && (in->query.n   ? query(&r)
                                  : in->table.n ? table(&r, in->table, true)
                                                : read_tables(&r));
  r.lib.sqlite3_close_v2(r.db);
  return ok;
}
