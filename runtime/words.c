// The table of words, and the texts that results.h promises.
#include "runtime/words.h"

static const DiagSpec words[WORD_IDS] = {
    {0},
#define W(id, zh, en) {"", SEV_TEXT, zh, en},
#include "runtime/words.def"
#undef W
};

const char *const verdict_keys[VERDICTS] = {"met",     "missed",    "pending",
                                            "no_data", "no_target", "not_applicable"};

const char *const nodata_keys[NODATA_NOT_APPLICABLE + 1] = {
    "unknown",      "no_row",  "conflict", "zero_division", "zero_budget",    "no_budget",
    "no_last_year", "written", "hole",     "too_large",     "not_applicable",
};

const char *const flag_keys[FLAGS] = {
    "deviation",   "unit_assumed",      "meant_met",   "several_dates",
    "approximate", "repeated_operator", "row_differs", "bare",
};

Str word(Lang lang, WordId id) {
  return str_z(lang == LANG_EN ? words[id].en : words[id].zh);
}

Str word_with(Arena *a, Lang lang, WordId id, const Str *args, size_t argc) {
  Message m = {.id = (uint16_t)id, .argc = (uint8_t)(argc > TEXT_MAX_ARGS ? TEXT_MAX_ARGS : argc)};
  for (size_t i = 0; i < m.argc; i++) m.args[i] = text_of(args[i]);
  Out o = out_memory(a);
  message_write(&o, words, &m, lang);
  return out_text(&o);
}

Text reason_text(Arena *a, const Results *r, const Value *v) {
  if (v->why == NODATA_NOT_APPLICABLE && v->text.n) return text_of(v->text);
  WordId id = (WordId)(W_WHY_UNKNOWN + v->why);
  Str name = v->about < r->plan->inputs.n ? plan_text(r->plan, r->plan->inputs.name[v->about]) : (Str){0};
  if (!name.n && v->why == NODATA_NO_ROW) id = W_WHY_NO_ROW_BARE;
  if (!name.n && v->why == NODATA_NO_LAST_YEAR) id = W_WHY_NO_LAST_YEAR_BARE;
  return (Text){word_with(a, LANG_ZH, id, &name, 1), word_with(a, LANG_EN, id, &name, 1)};
}
