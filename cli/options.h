/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Options are rows of one catalogue; a verb lists those that it takes. From the rows come
 * the parser (getopt_long), `--help`, the man pages and the completion, so that they never
 *  disagree. */
#ifndef CURB_CLI_OPTIONS_H
#define CURB_CLI_OPTIONS_H

#include "model/diagnostics.h"

#include <stdbool.h>
#include <stddef.h>

/** How an option's argument is read. */
typedef enum {
    CURB_TAKES_NOTHING,
    CURB_TAKES_TEXT,
    CURB_TAKES_LIST,     /**< repeatable; commas separate */
    CURB_TAKES_SETTING,  /**< repeatable KEY=VALUE; commas are part of the value */
    CURB_TAKES_COUNT,    /**< whole number >= 1 */
    CURB_TAKES_DURATION, /**< 90, 90s, 15m, 2h, 1d */
    CURB_TAKES_CHOICE    /**< one of `choices` */
} curb_takes_t;

/** X(enum name, long name, letter or 0, kind, argument, choices or NULL, help) */
/* clang-format off */
#define CURB_OPTION_LIST(X)                                                                     \
    X(OUT, "out", 'o', TEXT, "PATH", NULL, "where to write")                                        \
    X(REPLICATES, "replicates", 'n', COUNT, "N", NULL, "replicates, instead of the study's number")     \
    X(SEED, "seed", 's', TEXT, "N", NULL, "seed of all random numbers, instead of the study's")       \
    X(JOBS, "jobs", 'j', COUNT, "N", NULL, "threads; default: as many as the machine has (or CURB_JOBS)")  \
    X(SET, "set", 0, SETTING, "KEY=VALUE", NULL, "replace a value of the study, such as policies.campaign.intensity=0.4; repeatable") \
    X(WORLD_FROM, "world-from", 0, TEXT, "FILE", NULL, "take the solved world from this results file, for equal bits on another machine") \
    X(MAX_TIME, "max-time", 0, DURATION, "TIME", NULL, "stop after this long (90s, 15m, 2h); run again to go on") \
    X(MAX_RUNS, "max-runs", 0, COUNT, "N", NULL, "stop after so many replicates; run again to go on") \
    X(PART, "part", 0, TEXT, "K/N", NULL, "run part K of N of the replicates, for job arrays; the last to end merges") \
    X(UNTIL_RESOLVED, "until-resolved", 0, TEXT, "DELTA", NULL, "add replicates until a difference of this size is resolved, in the metric's unit or in per cent of the baseline (5000, 1%); --max-runs and --max-time are the budget") \
    X(RESOLVE, "resolve", 0, CHOICE, "QUESTION", "best differences", "what is to be resolved: which scenario is best (default), or each difference to the baseline to a half-width of DELTA") \
    X(RESOLVED_METRIC, "metric", 'm', TEXT, "KEY", NULL, "the metric that --until-resolved is about; default: the first of the study") \
    X(CONTENDERS, "scenario", 0, LIST, "ID", NULL, "the scenarios that --until-resolved is about; all are run; default: the largest group of equal budgets, else all") \
    X(DRY_RUN, "dry-run", 0, NOTHING, NULL, NULL, "check everything and say what would be run, but run nothing")    \
    X(METRIC, "metric", 'm', LIST, "KEY", NULL, "only these metrics; commas separate; repeatable")    \
    X(SCENARIO, "scenario", 0, LIST, "ID", NULL, "only these scenarios; commas separate; repeatable")  \
    X(BY, "by", 0, LIST, "WHAT", "jurisdiction sector concept", "finer rows beside the sums: jurisdiction, sector, concept; commas separate") \
    X(PERIOD, "period", 0, TEXT, "YEARS", NULL, "calendar years, such as 2019-2023 or 2030; default: from the first policy start to the end") \
    X(YEARS, "period", 0, TEXT, "YEARS", NULL, "only these calendar years, such as 2019-2023 or 2030; default: all that were recorded") \
    X(FORMAT, "format", 'f', CHOICE, "FORMAT", "text md csv json", "text (default), md, csv or json") \
    X(STATISTIC, "statistic", 0, CHOICE, "WHAT", "mean median q10 q90", "what of the differences: mean (default), median, q10 or q90; others than the mean with BCa intervals") \
    X(ADJUST, "adjust", 0, CHOICE, "HOW", "maxt maxt-stepdown holm hochberg bh none", "how p values and intervals answer for many differences; default: maxt-stepdown") \
    X(TRAJECTORY, "trajectory", 0, NOTHING, NULL, NULL, "the difference in each recorded period instead, with bands that hold over all of them") \
    X(UNTIL, "until", 0, TEXT, "THRESHOLD", NULL, "the time until a scenario passes a threshold instead: a change against the baseline (-5%, +1000) or the metric itself (below:2e6, above:100)") \
    X(PLANE, "plane", 0, NOTHING, NULL, NULL, "the cost-effectiveness plane instead: averted person-years against public cost, unit by unit") \
    X(PAY, "pay", 0, LIST, "USD", NULL, "instead, which scenario has the greatest net benefit, and how often, at each of these willingnesses to pay for an averted person-year (1000,20000)") \
    X(MEASURE, "metric", 0, TEXT, "KEY", NULL, "what to improve; default: exploited_months, as person-years averted") \
    X(GOAL, "goal", 0, CHOICE, "less|more", "less more", "whether less (default) or more of the metric is better") \
    X(SUBJECT, "scenario", 0, TEXT, "ID", NULL, "the scenario that the question is about")          \
    X(TOGETHER, "together", 0, LIST, "NAMES", NULL, "what knowing several numbers together is worth: NAME+NAME, a section such as responses, or sections, grades, all; commas separate") \
    X(DOMAIN, "threshold", 0, TEXT, "NUMBER", NULL, "improvement on the baseline that a world must reach to count as well done; default: 0") \
    X(FAILURE, "threshold", 0, TEXT, "NUMBER", NULL, "a world is a failure when the improvement is below this, in the metric's unit, or in per cent of the world's baseline (2%); default: the worst quarter of worlds") \
    X(DENSITY, "density", 0, TEXT, "SHARE", NULL, "share of failures that a box should have (0.8, or 80%); default: 0.8") \
    X(TABLES, "format", 'f', CHOICE, "FORMAT", "text md json", "text (default), md or json") \
    X(FIGURES, "figures", 0, TEXT, "FOLDER", NULL, "draw the figures into this folder, with scripts and data")   \
    X(PICTURES, "format", 0, LIST, "FORMAT", "png svg pdf", "which pictures: png, svg, pdf; commas separate; default: all") \
    X(PAPER, "size", 0, CHOICE, "SIZE", "slide page column", "what figures are made for: slide (default, 16:9), page (170 mm wide) or column (88 mm wide)") \
    X(ONLY, "only", 0, LIST, "NAME", NULL, "only these figures, see --list; commas separate; repeatable") \
    X(HIGHLIGHT, "scenario", 0, TEXT, "ID", NULL, "the scenario to highlight; default: the best ranked of equal budgets") \
    X(LIST, "list", 0, NOTHING, NULL, NULL, "name the figures and what they show")                    \
    X(CLAIMS, "list", 0, NOTHING, NULL, NULL, "every claim of the file, one a line")                 \
    X(CITATION, "format", 'f', CHOICE, "FORMAT", "text bibtex csl json", "text (default), bibtex, csl (a CSL-JSON item) or json (the claim's numbers too)") \
    X(LANG, "lang", 0, TEXT, "LANGUAGE", NULL, "language of the texts: en (default) or ru")           \
    X(JSON, "json", 0, NOTHING, NULL, NULL, "short for --format json")                                   \
    X(SOURCES, "sources", 0, NOTHING, NULL, NULL, "each number with its unit, range, source, how it was seen, grade and row of the registry") \
    X(OVER, "over", 0, CHOICE, "WHAT", "draws scenarios", "of a results file: over its draws of the parameters (default), or over the scenarios of a design") \
    X(METHOD, "method", 0, CHOICE, "METHOD", "auto morris sobol prcc", "auto (default: morris, then sobol on what matters; prcc for results), morris, sobol or prcc") \
    X(TRAJECTORIES, "trajectories", 0, COUNT, "N", NULL, "trajectories of the screening; default 4")    \
    X(KEEP, "keep", 0, COUNT, "N", NULL, "most numbers that go on from the screening; default 6, at most 20") \
    X(GROUP, "group", 0, SETTING, "NAME=NUMBERS", NULL, "vary these numbers together (sexual=sexual.*,responses.harm_sexual); a number may end in *; repeatable") \
    X(GROUP_BY, "group-by", 0, CHOICE, "WHAT", "part grade", "vary together what belongs together: part (a sector, an instrument, the responses) or grade; --group goes first") \
    X(SECOND_ORDER, "second-order", 0, NOTHING, NULL, NULL, "shares of variance of pairs, too; nearly twice the runs") \
    X(SHAPLEY, "shapley", 0, NOTHING, NULL, NULL, "Shapley effects, too: shares that add up to 1; nearly twice the runs") \
    X(WIDTH, "width", 0, TEXT, "SHARE", NULL, "intervals of shares narrower than this are narrow enough; default 0.05") \
    X(ROWS, "rows", 0, COUNT, "N", NULL, "most rows of the design for shares of variance; begins at 32 and doubles; default 128") \
    X(BUDGET, "budget", 0, TEXT, "USD", NULL, "public money that a package may be planned to cost, USD a year, such as 20000000 or 20e6") \
    X(POLICY, "policy", 0, LIST, "ID", NULL, "packages of these policies only; commas separate; repeatable; default: all that the scenarios use") \
    X(PLACED, "scenario", 0, LIST, "ID", NULL, "take policies from these scenarios only, in place and time as they have them; default: from the first scenario in which each stands alone") \
    X(DOSES, "doses", 0, LIST, "DOSE", "low default high", "doses that each policy is tried at: low, default, high; commas separate; default: all three") \
    X(SIZE, "size", 0, COUNT, "N", NULL, "most policies in a package") \
    X(SCREENING, "screening", 0, COUNT, "N", NULL, "replicates of the screening; default 4, at least 2") \
    X(FINALISTS, "finalists", 0, COUNT, "N", NULL, "most packages of the finals, singles and pairs among them; default 40, at most 64") \
    X(SEARCH_RUNS, "max-runs", 0, COUNT, "N", NULL, "most runs, a run being a package in a replicate; packages beyond are counted and not run") \
    X(SEARCH_TIME, "max-time", 0, DURATION, "TIME", NULL, "the same by the time that --dry-run predicts (90s, 15m, 2h), so that what is run does not hang on the clock") \
    X(QUIET, "quiet", 'q', NOTHING, NULL, NULL, "no progress and no notes; errors are still shown")      \
    X(NO_COLOR, "no-color", 0, NOTHING, NULL, NULL, "no colour in messages (NO_COLOR does the same)")   \
    X(MAN, "man", 0, NOTHING, NULL, NULL, "print the manual page, for man -l -")                          \
    X(HELP, "help", 'h', NOTHING, NULL, NULL, "show this help")
/* clang-format on */

#define CURB_OPTION_ENUM(name, ...) CURB_OPTION_##name,
typedef enum { CURB_OPTION_LIST(CURB_OPTION_ENUM) CURB_OPTION_COUNT } curb_option_t;
#undef CURB_OPTION_ENUM

typedef struct {
    const char *name;
    char letter;
    curb_takes_t takes;
    const char *argument, *choices, *help;
} curb_option_row_t;

extern const curb_option_row_t curb_option_rows[CURB_OPTION_COUNT];

typedef struct {
    char **items; /**< owned, each too */
    size_t count;
} curb_texts_t;

struct curb_verb;

/** What the command line said. Zeroed is empty and valid. */
typedef struct {
    const struct curb_verb *verb;
    bool given[CURB_OPTION_COUNT];
    const char
        *text[CURB_OPTION_COUNT];     /**< the last argument as typed; borrowed from argv */
    double number[CURB_OPTION_COUNT]; /**< counts, and durations in seconds */
    curb_texts_t texts[CURB_OPTION_COUNT]; /**< lists and settings */
    char **operands;                       /**< borrowed from argv */
    size_t operand_count;
    char command_line[1024]; /**< as typed, for the record */
} curb_arguments_t;

/** A verb of the command line. */
typedef struct curb_verb {
    const char *name, *operands, *summary, *description, *examples;
    size_t least_operands, most_operands;
    const curb_option_t *options; /**< ends with CURB_OPTION_COUNT */
    const int *exit_codes;        /**< ends with -1 */
    curb_error_t (*run)(const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);
} curb_verb_t;

/** @brief Whether an option is one of the verb's. */
bool curb_verb_takes(const curb_verb_t *self, curb_option_t option);

/** @brief Parses argv[1..], argv[0] being the verb.
 *  @return CURB_OK; CURB_ERR_USAGE with messages; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_arguments_parse(curb_arguments_t *self,
    const curb_verb_t *verb, int argc, char **argv, curb_diagnostics_t *diagnostics);

void curb_arguments_free(curb_arguments_t *self);

/** @brief The candidate nearest to `word`, or NULL when none is near; for *did you mean*.
 */
const char *curb_nearest(const char *word, const char *const *candidates, size_t count);

#endif
