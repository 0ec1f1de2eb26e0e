/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/sheet.h"

#include <math.h>

void curb_sheet_begin(curb_draft_t *self)
{
    curb_draft_add(self,
        "panel,scenario,title,jurisdiction,sector,metric,what,units,year_from,year_to,"
        "estimate,low_50,high_50,low_80,high_80,low_95,high_95,n,shown\n");
}

void curb_sheet_add(
    curb_draft_t *self, const curb_results_t *labels, const curb_sheet_row_t *row)
{
    const curb_results_scenario_t *scenario = &labels->scenarios[row->scenario];
    const char *texts[] = {row->panel, scenario->id, scenario->title,
        row->jurisdiction < 0 ? "" : labels->jurisdictions[row->jurisdiction],
        row->sector < 0 ? "" : labels->sectors[row->sector],
        curb_metric_rows[row->metric].key, row->what, row->units};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        curb_draft_add(self, "%s", i > 0 ? "," : "");
        curb_draft_csv_text(self, texts[i]);
    }
    double numbers[] = {row->from, row->to, row->estimate, row->half.low, row->half.high,
        row->most.low, row->most.high, row->whole.low, row->whole.high};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        curb_draft_csv_number(self, numbers[i]);
    }
    curb_draft_add(self, ",%zu,%d\n", row->n, row->shown);
}

void curb_sheet_change(curb_draft_t *self, const curb_results_t *labels,
    curb_sheet_row_t row, const curb_change_t *change)
{
    row.what = "mean paired difference";
    row.n = change->n;
    row.most = (curb_interval_t){NAN, NAN};
    bool is_flow = curb_metric_rows[row.metric].kind == CURB_FLOW;
    curb_words_t units =
        curb_words("%s%s", curb_metric_rows[row.metric].units, is_flow ? "/year" : "");
    row.units = units.text;
    row.estimate = change->difference;
    row.half = change->half;
    row.whole = change->whole;
    curb_sheet_add(self, labels, &row);
    row.units = "%";
    row.estimate = change->percent;
    row.half = change->percent_half;
    row.whole = change->percent_whole;
    curb_sheet_add(self, labels, &row);
}

void curb_sheet_bands(curb_draft_t *self, const curb_results_t *labels,
    curb_sheet_row_t row, const curb_bands_t *bands)
{
    bool is_flow = curb_metric_rows[row.metric].kind == CURB_FLOW;
    curb_words_t units =
        curb_words("%s%s", curb_metric_rows[row.metric].units, is_flow ? "/year" : "");
    row.units = units.text;
    row.what = "median over replicates";
    row.n = labels->replicate_count;
    row.estimate = bands->quantiles[CURB_BAND_MEDIAN];
    row.half = (curb_interval_t){bands->quantiles[2], bands->quantiles[4]};
    row.most = (curb_interval_t){bands->quantiles[1], bands->quantiles[5]};
    row.whole = (curb_interval_t){bands->quantiles[0], bands->quantiles[6]};
    curb_sheet_add(self, labels, &row);
    if (!isnan(bands->chance.low)) {
        row.what = "chance within a draw, around the median";
        row.half = row.most = (curb_interval_t){NAN, NAN};
        row.whole = bands->chance;
        curb_sheet_add(self, labels, &row);
    }
}
