/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where `curb check` has its seconds from; for the script bench/predict.
 *   bench_predict STUDY REPLICATES SECONDS LABEL [KEY=VALUE]...   a line: how many of each
 *       kind of work the run had, its seconds, its label
 *   bench_predict < LINES    a table of seconds said and seen, and the constants that fit
 */
#include "cli/effort.h"
#include "study/study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RUNS_MOST = 64,
    SETTINGS_MOST = 8,
    LABEL_BYTES = 80,
    LINE_BYTES = 1024,
    ROUNDS = 20000
};

typedef struct {
    double count[CURB_EFFORT_COUNT], seen_s;
    char label[LABEL_BYTES];
} run_t;

static int say_run(int argc, char **argv)
{
    curb_study_t study = {0};
    curb_diagnostics_t said = {0};
    curb_setting_t settings[SETTINGS_MOST];
    size_t given = 0;
    for (int i = 5; i < argc && given < SETTINGS_MOST; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals != NULL) {
            *equals = '\0';
            settings[given++] = (curb_setting_t){argv[i], equals + 1};
        }
    }
    curb_error_t error = curb_study_read(&study, argv[1], settings, given, &said);
    if (error == CURB_OK) {
        double count[CURB_EFFORT_COUNT];
        curb_effort_of(&study, study.scenario_count, strtoul(argv[2], NULL, 10), count);
        for (int i = 0; i < CURB_EFFORT_COUNT; i++) {
            printf("%.9g ", count[i]);
        }
        printf("%s %s\n", argv[3], argv[4]);
    } else {
        fprintf(stderr, "bench_predict: %s: %s\n", argv[1], curb_error_text(error));
    }
    curb_study_free(&study);
    curb_diagnostics_free(&said);
    return curb_error_exit_code(error);
}

static bool read_number(char **at, double *number)
{
    char *from = *at;
    *number = strtod(from, at);
    return *at != from;
}

static bool read_run(run_t *run, char *line)
{
    bool is_whole = true;
    for (int i = 0; i < CURB_EFFORT_COUNT; i++) {
        is_whole = read_number(&line, &run->count[i]) && is_whole;
    }
    is_whole = read_number(&line, &run->seen_s) && is_whole;
    line += strspn(line, " ");
    snprintf(run->label, sizeof run->label, "%.*s", (int)strcspn(line, "\n"), line);
    return is_whole && run->label[0] != '\0';
}

static size_t read_runs(run_t *runs)
{
    char line[LINE_BYTES];
    size_t count = 0;
    while (count < RUNS_MOST && fgets(line, sizeof line, stdin) != NULL &&
           read_run(&runs[count], line)) {
        count++;
    }
    return count;
}

static double said_s(const run_t *run, const double *seconds)
{
    double sum = 0.0;
    for (int i = 0; i < CURB_EFFORT_COUNT; i++) {
        sum += run->count[i] * seconds[i];
    }
    return sum;
}

/* Least squares of relative errors by one constant after the other, none below zero. Runs
 * leave directions open, as of buyers drawn and buyers stepped: there a weak pull towards
 * the constants that were there decides, of one as much as a run that is `pull` as sure. */
static void fit(const run_t *runs, size_t count, double *seconds)
{
    static const double pull = 0.02;
    for (int i = 0; i < CURB_EFFORT_COUNT; i++) {
        seconds[i] = curb_effort_rows[i].seconds;
    }
    for (int round = 0; round < ROUNDS; round++) {
        int i = round % CURB_EFFORT_COUNT;
        double before = curb_effort_rows[i].seconds, up = pull / before,
               down = pull / (before * before);
        for (size_t r = 0; r < count; r++) {
            double each = runs[r].count[i] / runs[r].seen_s;
            double others = said_s(&runs[r], seconds) / runs[r].seen_s - each * seconds[i];
            up += each * (1.0 - others);
            down += each * each;
        }
        seconds[i] = fmax(up / down, 0.0);
    }
}

static int fit_runs(void)
{
    static run_t runs[RUNS_MOST];
    double now[CURB_EFFORT_COUNT], fitted[CURB_EFFORT_COUNT];
    size_t count = read_runs(runs);
    fit(runs, count, fitted);
    for (int i = 0; i < CURB_EFFORT_COUNT; i++) {
        now[i] = curb_effort_rows[i].seconds;
    }
    printf("| run, one thread | `check`, s | seen, s | ratio | fitted, s | ratio |\n"
           "| --- | --- | --- | --- | --- | --- |\n");
    for (size_t r = 0; r < count; r++) {
        double said = said_s(&runs[r], now), again = said_s(&runs[r], fitted);
        printf("| %s | %.2f | %.2f | %.2f | %.2f | %.2f |\n", runs[r].label, said,
            runs[r].seen_s, said / runs[r].seen_s, again, again / runs[r].seen_s);
    }
    printf("\nthe constants that fit, for cli/effort.h:\n");
    for (int i = 0; i < CURB_EFFORT_COUNT; i++) {
        printf("    X(%s, \"%s\", %.2g)\n", curb_effort_rows[i].id,
            curb_effort_rows[i].name, fitted[i]);
    }
    return count > 0 ? 0 : 65;
}

int main(int argc, char **argv)
{
    if (argc == 1) {
        return fit_runs();
    }
    if (argc < 5) {
        fputs("usage: bench_predict [STUDY REPLICATES SECONDS LABEL [KEY=VALUE]...]\n",
            stderr);
        return 64;
    }
    return say_run(argc, argv);
}
