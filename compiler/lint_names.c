// What the name of an indicator tells by itself. In a large program the same names come again and again, so
// each worker remembers what it worked out last: a table by hash, where the newer takes the older's place.
#include "compiler/lint_facts.h"

#define NAMES_SEEN 1024u
#define NAME_ROOM  72 // bytes; longer names are worked out each time

typedef struct NameSeen {
  uint32_t hash, n; // 0: empty
  char name[NAME_ROOM];
  NameFacts facts;
} NameSeen;

struct LintMemory {
  NameSeen names[NAMES_SEEN];
};

struct LintMemory *lint_memory(Arena *a) {
  return NEW(a, struct LintMemory);
}

bool is_rate_name(Str s) {
  if (s.n < 6) return false;
  return memcmp(s.p + s.n - 3, "率", 3) == 0 || memcmp(s.p + s.n - 6, "比例", 6) == 0 ||
         memcmp(s.p + s.n - 6, "占比", 6) == 0;
}

// A hash of the name; of a rate without the words for what is counted: 慰问人数覆盖率, 慰问金覆盖率.
static uint32_t fact_hash(Str s) {
  static const char *const noise[] = {"人数", "人员", "人群", "对象", "数量", "金"};
  char kept[120];
  size_t n = 0;
  if (!is_rate_name(s) || s.n > sizeof kept) return str_hash(s);
  for (size_t k = 0; k < s.n;) {
    size_t skip = 0;
    for (size_t w = 0; w < sizeof noise / sizeof *noise && !skip; w++) {
      size_t len = strlen(noise[w]);
      if (s.n - k >= len && memcmp(s.p + k, noise[w], len) == 0) skip = len;
    }
    if (!skip) kept[n++] = s.p[k++];
    k += skip;
  }
  return str_hash(n >= 12 ? (Str){kept, n} : s);
}

static void work_out(const LintBook *b, Str name, NameFacts *out) {
  Str core = name_core(name);
  *out = (NameFacts){
      .core_at = (uint32_t)(core.p - name.p), .core_n = (uint32_t)core.n, .fact = fact_hash(core)};
  out->traits = traits_of(b, core, &out->per);
}

const NameFacts *name_facts(const LintBook *b, Check *c, const CheckedIndicator *i, NameFacts *room) {
  Str name = i->name_text;
  if (!c->lint_memory || !name.n || name.n > NAME_ROOM) {
    work_out(b, name, room);
    return room;
  }
  uint32_t hash = ast_at(i->tree, i->name)->val; // of its key: equal names, equal hashes
  NameSeen *seen = &c->lint_memory->names[hash % NAMES_SEEN];
  if (seen->hash == hash && str_eq((Str){seen->name, seen->n}, name)) return &seen->facts;
  work_out(b, name, &seen->facts);
  seen->hash = hash, seen->n = (uint32_t)name.n;
  memcpy(seen->name, name.p, name.n);
  return &seen->facts;
}
