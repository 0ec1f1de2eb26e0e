/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/describe.h"

#include "model/memory.h"
#include "model/metrics.h"
#include "store/files.h"
#include "store/provenance.h"

#include <stddef.h>

typedef struct {
    const char *name, *dims, *meaning;
} variable_row_t;

static const variable_row_t coordinates[] = {
    {"scenario", "scenario",
        "id of the scenario; the attribute `baseline` says which is it"},
    {"replicate", "replicate",
        "number of the replicate: the same parameters and random numbers in all "
        "scenarios"},
    {"time", "time", "decimal year at the start of the period"},
    {"jurisdiction", "jurisdiction", "id of the jurisdiction"},
    {"sector", "sector", "id of the sector"},
};

static const variable_row_t labels[] = {
    {"period_months", "time", "length of the period; the last may be short"},
    {"title", "scenario", "title of the scenario"},
    {"dose", "scenario", "low, default, high, budget, package, or empty when mixed"},
    {"policies", "scenario", "ids of its policies beyond the baseline, joined by +"},
    {"scenario_hash", "scenario", "SHA-256 of what decides the scenario beyond the world"},
    {"policy_start", "scenario", "decimal year of its first policy; NaN for the baseline"},
    {"budget", "scenario",
        "common yearly public budget asked for, USD; 0 without one; of packages a limit"},
    {"planned_cost", "scenario", "planned public cost a year at full intensity, USD"},
    {"budget_capped", "scenario", "1 where the high dose costs less than the budget"},
    {"in_scope", "scenario, jurisdiction, sector",
        "1 where a policy beyond the baseline covers the cell, or where the cell ships "
        "more than 1 % of what importers under a trade instrument buy"},
    {"jurisdiction_title", "jurisdiction", "title of the jurisdiction"},
    {"jurisdiction_allocated", "jurisdiction",
        "1 where the anchors are divided from the totals of a region: allocated, not "
        "observed"},
    {"jurisdiction_named_state", "jurisdiction",
        "1 where it is a State; with `jurisdiction_allocated` 1 its levels say nothing of "
        "it, so read differences to its own baseline, and no ranks"},
    {"sector_title", "sector", "title of the sector"},
    {"concept", "replicate", "how identified people are counted: 0 mse, 1 ilo"},
    {"draw", "replicate",
        "number of the parameter draw: replicates that share it differ by chance alone; "
        "all "
        "0 with central parameters"},
    {"draw_attempt", "replicate", "draws before this one that contradicted the anchors"},
    {"run_status", "scenario, replicate",
        "0 complete; replicates that failed are left out and listed in "
        "`failed_replicates`"},
    {"param_scenario_NAME", "scenario",
        "value of what a sweep or design varies between scenarios (a key of the scenario, "
        "or POLICY.LEVER; the attribute `parameter` has it), NaN or empty where a scenario "
        "does not vary it"},
    {"param_NAME", "replicate",
        "value drawn for a parameter; dots of its name are underscores, the attribute "
        "`parameter` has the true name, `long_name` also what it is called in words, "
        "`draw_low`, `draw_mode` and `draw_high` its range"},
};

static const variable_row_t attributes[] = {
    {"Conventions", "", "CF-1.10, ACDD-1.3"},
    {"title", "", "title of the study"},
    {"summary", "", "what was compared"},
    {"source", "", "the program with its revision"},
    {"history", "", "a line a run, newest first: time and command line"},
    {"references", "", "where the model is described"},
    {"license", "", "of results and program"},
    {"keywords", "", "for catalogues"},
    {"id", "", "`sha256:` and the content hash"},
    {"date_created", "", "when the file was written"},
    {"product_version", "", "version and revision of the program"},
    {"creator_name", "", "curb authors"},
    {"processing_level", "", "simulated, not aggregated"},
    {"comment", "", "modelled, not measured"},
    {"curb_results_format", "", "number of this format; it changes when a reader must"},
    {"content_hash", "",
        "SHA-256 over all numbers and what they hang on, free of dates: two runs of a "
        "study "
        "agree in it, however they were cut up"},
    {"study", "", "id of the study"},
    {"question", "", "the question it asks"},
    {"world", "", "id of the world"},
    {"world_hash", "", "SHA-256 of world and settings"},
    {"master_seed", "", "seed, as hexadecimal text because R and JSON lose large integers"},
    {"parameters", "", "draws, posterior or central"},
    {"posterior_file", "", "with a posterior: its file; numbers that it has not are drawn"},
    {"posterior_hash", "", "and the hash of its content"},
    {"detection", "", "mse, ilo or both"},
    {"baseline", "", "index of the baseline along `scenario`, from 0"},
    {"baseline_id", "", "its id"},
    {"study_metrics", "",
        "the metrics that the study declared: the family of its intervals"},
    {"start_year", "", "decimal year of the first month"},
    {"price_year", "", "year of all USD"},
    {"people_per_agent", "", "people that an agent stands for"},
    {"replicates_asked", "", "replicates of the study"},
    {"failed_replicates", "", "numbers of those that failed, separated by blanks"},
    {"stopping_rule", "",
        "where a rule set the number of replicates (curb run --until-resolved): which; "
        "without it they were asked for beforehand, and what follows is not there"},
    {"stopping_question", "", "best (which scenario) or differences (how large each is)"},
    {"stopping_metric", "", "the metric it was asked of"},
    {"stopping_goal", "", "less or more of it is better; decides `best` only"},
    {"stopping_delta_asked", "", "the difference to resolve as it was asked for: 1%, 5000"},
    {"stopping_delta", "", "the same in the unit of the metric, over compare's window"},
    {"stopping_level", "", "probability of the right answer, or level of the intervals"},
    {"stopping_looks", "", "how often it was looked whether the question was settled"},
    {"stopping_units", "",
        "units at the last look: draws of the parameters, or replicates at central ones"},
    {"stopping_settled", "", "1, or 0 where a limit stopped the run before"},
    {"stopping_resolvable", "", "the difference that the replicates there could resolve"},
    {"stopping_remaining", "",
        "scenarios still in contention, or whose half-width is still too large"},
};

static const variable_row_t groups[] = {
    {"/provenance/study_yaml", "scalar",
        "the study with everything resolved, defaults included"},
    {"/provenance/prov_json", "scalar", "W3C PROV as JSON: what was used, run and made"},
    {"/provenance/build_json", "scalar", "compiler, flags, libraries, processor, threads"},
    {"/provenance/inputs_json", "scalar",
        "SHA-256 of the resolved study, world and scenarios"},
    {"/provenance/sources_json", "scalar",
        "each number of the world, of responses and of the levers and doses of the "
        "instruments used: name, value, range, distribution, unit, source, how the source "
        "was seen, grade, remark, id of its row of scenarios/registry.csv, place in the "
        "files; more than 40 numbers of one rule are one entry, with how many, the least "
        "and "
        "the most"},
    {"/solution/solved", "replicate, value",
        "solved rates of each replicate, from which `--world-from` starts"},
};

static const char opening[] =
    "<!-- Made by the build target results-format-doc from the tables of the program; do "
    "not "
    "edit. -->\n"
    "# The results file\n\n"
    "One HDF5 file, which netCDF tools, xarray (both engines), h5py, R and Julia open as "
    "it "
    "is. Every dimension and every variable is in the root group, so that "
    "`xarray.open_dataset(\"results.h5\")` shows all of it. Values are *modelled, not "
    "measured*.\n\n"
    "```python\n"
    "import xarray\n"
    "data = xarray.open_dataset(\"results.h5\")\n"
    "last = data.exploited.isel(time=-1).sum([\"jurisdiction\", \"sector\"])\n"
    "averted = last.sel(scenario=\"baseline\") - last\n"
    "```\n\n"
    "```r\n"
    "library(ncdf4)\n"
    "file <- nc_open(\"results.h5\")\n"
    "exploited <- ncvar_get(file, \"exploited\")  # R shows the dimensions in reverse\n"
    "```\n\n"
    "Differences between scenarios are taken replicate by replicate: a replicate uses the "
    "same "
    "random numbers in all of them. A replicate is in the file only when it is complete.\n";

static const char storage[] =
    "\n## How it is stored\n\n"
    "Text of variables has variable length, text of attributes a fixed one, both UTF-8. "
    "Metrics are 64-bit floats in chunks of one or more scenarios and replicates with all "
    "their periods and cells, shuffled, deflated and with a checksum (fletcher32); "
    "`_FillValue` "
    "is NaN. Flags are 8-bit integers with `flag_values` and `flag_meanings`. Format HDF5 "
    "1.8, "
    "creation order tracked.\n\n"
    "While a study runs, each finished replicate is a file of its own in `PATH.shards/`, "
    "written under another name, brought to the disk and renamed; `SHA256SUMS` there lists "
    "their checksums. A run that is cut short goes on from them. They may be removed once "
    "the "
    "results file is there; then a scenario added later runs the study anew.\n";

/* Appends to a text; NULL stays NULL, so that one check at the end is enough. */
static char *join(char *text, char *more)
{
    char *longer = text != NULL && more != NULL ? curb_text_of("%s%s", text, more) : NULL;
    curb_free(text);
    curb_free(more);
    return longer;
}

static char *add_rows(
    char *text, const char *title, const variable_row_t *rows, size_t count)
{
    int with_dims = rows[0].dims[0] != '\0';
    text = join(text, curb_text_of("\n## %s\n\n%s", title,
                          with_dims ? "| name | over | meaning |\n|---|---|---|\n"
                                    : "| name | meaning |\n|---|---|\n"));
    for (size_t i = 0; i < count; i++) {
        text = join(text, curb_text_of("| `%s` | %s%s%s |\n", rows[i].name, rows[i].dims,
                              with_dims ? " | " : "", rows[i].meaning));
    }
    return text;
}

static char *add_metrics(char *text)
{
    static const char *const whose[] = {[CURB_PLACE] = "place of exploitation",
        [CURB_RESIDENCE] = "residence of the buyer",
        [CURB_ORIGIN] = "origin of the person"};
    text = join(text,
        curb_strdup(
            "\n## Metrics\n\nOver scenario, replicate, time, jurisdiction and sector; "
            "those by "
            "origin have no sector. `time: point` is the state at the end of the period, "
            "`time: sum` a flow over its months, `time: mean` their mean. The last column "
            "says "
            "whose jurisdiction is meant (attribute `jurisdiction_means`).\n\n"
            "| name | units | cell_methods | meaning | jurisdiction |\n"
            "|---|---|---|---|---|\n"));
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        const curb_metric_row_t *row = &curb_metric_rows[metric];
        text = join(
            text, curb_text_of("| `%s` | %s | %s | %s | %s |\n", row->key, row->units,
                      curb_metric_cell_methods(metric), row->long_name, whose[row->whose]));
    }
    return text;
}

#define ROWS(table) table, sizeof(table) / sizeof(table)[0]

char *curb_results_describe(void)
{
    char *text = curb_strdup(opening);
    text =
        join(text, curb_text_of("\nThis page is about format %d.\n", CURB_RESULTS_FORMAT));
    text = add_rows(text, "Dimensions", ROWS(coordinates));
    text = add_metrics(text);
    text = add_rows(text, "Other variables", ROWS(labels));
    text = add_rows(text, "Attributes of the file", ROWS(attributes));
    text = add_rows(text, "Groups", ROWS(groups));
    return join(text, curb_strdup(storage));
}
