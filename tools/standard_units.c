// Writes the table of compiler/units_standard.h: stdlib/units.pgl read by the compiler itself, once, when pgl
// is built. usage: standard_units > FILE
#include "base/utf.h"
#include "compiler/compile.h"
#include "compiler/units_standard.h"
#include "compiler/units_table.h"
#include "grammar/diags.h"
#include "stdlib/embedded.h"
#include <stdio.h>
#include <stdlib.h>

// Here it is still empty.
const StandardName standard_names[1];
const uint32_t standard_name_n, standard_unit_n, standard_alias_n, standard_base_n;
const uint16_t standard_slots[STANDARD_SLOTS];
const StandardOf standard_ofs[1];

typedef struct Writer {
  Arena arena;
  const UnitTable *t;
  Str text;
  uint32_t bases; // written
  uint16_t last;  // the last unit's id: 0 is the plain number's
  uint32_t aliases;
  uint16_t slots[STANDARD_SLOTS];
  StandardOf ofs[256];
  unsigned of_n;
} Writer;

static void fail(const char *what) {
  fprintf(stderr, "standard_units: %s\n", what);
  exit(1);
}

static void no_memory(void *ctx) {
  (void)ctx;
  fail("out of memory");
}

static unsigned at(const Writer *w, Str s) { // any place in the text that says so
  for (size_t i = 0; i + s.n <= w->text.n; i++)
    if (!s.n || !memcmp(w->text.p + i, s.p, s.n)) {
      if (i > UINT16_MAX || s.n > UINT8_MAX) fail("stdlib/units.pgl is too long");
      return (unsigned)i;
    }
  fail("a name that is not in the text");
  return 0;
}

static void row(Writer *w, Str name, Str standard, StandardKind kind, unsigned of) {
  bool own = str_eq(utf_key(&w->arena, name), name);
  if (of > UINT8_MAX) fail("too many dimensions");
  printf("  {%u, %u, %u, %u, %u, %u, %d},\n", at(w, name), at(w, standard), (unsigned)name.n,
         (unsigned)standard.n, of, (unsigned)kind, !own);
  w->aliases += kind == STANDARD_ALIAS;
  if (kind == STANDARD_DIM) return;
  if (++w->last > STANDARD_SLOTS / 4 * 3) fail("too many names");
  uint32_t slot = str_hash(name) % STANDARD_SLOTS;
  while (own && w->slots[slot]) slot = (slot + 1) % STANDARD_SLOTS;
  if (own) w->slots[slot] = w->last;
}

static bool is_named(Writer *w, uint32_t base) { // a 量纲; else a counting unit's
  Str key = utf_key(&w->arena, w->t->bases[base].name);
  return map_get(&w->t->dim_names, key, str_hash(key)) == base;
}

// 量纲 stand before what is made of them, in their own order.
static void dims_before(Writer *w, uint32_t base) {
  for (; w->bases < base && w->t->bases; w->bases++)
    if (is_named(w, w->bases)) row(w, w->t->bases[w->bases].name, (Str){0}, STANDARD_DIM, 0);
}

static unsigned of_row(Writer *w, const Dim *d, Num scale) {
  StandardOf of = {.num = scale.num, .den = scale.den, .n = (uint8_t)d->n};
  if (!scale.den) {
    if (!num_is_int(scale)) fail("a scale that is no whole number and too large");
    of.large = str_to_z(&w->arena, num_text(&w->arena, scale, 0)), of.num = 0;
  }
  if (d->n > sizeof of.factors / sizeof *of.factors) fail("a unit of too many dimensions");
  for (uint32_t i = 0; i < d->n; i++) {
    of.factors[i].base = (uint8_t)d->f[i].of, of.factors[i].exp = (int8_t)d->f[i].exp;
    if (d->f[i].of > UINT8_MAX) fail("too many dimensions");
    dims_before(w, d->f[i].of + 1);
  }
  if (w->of_n == 256) fail("too many scales");
  w->ofs[w->of_n] = of;
  return w->of_n++;
}

static void unit(Writer *w, uint32_t i) {
  UnitInfo u = units_info(w->t, i);
  const Dim *d = dim_at(w->t, u.dim);
  const Base *b = d->n == 1 && d->f[0].exp == 1 ? &w->t->bases[d->f[0].of] : NULL;
  uint32_t base = b ? d->f[0].of : 0;
  if (!b || b->unit != w->t->decls[i].unit) {
    unsigned of = of_row(w, d, u.scale);
    row(w, u.name, u.standard, STANDARD_DERIVED, of);
  } else if (is_named(w, base)) {
    dims_before(w, base + 1);
    row(w, u.name, u.standard, STANDARD_BASE, base);
  } else {
    dims_before(w, base);
    row(w, u.name, u.standard, STANDARD_COUNT, 0);
    w->bases = base + 1;
  }
  for (uint32_t k = 0; k < u.alias_n; k++) row(w, u.aliases[k], (Str){0}, STANDARD_ALIAS, 0);
}

int main(void) {
  Writer w = {0};
  arena_init(&w.arena, no_memory, NULL);
  for (size_t i = 0; i < embedded_count; i++)
    if (str_eq(str_z(embedded_files[i].name), S("units")))
      w.text = (Str){embedded_files[i].text, embedded_files[i].size};
  Sources sources = {0};
  Diags found = diags_new(&w.arena, diag_table);
  Program *p =
      compile(&w.arena, NULL, 0, NULL, &(CompileOptions){.workers = 1, .docs = true}, &sources, &found);
  if (found.n) fail("stdlib/units.pgl has findings");
  w.t = p->units;
  printf("#include \"compiler/units_standard.h\"\nconst StandardName standard_names[] = {\n");
  for (uint32_t i = 0; i < units_count(w.t); i++) unit(&w, i);
  dims_before(&w, w.t->base_n);
  printf("};\nconst uint32_t standard_name_n = sizeof standard_names / sizeof *standard_names,\n");
  printf("  standard_unit_n = %u, standard_alias_n = %u, standard_base_n = %u;\n", (unsigned)units_count(w.t),
         (unsigned)w.aliases, (unsigned)w.t->base_n);
  printf("const uint16_t standard_slots[STANDARD_SLOTS] = {\n");
  for (unsigned i = 0; i < STANDARD_SLOTS; i++)
    printf(i % 16 == 15 ? " %u,\n" : " %u,", (unsigned)w.slots[i]);
  printf("};\n");
  printf("const StandardOf standard_ofs[] = {\n");
  for (unsigned i = 0; i < w.of_n; i++) {
    const StandardOf *of = &w.ofs[i];
    const char *quote = of->large ? "\"" : "";
    printf("  {%s%s%s, ", quote, of->large ? of->large : "0", quote);
    printf("%lld, %lld, %u, {", (long long)of->num, (long long)of->den, of->n);
    for (unsigned k = 0; k < of->n || !k; k++) printf("{%u, %d},", of->factors[k].base, of->factors[k].exp);
    printf("}},\n");
  }
  printf("};\n");
  program_free(p);
  arena_free(&w.arena);
  return 0;
}
