// Sheets written to a file of any kind.
#pragma once
#include "cli/cli.h"
#include "forms/sheet.h"

typedef enum BookKind { BOOK_XLSX, BOOK_DOCX, BOOK_HTML, BOOK_MD, BOOK_CSV, BOOK_KINDS } BookKind;

BookKind book_kind(const char *path); // by its ending; BOOK_KINDS: none of them, or no path
// To `path`, or to standard output without one (then HTML, CSV or Markdown). Tells what goes wrong; an exit
// code. A CSV holds the first sheet.
int book_write(Cli *cli, const SheetBook *book, const char *path, BookKind kind);
