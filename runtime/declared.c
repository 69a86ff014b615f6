// The names of a form's figures, and rows kept as they were written.
#include "runtime/declared.h"
#include "base/utf.h"

static const struct {
  const char *name;
  DeclaredKind kind;
} figures[] = {
    {"执行率", DECLARED_RATE},    {"预算执行率", DECLARED_RATE}, {"execution", DECLARED_RATE},
    {"总分", DECLARED_TOTAL},     {"总得分", DECLARED_TOTAL},    {"自评总分", DECLARED_TOTAL},
    {"自评得分", DECLARED_TOTAL}, {"total", DECLARED_TOTAL},     {"合计", DECLARED_TOTAL},
    {"等级", DECLARED_GRADE},     {"自评等级", DECLARED_GRADE},  {"评价等级", DECLARED_GRADE},
    {"评级", DECLARED_GRADE},     {"grade", DECLARED_GRADE},
};

DeclaredKind declared_kind(Arena *scratch, const Row *row) {
  Str key = utf_key(scratch, row->cell[COL_NAME]);
  if (str_eq(key, S("合计")) && !row->cell[COL_SCORE].n) return DECLARED_ROW; // a sum of the ledger
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    if (str_eq(key, str_z(figures[i].name))) return figures[i].kind;
  return DECLARED_ROW;
}

void declared_add(Arena *a, DeclaredRows *rows, DeclaredKind kind, const Row *row, const Matched *m,
                  RowRef at) {
  *array_push(a, &rows->all) = (Declared){
      .kind = (uint8_t)kind,
      .entity = m->entity,
      .input = kind == DECLARED_ROW ? m->input : NONE,
      .value = str_dup(a, row->cell[COL_VALUE]),
      .weight = str_dup(a, row->cell[COL_WEIGHT]),
      .score = str_dup(a, row->cell[COL_SCORE]),
      .reason = str_dup(a, row->cell[COL_REASON]),
      .at = at,
      .weight_column = row->column[COL_WEIGHT],
      .score_column = row->column[COL_SCORE],
  };
}
