// Text inside HTML: nothing of it can become a tag, an attribute or a script.
#pragma once
#include "base/str.h"

void html_text(Out *o, Str s);                                                // escaped
void html_element(Out *o, const char *tag, const char *class_name, Str text); // class_name "": none
void html_json(Out *o, Str s); // a JSON string, quotes and all, that may stand inside <script>
