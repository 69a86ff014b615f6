// Changes of targets, one way a format: for a terminal, JSON (docs/schema/pgl-diff-1.schema.json), Markdown
// for a review, HTML for a reader.
#pragma once
#include "runtime/changes.h"
#include "runtime/report/report.h"

typedef void ChangesReport(Arena *a, Out *o, const Changes *c, Str before, Str after,
                           const ReportOptions *opt);
ChangesReport report_changes_text, report_changes_json, report_changes_md, report_changes_html;
