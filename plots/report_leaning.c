/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which assumptions make the answer's effect large or small. */
#include "plots/report.h"

#include "analysis/leaning.h"
#include "model/memory.h"
#include "plots/lang.h"

enum { LEANINGS_SHOWN = 5 };

static curb_words_t half_in_words(const curb_leaning_half_t *half)
{
    double low = half->interval.low;
    double high = half->interval.high;
    int decimals = curb_words_decimals(low, high);
    curb_words_t bracket = curb_words_bracket(
        curb_words_number(low, decimals).text, curb_words_number(high, decimals).text);
    return curb_words(
        "%s\u00A0%% %s", curb_words_number(half->mean, decimals).text, bracket.text);
}

static void add_line(curb_report_t *self, curb_node_t *body, const curb_leaning_t *leaning)
{
    const curb_hinges_t *hinges = &self->hinges;
    char grade = hinges->grades[hinges->worlds.inputs[leaning->input]].grade;
    curb_page_t *page = &self->page;
    curb_node_t *row = curb_page_add(page, body, "tr", NULL);
    curb_report_number(self, row, leaning->input);
    curb_page_add(page, row, "td", curb_words("%c", grade != '\0' ? grade : '-').text);
    curb_page_add(page, row, "td", half_in_words(&leaning->low).text);
    curb_page_add(page, row, "td", half_in_words(&leaning->high).text);
}

static void add_table(
    curb_report_t *self, curb_node_t *section, const curb_leaning_t *leanings, size_t count)
{
    const char *columns[] = {_("Assumption"), _("Grade"), _("Averts where it is low"),
        _("Averts where it is high")};
    curb_node_t *body = curb_page_table(&self->page, section,
        curb_words(
            _("Exploitation averted, per cent of what there is without a new policy: mean "
              "over the draws in which a number is below, and above, the middle of its "
              "draws, with the %.0f %% interval of that mean in brackets. Grade A: "
              "measured here; B: measured elsewhere or indirectly; C: judgement. Modelled, "
              "not measured."),
            100 * self->claims->compare.level)
            .text,
        columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        add_line(self, body, &leanings[i]);
    }
}

static void say_leanings(
    curb_report_t *self, curb_node_t *section, const curb_leaning_t *leanings, size_t count)
{
    const curb_claims_t *claims = self->claims;
    curb_claim_source_t source = {&claims->compare, claims->labels, claims->contested};
    curb_words_t subject = curb_claim_subject(&source, claims->compare.headline.scenario);
    size_t clear = 0;
    while (clear < count && leanings[clear].p <= 1 - claims->compare.level) {
        clear++;
    }
    curb_page_add(&self->page, section, "h3", _("What makes its effect large or small?"));
    if (clear == 0) {
        curb_page_add(&self->page, section, "p",
            curb_words(
                _("No uncertain number alone goes clearly with how much “%s” averts."),
                subject.text)
                .text);
        return;
    }
    curb_page_add(&self->page, section, "p",
        curb_words(
            P_("How much “%s” averts goes clearly with one uncertain number, all others "
               "drawn. Whoever doubts it should doubt the size of the effect.",
                "How much “%s” averts goes clearly with these uncertain numbers, all "
                "others "
                "drawn. Whoever doubts them should doubt the size of the effect.",
                clear),
            subject.text)
            .text);
    add_table(self, section, leanings, clear < LEANINGS_SHOWN ? clear : LEANINGS_SHOWN);
}

void curb_report_leaning(curb_report_t *self, curb_node_t *section)
{
    const curb_hinges_t *hinges = &self->hinges;
    const curb_compare_t *compare = &self->claims->compare;
    if (!hinges->known || !compare->has_headline) {
        return;
    }
    curb_leaning_t *leanings =
        curb_calloc(hinges->worlds.input_count + 1, sizeof *leanings);
    size_t count = 0;
    curb_error_t error = leanings == NULL
                             ? CURB_ERR_NO_MEMORY
                             : curb_leaning(&hinges->worlds, compare->headline.scenario,
                                   compare->level, leanings, &count);
    if (error == CURB_OK) {
        say_leanings(self, section, leanings, count);
    } else {
        self->page.failed = true;
    }
    curb_free(leanings);
}
