// Where each format goes: a library's file, another program's, or our own stream.
#include "cli/book.h"
#include "base/process.h"

#ifdef PGL_STATIC
#define LACKING CLI_NEEDS_PACKAGE
#else
#define LACKING CLI_NEEDS_LIBRARY
#endif

static const char *const endings[BOOK_KINDS] = {".xlsx", ".docx", ".html", ".md", ".csv"};

BookKind book_kind(const char *path) {
  for (int i = 0; path && i < BOOK_KINDS; i++)
    if (str_ends(str_z(path), str_z(endings[i]))) return (BookKind)i;
  return BOOK_KINDS;
}

// A workbook is written by its library, beside where it belongs; it goes there when it is whole.
static int write_xlsx(Cli *cli, const SheetBook *book, const char *path) {
  Str why = {0};
  OsFile *f = os_create(&cli->arena, path, &why);
  bool good = f && sheet_write_xlsx(&cli->arena, book, os_beside(f), &why);
  bool lacking = !good && str_starts(why, S("lib"));
  if (f && !good) os_discard(f);
  if (good && os_commit(f, &why)) return EXIT_CLEAN;
  cli_say(cli, lacking ? LACKING : CLI_CANNOT_WRITE, str_z(path), lacking ? why : cli_why(cli, why));
  return EXIT_UNREADABLE;
}

static bool converted(Cli *cli, const char *folder, Str html, Str *bytes) {
  Arena *a = &cli->arena;
  Str why, dir = str_z(folder);
  const char *from = str_to_z(a, os_path_join(a, dir, S("form.html"))),
             *to = str_to_z(a, os_path_join(a, dir, S("form.docx")));
  const char *profile =
      str_to_z(a, str_cat(a, S("-env:UserInstallation=file://"), os_path_join(a, dir, S("profile"))));
  OsFile *f = os_create(a, from, &why);
  if (!f) return false;
  os_write(f, html.p, html.n);
  if (!os_commit(f, &why)) return false;
  const char *const office[] = {
      "soffice",  profile, "--headless", "--writer", "--convert-to", "docx:MS Word 2007 XML",
      "--outdir", folder,  from,         NULL};
  const char *const pandoc[] = {"pandoc", from, "-o", to, NULL};
  return (process_run(office, 120) || process_run(pandoc, 60)) && os_read(a, to, bytes, &why);
}

// LibreOffice, or else pandoc, makes a document of our HTML.
static int write_docx(Cli *cli, const SheetBook *book, const char *path) {
  Str why = {0}, bytes;
  Out o = out_memory(&cli->arena);
  sheet_write_html(&o, book, cli->lang == LANG_EN);
  const char *folder = temp_folder(&cli->arena, &why);
  bool good = folder && converted(cli, folder, out_text(&o), &bytes);
  if (folder) temp_remove(folder);
  if (!good) return cli_say(cli, CLI_NO_OFFICE, str_z(path), (Str){0}), EXIT_UNREADABLE;
  if (!cli_redirect(cli, path)) return EXIT_UNREADABLE;
  out_str(&cli->out, bytes);
  return EXIT_CLEAN;
}

static void write_csv(Out *o, const Sheet *s) {
  for (uint32_t i = 0, row = 0; i < s->cells.n; i++) {
    const SheetCell *c = &s->cells.p[i];
    if (c->row != row)
      out_c(o, '\n'), row = c->row;
    else if (i)
      out_c(o, ',');
    bool quote = false;
    for (size_t k = 0; k < c->text.n && !quote; k++) quote = strchr(",\"\r\n", c->text.p[k]) != NULL;
    if (quote) out_c(o, '"');
    for (size_t k = 0; k < c->text.n; k++) {
      if (c->text.p[k] == '"') out_c(o, '"');
      out_c(o, c->text.p[k]);
    }
    if (quote) out_c(o, '"');
  }
  out_c(o, '\n');
}

int book_write(Cli *cli, const SheetBook *book, const char *path, BookKind kind) {
  if (!cli_may_write(cli, path)) return EXIT_UNREADABLE;
  switch (kind) {
  case BOOK_XLSX: return write_xlsx(cli, book, path);
  case BOOK_DOCX: return write_docx(cli, book, path);
  default: break;
  }
  if (path && !cli_redirect(cli, path)) return EXIT_UNREADABLE;
  switch (kind) {
  case BOOK_CSV: write_csv(&cli->out, book->all.p[0]); break;
  case BOOK_HTML: sheet_write_html(&cli->out, book, cli->lang == LANG_EN); break;
  default: sheet_write_md(&cli->out, book);
  }
  return EXIT_CLEAN;
}
