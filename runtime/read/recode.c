// Text of any encoding as UTF-8, piece by piece: ASCII passes; where the first other byte stands, a piece is
// looked at to see what it is. Of a text that is neither UTF-8 nor GB18030 the byte is told up to which one
// of the two held.
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/read/encoding.h"
#include "runtime/read/open.h"

enum { PIECE = 1 << 16 };

// The line of byte `at` (from 0), from 1, and the byte in it, of a file that stands there to be read again.
// In UTF-16 ends of lines are no bytes.
static bool line_of(const DataInput *s, uint64_t at, uint64_t *line, uint64_t *byte) {
  DataInput again = *s;
  again.at = 0, again.head = (Str){0}, again.stream.read = NULL, again.sha = NULL;
  if (s->packed || !data_anywhere(&again)) return false;
  char *piece = arena_raw(s->arena, PIECE, 1);
  bool cr = false;
  *line = *byte = 1;
  while (again.at < at) {
    bool first = !again.at;
    uint64_t left = at - again.at;
    ptrdiff_t got = data_read(&again, piece, left < PIECE ? (size_t)left : PIECE);
    if (got <= 0 || (first && text_mark((Str){piece, (size_t)got}).n == 2)) return false;
    for (ptrdiff_t i = 0; i < got; i++) {
      bool lf = piece[i] == '\n';
      if ((lf || piece[i] == '\r') && !(lf && cr)) ++*line;
      cr = piece[i] == '\r';
      *byte = lf || cr ? 1 : *byte + 1;
    }
  }
  return *line < UINT32_MAX;
}

static Text number(DataInput *s, uint64_t n) {
  return text_of(str_fmt(s->arena, "%llu", (unsigned long long)n));
}

void data_not_text(DataInput *s, uint64_t byte) {
  uint64_t line, in_line;
  bool found = line_of(s, byte - 1, &line, &in_line);
  Diag *d = read_finding(s->diags, &s->place, D_DATA_ENCODING, found ? (uint32_t)line : 0, 0,
                         TEXT_ARGS(number(s, byte)));
  if (found) diag_note(s->diags, d, T_DATA_BYTE, TEXT_ARGS(number(s, line), number(s, in_line)));
}

typedef enum Kind { ASCII, UTF8, OTHER } Kind; // of what was read so far

typedef struct Recode {
  DataInput raw;    // the same source without this stream in front
  DataInput *shown; // findings name it
  Kind kind;
  TextDecoder *decoder; // of OTHER
  uint64_t not_utf8;    // the first byte that is not UTF-8, from 1; 0: none is known
  uint64_t at;          // of the piece, in the text
  bool ended;
  Str in, out; // what is left of piece and of text
  char piece[PIECE], text[2 * PIECE];
} Recode;

static ptrdiff_t give(Str *from, char *to, size_t n) {
  if (n > from->n) n = from->n;
  if (n) memcpy(to, from->p, n);
  *from = str_slice(*from, n, from->n);
  return (ptrdiff_t)n;
}

static ptrdiff_t more(Recode *r, char *to, size_t n) {
  if (r->ended) return 0;
  ptrdiff_t got = data_read(&r->raw, to, n);
  if (!r->raw.stream.read) r->shown->at = r->raw.at, r->shown->ended = r->raw.ended;
  r->ended |= got == 0;
  return got;
}

// What is left of the piece, and all that comes behind it and fits.
static bool fill(Recode *r) {
  size_t n = r->in.n;
  if (r->in.p) r->at += (uint64_t)(r->in.p - r->piece);
  if (r->in.p && n) memmove(r->piece, r->in.p, n);
  for (ptrdiff_t got; n < PIECE && !r->ended; n += (size_t)got)
    if ((got = more(r, r->piece + n, PIECE - n)) < 0) return false;
  r->in = (Str){r->piece, n};
  return true;
}

static ptrdiff_t neither(Recode *r) {
  uint64_t at = r->at + (uint64_t)(r->in.p - r->piece) + 1;
  data_not_text(r->shown, at < r->not_utf8 ? r->not_utf8 : at);
  return -1;
}

// What it is, by a piece that begins with the first byte that is not ASCII.
static bool decide(Recode *r) {
  TextMark mark = r->at ? (TextMark){0} : text_mark(r->in);
  size_t bad = utf_valid(r->in);
  bool cut = !r->ended && r->in.n - bad < 4;
  r->kind = UTF8;
  if (mark.n == 3 || (!mark.n && !r->not_utf8 && (bad == r->in.n || cut))) return true;
  r->kind = OTHER;
  r->in = str_slice(r->in, mark.n, r->in.n);
  if (!r->not_utf8) r->not_utf8 = r->at + bad + 1;
  r->decoder = text_decoder(r->shown->arena, mark.n ? mark.encoding : "GB18030");
  return r->decoder != NULL;
}

static ptrdiff_t decoded(Recode *r, char *to, size_t n) {
  while (!r->out.n) {
    if (!fill(r)) return -1;
    if (!r->in.n) return 0;
    size_t made, had = r->in.n;
    bool ok = text_decode_some(r->decoder, &r->in, r->text, sizeof r->text, &made);
    if (!ok || r->in.n == had) return neither(r);
    r->out = (Str){r->text, made};
  }
  return give(&r->out, to, n);
}

static size_t ascii(Str s) {
  size_t i = 0;
  for (uint64_t w; s.n - i >= sizeof w; i += sizeof w) {
    memcpy(&w, s.p + i, sizeof w);
    if (w & 0x8080808080808080u) break;
  }
  while (i < s.n && !(s.p[i] & 0x80)) i++;
  return i;
}

static ptrdiff_t recode(void *ctx, char *to, size_t n) {
  Recode *r = ctx;
  if (r->kind == ASCII) {
    if (!r->in.n && !fill(r)) return -1;
    size_t plain = ascii(r->in);
    if (plain) return give(&r->in, to, plain < n ? plain : n);
    if (!fill(r)) return -1;
    if (!decide(r)) return neither(r);
  }
  if (r->kind == OTHER) return decoded(r, to, n);
  return r->in.n ? give(&r->in, to, n) : more(r, to, n);
}

static void end(void *ctx) {
  Recode *r = ctx;
  if (r->decoder) text_decoder_end(r->decoder);
  if (r->raw.end) r->raw.end(r->raw.stream.ctx);
}

void data_as_utf8(Arena *a, DataInput *s, uint64_t not_utf8) {
  Recode *r = NEW(a, Recode);
  if (data_anywhere(s)) s->at = 0, s->ended = false;
  *r = (Recode){.raw = *s, .shown = s, .not_utf8 = not_utf8};
  s->head = (Str){0};
  s->stream = (ByteStream){recode, r};
  s->end = end;
}
