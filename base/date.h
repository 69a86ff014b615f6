// Days of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31, as day numbers.
#pragma once
#include "base/str.h"

typedef int32_t Date; // days since 1970-01-01
#define DATE_NONE INT32_MIN

bool date_make(int year, int month, int day, Date *out);  // false: no such day
bool date_ok(Date d);                                     // a day of the calendar, hence not DATE_NONE
void date_split(Date d, int *year, int *month, int *day); // 0 0 0 unless date_ok
int date_days_in_month(int year, int month);              // 0: no such month
Date date_month_end(int year, int month);                 // DATE_NONE: no such month
Date date_year_end(int year);
// The same day `years` later; 29 February becomes the 28th where there is none. DATE_NONE outside the
// calendar, and of DATE_NONE.
Date date_add_years(Date d, int years);
bool date_parse_iso(Str s, Date *out); // 2021-06-30 and nothing else
void date_write(Out *o, Date d);       // 2021-06-30; "?" unless date_ok
Str date_text(Arena *a, Date d);
