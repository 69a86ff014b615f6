// Any bytes through the parser: it must end, stay inside its text, and say so where it found a mistake.
#include "fuzz.h"
#include "grammar/diags.h"
#include "grammar/parse.h"

static bool known(void *ctx, Str word) {
  (void)ctx;
  return str_eq(word, S("元")) || str_eq(word, S("万元")) || str_eq(word, S("人次"));
}

static void check_tree(const Tree *t) {
  uint64_t linked = 0;
  for (Ref r = 1; r < t->n; r++) {
    const Node *n = ast_at(t, r);
    Span at = ast_span(t, r);
    must(n->next < t->n && at.start <= at.end && at.end <= t->source->text.n);
    linked += n->next != 0;
    if (!ast_is_leaf((AstKind)n->kind)) must(n->kids < t->n);
  }
  must(linked < t->n);
}

static void check_findings(const Diags *ds, size_t size) {
  for (uint32_t i = 0; i < ds->n; i++)
    must(ds->p[i]->at.start <= ds->p[i]->at.end && ds->p[i]->at.end <= size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  char *text = arena_zero(&a, size + 16, 1, 1);
  if (size) memcpy(text, data, size);
  Sources all = {0};
  uint32_t file = sources_add(&a, &all, S("fuzz.pgl"), (Str){text, size});
  Diags diags = diags_new(&a, diag_table);
  UnitNames units = {known, NULL};
  Tree tree = {0};
  parse_file(&a, &all, file, &units, &diags, &tree);
  must(tree.broken == (diags.errors > 0));
  check_tree(&tree);
  check_findings(&diags, size);
  Out o = out_memory(&a);
  ast_dump(&o, &tree, tree.root);
  tree_free(&tree);
  arena_free(&a);
  return 0;
}
