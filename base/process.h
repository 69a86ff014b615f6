// Other programs, run for what they make: in a folder of their own, within a time.
#pragma once
#include "base/str.h"

// A new folder for files that nobody else sees; NULL: *why.
const char *temp_folder(Arena *a, Str *why);
void temp_remove(const char *folder); // with all in it
// Runs argv[0], found on the PATH, with nothing to read and its output thrown away. False: it is not there,
// did not end in `seconds` (then it is stopped) or ended with a failure.
bool process_run(const char *const *argv, unsigned seconds);
