// The standard units declared from their table: what a start would else spend on reading them.
#include "compiler/units_standard.h"
#include "base/utf.h"
#include "compiler/units_table.h"

UnitId standard_named(const UnitTable *t, Str key, uint32_t hash) {
  for (uint32_t i = hash % STANDARD_SLOTS; standard_slots[i]; i = (i + 1) % STANDARD_SLOTS)
    if (str_eq(unit_at(t, standard_slots[i])->text, key)) return standard_slots[i];
  return MAP_NONE;
}

static NewName name_of(UnitTable *t, const StandardName *s, Str text) {
  NewName n = {.name = {text.p + s->at, s->n}, .lasts = true};
  if (s->odd) n.key = utf_key(&t->arena, n.name), n.hash = str_hash(n.key);
  return n;
}

static void derived(UnitTable *t, const StandardOf *of, UnitDecl *d) {
  Factor f[sizeof of->factors / sizeof *of->factors];
  for (unsigned i = 0; i < of->n; i++) f[i] = (Factor){of->factors[i].base, of->factors[i].exp};
  d->derived = true;
  d->of = dim_of_factors(t, f, of->n);
  d->scale = (Num){of->num, of->den};
  if (of->large) num_parse(&t->arena, str_z(of->large), &d->scale);
}

void units_standard(UnitTable *t, Str text) {
  t->standard = true;
  t->decl_cap = standard_unit_n + 8;
  t->decls = arena_raw(&t->arena, t->decl_cap * sizeof(Decl), alignof(Decl));
  t->base_cap = standard_base_n + 8;
  t->bases = arena_raw(&t->arena, t->base_cap * sizeof(Base), alignof(Base));
  Str *aliases = arena_raw(&t->arena, standard_alias_n * sizeof(Str) + 1, alignof(Str));
  for (const StandardName *s = standard_names; s < standard_names + standard_name_n; s++) {
    NewName name = name_of(t, s, text);
    UnitDecl d = {.name = name.name, .standard = {text.p + s->standard_at, s->standard_n}};
    UnitId id;
    switch ((StandardKind)s->kind) {
    case STANDARD_DIM: units_declare_dim(t, name.name); continue;
    case STANDARD_ALIAS: unit_alias(t, t->decl_n - 1, name); continue;
    case STANDARD_BASE: d.dim = t->bases[s->of].name; break;
    case STANDARD_DERIVED: derived(t, &standard_ofs[s->of], &d); break;
    case STANDARD_COUNT: break;
    }
    unit_declare(t, &d, name, &id);
    Decl *made = &t->decls[t->decl_n - 1];
    made->aliases = aliases;
    for (const StandardName *a = s + 1; a < standard_names + standard_name_n && a->kind == STANDARD_ALIAS;
         a++)
      made->alias_cap++, aliases++;
  }
}
