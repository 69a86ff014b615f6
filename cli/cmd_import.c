// pgl import: official forms into .pgl, and the values of a self-evaluation into a table beside it.
#include "base/json.h"
#include "cli/session.h"
#include "forms/import.h"

typedef struct ImportWords {
  const char *out;
  uint32_t year;
  int format;
  bool force;
} ImportWords;

enum { SUMMARY, JSON };

static const Option options[] = {
    {"output", 'o', OPT_TEXT, offsetof(ImportWords, out), "FILE|DIR",
     "写入一个 .pgl 文件，或目录（每个项目一个文件）",
     "write to one .pgl file, or a folder (a file a project)"},
    {"year", 0, OPT_COUNT, offsetof(ImportWords, year), "YEAR", "年度（表里没有写时用）",
     "the year, where the forms do not say"},
    {"force", 0, OPT_FLAG, offsetof(ImportWords, force), NULL, "覆盖已有的文件",
     "overwrite files that exist"},
    {"format", 0, OPT_CHOICE, offsetof(ImportWords, format), "table|json", "摘要的格式",
     "format of the summary"},
};

typedef struct OutFile {
  Str path, text;
} OutFile;

typedef struct Import {
  Cli *cli;
  ImportWords opt;
  ImportOptions how;
  ARRAY(Imported) files;
  ARRAY(Form *) forms;
  ARRAY(OutFile) out;
  ARRAY(Str) written; // by form: its path, or the text where nothing is written
  Str actuals, actuals_path;
} Import;

static bool read_all(Import *im, const Words *paths, Diags *diags) {
  Cli *cli = im->cli;
  bool good = true;
  for (uint32_t i = 0; i < paths->n; i++) {
    Str bytes, why, path = str_z(paths->p[i]);
    if (!os_read(&cli->arena, paths->p[i], &bytes, &why)) {
      cli_say(cli, CLI_CANNOT_READ, path, cli_why(cli, why));
      good = false;
      continue;
    }
    Imported one;
    good &= import_read(&cli->arena, path, bytes, &im->how, diags, &one);
    cli_reads(cli, paths->p[i]);
    *array_push(&cli->arena, &im->files) = one;
    for (uint32_t k = 0; k < one.forms.all.n; k++) *array_push(&cli->arena, &im->forms) = one.forms.all.p[k];
  }
  return good;
}

static bool broken(Import *im, Str what) {
  cli_say(im->cli, CLI_IMPORT_BUG, what, (Str){0});
  return false;
}

static bool whole_in_one(Import *im) {
  Arena *a = &im->cli->arena;
  for (uint32_t i = 1; i < im->forms.n; i++) {
    int first = im->forms.p[0]->year, own = im->forms.p[i]->year;
    if (own && first && own != first) {
      cli_say(im->cli, CLI_IMPORT_YEARS, str_fmt(a, "%d", first), str_fmt(a, "%d", own));
      return false;
    }
  }
  Str text, path = im->opt.out ? str_z(im->opt.out) : S("-");
  if (!import_write_all(a, im->forms.p, im->forms.n, &im->how, diag_table, &text)) return broken(im, path);
  *array_push(a, &im->out) = (OutFile){path, text};
  for (uint32_t i = 0; i < im->forms.n; i++) *array_push(a, &im->written) = path;
  if (im->opt.out) im->actuals_path = str_cat(a, str_slice(path, 0, path.n - 4), S(".csv"));
  return true;
}

static bool one_each(Import *im) {
  Arena *a = &im->cli->arena;
  Str dir = str_z(im->opt.out);
  size_t number = 0;
  for (uint32_t i = 0; i < im->forms.n; i++) {
    Form *f = im->forms.p[i];
    Str text, stem = import_stem(a, f, f->whole ? 0 : ++number);
    if (!import_write(a, f, &im->how, diag_table, &text)) return broken(im, f->name);
    Str path = os_path_join(a, dir, str_cat(a, stem, S(".pgl")));
    for (uint32_t k = 0; k < im->out.n; k++)
      if (str_eq(im->out.p[k].path, path))
        path = os_path_join(a, dir, str_fmt(a, STR_FMT "-%u.pgl", STR_ARG(stem), (unsigned)i + 1)),
        k = UINT32_MAX - 1;
    *array_push(a, &im->out) = (OutFile){path, text};
    *array_push(a, &im->written) = path;
  }
  im->actuals_path = os_path_join(a, dir, S("actuals.csv"));
  return true;
}

static bool write_all(Import *im) {
  Cli *cli = im->cli;
  Str why;
  bool one = str_ends(str_z(im->opt.out), S(".pgl"));
  Str dir = one ? os_path_dir(str_z(im->opt.out)) : str_z(im->opt.out);
  if (!os_make_dir(str_to_z(&cli->arena, dir), &why)) {
    cli_say(cli, CLI_CANNOT_WRITE, dir, cli_why(cli, why));
    return false;
  }
  for (uint32_t i = 0; i < im->out.n && !im->opt.force; i++)
    if (os_kind(str_to_z(&cli->arena, im->out.p[i].path)) != OS_NONE) {
      cli_say(cli, CLI_EXISTS, im->out.p[i].path, (Str){0});
      return false;
    }
  for (uint32_t i = 0; i < im->out.n; i++)
    if (!cli_may_write(cli, str_to_z(&cli->arena, im->out.p[i].path))) return false;
  for (uint32_t i = 0; i < im->out.n; i++)
    if (!cli_write(cli, im->out.p[i].path, im->out.p[i].text)) return false;
  return true;
}

// ---- summary -----------------------------------------------------------------------------------

static uint32_t indicator_count(const Form *f) {
  uint32_t n = f->indicators.n;
  for (uint32_t i = 0; i < f->sections.n; i++) n += f->sections.p[i].indicators.n;
  return n;
}

static Str count(Cli *cli, uint32_t n) {
  return str_fmt(&cli->arena, "%u", (unsigned)n);
}

static void summary(const Import *im, Out *o) {
  Cli *cli = im->cli;
  uint32_t at = 0;
  for (uint32_t i = 0; i < im->files.n; i++) {
    const Imported *file = &im->files.p[i];
    out_fmt(o, STR_FMT "\n", STR_ARG(file->name));
    for (uint32_t k = 0; k < file->forms.all.n; k++, at++) {
      const Form *f = file->forms.all.p[k];
      Str kind = cli_text(cli, f->whole ? CLI_IMPORT_DEPARTMENT : CLI_IMPORT_PROJECT, (Str){0}, (Str){0});
      Str like =
          cli_text(cli, f->layout >= 0 ? CLI_IMPORT_LIKE : CLI_IMPORT_LIKE_NONE,
                   f->layout >= 0 ? str_z(cli_in(cli, form_layouts[f->layout].zh, form_layouts[f->layout].en))
                                  : (Str){0},
                   (Str){0});
      out_fmt(o, "  " STR_FMT " ", STR_ARG(kind));
      out_str(o, f->whole ? f->department : f->name);
      if (f->year) out_fmt(o, "  %d", f->year);
      out_fmt(o, "  " STR_FMT,
              STR_ARG(cli_text(cli, CLI_IMPORT_INDICATORS, count(cli, indicator_count(f)), (Str){0})));
      if (!f->whole || f->layout >= 0) out_fmt(o, "  " STR_FMT, STR_ARG(like));
      if (im->opt.out) out_fmt(o, "  → " STR_FMT, STR_ARG(im->written.p[at]));
      out_c(o, '\n');
    }
    out_fmt(o, "  " STR_FMT "\n",
            STR_ARG(cli_text(cli, CLI_IMPORT_CELLS, count(cli, file->forms.facts),
                             count(cli, file->forms.unread))));
    if (file->forms.lines)
      out_fmt(o, "  " STR_FMT "\n",
              STR_ARG(cli_text(cli, CLI_IMPORT_LINES, count(cli, file->forms.lines), (Str){0})));
  }
  if (im->actuals.n && im->opt.out)
    out_fmt(o, STR_FMT "\n", STR_ARG(cli_text(cli, CLI_IMPORT_VALUES, im->actuals_path, (Str){0})));
}

static void summary_json(const Import *im, Out *o) {
  Json j = json_on(o, true);
  uint32_t at = 0;
  json_obj(&j);
  json_put_str(&j, "schema", S("pgl-import/1"));
  json_key(&j, "files");
  json_list(&j);
  for (uint32_t i = 0; i < im->files.n; i++) {
    const Imported *file = &im->files.p[i];
    json_obj(&j);
    json_put_str(&j, "file", file->name);
    json_put_u64(&j, "read", file->forms.facts);
    json_put_u64(&j, "unread", file->forms.unread);
    json_put_u64(&j, "lines", file->forms.lines);
    json_key(&j, "forms");
    json_list(&j);
    for (uint32_t k = 0; k < file->forms.all.n; k++, at++) {
      const Form *f = file->forms.all.p[k];
      json_obj(&j);
      json_put_str(&j, "kind", f->whole ? S("department") : S("project"));
      json_put_str(&j, "department", f->department);
      json_put_str(&j, "name", f->whole ? f->department : f->name);
      json_key(&j, "layout");
      f->layout >= 0 ? json_str(&j, str_z(form_layouts[f->layout].id)) : json_nil(&j);
      json_key(&j, "year");
      f->year ? json_u64(&j, (uint64_t)f->year) : json_nil(&j);
      json_put_u64(&j, "indicators", indicator_count(f));
      json_put_u64(&j, "sections", f->sections.n);
      json_key(&j, "values");
      json_bool(&j, f->values);
      json_key(&j, "written");
      im->opt.out ? json_str(&j, im->written.p[at]) : json_nil(&j);
      json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
  }
  json_end(&j, ']');
  json_key(&j, "actuals");
  im->actuals.n && im->opt.out ? json_str(&j, im->actuals_path) : json_nil(&j);
  json_key(&j, "text");
  im->opt.out || !im->out.n ? json_nil(&j) : json_str(&j, im->out.p[0].text);
  json_end(&j, '}');
  out_c(o, '\n');
}

int cmd_import(Cli *cli, int argc, char **argv) {
  Words paths = {0};
  int code;
  Import im = {.cli = cli};
  if (!cli_parse(cli, OPTIONS(options), &im.opt, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "FILE");
  Session s;
  session_open(cli, &s, &(Words){0}, &(SessionOptions){.workers = 1}); // for the names of units
  im.how = (ImportOptions){(int)im.opt.year, {units_known, s.program->units}};
  bool good = read_all(&im, &paths, &s.diags);
  session_render(cli, &s, &s.diags, &cli->err, DIAG_HUMAN, cli->color_err);
  bool one = !im.opt.out || str_ends(str_z(im.opt.out), S(".pgl"));
  if (im.forms.n) {
    im.actuals = import_actuals(&cli->arena, im.forms.p, im.forms.n);
    bool made = one ? whole_in_one(&im) : one_each(&im);
    if (made && im.opt.out && im.actuals.n)
      *array_push(&cli->arena, &im.out) = (OutFile){im.actuals_path, im.actuals};
    bool done = made && (!im.opt.out || write_all(&im));
    good &= done;
    if (done) {
      if (im.opt.format == JSON)
        summary_json(&im, &cli->out);
      else if (im.opt.out)
        summary(&im, &cli->out);
      else {
        out_str(&cli->out, im.out.p[0].text);
        if (!cli->quiet) summary(&im, &cli->err);
        if (im.actuals.n && !cli->quiet) cli_say(cli, CLI_IMPORT_ACTUALS, (Str){0}, (Str){0});
      }
    }
  }
  session_close(&s);
  return good ? EXIT_CLEAN : EXIT_UNREADABLE;
}
