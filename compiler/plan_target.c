// What a target says, from its numbers: only words, and dates as they were written, stand in the plan as
// text.
#include "compiler/plan.h"
#include "grammar/ast.h"

void target_say(Out *o, Arena *a, const TargetSaid *t) {
  switch (target_behind((TargetForm)t->form)) {
  case BEHIND_NUMBER:
    out_str(o, target_sign((TargetForm)t->form, false));
    if (num_ok(t->low))
      num_write_in(o, a, t->low, t->scale);
    else
      out_c(o, '?');
    out_str(o, t->unit);
    break;
  case BEHIND_RANGE:
    if (!num_ok(t->low)) break;
    num_write_in(o, a, t->low, t->scale);
    out_z(o, "..");
    num_write_in(o, a, t->high, t->scale);
    out_str(o, t->unit);
    break;
  case BEHIND_TRUTH: out_str(o, t->truth ? S("是") : S("否")); break;
  case BEHIND_NOTHING:
    if (t->form == TARGET_NA) out_str(o, S("不适用"));
    break;
  case BEHIND_DATE:
  case BEHIND_TEXT: break;
  }
}

void plan_target_write(Out *o, Arena *a, const Plan *p, uint32_t t) {
  uint32_t unit = p->targets.unit[t];
  if (p->targets.text[t] != NONE) {
    out_str(o, plan_text(p, p->targets.text[t]));
    return;
  }
  TargetSaid said = {p->targets.form[t],
                     plan_value(p, p->targets.low[t]),
                     plan_value(p, p->targets.high[t]),
                     NUM(1),
                     {0},
                     p->targets.truth[t] != 0};
  if (unit != NONE)
    said.scale = plan_value(p, p->units.scale[unit]), said.unit = plan_text(p, p->units.text[unit]);
  target_say(o, a, &said);
}

Str plan_target_text(Arena *a, const Plan *p, uint32_t t) {
  if (p->targets.text[t] != NONE) return plan_text(p, p->targets.text[t]);
  Out o = out_memory(a);
  plan_target_write(&o, a, p, t);
  return o.n ? out_text(&o) : S("");
}
