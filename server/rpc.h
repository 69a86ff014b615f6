// Frames: "Content-Length: N\r\n\r\n" and N bytes of JSON, in and out. Incoming messages wait in a queue, so
// that a cancellation is seen before the request it takes back is begun. Limits before allocation: a header
// of RPC_HEADER_MAX bytes, a message of RPC_MESSAGE_MAX, JSON_DEPTH_MAX levels.
#pragma once
#include "base/json.h"
#include "server/json_in.h"

#define RPC_HEADER_MAX  4096u
#define RPC_MESSAGE_MAX ((size_t)64 << 20)

enum { // JSON-RPC and LSP error codes
  RPC_PARSE_ERROR = -32700,
  RPC_INVALID_REQUEST = -32600,
  RPC_NO_METHOD = -32601,
  RPC_INVALID_PARAMS = -32602,
  RPC_INTERNAL = -32603,
  RPC_NOT_INITIALIZED = -32002,
  RPC_CANCELLED = -32800,
  RPC_MODIFIED = -32801,
  RPC_FAILED = -32803,
};

typedef struct RpcMessage {  // owned by whoever took it: rpc_message_free
  JsonIn *json;              // NULL: it was no JSON
  const JsonIn *id, *params; // NULL where there is none
  Str method;                // empty: a response
  bool cancelled;
  struct RpcMessage *next;
} RpcMessage;

typedef struct Rpc {
  int in, out;
  char *p;
  size_t n, cap; // read and not yet taken apart
  size_t skip;   // bytes of a message too long that are still to come
  RpcMessage *first, *last;
  bool ended;  // end of input, or beyond repair
  bool broken; // the latter
} Rpc;

// Reads what is there, waiting at most `ms` for something (-1: as long as it takes); queues whole messages.
void rpc_pump(Rpc *rpc, int ms);
RpcMessage *rpc_take(Rpc *rpc); // NULL: none
void rpc_message_free(RpcMessage *m);
void rpc_free(Rpc *rpc);
void rpc_send(Rpc *rpc, Str json); // one frame
// An answer that is an error; id NULL: null.
void rpc_error(Rpc *rpc, Arena *a, const JsonIn *id, int code, Str message);
void rpc_id(Json *j, const JsonIn *id); // writes an id as it came
