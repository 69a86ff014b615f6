// An audit as a table for people, and as JSON (docs/schema/pgl-audit-1.schema.json).
#pragma once
#include "runtime/audit.h"
#include "runtime/report/report.h"

void report_audit_table(Arena *a, Out *o, const Results *r, const Audit *audit, const ReportOptions *opt);
void report_audit_json(Arena *a, Out *o, const Results *r, const Audit *audit, const ReportOptions *opt);
