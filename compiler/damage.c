// Each damaged place marks the blocks around it; then each finding asks which block it stands in.
#include "compiler/damage.h"
#include "base/array.h"

#define DEPTH_MAX  32
#define BLOCKS_MAX 4096u // marked; with more, nothing but the parser's findings stays

typedef struct Block {
  const Tree *tree;
  Ref node;
} Block;

typedef struct Damage {
  const Program *p;
  Arena *a;
  ARRAY(Block) blocks;    // around some damaged place
  ARRAY(Span) statements; // damaged
} Damage;

typedef struct Around { // an offset
  const Tree *tree;     // NULL: in no file of the program
  Ref blocks[DEPTH_MAX], statement;
  unsigned n;
} Around;

static bool is_block(AstKind k) {
  return k == AST_FILE || k == AST_BODY || k == AST_RULESET || k == AST_TEST || k == AST_ACTUALS;
}

static Ref child_at(const Tree *t, Ref r, uint32_t offset) {
  for (Ref k = ast_at(t, r)->kids; k; k = ast_at(t, k)->next) {
    if (ast_at(t, k)->at > offset) continue;
    if (offset < ast_span(t, k).end) return k;
  }
  return 0;
}

static Around around(const Program *p, Span at) {
  Around x = {0};
  for (uint32_t i = 0; i < p->tree_n; i++) {
    const Tree *t = p->trees[i];
    if (t->file != at.file) continue;
    Ref k = child_at(t, t->root, at.start);
    if (x.tree && !k) continue;
    x.tree = t, x.n = 0;
    x.blocks[x.n++] = t->root;
    x.statement = k;
    while (k && x.n < DEPTH_MAX &&
           (is_block((AstKind)ast_at(t, k)->kind) || ast_at(t, k)->kind == AST_GROUP)) {
      if (is_block((AstKind)ast_at(t, k)->kind)) x.blocks[x.n++] = k;
      k = child_at(t, k, at.start);
      x.statement = k;
    }
    if (x.statement) break;
  }
  return x;
}

static bool marked(const Damage *d, const Tree *t, Ref node) {
  for (uint32_t i = 0; i < d->blocks.n; i++)
    if (d->blocks.p[i].tree == t && d->blocks.p[i].node == node) return true;
  return false;
}

static void mark(Damage *d, Span at) {
  Around x = around(d->p, at);
  if (!x.tree) return;
  for (unsigned i = 0; i < x.n; i++)
    if (!marked(d, x.tree, x.blocks[i])) *array_push(d->a, &d->blocks) = (Block){x.tree, x.blocks[i]};
  Span s = x.statement ? ast_span(x.tree, x.statement) : at;
  *array_push(d->a, &d->statements) = s.end < at.end ? (Span){at.file, s.start, at.end} : s;
}

static bool about_one_statement(const char *code) {
  return code[0] == 'T' || (code[1] == '0' && (code[2] == '3' || code[2] == '5'));
}

static bool kept(const Damage *d, const Diag *f, const char *code) {
  if ((code[0] == 'E' || code[0] == 'W') && code[1] == '0' && code[2] == '2') return false;
  Around x = around(d->p, f->at);
  if (!x.tree || !marked(d, x.tree, x.blocks[x.n - 1])) return true;
  if (!about_one_statement(code)) return false;
  for (uint32_t i = 0; i < d->statements.n; i++) {
    Span s = d->statements.p[i];
    if (s.file == f->at.file && f->at.start <= s.end && f->at.end >= s.start) return false;
  }
  return true;
}

void damage_filter(Arena *tmp, const Program *p, Diags *diags, uint32_t syntax) {
  Damage d = {.p = p, .a = tmp};
  for (uint32_t i = 0; i < diags->n && d.blocks.n < BLOCKS_MAX; i++)
    if (diags->p[i]->order < syntax) mark(&d, diags->p[i]->at);
  bool none = d.blocks.n >= BLOCKS_MAX;
  Diags out = *diags;
  diags_drop(&out, 0);
  for (uint32_t i = 0; i < diags->n; i++) {
    Diag *f = diags->p[i];
    if (f->order >= syntax && (none || !kept(&d, f, diags->table[f->text.id].code))) continue;
    out.p[out.n++] = f; // behind what was read, in the same room
    Severity s = diag_severity(diags, f);
    out.errors += s == SEV_ERROR, out.warnings += s == SEV_WARNING, out.hints += s == SEV_HINT;
  }
  *diags = out;
}
