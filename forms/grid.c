// Cells to a grid: every place knows its cell.
#include "forms/grid.h"

bool grid_add(Arena *a, Grid *g, Cell cell) {
  if (cell.row >= GRID_ROWS_MAX || cell.col >= GRID_COLS_MAX || g->cells.n >= GRID_CELLS_MAX) return false;
  if (cell.rows > GRID_ROWS_MAX - cell.row) cell.rows = GRID_ROWS_MAX - cell.row;
  if (cell.cols > GRID_COLS_MAX - cell.col) cell.cols = GRID_COLS_MAX - cell.col;
  if (!cell.rows) cell.rows = 1;
  if (!cell.cols) cell.cols = 1;
  *array_push(a, &g->cells) = cell;
  return true;
}

bool grid_close(Arena *a, Grid *g, uint64_t most) {
  g->rows = g->cols = 0;
  for (uint32_t i = 0; i < g->cells.n; i++) { // what is blank widens nothing
    const Cell *c = &g->cells.p[i];
    uint32_t rows = c->row + c->rows, cols = c->col + c->cols;
    if (!c->text.n) rows = c->row + 1, cols = c->col + 1;
    if (rows > g->rows) g->rows = rows;
    if (cols > g->cols) g->cols = cols;
  }
  if ((uint64_t)g->rows * g->cols > most) return false;
  g->at = NEW_N(a, uint32_t, (size_t)g->rows * g->cols + 1);
  for (uint32_t i = 0; i < g->cells.n; i++) { // what a cell says is never hidden by another's merge
    const Cell *c = &g->cells.p[i];
    uint32_t *place = &g->at[(size_t)c->row * g->cols + c->col];
    if (c->text.n && !*place) *place = i + 1;
  }
  uint64_t room = 2 * (uint64_t)GRID_ROWS_MAX * GRID_COLS_MAX; // merges laid over one another end here
  for (uint32_t i = 0; i < g->cells.n; i++) {
    Cell *c = &g->cells.p[i];
    uint64_t area = (uint64_t)c->rows * c->cols;
    if (area > room)
      c->rows = c->cols = 1;
    else
      room -= area;
    for (uint32_t r = c->row; r < c->row + c->rows && r < g->rows; r++)
      for (uint32_t k = c->col; k < c->col + c->cols && k < g->cols; k++) {
        uint32_t *place = &g->at[(size_t)r * g->cols + k];
        if (!*place) *place = i + 1;
      }
  }
  return true;
}

const Cell *grid_at(const Grid *g, uint32_t row, uint32_t col) {
  if (row >= g->rows || col >= g->cols) return NULL;
  uint32_t i = g->at[(size_t)row * g->cols + col];
  return i ? &g->cells.p[i - 1] : NULL;
}

const Cell *grid_own(const Grid *g, uint32_t row, uint32_t col) {
  const Cell *c = grid_at(g, row, col);
  return c && c->row == row && c->col == col ? c : NULL;
}

uint32_t grid_next(const Grid *g, uint32_t row, uint32_t col) {
  const Cell *c = grid_at(g, row, col);
  uint32_t next = c ? c->col + c->cols : col + 1;
  return next > col ? next : col + 1;
}

void document_line(Arena *a, Document *d, Str text, uint32_t line) {
  if (text.n) *array_push(a, &d->parts) = (Part){NULL, text, line};
}

bool document_grid(Arena *a, Document *d, Grid *g) {
  if (!grid_close(a, g, DOCUMENT_PLACES_MAX - d->places)) return false;
  d->places += (uint64_t)g->rows * g->cols;
  if (g->rows) *array_push(a, &d->parts) = (Part){.grid = g};
  return true;
}
