// file: URIs and the paths they name. A client's own spelling of a URI is kept for what it opened; what we
// write is escaped as VS Code does it.
#pragma once
#include "base/str.h"

// The absolute, clean path; empty where it is no file: URI of this machine, or names a NUL.
Str uri_path(Arena *a, Str uri);
Str uri_of(Arena *a, Str path);
