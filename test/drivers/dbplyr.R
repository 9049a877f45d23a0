# R: DBI and RPostgreSQL, and dbplyr, which translates mean() into avg() and so pools.
suppressPackageStartupMessages({
  library(DBI)
  library(dplyr)
  library(dbplyr)
})

count <- 0
failed <- 0
check <- function(name, got, expected) {
  count <<- count + 1
  ok <- isTRUE(all.equal(got, expected))
  if (!ok) failed <<- failed + 1
  cat(sprintf("%sok %d - %s\n", if (ok) "" else "not ", count, name))
  if (!ok) cat("# got      ", format(got), "\n# expected ", format(expected), "\n")
}
# RPostgreSQL warns of each type that it does not know, and takes its text
quietly <- function(x) suppressWarnings(x)

cat("TAP version 13\n")
con <- dbConnect(RPostgreSQL::PostgreSQL(), host = Sys.getenv("PGHOST"), port = Sys.getenv("PGPORT"),
                 dbname = Sys.getenv("PGDATABASE"), user = Sys.getenv("PGUSER"))

# a column of rates
rates <- tbl(con, "city_rate")
sql <- as.character(sql_render(rates %>% group_by(city_class) %>% summarise(back = mean(back, na.rm = TRUE))))
check("mean() is sent as avg()", grepl("AVG(\"back\")", sql, fixed = TRUE), TRUE)
total <- quietly(rates %>% summarise(back = mean(back, na.rm = TRUE)) %>% collect())
check("mean(back) pools", total$back, "2189574/2707200")
by_class <- quietly(rates %>% group_by(city_class) %>% summarise(back = mean(back, na.rm = TRUE), p = percent(mean(back, na.rm = TRUE))) %>%
                      arrange(city_class) %>% collect())
check("by class", by_class$back, c("244335/317952", "458829/633795", "1486410/1755453"))
check("functions of the extension pass through", by_class$p, c(76.85, 72.39, 84.67))
text <- dbGetQuery(con, "SELECT percent_text(pool(back)) AS t FROM city_rate WHERE division_code = 210200")$t
check("a percentage as text", text, "76.70 %")

# the views for BI tools
city <- dbGetQuery(con, "SELECT * FROM bi_city")
check("sums of counts", c(sum(city$returned_staff), sum(city$staff)), c(2189574, 2707200))
check("weighted.mean is the rate of the total", weighted.mean(city$returned_ratio, city$staff), 2189574 / 2707200)
check("mean is not", round(mean(city$returned_ratio), 4), 0.7790)
check("labels in Chinese", sort(city$city_zh)[1] %in% city$city_zh && "\u5357\u4eac" %in% city$city_zh, TRUE)

invisible(dbDisconnect(con))
cat(sprintf("1..%d\n", count))
quit(status = if (failed > 0) 1 else 0)
