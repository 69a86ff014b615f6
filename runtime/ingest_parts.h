// What the threads that read one text file share (Ingest), and what each has of it (Worker); only
// ingest*.c look inside.
#pragma once
#include "runtime/ingest.h"
#include "runtime/quick_cells.h"
#include "runtime/quick_dates.h"
#include "runtime/quick_numbers.h"
#include "runtime/read/csv_parts.h"
#include "runtime/read/csv_rows.h"
#include "runtime/taker.h"
#include <pthread.h>
#include <stdatomic.h>

enum { UNITS = 1024, UNIT_DOUBTFUL = 128, UNIT_DECIMALS = 13, DATES = 1024, DATE_TEXT = 24 };

typedef struct UnitEntry { // a unit as it stands in a cell, for inputs of one class
  Short text;
  uint32_t key; // class, whether UNIT_DOUBTFUL, length, whether it stands in the value's cell; 0: free
  bool assumed;
  int64_t factor[UNIT_DECIMALS]; // quanta in a value's last digit, by its decimals; 0: not for the short way
} UnitEntry;

typedef struct DateEntry {
  char text[DATE_TEXT + 8];
  uint8_t n; // 0: free
  Date date; // or DATE_NONE
} DateEntry;

typedef struct Pending { // a row between the steps
  uint64_t owner_hash;
  int64_t value;          // in quanta of its class
  const NameOwner *owner; // the first whose hash may be its, then its own; or NULL
  CsvCell project;
  uint32_t slot; // or NONE: not known yet
  Date date;
  uint16_t class_no;
  uint8_t agg, flags; // of the class: AggKind, RowFlag
  bool assumed;       // the unit
  bool ok;            // so far
} Pending;
typedef enum RowFlag { ROW_UNUSED = 1, ROW_POINTS = 2 } RowFlag;
static inline uint8_t row_flags(const InputClass *c) {
  return (uint8_t)((c->unused ? ROW_UNUSED : 0) | (c->points ? ROW_POINTS : 0));
}

enum { SEATS = 512, SEAT_NAME = 32 };
typedef struct NameSeat { // what a name came to lately in projects of a shape: of at most SEAT_NAME bytes
  uint64_t word[4];       // its first and last one; of more than 16 bytes the two between
  uint64_t key;           // shape << 32 | length; 0: free
  uint32_t rank;
  uint16_t class_no;
  uint8_t agg, flags;
} NameSeat;

typedef struct Ingest Ingest;

typedef struct Worker {
  Ingest *g;
  Taker *t;
  Arena arena;
  CsvChunk chunk;
  CsvIndex index;
  uint32_t stretch; // the chunk's first
  RowRun *run;      // that
  uint32_t lines;   // in it
  Learnt learnt;
  UnitEntry units[UNITS];
  DateEntry dates[DATES];
  uint32_t unit_n, date_n; // that are not free
  NameSeat seats[SEATS];
  CsvBatch batch;
  QuickNumbers numbers;
  Date date[CSV_BATCH];
  Pending rows[CSV_BATCH];
} Worker;

struct Ingest {
  Actuals *x;
  const IngestOptions *opt;
  CsvFeed feed;
  CsvShape shape;
  CsvIndexer *indexer;
  NumberReader *number_reader;
  DateReader *date_reader;
  const Names *names;
  const uint32_t
      *columns; // that cells of the text stand in, where these are others (ingest_table.c); or NULL
  bool simple;  // the layout is one the short way knows
  bool covered; // every column is one that is looked at: what is read is known to be UTF-8
  bool project, department;
  bool beside; // there are columns that the short way does not read
  bool alone;  // one thread: rows know their line at once
  pthread_mutex_t lock;
  _Atomic uint64_t bytes;
  atomic_bool stop;
  bool free; // parts are taken without waiting for one another
  CsvParts parts;
  _Atomic uint32_t next; // of the parts
  uint32_t first_run;
  Str why; // a part cannot be read
  bool unreadable;
  uint64_t bad_at; // the first byte that is not UTF-8, UINT64_MAX: none
  RowPos open_at;  // the record whose quote is never closed, ROW_POS_NONE: none
  uint32_t open_column;
  QuickDates days[2]; // of this year, of the last
  uint32_t line;      // the next chunk begins on, where there is one thread
};

static inline RowPos place_of(const Worker *w, uint32_t line) {
  return ((RowPos)w->stretch << ROW_RUN_BITS) + line;
}

static inline Str row_cell(const Worker *w, Column c, uint32_t i) { // as take_row would see it
  CsvCell cell = csv_cell(csv_column(&w->batch, w->g->shape.at[c]), i);
  return str_trim((Str){w->chunk.p + cell.at, cell.n});
}

static inline void row_names(const Worker *w, uint32_t i, Str cells[NAMES_CELLS]) {
  for (int c = 0; c < NAMES_CELLS; c++) cells[c] = row_cell(w, (Column)c, i);
}

// A row's state is asked for while its value is worked out: more at a time than that the memory cannot do.
typedef struct Soon {
  const State *state[2];
  const Places *places[2];
  Date start;
  uint32_t placed;
} Soon;
static inline Soon soon_of(const Worker *w) {
  const Taker *t = w->t;
  return (Soon){{t->state[0], t->state[1]}, {t->places[0], t->places[1]}, t->x->year_start, t->x->placed};
}
static inline void soon_joined(const Soon *s, const Pending *r) {
  bool prev = r->date < s->start;
  __builtin_prefetch(&s->state[prev][r->slot], 1);
  if (r->slot >= s->placed) __builtin_prefetch(&s->places[prev][r->slot - s->placed], 1);
}

// ingest.c: what Ingest gets of its options and year; of its layout; of each thread. All rows of w->chunk,
// which begins on a line of its stretch.
void ingest_readers(Ingest *g);
void ingest_shape(Ingest *g);
Worker *ingest_worker(Ingest *g, unsigned taker); // owns itself: free a copy of its arena
void ingest_chunk(Worker *w, uint32_t line);
// The rows of w->batch, joined or taken.
void ingest_batch(Worker *w);
void ingest_forget_units(Worker *w);
// Its steps, each for all rows of the batch that are ok so far, and what they fill of w->rows. Projects are
// hashed and their buckets asked for; whether the row is ok is set
void rows_ask(Worker *w);
void rows_cells(Worker *w); // w->date, w->numbers
void rows_find(Worker *w);  // owner: its record is asked for
void rows_place(Worker *w); // slot, class_no, agg, flags; not ok where they are not known
void rows_value(Worker *w); // value in quanta, assumed; the state is asked for
// A byte of the file that is not UTF-8: no thread goes on.
void ingest_not_utf8(Ingest *g, uint64_t at);
