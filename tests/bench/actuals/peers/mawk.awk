# mawk: cells are plain here, so a field is what stands between commas. One pass over actuals.csv, then the targets.
#   mawk -v bad_to=FILE -f mawk.awk measures.csv units.csv projects.txt actuals.csv targets.csv
BEGIN { FS = ","; OFS = ","; date = "^[0-9][0-9][0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"; number = "^-?[0-9]+(\\.[0-9]+)?$"
  split("31 28 31 30 31 30 31 31 30 31 30 31", month, " "); bad = 0 }
FNR == 1 { file++; if (file != 3) next }
file == 4 {
  unit = $2 "/" $5
  if (!(unit in factor) || !($1 in project) || $4 !~ number) { bad++; next }
  if (!($3 in day)) day[$3] = $3 ~ date && substr($3, 9) + 0 <= month[substr($3, 6, 2) + 0]
  if (!day[$3]) { bad++; next }
  v = $4 * factor[unit]; k = $1 "/" $2; how = combine[$2]
  if (how == "sum") s[k] += v
  else if (how == "avg") { s[k] += v; n[k]++ }
  else if (how == "max") { if (!(k in s) || v > s[k]) s[k] = v }
  else if (!(k in n) || $3 > n[k]) { n[k] = $3; s[k] = v }
  next
}
file == 1 { combine[$1] = $2; next }
file == 2 { factor[$1 "/" $2] = $3; next }
file == 3 { project[$1] = 1; next }
{
  if (FNR == 2) print "project,indicator,verdict,actual,points"
  k = $1 "/" $4; a = value(k, $4)
  if ($3 == "ratio") { b = value($1 "/" $5, $5); a = a == "" || b == "" || b == 0 ? "" : a / b }
  if (a == "") { print $1, $2, "no_data,,"; next }
  met = $6 == ">=" ? a >= $7 : a <= $7
  share = met ? 1 : $6 == ">=" ? a / $7 : $7 / a
  printf "%s,%s,%s,%.17g,%.2f\n", $1, $2, met ? "met" : "missed", a, int($8 * share * 100 + 0.5) / 100
}
function value(k, m) { return !(k in s) ? "" : combine[m] == "avg" ? s[k] / n[k] : s[k] }
END { print "bad " bad > bad_to }
