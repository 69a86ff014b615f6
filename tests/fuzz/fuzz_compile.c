// Any bytes as a program: checked and lowered, alone and with two workers, to the same findings. Formulas,
// units, rule sets and tests are reached through the text itself; imports find nothing but the stdlib.
#include "compiler/compile.h"
#include "fuzz.h"

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  (void)a;
  if (from.n) {
    *why = text_of(S("no such file"));
    return false;
  }
  *name = path;
  *text = *(const Str *)ctx;
  return true;
}

// What was found, as one number a finding in order of place.
static uint32_t run(Str text, unsigned workers, bool plan) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Sources sources = {0};
  Diags diags = diags_new(&a, diag_table);
  const Loader loader = {.load = load, .ctx = &text};
  const CompileOptions opt = {.workers = workers, .want_plan = plan, .lints = true};
  Str path = S("fuzz.pgl");
  Program *p = compile(&a, &path, 1, &loader, &opt, &sources, &diags);
  uint32_t sum = 1;
  for (uint32_t i = 0; i < diags.n; i++) {
    const Diag *d = diags.p[i];
    must(d->at.start <= d->at.end);
    must(d->at.end == UINT32_MAX || d->at.end <= sources.p[d->at.file].text.n);
    sum = sum * 31 + d->text.id + d->at.start;
    Out o = out_memory(&a);
    message_write(&o, diag_table, &d->text, LANG_ZH);
  }
  if (plan) {
    Out o = out_memory(&a);
    plan_dump(&o, p->plan);
  }
  program_free(p);
  arena_free(&a);
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 1 << 16) return 0;
  char *text = calloc(size + 16, 1);
  if (!text) return 0;
  if (size) memcpy(text, data, size);
  Str s = {text, size};
  uint32_t one = run(s, 1, false);
  must(run(s, 2, false) == one && run(s, 1, true) == one);
  free(text);
  return 0;
}
