// A made-up province: projects with eight measures and eight indicators each, and rows of actual values in
// random order, the same bytes for the same arguments.
//
//   generate DIR S|M|L | DIR PROJECTS ROWS [SEED [BAD]]
//
// DIR/targets.pgl   the program
// DIR/targets.csv   the same for peers: project, indicator, aggregation, measure, divisor, op, target (in
// base
//                   units), weight
// DIR/measures.csv  measure, how its rows combine
// DIR/units.csv     measure, unit as written ('' where none), factor to the base unit, as a double
// DIR/actuals.csv   项目,指标,日期,数值,单位; BAD rows of each 1 000 000 are bad, of each kind alike
// DIR/counts.csv    what was made
//
// A row is a function of its number: row i is p = permute(i); p tells key and turn, a hash of both everything
// else. So the order is random, no key is met in a run, and nothing is kept. Rows of one key have different
// days. One project in sixteen has averages and rates that equal their targets exactly.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Unit {
  const char *text;
  uint32_t share; // of 256 rows
  uint32_t times; // value = quanta × times / 10^decimals
  uint32_t decimals;
  const char *factor; // to the base unit, for peers
} Unit;

typedef struct Measure {
  const char *name, *combine, *unit, *agg;
  Unit units[4]; // the shares add to 256
} Measure;

// A measure's quantum: 1 人次, 0.01 元, 3 minutes, 1 瓦, 1 平方米, 1 人, 1 人, 0.1 %.
enum { VISITS, MONEY, HOURS, LOAD, AREA, PLEASED, ASKED, RATE, MEASURES };
static const Measure measures[MEASURES] = {
    {"服务人次",
     "累计",
     "人次",
     "sum",
     {{"人次", 150, 1, 0, "1"}, {"万人次", 50, 1, 4, "10000"}, {"", 56, 1, 0, "1"}}},
    {"补助金额",
     "累计",
     "元",
     "sum",
     {{"元", 120, 1, 2, "1"},
      {"万元", 120, 1, 6, "10000"},
      {"亿元", 6, 1, 10, "100000000"},
      {"", 10, 1, 2, "1"}}},
    {"办理时长",
     "平均",
     "小时",
     "avg",
     {{"小时", 140, 5, 2, "1"}, {"分钟", 90, 3, 0, "0.016666666666666666"}, {"", 26, 5, 2, "1"}}},
    {"最大负荷",
     "最大",
     "千瓦",
     "max",
     {{"千瓦", 160, 1, 3, "1"}, {"兆瓦", 60, 1, 6, "1000"}, {"瓦", 36, 1, 0, "0.001"}}},
    {"完好面积",
     "期末",
     "平方米",
     "last",
     {{"平方米", 150, 1, 0, "1"},
      {"公顷", 60, 1, 4, "10000"},
      {"万平方米", 30, 1, 4, "10000"},
      {"亩", 16, 0, 1, "666.66666666666663"}}},
    {"满意人数", "期末", "人", "last", {{"人", 200, 1, 0, "1"}, {"", 56, 1, 0, "1"}}},
    {"受访人数", "期末", "人", "last", {{"人", 200, 1, 0, "1"}, {"", 56, 1, 0, "1"}}},
    {"达标率", "平均", "%", "avg", {{"%", 200, 1, 1, "0.01"}, {"‰", 56, 1, 0, "0.001"}}},
};

enum {
  BAD_PROJECT,
  BAD_NAME,
  BAD_VALUE,
  BAD_UNIT,
  BAD_PREFIX,
  BAD_DIMENSION,
  BAD_RATIO,
  BAD_DAY,
  BAD_DATE,
  BAD_KINDS
};
static const char *const bad_codes[BAD_KINDS] = {"E0712", "E0713", "E0721", "E0722", "E0723",
                                                 "E0724", "E0725", "E0728", "E0729"};

enum { NAME_ROOM = 32, ROW_ROOM = 256, BUFFER = 1 << 20 };

typedef struct Project {
  char name[NAME_ROOM];
  uint32_t length;
  uint32_t target[MEASURES]; // quanta
  bool exact;
} Project;

typedef struct Job {
  uint64_t seed, rows, bad_rows, good_rows, keys, half_bits, mask;
  uint32_t projects;
  Project *p;
} Job;

static uint64_t mix(uint64_t x) { // splitmix64
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

static uint64_t permute(const Job *j, uint64_t i) { // a Feistel network over the next even power of two
  do {
    uint64_t left = i >> j->half_bits, right = i & j->mask;
    for (uint64_t round = 0; round < 4; round++) {
      uint64_t next = left ^ (mix(right + (round << 40) + j->seed) & j->mask);
      left = right, right = next;
    }
    i = left << j->half_bits | right;
  } while (i >= j->rows);
  return i;
}

static uint32_t between(uint64_t h, uint32_t low, uint32_t high) {
  return low + (uint32_t)((h & 0xFFFFFFFFu) * (high - low + 1) >> 32);
}

static void die(const char *what, const char *name) {
  fprintf(stderr, "generate: %s %s\n", what, name);
  exit(1);
}

static FILE *create(const char *dir, const char *name) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path) die("too long:", dir);
  FILE *f = fopen(path, "wb");
  if (!f) die("cannot write", path);
  setvbuf(f, NULL, _IOFBF, BUFFER);
  return f;
}

static void finish(FILE *f, const char *name) {
  if (ferror(f) | fclose(f)) die("cannot write", name);
}

// ---- projects -----------------------------------------------------------------------------------

static void make_projects(Job *j) {
  static const char *const places[] = {"城东", "城西", "城南", "城北", "滨河", "东湖", "西山", "南岭",
                                       "北苑", "中心", "江北", "河西", "岭南", "平安", "永康", "新华"};
  static const char *const things[] = {"道路", "桥梁", "学校", "医院", "公园", "社区", "管网", "河道",
                                       "农田", "水库", "路灯", "厂房", "场馆", "驿站", "泵站", "苗圃"};
  for (uint32_t i = 0; i < j->projects; i++) {
    Project *p = &j->p[i];
    uint64_t h = mix(j->seed * 1000003 + i);
    p->length = (uint32_t)snprintf(p->name, NAME_ROOM, "%s%s%06u", places[h & 15], things[h >> 4 & 15], i);
    p->exact = (h >> 8 & 15) == 0;
    h = mix(h);
    p->target[VISITS] = between(h, 5, 90) * 1000;
    p->target[MONEY] = between(h >> 8, 20, 900) * 1000000; // 20 to 900 万元
    p->target[HOURS] = between(h >> 16, 3, 60) * 20;
    p->target[LOAD] = between(h >> 24, 100, 9000) * 1000;
    p->target[AREA] = between(h >> 32, 5, 900) * 100;
    h = mix(h);
    p->target[PLEASED] = between(h, 85, 96); // %: of 满意率
    p->target[ASKED] = between(h >> 8, 3, 12) * 100;
    p->target[RATE] = between(h >> 16, 900, 980);
  }
}

static void group(char *to, uint32_t n) { // 万元 of the budget
  snprintf(to, 16, "%u", n);
}

static void write_pgl(const Job *j, const char *dir) {
  FILE *f = create(dir, "targets.pgl");
  fputs("年度 2021\n采用 财预2020\n\n", f);
  for (uint32_t i = 0; i < j->projects; i++) {
    const Project *p = &j->p[i];
    const uint32_t *t = p->target;
    char budget[16];
    group(budget, t[MONEY] / 1000000 + 10);
    fprintf(f, "项目 %s {\n  预算 %s万元\n  目标 \"按期完成年度任务，保障群众需要，控制运行成本\"\n", p->name,
            budget);
    for (int m = 0; m < MEASURES; m++)
      fprintf(f, "  数据 %s: %s %s\n", measures[m].name, measures[m].combine, measures[m].unit);
    fprintf(f, "  数量指标 服务人次 ≥ %u人次  依据 工作目标\n", t[VISITS]);
    fprintf(f, "  数量指标 完好面积 ≥ %u平方米  依据 工作目标\n", t[AREA]);
    fprintf(f, "  质量指标 达标率 ≥ %u.%u%%  依据 行业标准\n", t[RATE] / 10, t[RATE] % 10);
    fprintf(f, "  时效指标 办理时长 ≤ %u小时  依据 工作要求\n", t[HOURS] / 20);
    fprintf(f, "  成本指标 补助金额 ≤ %u万元  依据 年度计划\n", t[MONEY] / 1000000);
    fprintf(f, "  成本指标 人均成本 ≤ %u元/人次  取值 补助金额 / 服务人次\n", t[MONEY] / 100 / t[VISITS] + 1);
    fprintf(f, "  社会效益指标 最大负荷 ≤ %u千瓦  依据 合同约定\n", t[LOAD] / 1000);
    fprintf(f, "  服务对象满意度指标 满意率 ≥ %u%%  取值 满意人数 / 受访人数\n}\n\n", t[PLEASED]);
  }
  finish(f, "targets.pgl");
}

static void write_tables(const Job *j, const char *dir) {
  FILE *f = create(dir, "units.csv");
  fputs("measure,unit,factor\n", f);
  for (int m = 0; m < MEASURES; m++)
    for (int u = 0; u < 4 && measures[m].units[u].share; u++)
      fprintf(f, "%s,%s,%s\n", measures[m].name, measures[m].units[u].text, measures[m].units[u].factor);
  finish(f, "units.csv");
  f = create(dir, "measures.csv");
  fputs("measure,combine\n", f);
  for (int m = 0; m < MEASURES; m++) fprintf(f, "%s,%s\n", measures[m].name, measures[m].agg);
  finish(f, "measures.csv");
  f = create(dir, "targets.csv");
  fputs("project,indicator,aggregation,measure,divisor,op,target,weight\n", f);
  for (uint32_t i = 0; i < j->projects; i++) {
    const Project *p = &j->p[i];
    const uint32_t *t = p->target;
    fprintf(f, "%s,服务人次,sum,服务人次,,>=,%u,8.33\n", p->name, t[VISITS]);
    fprintf(f, "%s,完好面积,last,完好面积,,>=,%u,8.33\n", p->name, t[AREA]);
    fprintf(f, "%s,达标率,avg,达标率,,>=,%u.%03u,8.33\n", p->name, t[RATE] / 1000, t[RATE] % 1000);
    fprintf(f, "%s,办理时长,avg,办理时长,,<=,%u,8.33\n", p->name, t[HOURS] / 20);
    fprintf(f, "%s,补助金额,sum,补助金额,,<=,%u,8.33\n", p->name, t[MONEY] / 100);
    fprintf(f, "%s,人均成本,ratio,补助金额,服务人次,<=,%u,8.35\n", p->name, t[MONEY] / 100 / t[VISITS] + 1);
    fprintf(f, "%s,最大负荷,max,最大负荷,,<=,%u,30\n", p->name, t[LOAD] / 1000);
    fprintf(f, "%s,满意率,ratio,满意人数,受访人数,>=,0.%02u,10\n", p->name, t[PLEASED]);
  }
  finish(f, "targets.csv");
}

// ---- rows ---------------------------------------------------------------------------------------

static char *put(char *to, const char *text) {
  while (*text) *to++ = *text++;
  return to;
}

static char *put_number(char *to, uint64_t n, unsigned width) {
  char digits[24];
  unsigned k = 0;
  do digits[k++] = (char)('0' + n % 10), n /= 10;
  while (n || k < width);
  while (k) *to++ = digits[--k];
  return to;
}

static char *put_decimal(char *to, uint64_t n, unsigned decimals) {
  uint64_t scale = 1;
  while (decimals && n % 10 == 0) n /= 10, decimals--;
  for (unsigned i = 0; i < decimals; i++) scale *= 10;
  to = put_number(to, n / scale, 1);
  if (!decimals) return to;
  *to++ = '.';
  return put_number(to, n % scale, decimals);
}

static char *put_day(char *to, unsigned day) { // of 2021, from 0
  static const uint8_t length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  unsigned month = 0;
  while (day >= length[month]) day -= length[month++];
  to = put(to, "2021-");
  to = put_number(to, month + 1, 2);
  *to++ = '-';
  return put_number(to, day + 1, 2);
}

// The quanta of one row: turn k of n of a key.
static uint32_t amount(const Project *p, int m, uint64_t key_hash, uint32_t k, uint32_t n, uint64_t h) {
  uint32_t t = p->target[m], part = between(h, 512, 1536);
  switch (m) {
  case VISITS: {
    uint64_t v = (uint64_t)t * part / 1024 / n;
    return v ? (uint32_t)v : 1;
  }
  case MONEY: return (uint32_t)((uint64_t)t * between(h, 450, 1450) / 1024 / n) + 1;
  case LOAD: return (uint32_t)((uint64_t)t * between(h, 300, 1035) / 1024);
  case AREA: return (uint32_t)((uint64_t)t * between(h, 900, 1200) / 1024);
  case ASKED: return p->exact ? t : t + between(h, 0, 99);
  case PLEASED: {
    uint32_t asked = p->target[ASKED];
    return p->exact ? asked / 100 * t : asked * t / 100 + between(h, 0, 99);
  }
  case HOURS:
  case RATE: break;
  }
  if (!p->exact)
    return m == RATE ? t - 20 + between(h, 0, 38) : (uint32_t)((uint64_t)t * between(h, 700, 1280) / 1024);
  uint32_t step = between(mix(key_hash + k / 2), 1, m == RATE ? 20 : t / 4); // pairs around the target
  return k + 1 == n && k % 2 == 0 ? t : k % 2 ? t - step : t + step;
}

static const Unit *pick(const Measure *m, uint64_t h) {
  uint32_t x = h & 255, u = 0;
  while (u < 3 && m->units[u + 1].share && x >= m->units[u].share) x -= m->units[u++].share;
  return &m->units[u];
}

static char *put_value(char *to, const Unit *u, uint32_t quanta) {
  uint64_t n = u->times ? (uint64_t)quanta * u->times : (uint64_t)quanta * 3 / 200; // 亩, to 0.1
  return put_decimal(to, n, u->decimals);
}

static char *good_row(const Job *j, char *to, uint64_t p) {
  uint64_t key = p % j->keys, turns = j->good_rows / j->keys + (key < j->good_rows % j->keys);
  uint32_t k = (uint32_t)(p / j->keys), n = (uint32_t)turns;
  int m = (int)(key % MEASURES);
  const Project *pr = &j->p[key / MEASURES];
  uint64_t h = mix(p ^ j->seed << 32);
  uint32_t first = k * 365 / n, next = (k + 1) * 365 / n;
  const Unit *u = pick(&measures[m], h >> 32);
  memcpy(to, pr->name, NAME_ROOM);
  to += pr->length;
  *to++ = ',';
  to = put(to, measures[m].name);
  *to++ = ',';
  to = put_day(to, next > first ? between(h >> 40, first, next - 1) : first % 365);
  *to++ = ',';
  to = put_value(to, u, amount(pr, m, mix(key ^ j->seed), k, n, h));
  *to++ = ',';
  to = put(to, u->text);
  *to++ = '\n';
  return to;
}

static char *bad_row(const Job *j, char *to, uint64_t p, uint64_t *count) {
  static const char *const other[MEASURES] = {"人", "平方米", "公里", "千伏", "米", "人次", "户", "元"};
  static const char *const prefix[] = {"万", "亿"};
  uint64_t h = mix(p ^ j->seed << 32 ^ 0xBADu);
  unsigned kind = (unsigned)(p % BAD_KINDS);
  int m = kind == BAD_RATIO ? RATE : (int)(h % MEASURES);
  const Project *pr = &j->p[(h >> 8) % j->projects];
  count[kind]++;
  to = put(to, pr->name);
  if (kind == BAD_PROJECT) to = put(to, "号");
  *to++ = ',';
  to = put(to, measures[m].name);
  if (kind == BAD_NAME) to = put(to, "数");
  *to++ = ',';
  if (kind == BAD_DAY)
    to = put(to, h >> 40 & 1 ? "2021-02-30" : "2021-13-05");
  else if (kind == BAD_DATE)
    to = put(to, h >> 40 & 1 ? "待补" : "上周");
  else
    to = put_day(to, between(h >> 32, 0, 364));
  *to++ = ',';
  if (kind == BAD_VALUE)
    to = put(to, h >> 40 & 1 ? "详见附件" : "若干");
  else if (kind == BAD_RATIO)
    to = put_decimal(to, between(h >> 20, 90, 99), 2);
  else
    to = put_number(to, between(h >> 20, 2, 999), 1);
  *to++ = ',';
  if (kind == BAD_UNIT)
    to = put(to, "某单位");
  else if (kind == BAD_PREFIX)
    to = put(to, prefix[h >> 40 & 1]);
  else if (kind == BAD_DIMENSION)
    to = put(to, other[m]);
  else if (kind != BAD_RATIO)
    to = put(to, measures[m].units[0].text);
  *to++ = '\n';
  return to;
}

static void write_rows(const Job *j, const char *dir) {
  FILE *f = create(dir, "actuals.csv");
  setvbuf(f, NULL, _IONBF, 0);
  char *buffer = malloc(BUFFER + ROW_ROOM), *to = buffer;
  if (!buffer) die("out of memory", "");
  uint64_t count[BAD_KINDS] = {0}, bytes = 0;
  to = put(to, "项目,指标,日期,数值,单位\n");
  for (uint64_t i = 0; i < j->rows; i++) {
    uint64_t p = permute(j, i);
    to = p < j->good_rows ? good_row(j, to, p) : bad_row(j, to, p - j->good_rows, count);
    if (to - buffer < BUFFER && i + 1 < j->rows) continue;
    bytes += (uint64_t)(to - buffer);
    if (fwrite(buffer, 1, (size_t)(to - buffer), f) != (size_t)(to - buffer))
      die("cannot write", "actuals.csv");
    to = buffer;
  }
  free(buffer);
  finish(f, "actuals.csv");
  f = create(dir, "counts.csv");
  fputs("what,count\n", f);
  fprintf(f, "projects,%u\nindicators,%u\nrows,%llu\nbytes,%llu\nbad,%llu\n", j->projects, j->projects * 8,
          (unsigned long long)j->rows, (unsigned long long)bytes, (unsigned long long)j->bad_rows);
  for (int k = 0; k < BAD_KINDS; k++) fprintf(f, "%s,%llu\n", bad_codes[k], (unsigned long long)count[k]);
  finish(f, "counts.csv");
}

static uint64_t number(const char *text) {
  char *end;
  unsigned long long n = strtoull(text, &end, 10);
  if (*end || end == text) die("no number:", text);
  return n;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    uint32_t projects;
    uint64_t rows;
  } sizes[] = {{"S", 1000, 1000000}, {"M", 100000, 10000000}, {"L", 100000, 50000000}};
  if (argc < 3) die("usage:", "generate DIR S|M|L | DIR PROJECTS ROWS [SEED [BAD]]");
  Job j = {.seed = 20211123};
  uint64_t bad = 1000;
  for (int i = 0; i < 3; i++)
    if (!strcmp(argv[2], sizes[i].name)) j.projects = sizes[i].projects, j.rows = sizes[i].rows;
  if (!j.projects) {
    if (argc < 4) die("how many rows?", "");
    j.projects = (uint32_t)number(argv[2]), j.rows = number(argv[3]);
    if (argc > 4) j.seed = number(argv[4]);
    if (argc > 5) bad = number(argv[5]);
  }
  if (!j.projects || j.projects > 999999 || bad > 1000000) die("out of range:", argv[2]);
  j.bad_rows = j.rows * bad / 1000000;
  j.good_rows = j.rows - j.bad_rows;
  j.keys = (uint64_t)j.projects * MEASURES;
  if (j.good_rows / j.keys >= 365) die("more rows than days for", argv[2]);
  while ((uint64_t)1 << 2 * j.half_bits < j.rows) j.half_bits++;
  j.mask = ((uint64_t)1 << j.half_bits) - 1;
  j.p = calloc(j.projects, sizeof *j.p);
  if (!j.p) die("out of memory", "");
  make_projects(&j);
  write_pgl(&j, argv[1]);
  write_tables(&j, argv[1]);
  write_rows(&j, argv[1]);
  free(j.p);
  return 0;
}
