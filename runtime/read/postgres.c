// Tables of a PostgreSQL server: postgres://…/DB?table=T or ?query=SELECT …. The client library is loaded
// when the first such address is met. One read-only transaction, row by row; numeric values are exact, float
// columns give 15 digits (as with SQLite and workbooks). A password is never shown, whatever the library
// says.
#include "base/array.h"
#include "base/os.h"
#include "grammar/diags.h"
#include "runtime/read/database.h"
#include <libpq-fe.h>

#define LIBPQ(F)                                                                                             \
  F(PQconnectdbParams)                                                                                       \
  F(PQfinish)                                                                                                \
  F(PQstatus)                                                                                                \
  F(PQerrorMessage)                                                                                          \
  F(PQconninfoParse)                                                                                         \
  F(PQconninfoFree)                                                                                          \
  F(PQexec)                                                                                                  \
  F(PQclear)                                                                                                 \
  F(PQresultStatus)                                                                                          \
  F(PQresultErrorField)                                                                                      \
  F(PQsendQuery)                                                                                             \
  F(PQsetSingleRowMode)                                                                                      \
  F(PQgetResult)                                                                                             \
  F(PQisBusy)                                                                                                \
  F(PQconsumeInput)                                                                                          \
  F(PQsocket)                                                                                                \
  F(PQnfields)                                                                                               \
  F(PQfname)                                                                                                 \
  F(PQftype)                                                                                                 \
  F(PQntuples)                                                                                               \
  F(PQgetvalue)                                                                                              \
  F(PQgetlength)                                                                                             \
  F(PQgetisnull)                                                                                             \
  F(PQfreemem)                                                                                               \
  F(PQsetnonblocking)
LIB_TABLE(Libpq, libpq, LIBPQ, "libpq.so.5", "libpq5")

enum { SILENCE = 600 }; // seconds without a byte
enum { TYPE_BOOL = 16, TYPE_TIMESTAMP = 1114, TYPE_TIMESTAMPTZ = 1184 };

typedef struct Reading {
  Arena *arena;
  DataInput *in;
  Mapping *mapping;
  RowSink sink;
  Libpq lib;
  PGconn *db;
  Str address;  // for the library, without table and query
  Str password; // in it
  ARRAY(Str) tables;
  bool any;
} Reading;

// ---- what the library says ----------------------------------------------------------------------

// Its first line, the password cut out.
static Str said(Reading *r, const char *message) {
  Str s = str_z(message ? message : "");
  size_t end = 0;
  while (end < s.n && s.p[end] != '\n') end++;
  s = str_slice(s, 0, end);
  Out o = out_memory(r->arena);
  for (size_t i = 0; i < s.n;) {
    bool secret = r->password.n && str_starts(str_slice(s, i, s.n), r->password);
    if (secret)
      out_z(&o, "***");
    else
      out_c(&o, s.p[i]);
    i += secret ? r->password.n : 1;
  }
  return out_text(&o);
}

static bool failed(Reading *r) {
  bool lost = r->lib.PQstatus(r->db) != CONNECTION_OK;
  Text why = text_of(said(r, r->lib.PQerrorMessage(r->db)));
  return data_fail(r->in, lost ? D_DB_CONNECTION : D_DB_FAILED, &why, 1);
}

// ---- connecting ---------------------------------------------------------------------------------

static bool begins(Str s, const char *word) {
  return str_starts(s, str_z(word));
}

// ?table= and ?query= are ours; what else stands behind ? is the library's. A query goes to the end.
static void split_address(Reading *r) {
  Str all = r->in->path;
  Out o = out_memory(r->arena);
  size_t mark = 0;
  while (mark < all.n && all.p[mark] != '?') mark++;
  out_str(&o, str_slice(all, 0, mark));
  char joint = '?';
  for (size_t at = mark + 1; at < all.n;) {
    Str rest = str_slice(all, at, all.n);
    size_t end = 0;
    while (end < rest.n && rest.p[end] != '&') end++;
    Str word = str_slice(rest, 0, end);
    if (begins(rest, "query=")) {
      r->in->query = data_unescaped(r->arena, str_slice(rest, 6, rest.n));
      break;
    }
    if (begins(word, "table="))
      r->in->table = data_unescaped(r->arena, str_slice(word, 6, word.n));
    else if (word.n) {
      out_c(&o, joint);
      out_str(&o, word);
      joint = '&';
    }
    at += end + 1;
  }
  r->address = out_text(&o);
}

static bool find_password(Reading *r) {
  char *why = NULL;
  PQconninfoOption *all = r->lib.PQconninfoParse(str_to_z(r->arena, r->address), &why);
  if (why) r->lib.PQfreemem(why); // it may quote the password
  if (!all)
    return data_fail(r->in, D_DB_CONNECTION,
                     &(Text){S("地址写得不对"), S("this is no address of a database")}, 1);
  for (const PQconninfoOption *o = all; o->keyword; o++)
    if (!strcmp(o->keyword, "password") && o->val) r->password = str_dup(r->arena, str_z(o->val));
  r->lib.PQconninfoFree(all);
  return true;
}

static bool ask(Reading *r, const char *sql) {
  PGresult *res = r->lib.PQexec(r->db, sql);
  bool ok = r->lib.PQresultStatus(res) == PGRES_COMMAND_OK;
  r->lib.PQclear(res);
  return ok || failed(r);
}

// What stands before dbname are defaults, which the address may overrule.
static bool connect_server(Reading *r) {
  if (!find_password(r)) return false;
  const char *keys[] = {"connect_timeout",  "application_name", "keepalives_idle", "keepalives_interval",
                        "keepalives_count", "dbname",           "client_encoding", NULL};
  const char *values[] = {"10", "pgl", "15", "5", "4", str_to_z(r->arena, r->address), "UTF8", NULL};
  r->db = r->lib.PQconnectdbParams(keys, values, 1);
  if (!r->db) arena_fail(r->arena);
  if (r->lib.PQstatus(r->db) != CONNECTION_OK) return failed(r);
  return ask(r, "SET extra_float_digits = 0") && ask(r, "SET datestyle = ISO") &&
         ask(r, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

// ---- rows ---------------------------------------------------------------------------------------

// The next result, waiting for the server no longer than SILENCE for its next bytes.
static bool next_result(Reading *r, PGresult **out) {
  while (r->lib.PQisBusy(r->db)) {
    if (!os_wait(r->lib.PQsocket(r->db), SILENCE * 1000))
      return data_fail(r->in, D_DB_CONNECTION,
                       &(Text){S("十分钟没有回音"), S("ten minutes without an answer")}, 1);
    if (!r->lib.PQconsumeInput(r->db)) return failed(r);
  }
  *out = r->lib.PQgetResult(r->db);
  return true;
}

typedef struct Answer {
  Str table;
  bool named, ok;
  DbTable *rows;
  Str *text;
  uint32_t n, row;
} Answer;

static bool columns(Reading *r, Answer *w, const PGresult *res) {
  w->n = (uint32_t)r->lib.PQnfields(res);
  w->text = NEW_N(r->arena, Str, w->n + 1);
  for (uint32_t i = 0; i < w->n; i++) w->text[i] = str_dup(r->arena, str_z(r->lib.PQfname(res, (int)i)));
  w->rows = db_begin(r->arena, r->in, r->mapping, r->sink, w->table, w->text, w->n, w->named, &w->ok);
  r->any |= w->rows != NULL;
  return w->rows && w->ok;
}

static bool one_row(Reading *r, Answer *w, const PGresult *res) {
  for (uint32_t i = 0; i < w->n; i++) {
    int c = (int)i;
    Str v = {0};
    if (!r->lib.PQgetisnull(res, 0, c))
      v = (Str){r->lib.PQgetvalue(res, 0, c), (size_t)r->lib.PQgetlength(res, 0, c)};
    unsigned type = r->lib.PQftype(res, c);
    if (type == TYPE_BOOL && v.n) v = v.p[0] == 't' ? S("是") : S("否");
    if (type == TYPE_TIMESTAMP || type == TYPE_TIMESTAMPTZ) v = str_slice(v, 0, v.n < 10 ? v.n : 10);
    w->text[i] = str_trim(v);
  }
  return db_row(w->rows, w->text, ++w->row, &w->ok);
}

static bool list_tables(Reading *r) {
  PGresult *res =
      r->lib.PQexec(r->db, "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE "
                           "relkind IN ('r', 'p', 'f') AND pg_table_is_visible(c.oid) AND nspname NOT IN "
                           "('pg_catalog', 'information_schema') AND NOT relispartition ORDER BY relname");
  bool ok = r->lib.PQresultStatus(res) == PGRES_TUPLES_OK;
  for (int i = 0; ok && i < r->lib.PQntuples(res); i++)
    *array_push(r->arena, &r->tables) = str_dup(r->arena, str_z(r->lib.PQgetvalue(res, i, 0)));
  r->lib.PQclear(res);
  return ok || failed(r);
}

// What the server refused. No such table or schema (PostgreSQL, appendix A): the transaction is over, and
// which there are is asked outside of it.
static bool refused(Reading *r, const PGresult *res) {
  const char *state = r->lib.PQresultErrorField(res, PG_DIAG_SQLSTATE);
  if (!r->in->table.n || !state || (strcmp(state, "42P01") != 0 && strcmp(state, "3F000") != 0))
    return failed(r);
  Str why = said(r, r->lib.PQerrorMessage(r->db));
  return ask(r, "ROLLBACK") && list_tables(r) && db_no_such_table(r->in, r->tables.p, r->tables.n, why);
}

// The answer to a query: rows one by one, then the end or an error.
static bool answer(Reading *r, Str sql, Str table, bool named) {
  if (!r->lib.PQsendQuery(r->db, str_to_z(r->arena, sql)) || !r->lib.PQsetSingleRowMode(r->db))
    return failed(r);
  Answer w = {.table = table, .named = named, .ok = true};
  bool more = true, begun = false;
  for (PGresult *res = NULL; next_result(r, &res);) {
    if (!res) return (!w.rows || db_end(w.rows)) && w.ok;
    ExecStatusType state = r->lib.PQresultStatus(res);
    bool rows = state == PGRES_SINGLE_TUPLE || state == PGRES_TUPLES_OK;
    if (!rows)
      w.ok = state == PGRES_FATAL_ERROR
                 ? refused(r, res)
                 : data_fail(r->in, D_DB_FAILED, TEXT_ARGS(text_of(S("not one SELECT"))));
    if (rows && !begun) more = columns(r, &w, res), begun = true;
    if (more && state == PGRES_SINGLE_TUPLE) more = one_row(r, &w, res);
    r->lib.PQclear(res);
    if (!rows || !w.ok) break;
  }
  if (w.rows) db_end(w.rows);
  return false; // told; the connection is closed with its rows unread
}

static Str quoted(Arena *a, Str name) { // schema.table: both parts
  Out o = out_memory(a);
  out_c(&o, '"');
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] == '.')
      out_z(&o, "\".\"");
    else if (name.p[i] == '"')
      out_z(&o, "\"\"");
    else
      out_c(&o, name.p[i]);
  }
  out_c(&o, '"');
  return out_text(&o);
}

static bool table(Reading *r, Str name, bool named) {
  Str from = quoted(r->arena, name);
  return answer(r, str_fmt(r->arena, "SELECT * FROM %.*s", STR_ARG(from)), name, named);
}

static bool has_columns(Reading *r, Str name, bool *ok) { // without its rows
  Str from = quoted(r->arena, name);
  PGresult *res = r->lib.PQexec(
      r->db, str_to_z(r->arena, str_fmt(r->arena, "SELECT * FROM %.*s LIMIT 0", STR_ARG(from))));
  *ok = r->lib.PQresultStatus(res) == PGRES_TUPLES_OK || failed(r);
  int n = r->lib.PQnfields(res);
  Str *text = NEW_N(r->arena, Str, (size_t)n + 1);
  for (int i = 0; i < n; i++) text[i] = str_dup(r->arena, str_z(r->lib.PQfname(res, i)));
  r->lib.PQclear(res);
  return layout_is_header(r->arena, &(Cells){.text = text, .n = (uint32_t)n});
}

static bool read_tables(Reading *r) {
  if (!list_tables(r)) return false;
  for (uint32_t i = 0; i < r->tables.n; i++) {
    bool ok = true, wanted = r->mapping ? mapping_reads(r->mapping, r->arena, r->tables.p[i])
                                        : has_columns(r, r->tables.p[i], &ok);
    if (!ok || (wanted && !table(r, r->tables.p[i], false))) return false;
  }
  if (r->mapping) return mapping_done(r->mapping, r->in->diags, &r->in->place, r->tables.p, r->tables.n);
  return r->any || db_no_table(r->in, r->tables.p, r->tables.n);
}

bool read_postgres(Arena *a, DataInput *in, Mapping *mapping, RowSink sink, Diags *diags) {
  (void)diags;
  Reading r = {.arena = a, .in = in, .mapping = mapping, .sink = sink};
  if (!data_has(in, lib_load(&libpq, &r.lib), libpq.package)) return false;
  split_address(&r);
  bool ok = connect_server(&r);
  if (ok)
    ok = in->query.n   ? answer(&r, in->query, (Str){0}, true)
         : in->table.n ? table(&r, in->table, true)
                       : read_tables(&r);
  r.lib.PQfinish(r.db);
  return ok;
}
