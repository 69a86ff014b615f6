// Results into official forms: the layouts of layouts.def, filled. A form has a sheet a project; a summary
// has one for all.
#pragma once
#include "forms/layouts.h"
#include "forms/sheet.h"
#include "runtime/result.h"

typedef enum FillForm { // what --form names
  FILL_TARGETS,         // 目标表
  FILL_SELF,            // 自评表
  FILL_MONITOR,         // 监控表
  FILL_SUMMARY,         // 部门汇总
  FILL_PUBLIC,          // 公开表
} FillForm;

// The layout for a form in a place's version ("", 国家, 河北, 湖北, 四川, 云南, 重庆, 衔接, 转移支付);
// LAYOUTS: there is none.
LayoutId fill_layout(FillForm form, Str place);
void fill_form(Arena *a, const Results *r, FillForm form, LayoutId layout, Lang lang, SheetBook *out);
// The sheet for collecting actual values: a row a datum that rows fill, and one that explains. Read back, it
// needs no mapping.
void fill_template(Arena *a, const Results *r, Lang lang, SheetBook *out);
