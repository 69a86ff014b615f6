# data.table: datatable.R prepare|run DIR OUT THREADS
suppressMessages(library(data.table))
arg <- commandArgs(TRUE)
dir <- arg[2]
if (arg[1] == "prepare") {
  t <- fread(file.path(dir, "targets.csv"), encoding = "UTF-8")
  t[, place := .I]
  saveRDS(t, file.path(dir, "datatable-targets.rds"), compress = FALSE)
  quit(status = 0)
}
setDTthreads(as.integer(arg[4]))
t <- readRDS(file.path(dir, "datatable-targets.rds"))
m <- fread(file.path(dir, "measures.csv"), encoding = "UTF-8")
u <- fread(file.path(dir, "units.csv"), encoding = "UTF-8", na.strings = NULL)
r <- fread(file.path(dir, "actuals.csv"), encoding = "UTF-8", colClasses = "character", na.strings = NULL,
           col.names = c("project", "measure", "date", "value", "unit"))
read <- nrow(r)
known <- unique(t$project)
r[, project := match(project, known)]
r[u, on = .(measure, unit), factor := i.factor]
r[, id := match(measure, m$measure)]
days <- unique(r$date)
day <- suppressWarnings(as.integer(as.Date(days, format = "%Y-%m-%d", optional = TRUE)))
r[, day := day[match(date, days)]]
r[, v := suppressWarnings(as.numeric(value)) * factor]
r <- r[!is.na(project) & !is.na(v) & !is.na(day), .(key = project * 8L + id, v, day)]
bad <- read - nrow(r)
setorder(r, key, day)
g <- r[, .(total = sum(v), n = .N, most = max(v), latest = last(v)), by = key]
g[, how := m$combine[(key - 1L) %% 8L + 1L]]
g[, a := fcase(how == "sum", total, how == "avg", total / n, how == "max", most, default = NA_real_)]
g[how == "last", a := latest]
p <- match(t$project, known) * 8L
a <- g$a[match(p + match(t$measure, m$measure), g$key)]
ratio <- t$aggregation == "ratio"
a[ratio] <- a[ratio] / g$a[match(p[ratio] + match(t$divisor[ratio], m$measure), g$key)]
up <- t$op == ">="
met <- ifelse(up, a >= t$target, a <= t$target)
share <- ifelse(met, 1, ifelse(up, a / t$target, t$target / a))
fwrite(data.table(project = t$project, indicator = t$indicator,
                  verdict = fcase(is.na(a), "no_data", met, "met", default = "missed"), actual = a,
                  points = floor(t$weight * share * 100 + 0.5) / 100), arg[3])
cat("bad", bad, "\n")
