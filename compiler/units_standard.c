// The standard units declared from their table: what a start would else spend on reading them.
#include "compiler/units_standard.h"
#include "base/utf.h"
#include "compiler/units_table.h"

static NewName name_of(UnitTable *t, const StandardName *s, Str text) {
  Str name = str_slice(text, s->at, s->at + s->n), key = name;
  if (s->hash) return (NewName){name, key, s->hash, true};
  key = utf_key(&t->arena, name);
  return (NewName){name, key, str_hash(key), true};
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
  map_room(&t->arena, &t->names, standard_name_n);
  map_room(&t->arena, &t->infos, standard_name_n);
  for (const StandardName *s = standard_names; s < standard_names + standard_name_n; s++) {
    NewName name = name_of(t, s, text);
    UnitDecl d = {.name = name.name,
                  .standard = str_slice(text, s->standard_at, s->standard_at + s->standard_n)};
    UnitId id;
    switch ((StandardKind)s->kind) {
    case STANDARD_DIM: units_declare_dim(t, name.name); continue;
    case STANDARD_ALIAS: unit_alias(t, t->decl_n - 1, name); continue;
    case STANDARD_BASE: d.dim = t->bases[s->of].name; break;
    case STANDARD_DERIVED: derived(t, &standard_ofs[s->of], &d); break;
    case STANDARD_COUNT: break;
    }
    unit_declare(t, &d, name, &id);
  }
}
