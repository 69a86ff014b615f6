// Results and audits as plain tables, a row a thing: for workbooks, Markdown and pages.
#pragma once
#include "forms/sheet.h"
#include "runtime/audit.h"
#include "runtime/result.h"

void list_results(Arena *a, const Results *r, Lang lang,
                  SheetBook *out); // an indicator a row, and the totals
void list_audit(Arena *a, const Results *r, const Audit *audit, Lang lang, SheetBook *out); // a finding a row
