// XML as it streams by: prefixes cut, text in pieces, and what is refused.
#include "base/xml.h"
#include "fixture.h"

typedef struct Seen {
  Out out;
  unsigned stop_at; // the element at which to stop, from 1
  unsigned elements;
} Seen;

static bool start(void *ctx, Str name, XmlAttrs attrs) {
  Seen *s = ctx;
  out_fmt(&s->out, "<%.*s", STR_ARG(name));
  Str id = xml_attr(attrs, "id");
  if (id.p) out_fmt(&s->out, " id=%.*s", STR_ARG(id));
  out_c(&s->out, '>');
  return ++s->elements != s->stop_at;
}

static bool end(void *ctx, Str name) {
  Seen *s = ctx;
  out_fmt(&s->out, "</%.*s>", STR_ARG(name));
  return true;
}

static bool text(void *ctx, Str t) {
  out_str(&((Seen *)ctx)->out, t);
  return true;
}

static XmlResult read_as(Str xml, unsigned stop_at, Str *out) {
  Seen seen = {.out = out_memory(&arena), .stop_at = stop_at};
  XmlHandler h = {start, end, text, &seen};
  XmlResult r = xml_read_text(xml, &h);
  *out = out_text(&seen.out);
  return r;
}

static void elements(void **state) {
  (void)state;
  Str out;
  XmlResult r = read_as(
      S("<?xml version='1.0'?><x:a xmlns:x='u' x:id='1'><b id='&lt;'>甲&amp;乙</b><![CDATA[<丙>]]></x:a>"), 0,
      &out);
  assert_int_equal(r.problem, XML_OK);
  assert_str(out, "<a id=1><b id=<>甲&乙</b><丙></a>");
}

static void refused(void **state) {
  (void)state;
  Str out;
  XmlResult r = read_as(S("<a>\n <b></a>"), 0, &out);
  assert_int_equal(r.problem, XML_BROKEN);
  assert_int_equal(r.line, 2);
  assert_int_equal(read_as(S("<a><b>"), 0, &out).problem, XML_BROKEN);
  assert_int_equal(read_as(S(""), 0, &out).problem, XML_BROKEN);
  assert_int_equal(read_as(S("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"), 0, &out).problem, XML_DOCTYPE);
  assert_int_equal(read_as(S("<a>\xFF</a>"), 0, &out).problem, XML_BROKEN);
  assert_int_equal(read_as(S("<a><b/><c/></a>"), 2, &out).problem, XML_STOPPED);
  assert_str(out, "<a><b>");
  Out deep = out_memory(&arena);
  for (int i = 0; i < 10000; i++) out_z(&deep, "<a>");
  assert_int_equal(read_as(out_text(&deep), 0, &out).problem, XML_DEEP);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(elements), TEST(refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
