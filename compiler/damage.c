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
  const uint32_t *ends;   // by tree
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

// Siblings stand in order and beside one another.
static Ref child_at(const Tree *t, Ref r, uint32_t offset) {
  Ref last = 0;
  for (Ref k = ast_at(t, r)->kids; k && ast_at(t, k)->at <= offset; k = ast_at(t, k)->next) last = k;
  return last && offset < ast_span(t, last).end ? last : 0;
}

// Where the statements of each tree end; no earlier than those of the trees before it of the same file.
static uint32_t *tree_ends(Arena *a, const Program *p) {
  uint32_t *ends = NEW_N(a, uint32_t, p->tree_n + 1);
  for (uint32_t i = 0; i < p->tree_n; i++) {
    const Tree *t = p->trees[i];
    Ref last = ast_at(t, t->root)->kids;
    while (last && ast_at(t, last)->next) last = ast_at(t, last)->next;
    if (last) ends[i] = ast_span(t, last).end;
    if (i && p->trees[i - 1]->file == t->file && ends[i - 1] > ends[i]) ends[i] = ends[i - 1];
  }
  return ends;
}

// The first tree of the file whose statements end behind the offset; any of the file, or tree_n.
static uint32_t tree_at(const Damage *d, uint32_t file, uint32_t offset, uint32_t *first) {
  const Program *p = d->p;
  uint32_t bounds[2], low, high;
  for (unsigned i = 0; i < 2; i++) { // trees are in order of files
    for (low = 0, high = p->tree_n; low < high;) {
      uint32_t mid = low + (high - low) / 2, at = p->trees[mid]->file;
      bool before = at < file || (at == file && i && d->ends[mid] <= offset);
      if (before)
        low = mid + 1;
      else
        high = mid;
    }
    bounds[i] = low;
  }
  *first = bounds[0];
  return bounds[1];
}

static Around around(const Damage *d, Span at) {
  const Program *p = d->p;
  Around x = {0};
  uint32_t first, i = tree_at(d, at.file, at.start, &first);
  if (first == p->tree_n || p->trees[first]->file != at.file) return x;
  const Tree *t = p->trees[i < p->tree_n && p->trees[i]->file == at.file ? i : first];
  Ref k = child_at(t, t->root, at.start);
  if (!k) t = p->trees[first];
  x.tree = t;
  x.blocks[x.n++] = t->root;
  x.statement = k;
  while (k && x.n < DEPTH_MAX && (is_block((AstKind)ast_at(t, k)->kind) || ast_at(t, k)->kind == AST_GROUP)) {
    if (is_block((AstKind)ast_at(t, k)->kind)) x.blocks[x.n++] = k;
    k = child_at(t, k, at.start);
    x.statement = k;
  }
  return x;
}

static bool marked(const Damage *d, const Tree *t, Ref node) {
  for (uint32_t i = 0; i < d->blocks.n; i++)
    if (d->blocks.p[i].tree == t && d->blocks.p[i].node == node) return true;
  return false;
}

static void mark(Damage *d, Span at) {
  Around x = around(d, at);
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
  Around x = around(d, f->at);
  if (!x.tree || !marked(d, x.tree, x.blocks[x.n - 1])) return true;
  if (!about_one_statement(code)) return false;
  for (uint32_t i = 0; i < d->statements.n; i++) {
    Span s = d->statements.p[i];
    if (s.file == f->at.file && f->at.start <= s.end && f->at.end >= s.start) return false;
  }
  return true;
}

void damage_filter(Arena *tmp, const Program *p, Diags *diags, uint32_t syntax) {
  Damage d = {.p = p, .a = tmp, .ends = tree_ends(tmp, p)};
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
