// The lints in turn. A row for each: NAME(check, entity) in a lint_*.c of its own.
#include "compiler/lint.h"

typedef void (*EntityLint)(Check *c, const CheckedEntity *e);
typedef void (*ProgramLint)(Check *c);

static const EntityLint entity_lints[] = {NULL};
static const ProgramLint program_lints[] = {NULL};

void lint_entity(Check *c, const CheckedEntity *e) {
  for (const EntityLint *l = entity_lints; *l; l++) (*l)(c, e);
}

void lint_program(Check *c) {
  for (const ProgramLint *l = program_lints; *l; l++) (*l)(c);
}
