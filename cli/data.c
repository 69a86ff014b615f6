// Actual values come as files, folders or standard input; found here, read by the run.
#include "cli/data.h"
#include "base/input.h"
#include "base/sha256.h"
#include "stdlib/embedded.h"

typedef struct Data {
  Interner seen; // a file named twice is read once
  ARRAY(DataSource) all;
} Data;

static bool read_data(Cli *cli, Data *data, Str path) {
  Str why;
  const char *z = str_to_z(&cli->arena, path);
  uint32_t before = data->seen.n;
  intern(&cli->arena, &data->seen, os_path_clean(&cli->arena, path));
  if (data->seen.n == before) return true;
  *array_push(&cli->arena, &data->all) = (DataSource){.name = path};
  Input in;
  if (input_open(z, &in, &why)) return input_close(&in), true; // told here, before the targets are looked at
  cli_say(cli, CLI_CANNOT_READ, path, cli_why(cli, why));
  return false;
}

bool cli_data(Cli *cli, const Words *paths, DataSource **data, size_t *n) {
  Data read = {0};
  bool good = true;
  for (uint32_t i = 0; i < paths->n; i++) {
    static const char *const endings[] = {".csv", ".tsv"};
    Str why, *below;
    size_t found, all = 0;
    bool dir = os_kind(paths->p[i]) == OS_DIR;
    for (int k = 0; dir && k < 2; k++) {
      if (!os_walk(&cli->arena, paths->p[i], endings[k], &below, &found, &why))
        return cli_say(cli, CLI_CANNOT_READ, str_z(paths->p[i]), cli_why(cli, why)), false;
      for (size_t f = 0; f < found; f++) good &= read_data(cli, &read, below[f]);
      all += found;
    }
    if (!dir)
      good &= read_data(cli, &read, str_z(paths->p[i]));
    else if (!all)
      cli_say(cli, CLI_NO_DATA_BELOW, str_z(paths->p[i]), (Str){0}), good = false;
  }
  *data = read.all.p;
  *n = read.all.n;
  return good;
}

static bool embedded(Str text) {
  for (size_t i = 0; i < embedded_count; i++)
    if (embedded_files[i].text == text.p) return true;
  return false;
}

DataFile *cli_source_files(Cli *cli, const Sources *all, uint32_t *n) {
  DataFile *files = NEW_N(&cli->arena, DataFile, all->n + 1);
  *n = 0;
  for (uint32_t i = 0; i < all->n; i++) {
    if (embedded(all->p[i].text)) continue;
    files[(*n)++] = (DataFile){all->p[i].name, sha256_hex(&cli->arena, all->p[i].text), all->p[i].text.n};
  }
  return files;
}
