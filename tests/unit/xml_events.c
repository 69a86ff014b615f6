// What base/xml.h makes of documents, for tests/xml/test_twin.py. Standard input: for each a line `PIECE
// SIZE` and SIZE bytes, which come at most PIECE at a time. Answer: lines of events, then `= PROBLEM LINE`.
#include "base/xml.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct Pieces {
  Str left;
  size_t piece;
} Pieces;

static ptrdiff_t read_piece(void *ctx, char *to, size_t n) {
  Pieces *s = ctx;
  if (n > s->piece) n = s->piece;
  if (n > s->left.n) n = s->left.n;
  memcpy(to, s->left.p, n);
  s->left = str_slice(s->left, n, s->left.n);
  return (ptrdiff_t)n;
}

static void hex(char kind, Str s) {
  putchar(kind);
  for (size_t i = 0; i < s.n; i++) printf("%02x", (unsigned)(unsigned char)s.p[i]);
  putchar('\n');
}

static bool start(void *ctx, Str name, XmlAttrs attrs) {
  (void)ctx;
  hex('<', name);
  for (uint32_t i = 0; i < attrs.n; i++) hex('@', attrs.p[i].name), hex('"', attrs.p[i].value);
  return true;
}

static bool end(void *ctx, Str name) {
  (void)ctx;
  hex('>', name);
  return true;
}

static bool text(void *ctx, Str t) {
  (void)ctx;
  hex('.', t);
  return true;
}

static _Noreturn void oom(void *ctx) {
  (void)ctx;
  exit(1);
}

int main(void) {
  Arena a;
  arena_init(&a, oom, NULL);
  char line[64], *rest;
  while (fgets(line, sizeof line, stdin)) {
    size_t piece = strtoul(line, &rest, 10), size = strtoul(rest, NULL, 10);
    char *p = arena_raw(&a, size + 1, 1);
    if (fread(p, 1, size, stdin) != size) return 1;
    Pieces s = {{p, size}, piece};
    XmlResult r = xml_read(&a, (ByteStream){read_piece, &s}, &(XmlHandler){start, end, text, NULL});
    printf("= %d %llu\n", (int)r.problem, (unsigned long long)r.line);
    arena_free(&a);
  }
  return 0;
}
