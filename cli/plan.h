// Plans as files: who may read them, and whether they still say what their sources say.
#pragma once
#include "cli/session.h"
#include "compiler/plan_file.h"
#include "runtime/result.h"

PlanMaker plan_maker(void);        // this program
bool plan_named(const char *path); // X.plan
// What the plan was compiled from goes into it: each source of the session, as it was before it was read.
void plan_sources_fill(Cli *cli, Session *s, const SourceStates *states);
// What a result stands on: the texts of the targets. The stdlib's are told by the version.
DataFile *plan_source_files(Cli *cli, const Session *s, uint32_t *n);
// Opens a plan instead of sources; what is wrong with it goes to s->diags. False: it cannot be read at all.
bool plan_open(Cli *cli, Session *s, const char *path, unsigned workers, bool verify);
