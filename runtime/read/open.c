// Files are opened here and nowhere else in read/.
#include "runtime/read/open.h"
#include "base/os.h"
#include "base/sha256.h"
#include "compiler/plan_file.h"
#include "grammar/diags.h"

enum { PIECE = 1 << 20, HEAD = 4096 };

bool data_fail(DataInput *s, uint16_t id, const Text *args, size_t argc) {
  read_finding(s->diags, &s->place, id, 0, 0, args, argc);
  return false;
}

static bool unreadable(DataInput *s, Str why) {
  return data_fail(s, D_DATA_UNREADABLE, &(Text){os_why_zh(s->arena, why), why}, 1);
}

bool data_has(DataInput *s, LibState state, const char *package) {
  Text name = text_of(str_z(package));
  if (state == LIB_READY) return true;
  return data_fail(s, state == LIB_STATIC ? D_LIB_STATIC : D_LIB_MISSING, &name, 1);
}

// ---- names --------------------------------------------------------------------------------------

static bool is_server(Str name) {
  return str_starts(name, S("postgres://")) || str_starts(name, S("postgresql://"));
}

// What stands between user: and the last @, and behind password= in the query. Rather too much than too
// little.
Str data_shown_name(Arena *a, Str name) {
  if (!is_server(name)) return name;
  size_t user = str_find(name, S("://")) + 3, from = user, at = name.n;
  for (size_t i = user; i < name.n; i++)
    if (name.p[i] == '@') at = i;
  while (from < at && name.p[from] != ':') from++;
  Out o = out_memory(a);
  if (at < name.n && from < at) {
    out_str(&o, str_slice(name, 0, from + 1));
    out_z(&o, "***");
    name = str_slice(name, at, name.n);
  }
  for (size_t p; (p = str_find(name, S("password="))) < name.n;) {
    size_t end = p + S("password=").n;
    out_str(&o, str_slice(name, 0, end));
    out_z(&o, "***");
    while (end < name.n && name.p[end] != '&') end++;
    name = str_slice(name, end, name.n);
  }
  out_str(&o, name);
  return out_text(&o);
}

Str data_unescaped(Arena *a, Str s) { // %E6%BB%A1 and + of a query
  char *p = arena_raw(a, s.n, 1);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) {
    unsigned v = 0;
    size_t k = 1;
    for (; s.p[i] == '%' && k < 3 && i + k < s.n; k++) {
      char c = s.p[i + k];
      unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : ((unsigned)c | 32) - 'a' + 10;
      if (digit > 15) break;
      v = v * 16 + digit;
    }
    p[n++] = k == 3 ? (char)v : s.p[i] == '+' ? ' ' : s.p[i];
    if (k == 3) i += 2;
  }
  return (Str){p, n};
}

// FILE?table=T, FILE?query=SELECT …: cuts them from the path. `query` goes to the end of the name.
static void split_query(Arena *a, DataInput *s) {
  size_t mark = str_find(s->path, S("?"));
  Str rest = str_slice(s->path, mark < s->path.n ? mark + 1 : mark, s->path.n);
  if (str_starts(rest, S("table=")))
    s->table = data_unescaped(a, str_slice(rest, 6, rest.n));
  else if (str_starts(rest, S("query=")))
    s->query = data_unescaped(a, str_slice(rest, 6, rest.n));
  else
    return;
  s->path = str_slice(s->path, 0, mark);
}

// ---- bytes --------------------------------------------------------------------------------------

static ptrdiff_t read_plain(DataInput *s, char *to, size_t n) {
  ptrdiff_t got;
  Str why;
  if (s->bytes.p) {
    size_t left = s->bytes.n - (size_t)s->at;
    got = (ptrdiff_t)(n < left ? n : left);
    memcpy(to, s->bytes.p + s->at, (size_t)got);
  } else {
    got = s->input.regular ? input_at(&s->input, to, n, s->at, &why) : input_read(&s->input, to, n, &why);
    if (got < 0) unreadable(s, why);
  }
  if (got > 0 && s->sha) sha256_add(s->sha, (Str){to, (size_t)got});
  if (got > 0) s->at += (uint64_t)got;
  s->ended |= got == 0;
  return got;
}

ptrdiff_t data_read(void *data_input, char *to, size_t n) {
  DataInput *s = data_input;
  if (!s->head.n) return s->stream.read ? s->stream.read(s->stream.ctx, to, n) : read_plain(s, to, n);
  if (n > s->head.n) n = s->head.n;
  memcpy(to, s->head.p, n);
  s->head = str_slice(s->head, n, s->head.n);
  return (ptrdiff_t)n;
}

// The first bytes, which stay to be read.
static bool peek(DataInput *s, Str *out) {
  char *p = arena_raw(s->arena, HEAD, 1);
  size_t n = 0;
  for (ptrdiff_t got; n < HEAD && (got = data_read(s, p + n, HEAD - n)); n += (size_t)got)
    if (got < 0) return false;
  *out = (Str){p, n};
  if (data_anywhere(s))
    s->at = 0;
  else
    s->head = *out;
  return true;
}

bool data_all(Arena *a, DataInput *s, Str *out) {
  if (s->bytes.p && !s->stream.read) return *out = s->bytes, true;
  size_t room = s->input.regular && !s->stream.read ? (size_t)s->input.size + 1 : 1 << 16, n = 0;
  if (room > OS_FILE_MAX) return data_fail(s, D_DATA_TOO_BIG, NO_ARGS);
  char *p = arena_raw(a, room, 1);
  for (ptrdiff_t got; (got = data_read(s, p + n, room - n));) {
    if (got < 0) return false;
    n += (size_t)got;
    if (n > OS_FILE_MAX) return data_fail(s, D_DATA_TOO_BIG, NO_ARGS);
    if (n < room) continue;
    p = arena_resize(a, p, room, room * 2, 1);
    room *= 2;
  }
  return *out = (Str){p, n}, true;
}

static ptrdiff_t bytes_at(void *data_input, char *to, size_t n, uint64_t from) {
  DataInput *s = data_input;
  Str why;
  if (!s->bytes.p) return input_at(&s->input, to, n, from, &why);
  if (from >= s->bytes.n) return 0;
  if (n > s->bytes.n - from) n = s->bytes.n - (size_t)from;
  memcpy(to, s->bytes.p + from, n);
  return (ptrdiff_t)n;
}

bool data_source(Arena *a, DataInput *s, ByteSource *out) {
  if (!s->bytes.p && !s->input.regular) {
    if (!data_all(a, s, &s->bytes)) return false;
    s->stream.read = NULL;
  }
  *out = (ByteSource){bytes_at, s, s->bytes.p ? s->bytes.n : s->input.size};
  return true;
}

// ---- formats ------------------------------------------------------------------------------------

static const struct {
  const char *ending;
  DataFormat format;
} endings[] = {{".csv", DATA_TEXT},  {".tsv", DATA_TEXT},   {".tab", DATA_TEXT},   {".txt", DATA_TEXT},
               {".json", DATA_JSON}, {".jsonl", DATA_JSON}, {".ndjson", DATA_JSON}};

// Programs' own formats that are recognised, to say what to do instead.
enum Foreign { PDF, MARKUP, OLD_WORKBOOK, LOCKED, TARGETS, PLAN, FOREIGN };
static const struct {
  const char *what_zh, *what_en, *how_zh, *how_en;
} foreign[FOREIGN] = {
    [PDF] = {" PDF", "a PDF", "从做出它的表格导出 CSV 或 XLSX",
             "export CSV or XLSX from the table it was made of"},
    [MARKUP] = {"网页或 XML（系统导出的 .xls 常是这样）", "HTML or XML (as exported “.xls” files often are)",
                "用 Excel 或 WPS 打开，另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"},
    [OLD_WORKBOOK] = {"旧版 Excel 的 .xls", "an .xls of old versions of Excel",
                      "用 Excel 或 WPS 打开，另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"},
    [LOCKED] = {"加了密码的工作簿", "a workbook with a password", "在 Excel 或 WPS 里去掉密码再保存",
                "remove the password in Excel or WPS and save it"},
    [TARGETS] = {"目标文件（.pgl）", "a file of targets (.pgl)",
                 "把它写在 --actuals 前面，--actuals 后面写实际值的文件",
                 "name it in front of --actuals, and behind that the file of actual values"},
    [PLAN] = {"编译好的计划", "a compiled plan", "把它写在 --actuals 前面，--actuals 后面写实际值的文件",
              "name it in front of --actuals, and behind that the file of actual values"},
};

static bool is_foreign(DataInput *s, Str name, Str head) {
  static const char utf16[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  enum Foreign f = FOREIGN;
  Str text = str_trim(str_starts(head, S("\xEF\xBB\xBF")) ? str_slice(head, 3, head.n) : head), all;
  if (str_starts(head, S("%PDF"))) f = PDF;
  if (text.n && text.p[0] == '<') f = MARKUP;
  if (str_ends_like(name, S(".pgl"))) f = TARGETS;
  if (plan_is_file(head)) f = PLAN;
  if (str_starts(head, S("\xD0\xCF\x11\xE0"))) {
    if (!data_all(s->arena, s, &all)) return true;
    f = str_find(all, (Str){utf16, sizeof utf16 - 1}) < all.n ? LOCKED : OLD_WORKBOOK;
  }
  if (f == FOREIGN) return false;
  Text what = {str_z(foreign[f].what_zh), str_z(foreign[f].what_en)};
  Text how = {str_z(foreign[f].how_zh), str_z(foreign[f].how_en)};
  data_fail(s, D_DATA_FOREIGN, TEXT_ARGS(what, how));
  return true;
}

static DataFormat text_format(Str name, Str head) {
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (str_ends_like(name, str_z(endings[i].ending))) return endings[i].format;
  if (str_starts(head, S("\xEF\xBB\xBF"))) head = str_slice(head, 3, head.n);
  head = str_trim(head);
  return head.n && (head.p[0] == '[' || head.p[0] == '{') ? DATA_JSON : DATA_TEXT;
}

static bool detect(Arena *a, DataInput *s) {
  Str head, name = s->path;
  if (!peek(s, &head)) return false;
  bool gzip = str_starts(head, S("\x1F\x8B")), zstd = str_starts(head, S("\x28\xB5\x2F\xFD"));
  s->packed = gzip || zstd;
  if (gzip) {
    if (!data_unpack_gzip(a, s) || !peek(s, &head)) return false;
    if (str_ends_like(name, S(".gz"))) name = str_slice(name, 0, name.n - 3);
  } else if (zstd) {
    if (!data_unpack_zstd(a, s) || !peek(s, &head)) return false;
    if (str_ends_like(name, S(".zst"))) name = str_slice(name, 0, name.n - 4);
  }
  if (str_starts(head, S("PK\3\4")) || str_starts(head, S("PK\5\6"))) return s->format = DATA_WORKBOOK, true;
  if (str_starts(head, S("SQLite format 3"))) return s->format = DATA_SQLITE, true;
  if (is_foreign(s, name, head)) return false;
  s->format = text_format(name, head);
  return true;
}

bool data_open(Arena *a, const DataSource *from, uint32_t file, bool hash, Diags *diags, DataInput *out) {
  *out = (DataInput){.arena = a, .diags = diags, .input.fd = -1, .bytes = from->bytes, .path = from->name};
  out->place = (ReadPlace){.name = data_shown_name(a, from->name), .file = file};
  if (is_server(from->name)) return out->format = DATA_POSTGRES, true;
  Str why;
  if (!out->bytes.p) {
    if (os_kind(str_to_z(a, out->path)) == OS_NONE) split_query(a, out);
    if (!input_open(str_to_z(a, out->path), &out->input, &why)) return unreadable(out, why);
  }
  if (hash && !out->bytes.p && !out->input.regular) out->sha = sha256_new(a);
  return detect(a, out);
}

bool data_close(DataInput *s) {
  if (s->end) s->end(s->stream.ctx);
  s->end = NULL;
  bool changed = s->input.fd >= 0 && input_changed(&s->input);
  input_close(&s->input);
  return !changed || data_fail(s, D_DATA_CHANGED, NO_ARGS);
}

// ---- hashes -------------------------------------------------------------------------------------

Str data_hash(Arena *a, DataInput *s) {
  if (s->bytes.p) return sha256_hex(a, s->bytes);
  if (!s->input.regular) return s->sha && s->ended ? sha256_end(a, s->sha) : (Str){0};
  Str why;
  bool closed = s->input.fd < 0;
  if (closed && !input_open(str_to_z(a, s->path), &s->input, &why)) return (Str){0};
  Sha256 *sha = sha256_new(a);
  char *piece = arena_raw(a, PIECE, 1);
  ptrdiff_t got;
  for (uint64_t at = 0; (got = input_at(&s->input, piece, PIECE, at, &why)) > 0; at += (uint64_t)got)
    sha256_add(sha, (Str){piece, (size_t)got});
  arena_release(a, piece, PIECE);
  if (closed) input_close(&s->input);
  return got < 0 ? (Str){0} : sha256_end(a, sha);
}
