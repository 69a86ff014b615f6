// One file from bytes to facts: the reader of its format, then recognition, then what every form must have.
#include "forms/import.h"
#include "forms/recognise.h"
#include "grammar/diags.h"

static Str file_stem(Str path) {
  size_t from = path.n, to = path.n;
  while (from && path.p[from - 1] != '/') from--;
  while (to > from && path.p[to - 1] != '.') to--;
  return str_slice(path, from, to > from + 1 ? to - 1 : path.n);
}

static bool says_something(const Form *f) {
  return f->indicators.n || f->goals.n || f->sources.n || f->sections.n || f->total.full.n ||
         f->total.start.n;
}

static Diag *tell(Diags *diags, Str name, uint16_t id, const Form *f, const Text *args, size_t argc) {
  Diag *d = diag_add(diags, id, SPAN_NONE, args, argc);
  d->cell.name = name;
  if (f) {
    d->cell.sheet = f->at.sheet;
    d->cell.row = f->at.row;
    d->cell.column = f->at.column;
  }
  return d;
}

bool import_read(Arena *a, Str name, Str bytes, const ImportOptions *opt, Diags *diags, Imported *out) {
  *out = (Imported){.name = name};
  Document doc = {.name = name};
  if (!grid_read(a, &doc, bytes, diags)) return false;
  Reader r = {
      .arena = a,
      .diags = diags,
      .notation = {a, opt->units, diags->table},
      .labels = labels_new(a),
      .document = &doc,
      .out = &out->forms,
      .weight_col = UINT32_MAX,
      .score_col = UINT32_MAX,
  };
  recognise(&r);
  FormList *forms = &out->forms;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < forms->all.n; i++)
    if (says_something(forms->all.p[i])) forms->all.p[kept++] = forms->all.p[i];
  forms->all.n = kept;
  if (!kept) {
    tell(diags, name, D_IMPORT_NOTHING, NULL, NO_ARGS);
    return false;
  }
  bool told = false;
  for (uint32_t i = 0; i < kept; i++) {
    Form *f = forms->all.p[i];
    if (opt->year) f->year = opt->year;
    if (!f->year) f->year = year_in(file_stem(name));
    if (!f->year && !told) {
      tell(diags, name, D_IMPORT_NO_YEAR, NULL, NO_ARGS);
      told = true;
    }
    if (f->whole && !f->department.n) f->department = f->agency.n ? f->agency : file_stem(name);
    if (!f->whole && !f->department.n && f->agency.n) f->department = f->agency;
    if (!f->whole && !f->name.n) {
      Str title = title_name(a, f->title);
      f->name = title.n ? title : file_stem(name);
      tell(diags, name, D_IMPORT_NO_NAME, f->indicators.n ? &(Form){.at = f->indicators.p[0].at} : f,
           TEXT_ARGS(text_of(f->name)));
    }
  }
  return true;
}
