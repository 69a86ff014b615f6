// 实际 declarations: which file, which columns. Checked against the program and written into the plan
// (tables mappings, mapping_columns, mapping_filters); what they mean to rows: runtime/read/mapping.h and
// docs/decisions/0008-mapping.md.
#pragma once
#include "compiler/lower.h"

enum { MAPPING_HEADERS_MAX = 5, MAPPING_COLUMNS_MAX = 16384 }; // rows of a header; columns of a sheet

void check_mappings(Check *c, Lower *lower); // lower NULL: only checked
