// The first rows of a source as a number, to see whether two files of different kinds hold the same.
#pragma once
#include "runtime/read/open.h"

enum { SAMPLE_ROWS = 1000 };

typedef struct DataSample {
  uint32_t rows; // at most SAMPLE_ROWS
  uint64_t sum;  // of project, name, date, value and unit, in order
} DataSample;

// Reads the source a second time, as far as needed, and says nothing. rows == 0: it has none, or cannot be
// read.
DataSample data_sample(const Arena *like, const DataSource *from, const DiagSpec *table);
