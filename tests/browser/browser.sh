#!/usr/bin/env bash
# Writes the pages that page.mjs looks at, and runs it.  usage: browser.sh BUILD MODULES
set -euo pipefail
cd "$(dirname "$0")/../.."
pgl=$PWD/$1/pgl modules=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# 1 and 2 say that targets were missed or data is lacking; a page was written all the same.
page() { "$pgl" eval "${@:2}" -o "$dir/$1" 2>/dev/null || (($? <= 2)); }

page gaoxin.html examples/gaoxin-2021 --actuals examples/gaoxin-2021/actuals.csv
cat >"$dir/hostile.pgl" <<'PGL'
年度 2021
部门 "<img src=x onerror=alert(1)>" {
  项目 "</script><script>globalThis.pwned=alert(1)</script>" {
    预算 1万元
    目标 "<iframe src=https://example.invalid></iframe>"
    数量指标 "\"><svg onload=alert(1)>" ≥ 1个 说明 "<object data=x>"
    数量指标 "' onmouseover='alert(1)" ≥ 1个
  }
}
PGL
printf '指标,数值,原因\n"""><svg onload=alert(1)>",0,"</pre><script>globalThis.pwned=1</script>"\n' >"$dir/<img src=x onerror=alert(1)>.csv"
page hostile.html "$dir/hostile.pgl" --actuals "$dir/<img src=x onerror=alert(1)>.csv" || true
python3 tests/bench/portfolio.py 1000 "$dir" >/dev/null
page many.html "$dir/portfolio.pgl"
ls -l "$dir"/*.html | awk '{print $5, $9}'
node tests/browser/page.mjs "$modules" "$dir"
