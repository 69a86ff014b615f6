// XML 1.0 as it streams by, in UTF-8 or UTF-16. Office formats need neither DTDs nor entities of their own: a
// document with a DOCTYPE is refused, and so is one nested too deep. All else that is not well-formed is
// refused too, but for names, which may hold any character beyond ASCII. Prefixes are cut: <x:row r="1"> is
// row.
#pragma once
#include "base/stream.h"

#define XML_DEPTH_MAX 256
#define XML_ATTRS_MAX 256
#define XML_TAG_MAX   ((size_t)16 << 20) // bytes of one tag, comment or instruction

typedef struct XmlAttr {
  Str name, value; // the name with its prefix
} XmlAttr;

typedef struct XmlAttrs {
  const XmlAttr *p;
  uint32_t n;
} XmlAttrs;

// False from any of them stops the reading. Text comes in pieces. What is handed over lives during the call.
typedef struct XmlHandler {
  bool (*start)(void *ctx, Str name, XmlAttrs attrs);
  bool (*end)(void *ctx, Str name);
  bool (*text)(void *ctx, Str text);
  void *ctx;
} XmlHandler;

typedef enum XmlProblem {
  XML_OK,
  XML_BROKEN,   // not well-formed, in another encoding, cut off, or a tag beyond the limits
  XML_DOCTYPE,  // it declares a DTD
  XML_DEEP,     // nested deeper than XML_DEPTH_MAX
  XML_STOPPED,  // by the handler
  XML_NO_BYTES, // the stream broke off: it knows why
} XmlProblem;

typedef struct XmlResult {
  XmlProblem problem;
  uint64_t line; // from 1
} XmlResult;

// Memory is taken like the arena's and given back.
XmlResult xml_read(const Arena *like, ByteStream from, const XmlHandler *handler);
XmlResult xml_read_text(const Arena *like, Str text, const XmlHandler *handler);
// The value of an attribute, by its name without prefix; p is NULL where there is none.
Str xml_attr(XmlAttrs attrs, const char *name);
