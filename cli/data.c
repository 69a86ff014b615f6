// Actual values come as files, folders, patterns, standard input or a database's address; found here, read by
// the run.
#include "cli/data.h"
#include "base/input.h"

typedef struct Data {
  Interner seen; // a file named twice is read once
  ARRAY(DataSource) all;
} Data;

// What a folder is searched for. Databases are named one by one: a folder may hold many that are none of
// ours.
static const char *const endings[] = {".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson"};
static const char *const packings[] = {"", ".gz", ".zst"};            // of the text formats
static const char *const others[] = {".xls", ".xlsb", ".ods", ".et"}; // tables, but not to be read: told of

static bool is_lock(Str path) { // Excel's, beside an open workbook
  size_t name = path.n;
  while (name > 0 && path.p[name - 1] != '/') name--;
  return str_starts(str_slice(path, name, path.n), S("~$"));
}

static bool is_other(Str path) {
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (str_ends_like(path, str_z(others[i]))) return true;
  return false;
}

static bool is_data(Str path) {
  for (size_t p = 0; p < sizeof packings / sizeof *packings; p++) {
    if (!str_ends_like(path, str_z(packings[p]))) continue;
    Str plain = str_slice(path, 0, path.n - strlen(packings[p]));
    for (size_t e = 0; e < sizeof endings / sizeof *endings; e++)
      if (str_ends_like(plain, str_z(endings[e]))) return true;
  }
  return false;
}

static bool has(Str s, const char *any) {
  for (size_t i = 0; i < s.n; i++)
    if (strchr(any, s.p[i])) return true;
  return false;
}

static bool is_server(Str name) {
  return str_starts(name, S("postgres://")) || str_starts(name, S("postgresql://"));
}

// 台账.db?table=实际: the file in front of the question.
static const char *file_of(Cli *cli, Str name) {
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] == '?') return str_to_z(&cli->arena, str_slice(name, 0, i));
  return str_to_z(&cli->arena, name);
}

static bool add(Cli *cli, Data *data, Str name) {
  Str why;
  const char *z = str_to_z(&cli->arena, name);
  uint32_t before = data->seen.n;
  intern(&cli->arena, &data->seen, is_server(name) ? name : os_path_clean(&cli->arena, name));
  if (data->seen.n == before) return true;
  *array_push(&cli->arena, &data->all) = (DataSource){.name = name};
  if (is_server(name)) return true;
  Input in = {.fd = -1};
  if (strcmp(z, "-") != 0 && os_kind(z) == OS_NONE) z = file_of(cli, name);
  cli_reads(cli, z);
  // Told here, before the targets are looked at; but who writes to a pipe would take this for its end.
  if (os_kind(z) == OS_OTHER || input_open(z, &in, &why)) {
    bool packed = str_ends(name, S(".gz")) || str_ends(name, S(".zst"));
    if (in.regular && !packed) data->all.p[data->all.n - 1].size = in.size;
    return input_close(&in), true;
  }
  cli_say(cli, CLI_CANNOT_READ, name, cli_why(cli, why));
  return false;
}

static bool add_found(Cli *cli, Data *data, const char *place, const Str *found, size_t n, bool all) {
  bool good = true, any = false;
  for (size_t i = 0; i < n; i++) {
    if (!all && (is_lock(found[i]) || !is_data(found[i]))) {
      if (!cli->quiet && is_other(found[i]) && !is_lock(found[i]))
        cli_say(cli, CLI_PASSED_OVER, found[i], (Str){0});
      continue;
    }
    good &= add(cli, data, found[i]);
    any = true;
  }
  if (!any) cli_say(cli, all ? CLI_NO_DATA_LIKE : CLI_NO_DATA_BELOW, str_z(place), (Str){0});
  return good && any;
}

bool cli_data(Cli *cli, const Words *paths, DataSource **data, size_t *n) {
  Data read = {0};
  bool good = true;
  for (uint32_t i = 0; i < paths->n; i++) {
    const char *path = paths->p[i];
    Str why, name = str_z(path), *found;
    size_t count;
    OsKind kind = is_server(name) ? OS_OTHER : os_kind(path);
    if (kind == OS_DIR) {
      if (!os_walk(&cli->arena, path, "", &found, &count, &why))
        return cli_say(cli, CLI_CANNOT_READ, name, cli_why(cli, why)), false;
      good &= add_found(cli, &read, path, found, count, false);
    } else if (kind == OS_NONE && has(name, "*?[") && os_kind(file_of(cli, name)) == OS_NONE) {
      os_glob(&cli->arena, path, &found, &count); // a pattern that no shell has filled in
      good &= add_found(cli, &read, path, found, count, true);
    } else
      good &= add(cli, &read, name);
  }
  *data = read.all.p;
  *n = read.all.n;
  return good;
}
