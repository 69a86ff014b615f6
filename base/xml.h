// XML 1.0 as it streams by, through expat (the only user of its header is xml.c; the library is loaded when
// the first document is read). Office formats need neither DTDs nor entities of their own: a document with a
// DOCTYPE is refused, and so is one nested too deep. Prefixes are cut: <x:row r="1"> is row.
#pragma once
#include "base/lib.h"
#include "base/stream.h"

#define XML_DEPTH_MAX 256

typedef const char *const *XmlAttrs; // name, value, name, value … NULL

// False from any of them stops the reading. Text comes in pieces. What is handed over lives during the call.
typedef struct XmlHandler {
  bool (*start)(void *ctx, Str name, XmlAttrs attrs);
  bool (*end)(void *ctx, Str name);
  bool (*text)(void *ctx, Str text);
  void *ctx;
} XmlHandler;

typedef enum XmlProblem {
  XML_OK,
  XML_MISSING,  // no expat here: lib tells the package
  XML_STATIC,   // nor in this static build
  XML_BROKEN,   // not well-formed, or cut off; line and column tell where
  XML_DOCTYPE,  // it declares a DTD
  XML_DEEP,     // nested deeper than XML_DEPTH_MAX
  XML_STOPPED,  // by the handler
  XML_NO_BYTES, // the stream broke off: it knows why
} XmlProblem;

typedef struct XmlResult {
  XmlProblem problem;
  uint64_t line, column; // from 1
} XmlResult;

XmlResult xml_read(ByteStream from, const XmlHandler *handler);
XmlResult xml_read_text(Str text, const XmlHandler *handler);
// The value of an attribute, by its name without prefix; p is NULL where there is none.
Str xml_attr(XmlAttrs attrs, const char *name);
extern const char *const xml_package; // the Debian package of the library
