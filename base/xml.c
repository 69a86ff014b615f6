// Expat's callbacks, and the limits.
#include "base/xml.h"
#include <expat.h>

#define EXPAT(F)                                                                                             \
  F(XML_ParserCreate)                                                                                        \
  F(XML_ParserFree)                                                                                          \
  F(XML_SetUserData)                                                                                         \
  F(XML_SetElementHandler)                                                                                   \
  F(XML_SetCharacterDataHandler)                                                                             \
  F(XML_SetStartDoctypeDeclHandler)                                                                          \
  F(XML_GetBuffer)                                                                                           \
  F(XML_ParseBuffer)                                                                                         \
  F(XML_StopParser)                                                                                          \
  F(XML_GetCurrentLineNumber)                                                                                \
  F(XML_GetCurrentColumnNumber)
LIB_TABLE_LINKED(Expat, expat, EXPAT, "libexpat.so.1", "libexpat1")

const char *const xml_package = "libexpat1";

enum { PIECE = 1 << 16 };

typedef struct Reading {
  Expat lib;
  XML_Parser parser;
  const XmlHandler *handler;
  unsigned depth;
  XmlProblem problem;
} Reading;

static Str local(const char *name) {
  size_t n = 0;
  for (; name[n]; n++) {
    if (name[n] != ':') continue;
    name += n + 1;
    n = (size_t)-1;
  }
  return (Str){name, n};
}

static void stop(Reading *r, XmlProblem why) {
  if (r->problem) return;
  r->problem = why;
  r->lib.XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attrs) {
  Reading *r = ctx;
  if (r->problem) return;
  if (++r->depth > XML_DEPTH_MAX)
    stop(r, XML_DEEP);
  else if (!r->handler->start(r->handler->ctx, local(name), (XmlAttrs)attrs))
    stop(r, XML_STOPPED);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name) {
  Reading *r = ctx;
  if (r->problem) return;
  r->depth--;
  if (!r->handler->end(r->handler->ctx, local(name))) stop(r, XML_STOPPED);
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int n) {
  Reading *r = ctx;
  if (r->problem || n <= 0) return;
  if (!r->handler->text(r->handler->ctx, (Str){text, (size_t)n})) stop(r, XML_STOPPED);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal) {
  (void)name, (void)system, (void)public, (void)internal;
  stop(ctx, XML_DOCTYPE);
}

XmlResult xml_read(ByteStream from, const XmlHandler *handler) {
  Reading r = {.handler = handler};
  LibState state = lib_load(&expat, &r.lib);
  if (state != LIB_READY) return (XmlResult){.problem = state == LIB_STATIC ? XML_STATIC : XML_MISSING};
  r.parser = r.lib.XML_ParserCreate(NULL);
  if (!r.parser) return (XmlResult){.problem = XML_BROKEN};
  r.lib.XML_SetUserData(r.parser, &r);
  r.lib.XML_SetElementHandler(r.parser, on_start, on_end);
  r.lib.XML_SetCharacterDataHandler(r.parser, on_text);
  r.lib.XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
  for (bool last = false; !last && !r.problem;) {
    void *piece = r.lib.XML_GetBuffer(r.parser, PIECE);
    ptrdiff_t got = piece ? from.read(from.ctx, piece, PIECE) : -1;
    if (got < 0) r.problem = piece ? XML_NO_BYTES : XML_BROKEN;
    if (got < 0) break;
    last = got == 0;
    if (r.lib.XML_ParseBuffer(r.parser, (int)got, last) != XML_STATUS_OK && !r.problem)
      r.problem = XML_BROKEN;
  }
  XmlResult out = {r.problem, r.lib.XML_GetCurrentLineNumber(r.parser),
                   r.lib.XML_GetCurrentColumnNumber(r.parser) + 1};
  r.lib.XML_ParserFree(r.parser);
  return out;
}

static ptrdiff_t from_text(void *ctx, char *to, size_t n) {
  Str *left = ctx;
  if (left->n < n) n = left->n;
  if (n) memcpy(to, left->p, n);
  *left = str_slice(*left, n, left->n);
  return (ptrdiff_t)n;
}

XmlResult xml_read_text(Str text, const XmlHandler *handler) {
  return xml_read((ByteStream){from_text, &text}, handler);
}

Str xml_attr(XmlAttrs attrs, const char *name) {
  for (; *attrs; attrs += 2)
    if (str_eq(local(attrs[0]), str_z(name))) return str_z(attrs[1]);
  return (Str){0};
}
