// Frames over two file descriptors.
#include "server/rpc.h"
#include "base/os.h"
#include <stdlib.h>

#define READ_AT_ONCE ((size_t)64 << 10)

static bool same_id(const JsonIn *a, const JsonIn *b) {
  int64_t x, y;
  Str s, t;
  if (in_int(a, &x)) return in_int(b, &y) && x == y;
  return in_str(a, &s) && in_str(b, &t) && str_eq(s, t);
}

static void cancel(Rpc *rpc, const JsonIn *id) {
  for (RpcMessage *m = rpc->first; m; m = m->next)
    if (m->id && m->method.n && same_id(m->id, id)) m->cancelled = true;
}

static void queue(Rpc *rpc, JsonIn *json) {
  RpcMessage *m = calloc(1, sizeof *m);
  if (!m) {
    json_in_free(json);
    return;
  }
  m->json = json;
  if (in_kind(json) == JSON_IN_OBJECT) {
    m->id = in_get(json, "id");
    m->params = in_get(json, "params");
    m->method = in_text(json, "method");
  }
  if (str_eq(m->method, S("$/cancelRequest"))) cancel(rpc, in_get(m->params, "id"));
  if (rpc->last)
    rpc->last->next = m;
  else
    rpc->first = m;
  rpc->last = m;
}

// ---- taking apart

// The bytes of the header at the front with its empty line; 0: not there yet, or too long (broken).
static size_t header_end(Rpc *rpc) {
  size_t look = rpc->n < RPC_HEADER_MAX ? rpc->n : RPC_HEADER_MAX;
  for (size_t i = 3; i < look; i++)
    if (rpc->p[i] == '\n' && !memcmp(rpc->p + i - 3, "\r\n\r", 3)) return i + 1;
  if (look == RPC_HEADER_MAX) rpc->broken = true;
  return 0;
}

static bool same_word(const char *p, const char *lower, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char c = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
    if (c != lower[i]) return false;
  }
  return true;
}

// The Content-Length among the header's lines; false: none, or no number that a message could have.
static bool content_length(Str header, size_t *out) {
  static const char key[] = "content-length:";
  bool found = false;
  for (size_t i = 0; i < header.n;) {
    const char *end = memchr(header.p + i, '\n', header.n - i);
    size_t to = (size_t)(end - header.p);
    if (to - i > sizeof key && same_word(header.p + i, key, sizeof key - 1)) {
      Str digits = str_trim(str_slice(header, i + sizeof key - 1, to));
      size_t v = 0;
      if (!digits.n || digits.n > 12) return false;
      for (size_t k = 0; k < digits.n; k++) {
        if (digits.p[k] < '0' || digits.p[k] > '9') return false;
        v = v * 10 + (size_t)(digits.p[k] - '0');
      }
      *out = v;
      found = true;
    }
    i = to + 1;
  }
  return found;
}

static size_t skip(Rpc *rpc, size_t at) {
  size_t here = rpc->n - at < rpc->skip ? rpc->n - at : rpc->skip;
  rpc->skip -= here;
  return at + here;
}

// One message off the front of what was read; false: not whole yet.
static bool take_apart(Rpc *rpc, size_t *at) {
  *at = skip(rpc, *at);
  Rpc rest = {.p = rpc->p + *at, .n = rpc->n - *at};
  size_t head = rpc->skip ? 0 : header_end(&rest), length = 0;
  rpc->broken = rest.broken;
  if (!head) return false;
  if (!content_length((Str){rest.p, head}, &length)) {
    rpc->broken = true; // nobody knows where the next one begins
    return false;
  }
  if (length > RPC_MESSAGE_MAX) {
    rpc->skip = length;
    *at += head;
    queue(rpc, NULL);
    return true;
  }
  if (rest.n - head < length) return false;
  queue(rpc, json_in_parse(rest.p + head, length));
  *at += head + length;
  return true;
}

static bool room(Rpc *rpc) {
  if (rpc->cap - rpc->n >= READ_AT_ONCE) return true;
  size_t cap = rpc->cap ? rpc->cap * 2 : READ_AT_ONCE * 2;
  char *p = realloc(rpc->p, cap);
  if (!p) return false;
  rpc->p = p;
  rpc->cap = cap;
  return true;
}

static void give_back(Rpc *rpc) { // what one long message needed
  if (rpc->cap <= READ_AT_ONCE * 2 || rpc->n > READ_AT_ONCE) return;
  char *p = realloc(rpc->p, READ_AT_ONCE * 2);
  if (!p) return;
  rpc->p = p;
  rpc->cap = READ_AT_ONCE * 2;
}

void rpc_pump(Rpc *rpc, int ms) {
  for (;;) {
    bool idle = false;
    if (rpc->ended || !room(rpc)) {
      rpc->ended = true;
      return;
    }
    ptrdiff_t got = os_read_soon(rpc->in, rpc->p + rpc->n, rpc->cap - rpc->n, ms, &idle);
    if (got <= 0) {
      rpc->ended = !idle;
      return;
    }
    rpc->n += (size_t)got;
    size_t at = 0;
    while (take_apart(rpc, &at)) {
    }
    memmove(rpc->p, rpc->p + at, rpc->n - at);
    rpc->n -= at;
    if (!rpc->n) give_back(rpc);
    if (rpc->broken) rpc->ended = true;
    ms = 0;
  }
}

RpcMessage *rpc_take(Rpc *rpc) {
  RpcMessage *m = rpc->first;
  if (!m) return NULL;
  rpc->first = m->next;
  if (!rpc->first) rpc->last = NULL;
  return m;
}

void rpc_message_free(RpcMessage *m) {
  if (m->json) json_in_free(m->json);
  free(m);
}

void rpc_free(Rpc *rpc) {
  for (RpcMessage *m; (m = rpc_take(rpc));) rpc_message_free(m);
  free(rpc->p);
  *rpc = (Rpc){0};
}

// ---- out

void rpc_send(Rpc *rpc, Str json) {
  char head[64];
  Out o = {.p = head, .cap = sizeof head};
  out_z(&o, "Content-Length: ");
  out_u64(&o, json.n);
  out_z(&o, "\r\n\r\n");
  if (!os_write_all(rpc->out, o.p, o.n) || !os_write_all(rpc->out, json.p, json.n)) rpc->ended = true;
}

void rpc_id(Json *j, const JsonIn *id) {
  int64_t n;
  Str s;
  if (in_str(id, &s))
    json_str(j, s);
  else if (!in_int(id, &n))
    json_nil(j);
  else if (n >= 0)
    json_u64(j, (uint64_t)n);
  else {
    char digits[24] = "-";
    Out o = {.p = digits, .cap = sizeof digits, .n = 1};
    out_u64(&o, (uint64_t) - (n + 1) + 1);
    json_raw(j, out_text(&o));
  }
}

void rpc_error(Rpc *rpc, Arena *a, const JsonIn *id, int code, Str message) {
  Out o = out_memory(a);
  Json j = json_on(&o, false);
  json_obj(&j);
  json_put_str(&j, "jsonrpc", S("2.0"));
  json_key(&j, "id"), rpc_id(&j, id);
  json_key(&j, "error"), json_obj(&j);
  json_key(&j, "code"), json_raw(&j, str_fmt(a, "%d", code));
  json_put_str(&j, "message", message);
  json_end(&j, '}'), json_end(&j, '}');
  rpc_send(rpc, out_text(&o));
}
