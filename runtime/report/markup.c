// Escapes.
#include "runtime/report/markup.h"
#include "base/json.h"

void html_text(Out *o, Str s) {
  for (size_t i = 0; i < s.n; i++) switch (s.p[i]) {
    case '&': out_z(o, "&amp;"); break;
    case '<': out_z(o, "&lt;"); break;
    case '>': out_z(o, "&gt;"); break;
    case '"': out_z(o, "&quot;"); break;
    case '\'': out_z(o, "&#39;"); break;
    default: out_c(o, s.p[i]);
    }
}

void html_element(Out *o, const char *tag, const char *class_name, Str text) {
  out_fmt(o, *class_name ? "<%s class=\"%s\">" : "<%s>", tag, class_name);
  html_text(o, text);
  out_fmt(o, "</%s>", tag);
}

void html_json(Out *o, Str s) {
  Out json = out_memory(o->arena);
  json_escape(&json, s);
  for (size_t i = 0; i < json.n; i++)
    if (json.p[i] == '<' || json.p[i] == '>' || json.p[i] == '&')
      out_fmt(o, "\\u%04x", (unsigned)json.p[i]);
    else
      out_c(o, json.p[i]);
}
