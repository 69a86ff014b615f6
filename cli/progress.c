// One line that is written over itself; a table of figures.
#include "cli/progress.h"

#define SECOND ((uint64_t)1000000000)

Progress progress_start(Cli *cli, uint64_t total) {
  bool quiet = cli->quiet || !os_is_terminal(2);
  uint64_t now = os_clock_ns();
  return (Progress){.cli = cli, .total = total, .start = now, .next = quiet ? UINT64_MAX : now + SECOND};
}

static void bytes_out(Out *o, uint64_t n) {
  static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
  unsigned u = 0;
  uint64_t tenths = n * 10;
  while (tenths >= 10000 && u < 4) tenths /= 1000, u++;
  if (u)
    out_fmt(o, "%llu.%llu %s", (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10),
            units[u]);
  else
    out_fmt(o, "%llu B", (unsigned long long)n);
}

static void seconds_out(Out *o, uint64_t ns) {
  out_fmt(o, "%llu.%03llu s", (unsigned long long)(ns / SECOND), (unsigned long long)(ns % SECOND / 1000000));
}

// n · times / by without overflow where it matters little.
static uint64_t ratio(uint64_t n, uint64_t times, uint64_t by) {
  if (!by) return 0;
  return n < UINT64_MAX / times ? n * times / by : n / by * times;
}

void progress_show(void *progress, uint64_t bytes) {
  Progress *p = progress;
  if (p->next == UINT64_MAX) return;
  uint64_t now = os_clock_ns();
  if (now < p->next) return;
  p->next = now + SECOND / 5;
  p->shown = true;
  Cli *cli = p->cli;
  Out *o = &cli->err;
  uint64_t rate = ratio(bytes, SECOND, now - p->start);
  out_z(o, "\r\033[K");
  out_z(o, cli_in(cli, "已读 ", "read "));
  bytes_out(o, bytes);
  if (p->total) {
    out_z(o, " / ");
    bytes_out(o, p->total);
  }
  out_z(o, cli_in(cli, "，每秒 ", ", "));
  bytes_out(o, rate);
  out_z(o, cli_in(cli, "", " a second"));
  if (p->total > bytes && rate)
    out_fmt(o, cli_in(cli, "，还要 %llu 秒", ", %llu s left"),
            (unsigned long long)((p->total - bytes) / rate) + 1);
  out_flush(o);
}

void progress_end(Progress *p) {
  if (!p->shown) return;
  out_z(&p->cli->err, "\r\033[K");
  out_flush(&p->cli->err);
}

static void line(Cli *cli, const char *zh, const char *en) {
  out_z(&cli->err, cli_in(cli, zh, en));
  out_pad(&cli->err, ' ', 2);
}

static void count(Cli *cli, const char *zh, const char *en, uint64_t n) {
  line(cli, zh, en);
  out_u64(&cli->err, n);
  out_c(&cli->err, '\n');
}

static void phase(Cli *cli, const char *zh, const char *en, uint64_t ns) {
  line(cli, zh, en);
  seconds_out(&cli->err, ns);
  out_c(&cli->err, '\n');
}

void stats_write(Cli *cli, const Run *run, const StatsTimes *t) {
  const RowCounts *rows = &run->results.rows;
  const uint64_t *ns = run->stats.ns;
  Out *o = &cli->err;
  count(cli, "行    ", "rows     ", rows->read);
  count(cli, "坏行  ", "bad rows ", rows->bad);
  line(cli, "字节  ", "bytes    ");
  bytes_out(o, run->stats.bytes);
  out_z(o, cli_in(cli, "，每秒 ", ", "));
  bytes_out(o, ratio(run->stats.bytes, SECOND, ns[RUN_READ]));
  out_z(o, cli_in(cli, "\n", " a second\n"));
  line(cli, "内存  ", "memory   ");
  bytes_out(o, os_peak_memory());
  out_c(o, '\n');
  phase(cli, "目标  ", "targets  ", t->planned - t->start);
  phase(cli, "准备  ", "prepare  ", ns[RUN_PREPARED]);
  phase(cli, "读取  ", "read     ", ns[RUN_READ]);
  phase(cli, "合并  ", "join     ", ns[RUN_JOINED]);
  phase(cli, "评分  ", "score    ", ns[RUN_SCORED]);
  phase(cli, "写出  ", "write    ", t->written - t->ran);
  phase(cli, "合计  ", "all      ", t->written - t->start);
}
