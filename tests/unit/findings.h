// A small table of messages and a way to point at words, for the tests of findings and their renderers.
#pragma once
#include "base/diag.h"
#include "fixture.h"

enum { D_NONE, D_DIMS, D_BARE, D_ROW, D_MERGE, T_MONEY, T_VISITS, T_HEAD, T_CHANGE, T_ODD };

static const DiagSpec table[] = {
    [D_DIMS] = {"E0301", SEV_ERROR, "量纲不一致：{0} 与 {1}", "dimensions differ: {0} and {1}"},
    [D_BARE] = {"T02", SEV_WARNING, "没有写方向：{0}", "no direction: {0}"},
    [D_ROW] = {"E0701", SEV_ERROR, "读不出数值 {0}", "cannot read the value {0}"},
    [D_MERGE] = {"T12", SEV_HINT, "可以合并", "may be merged"},
    [T_MONEY] = {NULL, SEV_TEXT, "货币", "money"},
    [T_VISITS] = {NULL, SEV_TEXT, "人次", "visits"},
    [T_HEAD] = {NULL, SEV_TEXT, "若指人均成本，请写 元/人次", "for cost per head write 元/人次"},
    [T_CHANGE] = {NULL, SEV_TEXT, "改为 {0}", "change to {0}"},
    [T_ODD] = {NULL, SEV_TEXT, "{{0} {1}{0} {9} {x {", NULL},
};

static inline Span at_word(const Sources *all, uint32_t file, const char *word) {
  Str text = all->p[file].text;
  size_t n = strlen(word), i = 0;
  while (i + n <= text.n && memcmp(text.p + i, word, n) != 0) i++;
  if (i + n > text.n) abort();
  return (Span){file, (uint32_t)i, (uint32_t)(i + n)};
}
