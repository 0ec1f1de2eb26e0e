/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/compare_asked.h"

#include "cli/citation.h"
#include "cli/options.h"

#include <math.h>

static const curb_option_t questions[] = {CURB_OPTION_TRAJECTORY, CURB_OPTION_UNTIL,
    CURB_OPTION_PLANE, CURB_OPTION_PAY, CURB_OPTION_COUNT};

/* The first question from `at` on that is asked, or the end of the list. */
static const curb_option_t *next_asked(
    const curb_arguments_t *arguments, const curb_option_t *at)
{
    while (*at != CURB_OPTION_COUNT && !arguments->given[*at]) {
        at++;
    }
    return at;
}

bool curb_compare_is_asked(const curb_arguments_t *arguments)
{
    return *next_asked(arguments, questions) != CURB_OPTION_COUNT;
}

curb_error_t curb_compare_check_asked(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    static const curb_option_t others[] = {
        CURB_OPTION_STATISTIC, CURB_OPTION_ADJUST, CURB_OPTION_BY, CURB_OPTION_COUNT};
    const curb_option_t *first = next_asked(arguments, questions);
    if (*first == CURB_OPTION_COUNT) {
        return CURB_OK;
    }
    const char *name = curb_option_rows[*first].name;
    const curb_option_t *second = next_asked(arguments, first + 1);
    if (*second != CURB_OPTION_COUNT) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--%s and --%s are different questions; ask one at a time", name,
            curb_option_rows[*second].name);
    }
    bool of_money = *first == CURB_OPTION_PLANE || *first == CURB_OPTION_PAY;
    if (of_money && arguments->given[CURB_OPTION_METRIC]) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--%s is about averted person-years and public cost; leave --metric out", name);
    }
    const curb_option_t *other = next_asked(arguments, others);
    if (*other != CURB_OPTION_COUNT) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--%s goes with the usual tables, not with --%s, which says itself what its "
            "intervals are; leave one of the two out",
            curb_option_rows[*other].name, name);
    }
    if (arguments->operand_count > 1) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--%s is about the scenarios of one file, and two are named", name);
    }
    return CURB_OK;
}

curb_error_t curb_compare_answer(const curb_comparison_t *self,
    const curb_arguments_t *arguments, const curb_compare_data_t *data,
    curb_diagnostics_t *diagnostics)
{
    curb_format_t format = curb_record_format(arguments);
    switch (*next_asked(arguments, questions)) {
    case CURB_OPTION_TRAJECTORY:
        return curb_compare_ask_trajectory(self, data, format, diagnostics);
    case CURB_OPTION_UNTIL:
        return curb_compare_ask_until(self, arguments, data, diagnostics);
    case CURB_OPTION_PLANE:
        return curb_compare_ask_plane(self, format, diagnostics);
    default:
        return curb_compare_ask_pay(self, arguments, data, diagnostics);
    }
}

curb_error_t curb_compare_write(const curb_compare_forms_t *forms, const void *job,
    curb_format_t format, curb_diagnostics_t *diagnostics)
{
    if (format == CURB_FORMAT_JSON) {
        return forms->json(job, diagnostics);
    }
    if (format == CURB_FORMAT_CSV) {
        forms->csv(job);
        return CURB_OK;
    }
    return forms->text(job, format == CURB_FORMAT_MARKDOWN);
}

void curb_compare_period(double from, double to, char *text, size_t bytes)
{
    double year = floor(from + 1e-6);
    int month = (int)lround((from - year) * 12);
    if (month == 0 && fabs(to - from - 1) < 1e-6) {
        snprintf(text, bytes, "%.0f", year);
    } else {
        snprintf(text, bytes, "%.0f-%02d", year, month + 1);
    }
}

void curb_compare_basis(const curb_comparison_t *self, char *text, size_t bytes)
{
    char units[120];
    curb_citation_units(self->compare, units, sizeof units);
    snprintf(text, bytes, "%s; intervals cover %s%s. Modelled, not measured.", units,
        curb_citation_covers(self->labels),
        self->compare->two_levels       ? " and count draws"
        : self->compare->draw_count > 0 ? ", not told apart"
                                        : "");
}

curb_error_t curb_compare_record_write(
    curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_record_write(record, stdout);
    return error == CURB_OK
               ? error
               : curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
}
