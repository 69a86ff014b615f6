#!/bin/sh
# Miller: miller.sh prepare|run DIR OUT   (one pass; small tables and targets come by the same stream, told apart by name)
dir=$2
[ "$1" = run ] || exit 0
mlr --icsvlite --ocsv --no-auto-flatten --no-auto-unflatten --records-per-batch 2000 put -q '
  begin { @bad = 0; @month = splitax("31,28,31,30,31,30,31,31,30,31,30,31", ",") }
  func value(str p, str m) {
    if (@combine[m] == "avg") { return @total[p][m] / @n[p][m] }
    return @total[p][m]
  }
  if (is_present($combine)) { @combine[$measure] = $combine }
  elif (is_present($factor)) { @factor[$measure . "/" . $unit] = $factor }
  elif (is_present($aggregation)) {
    @project[$project] = 1;
    @target[NR] = $*;
  } else {
    unit = $指标 . "/" . $单位;
    day = $日期;
    if (is_absent(@factor[unit]) || is_absent(@project[$项目]) || !is_numeric($数值) || is_error(strptime(day, "%Y-%m-%d"))) { @bad += 1 }
    else {
      v = $数值 * @factor[unit]; how = @combine[$指标];
      if (how == "sum") { @total[$项目][$指标] += v }
      elif (how == "avg") { @total[$项目][$指标] += v; @n[$项目][$指标] += 1 }
      elif (how == "max") { @total[$项目][$指标] = max(@total[$项目][$指标], v) }
      elif (is_absent(@n[$项目][$指标]) || day > @n[$项目][$指标]) { @n[$项目][$指标] = day; @total[$项目][$指标] = v }
    }
  }
  end {
    for (k, t in @target) {
      a = value(t["project"], t["measure"]);
      if (t["aggregation"] == "ratio") { a = a / value(t["project"], t["divisor"]) }
      map out = {"project": t["project"], "indicator": t["indicator"], "verdict": "no_data", "actual": "", "points": ""};
      if (is_numeric(a)) {
        met = t["op"] == ">=" ? a >= t["target"] : a <= t["target"];
        share = met ? 1 : t["op"] == ">=" ? a / t["target"] : t["target"] / a;
        out["verdict"] = met ? "met" : "missed";
        out["actual"] = a;
        out["points"] = roundm(t["weight"] * share, 0.01);
      }
      emit out
    }
    eprint "bad " . @bad
  }' "$dir/measures.csv" "$dir/units.csv" "$dir/targets.csv" "$dir/actuals.csv" >"$3" 2>"$3.bad"
cat "$3.bad"
