// Loading by the system's linker. Nothing is unloaded: several libraries do not survive that.
#include "base/lib.h"
#include <dlfcn.h>
#include <string.h>

LibState lib_load(const Lib *lib, void *functions) {
  LibFunction *to = functions;
  if (lib->linked) {
    memcpy(to, lib->linked, lib->n * sizeof *to);
    return LIB_READY;
  }
#ifdef PGL_STATIC
  return LIB_STATIC;
#else
  void *handle = dlopen(lib->soname, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return LIB_MISSING;
  for (size_t i = 0; i < lib->n; i++) {
    void *found = dlsym(handle, lib->names[i]);
    if (!found) return LIB_MISSING; // older than what is needed
    memcpy(&to[i], &found, sizeof found);
  }
  return LIB_READY;
#endif
}
