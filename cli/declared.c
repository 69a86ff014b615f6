// Actual values that the targets name themselves: 实际 "FILE", from the folder of the .pgl file.
#include "base/array.h"
#include "base/input.h"
#include "cli/data.h"
#include "grammar/diags.h"

typedef struct Declared {
  Cli *cli;
  const Plan *plan;
  Diags *diags;
  Interner seen; // a file that several 实际 name is read once
  ARRAY(DataSource) all;
} Declared;

static bool missing(Declared *x, uint32_t row, uint16_t id, const Text *args, size_t argc) {
  const Plan *p = x->plan;
  Diag *d = diag_add(x->diags, id, (Span){0}, args, argc);
  d->cell.name = plan_text(p, p->files.name[p->mappings.file[row]]);
  d->cell.row = p->mappings.line[row], d->cell.column = 1;
  return false;
}

static void add(Declared *x, Str path) {
  Arena *a = &x->cli->arena;
  uint32_t before = x->seen.n;
  intern(a, &x->seen, path);
  cli_reads(x->cli, str_to_z(a, path));
  if (x->seen.n > before) *array_push(a, &x->all) = (DataSource){.name = path};
}

static bool add_mapping(Declared *x, uint32_t row) {
  const Plan *p = x->plan;
  Arena *a = &x->cli->arena;
  Str said = plan_text(p, p->mappings.pattern[row]), why = {0}, *found;
  if (str_has(said, S("://"))) return add(x, said), true;
  Str from = os_path_dir(plan_text(p, p->files.name[p->mappings.file[row]]));
  Str path = os_path_clean(a, os_path_join(a, from, said));
  bool table = str_has(said, S("?table=")) || str_has(said, S("?query="));
  if (table) {
    const char *q = memchr(path.p, '?', path.n);
    const char *file = q ? str_to_z(a, str_slice(path, 0, (size_t)(q - path.p))) : NULL;
    if (file && os_kind(file) == OS_FILE) return cli_reads(x->cli, file), add(x, path), true;
    return missing(x, row, D_MAP_FILES, TEXT_ARGS(text_of(said)));
  }
  if (str_has(said, S("*")) || str_has(said, S("?"))) {
    size_t n = 0;
    os_glob(a, str_to_z(a, path), &found, &n);
    for (size_t i = 0; i < n; i++) add(x, found[i]);
    return n > 0 || missing(x, row, D_MAP_FILES, TEXT_ARGS(text_of(said)));
  }
  Input in = {.fd = -1};
  const char *z = str_to_z(a, path);
  if (os_kind(z) == OS_OTHER || input_open(z, &in, &why)) return input_close(&in), add(x, path), true;
  return missing(x, row, D_MAP_FILE, TEXT_ARGS(text_of(said), {os_why_zh(a, why), why}));
}

// Each once. False after a finding: one is not there.
static bool declared(Cli *cli, const Plan *plan, Diags *diags, DataSource **out, size_t *n) {
  Declared x = {.cli = cli, .plan = plan, .diags = diags};
  bool good = true;
  for (uint32_t i = 0; i < plan->mappings.n; i++) good &= add_mapping(&x, i);
  *out = x.all.p;
  *n = x.all.n;
  return good;
}

int session_data(Cli *cli, Session *s, const DataOptions *o, DataSource **data, size_t *n) {
  if (!cli_data(cli, &o->actuals, data, n)) return EXIT_UNREADABLE;
  int code = session_evaluable(cli, s, o->as_of);
  if (code || *n) return code;
  Diags found = session_diags(cli);
  if (declared(cli, s->program->plan, &found, data, n)) return EXIT_CLEAN;
  session_render(cli, s, &found, &cli->err, DIAG_HUMAN, cli->color_err);
  return EXIT_UNREADABLE;
}
