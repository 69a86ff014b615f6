// Third-party libraries that only some runs need: loaded when they are first used, so that starting stays
// quick and a machine without them can do everything else. In a static build those with LINKED are part of
// the program.
//
// An adapter lists the functions it calls once:
//     #define ZLIB(F) F(inflateInit2_) F(inflate) F(inflateEnd)
//     LIB_TABLE(Zlib, zlib, ZLIB, "libz.so.1", "zlib1g")
// and gets a struct of pointers of the header's own types, and the table that fills it:
//     Zlib z;
//     LibState state = lib_load(&zlib, &z);          // LIB_READY: z.inflate(…)
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef void (*LibFunction)(void);

typedef struct Lib {
  const char *soname, *package; // what the loader looks for; the Debian package that brings it
  const char *const *names;
  const LibFunction *linked; // the functions themselves, where this build has them in it; else NULL
  size_t n;
} Lib;

typedef enum LibState {
  LIB_READY,
  LIB_MISSING, // not on this machine: install lib->package
  LIB_STATIC,  // a static build, which cannot load it and has not got it in it
} LibState;

// Fills `functions`, a struct of lib->n pointers. A library once loaded stays; loading it again is cheap.
LibState lib_load(const Lib *lib, void *functions);

// PGL_STATIC: a static build. The adapters of what it links call LIB_TABLE_LINKED.
#define LIB_MEMBER(f)  __typeof__(f) *f;
#define LIB_NAME(f)    #f,
#define LIB_POINTER(f) (LibFunction) f,
#define LIB_TABLE_OF(Type, name, LIST, so, deb, pointers)                                                    \
  typedef struct Type {                                                                                      \
    LIST(LIB_MEMBER)                                                                                         \
  } Type;                                                                                                    \
  static const char *const name##_names[] = {LIST(LIB_NAME)};                                                \
  static const Lib name = {so, deb, name##_names, pointers, sizeof name##_names / sizeof *name##_names};
#define LIB_TABLE(Type, name, LIST, so, deb) LIB_TABLE_OF(Type, name, LIST, so, deb, NULL)
#ifdef PGL_STATIC
#define LIB_TABLE_LINKED(Type, name, LIST, so, deb)                                                          \
  static const LibFunction name##_linked[] = {LIST(LIB_POINTER)};                                            \
  LIB_TABLE_OF(Type, name, LIST, so, deb, name##_linked)
#else
#define LIB_TABLE_LINKED LIB_TABLE
#endif
