// A plan as text: a table a paragraph, a row a line, numbers of strings and values spelt out where the
// table of columns says what they are.
#include "compiler/plan.h"

static bool starts(const char *doc, const char *word) {
  return strncmp(doc, word, strlen(word)) == 0;
}

static void quoted(Out *o, Str s) {
  out_c(o, '"');
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"' || s.p[i] == '\\') out_c(o, '\\');
    if (s.p[i] == '\n')
      out_z(o, "\\n");
    else
      out_c(o, s.p[i]);
  }
  out_c(o, '"');
}

// What a column's cell says: its doc begins with str, num or Date where it is not a plain number.
static void cell(Out *o, const Plan *p, const char *doc, int64_t v) {
  if (starts(doc, "Date")) {
    if (v == DATE_NONE)
      out_c(o, '-');
    else
      date_write(o, (Date)v);
  } else if (v == NONE) {
    out_c(o, '-');
  } else if (starts(doc, "str") && v < p->strings.n) {
    quoted(o, plan_text(p, (uint32_t)v));
  } else if (starts(doc, "num") && !starts(doc, "number") && plan_num_sound(p, (uint32_t)v)) {
    num_write(o, plan_value(p, (uint32_t)v), 12);
  } else {
    out_fmt(o, "%lld", (long long)v);
  }
}

static void expr_cell(Out *o, const Plan *p, uint32_t i) {
  PlanOp op = (PlanOp)p->exprs.op[i];
  uint32_t a = p->exprs.a[i], b = p->exprs.b[i];
  out_fmt(o, " %s", plan_op_names[op]);
  switch (plan_operands[op]) {
  case OPERANDS_N: break;
  case OPERANDS_E:
  case OPERANDS_FLAG:
  case OPERANDS_INPUT:
  case OPERANDS_LET:
  case OPERANDS_GATHER:
  case OPERANDS_ENTITY:
  case OPERANDS_INDICATOR: out_fmt(o, " %u", a); break;
  case OPERANDS_ARG:
  case OPERANDS_EE: out_fmt(o, " %u %u", a, b); break;
  case OPERANDS_L:
    for (uint32_t k = 0; k < b; k++) out_fmt(o, " %u", p->args.expr[a + k]);
    break;
  case OPERANDS_NUM:
    out_c(o, ' ');
    num_write_ratio(o, plan_value(p, a));
    break;
  case OPERANDS_DAY:
    out_c(o, ' ');
    date_write(o, (Date)a);
    break;
  case OPERANDS_STRING:
    out_c(o, ' ');
    quoted(o, plan_text(p, a));
    break;
  case OPERANDS_NAMED:
    out_c(o, ' ');
    quoted(o, plan_text(p, a));
    out_fmt(o, " %u", b);
    break;
  }
  if (p->exprs.unit[i] != NONE && p->exprs.unit[i] < p->units.n) {
    out_z(o, " : ");
    out_str(o, plan_text(p, p->units.text[p->exprs.unit[i]]));
  }
}

static void exprs_dump(Out *o, const Plan *p) {
  if (!p->exprs.n) return;
  out_fmt(o, "exprs (%u)\n", p->exprs.n);
  for (uint32_t i = 0; i < p->exprs.n; i++) {
    out_fmt(o, "  %u", i);
    expr_cell(o, p, i);
    out_c(o, '\n');
  }
}

static int64_t cell_at(const PlanColumn *c, const void *cells, uint32_t i) {
  switch (c->size) {
  case 1: return ((const uint8_t *)cells)[i];
  case 4: return c->is_signed ? ((const int32_t *)cells)[i] : (int64_t)((const uint32_t *)cells)[i];
  default: return ((const int64_t *)cells)[i];
  }
}

static void table_dump(Out *o, const Plan *p, const PlanColumn *table, uint32_t n) {
  out_fmt(o, "%s (%u)\n", table->name, n);
  for (uint32_t i = 0; i < n; i++) {
    out_fmt(o, "  %u", i);
    const PlanColumn *c = table + 1;
    for (uint32_t k = 0; c[k].doc; k++) {
      out_fmt(o, " %s=", c[k].name);
      cell(o, p, c[k].doc, cell_at(&c[k], plan_column(p, table->at, k), i));
    }
    out_c(o, '\n');
  }
}

void plan_dump(Out *o, const Plan *p) {
  const PlanColumn *rows;
  size_t row_n = plan_layout(&rows);
  out_fmt(o, "year %d\n", p->year);
  for (size_t i = 0; i < row_n; i++) {
    if (rows[i].doc) continue;
    uint32_t n;
    memcpy(&n, (const char *)p + rows[i].at, sizeof n);
    if (rows[i].at == offsetof(Plan, exprs))
      exprs_dump(o, p);
    else if (n)
      table_dump(o, p, &rows[i], n);
  }
}
