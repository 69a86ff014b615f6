#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc == 2 && !strcmp(argv[1], "--version")) {
    puts("pgl " PGL_VERSION);
    return 0;
  }
  fputs("pgl --version\n", stderr);
  return 64;
}
