// Lints T, S, M: what is well formed and still unlikely to be meant. Heuristics on Chinese names, hence
// quiet where they are not sure. docs/errors/ has a page for each code.
//
// The checker itself reports what it must know anyway: T02 a hole, T03 a number without unit, T04 money
// without unit, T05 no direction, T19 a date of another year, M04 and M06 sums and plans.
#pragma once
#include "compiler/environment.h"
#include "compiler/program.h"

typedef struct LintBook LintBook; // words, kinds of units and classes, the departments' own indicators

// What one worker remembers of names; worth its room only where there are many entities.
struct LintMemory *lint_memory(Arena *a);
// Once all is declared, before entities are checked.
LintBook *lint_begin(Arena *a, const Program *p);
// After an entity was checked, from any worker; `book` is shared.
void lint_entity(LintBook *book, Check *c, const CheckedEntity *e);
// What lint_entity leaves behind for lint_end beside findings: the entity's budget here, in c->met what it
// answers.
Num lint_budget(const CheckedEntity *e);
// An entity told these before; it is not looked at again. Any worker.
void lint_again(LintBook *book, uint32_t entity, Num budget, const uint32_t *met, uint32_t n);
// What of the departments' own indicators the lints of other entities look at.
void lint_env(const LintBook *book, const Program *p, Environment *env);
// After all entities: what a department asks for and no project has, and what its budget adds up to.
void lint_end(LintBook *book, Check *c);

// What a number without a unit may be, by the name alone: index numbers, ranks and scores need none (false);
// else true, and *unit is the unit the name speaks of (培训人次: 人次, 合格率: %) or empty.
bool lint_wants_unit(Str name, Str *unit);
