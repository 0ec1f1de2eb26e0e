# SPDX-License-Identifier: GPL-3.0-or-later
# needs: R:ncdf4
# The results file opens in R's ncdf4 and holds what `curb export` prints.
library(ncdf4)
path <- Sys.getenv("CURB_RESULTS")
file <- nc_open(path)
label <- function(name) as.vector(ncvar_get(file, name))
rows <- read.csv(file.path(dirname(path), "exploited.csv"), stringsAsFactors = FALSE)
values <- ncvar_get(file, "exploited", collapse_degen = FALSE)
# R shows dimensions in reverse: sector, jurisdiction, time, replicate, scenario
stopifnot(length(values) == nrow(rows))
place <- cbind(match(rows$sector, label("sector")),
  match(rows$jurisdiction, label("jurisdiction")), match(rows$year, label("time")),
  match(rows$replicate, label("replicate")), match(rows$scenario, label("scenario")))
stopifnot(!anyNA(place), all(values[place] == rows$value))
stopifnot(ncatt_get(file, "exploited", "units")$value == "person")
stopifnot(ncatt_get(file, 0, "comment")$value == "modelled, not measured")
stopifnot(ncatt_get(file, 0, "baseline")$value == 0)
stopifnot(is.nan(label("policy_start")[1]) || is.na(label("policy_start")[1]))
stopifnot(grepl("scenarios", ncvar_get(file, "provenance/study_yaml")))
nc_close(file)
cat("R reads it\n")
