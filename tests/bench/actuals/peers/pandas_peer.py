#!/usr/bin/env python3
"""pandas: pandas_peer.py prepare|run DIR OUT   (Debian's python3-pandas; keys as categories, one group-by)"""
import sys

import numpy as np
import pandas as pd

job, folder = sys.argv[1:3]
if job == "prepare":
    pd.read_csv(f"{folder}/targets.csv", keep_default_na=False).to_pickle(f"{folder}/pandas-targets.pickle")
    sys.exit()
targets = pd.read_pickle(f"{folder}/pandas-targets.pickle")
measures = pd.read_csv(f"{folder}/measures.csv")
units = pd.read_csv(f"{folder}/units.csv", keep_default_na=False)
kinds = {"项目": "category", "指标": "category", "日期": "category", "数值": str, "单位": "category"}
rows = pd.read_csv(f"{folder}/actuals.csv", dtype=kinds, engine="c", keep_default_na=False, na_filter=False)
projects = pd.Index(targets["project"].unique())
number = {m: i for i, m in enumerate(measures["measure"])}
project = projects.get_indexer(rows["项目"].cat.categories).astype(np.int32)[rows["项目"].cat.codes]
measure = np.array([number.get(m, -1) for m in rows["指标"].cat.categories], np.int32)[rows["指标"].cat.codes]
names = list(rows["单位"].cat.categories)
table = np.full((len(measures), len(names)), np.nan)
for m, u, f in units.itertuples(index=False):
    if u in names:
        table[number[m], names.index(u)] = float(f)
factor = table[measure, rows["单位"].cat.codes]
days = pd.to_datetime(pd.Series(rows["日期"].cat.categories), format="%Y-%m-%d", errors="coerce").to_numpy()
day = days.astype("datetime64[D]").astype(np.int32)[rows["日期"].cat.codes]
dated = ~np.isnat(days)[rows["日期"].cat.codes]
value = pd.to_numeric(rows["数值"], errors="coerce").to_numpy() * factor
good = (project >= 0) & (measure >= 0) & dated & ~np.isnan(value)
key, value, day = (project.astype(np.int64) * 8 + measure)[good], value[good], day[good]
size = len(projects) * 8
count = np.bincount(key, minlength=size)
total = np.bincount(key, weights=value, minlength=size)
most = np.full(size, -np.inf)
np.maximum.at(most, key, value)
order = np.argsort(day, kind="stable")
latest = np.full(size, np.nan)
latest[key[order]] = value[order]
how = measures["combine"].to_numpy()[np.arange(size) % 8]
with np.errstate(divide="ignore", invalid="ignore"):
    each = np.select([how == "sum", how == "avg", how == "max"], [total, total / count, most], latest)
each[count == 0] = np.nan
at = projects.get_indexer(targets["project"]) * 8
a = each[at + targets["measure"].map(number).to_numpy()]
ratio = (targets["aggregation"] == "ratio").to_numpy()
a[ratio] /= each[at[ratio] + targets["divisor"][ratio].map(number).to_numpy()]
goal, up = targets["target"].to_numpy(), (targets["op"] == ">=").to_numpy()
met = np.where(up, a >= goal, a <= goal)
share = np.where(met, 1, np.where(up, a / goal, goal / a))
verdict = np.select([np.isnan(a), met], ["no_data", "met"], "missed")
points = np.floor(targets["weight"].to_numpy() * share * 100 + 0.5) / 100
pd.DataFrame({"project": targets["project"], "indicator": targets["indicator"], "verdict": verdict, "actual": a,
              "points": points}).to_csv(sys.argv[3], index=False)
print("bad", len(rows) - int(good.sum()))
