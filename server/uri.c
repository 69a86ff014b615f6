// A path is bytes; whatever stands escaped in the URI is taken as it is.
#include "server/uri.h"
#include "base/os.h"

static int hex(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

Str uri_path(Arena *a, Str uri) {
  static const char *const heads[] = {"file:///", "file://localhost/", "file:/"};
  size_t skip = 0;
  for (size_t i = 0; i < 3 && !skip; i++)
    if (str_starts(uri, str_z(heads[i]))) skip = strlen(heads[i]) - 1;
  if (!skip || str_starts(str_slice(uri, skip, uri.n), S("//"))) return (Str){"", 0};
  Out o = out_memory(a);
  for (size_t i = skip; i < uri.n; i++) {
    char c = uri.p[i];
    if (c == '#' || c == '?') break;
    if (c == '%' && i + 2 < uri.n && hex(uri.p[i + 1]) >= 0 && hex(uri.p[i + 2]) >= 0) {
      c = (char)(hex(uri.p[i + 1]) * 16 + hex(uri.p[i + 2]));
      i += 2;
    }
    if (!c) return (Str){"", 0};
    out_c(&o, c);
  }
  return os_path_clean(a, out_text(&o));
}

static bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr("-._~/", c));
}

Str uri_of(Arena *a, Str path) {
  Out o = out_memory(a);
  out_z(&o, "file://");
  for (size_t i = 0; i < path.n; i++)
    if (plain(path.p[i]))
      out_c(&o, path.p[i]);
    else
      out_fmt(&o, "%%%02X", (unsigned)(unsigned char)path.p[i]);
  return out_text(&o);
}
