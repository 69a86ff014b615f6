# exit: 1
# What is too long or too deep is told once, quickly, and at its place.
try() { { printf '年度 2021\n项目 甲 {\n'; cat; printf '\n}\n'; } | pgl check --format compact -; }
{ printf '  令 乙 = '; printf '(%.0s' {1..5000}; printf 1; printf ')%.0s' {1..5000}; } | try
{ printf '  令 乙 = 1'; printf ' + 1%.0s' {1..5000}; } | try
{ printf '  令 乙 = '; printf '(%.0s' {1..5000}; } | try
printf '  甲组 {%.0s' {1..2000} | try
{ printf '  令 '; printf '长%.0s' {1..3000}; printf ' = 1'; } | try
{ printf '  令 乙 = '; printf '9%.0s' {1..9000}; } | try
{ printf '  用途 "'; printf '长%.0s' {1..30000}; printf '"'; } | try
printf '  }%.0s' {1..3000} | try
printf '  {%.0s' {1..3000} | try
