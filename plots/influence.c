/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/influence.h"

#include "plots/claim_words.h"
#include "plots/lang.h"
#include "plots/script.h"

#include <math.h>
#include <string.h>

static curb_words_t outcome_of(
    const curb_influence_t *self, size_t columns, curb_brevity_t brevity)
{
    curb_words_t what = curb_claim_metric(curb_metric_rows[self->metric].key);
    if (self->scenario == NULL) {
        return curb_words(_("%s without a new policy"), what.text);
    }
    curb_words_t name = curb_words_short(curb_words_clean(self->scenario).text, columns);
    return brevity == CURB_BRIEFEST
               ? curb_words(_("the effect of “%s”"), name.text) /* the axis says on what */
               : curb_words(_("the effect of “%s” on %s"), name.text, what.text);
}

curb_words_t curb_influence_headline(
    const curb_influence_t *self, curb_influence_headline_t *about, const void *work)
{
    enum { LONGEST = 60, SHORT = 28, SHORTEST = 12 };
    curb_words_t headline = {""};
    for (curb_brevity_t b = CURB_WHOLE; b < CURB_BREVITY_COUNT; b++) {
        size_t least = b == CURB_BRIEFEST ? SHORTEST : SHORT;
        for (size_t columns = LONGEST; columns >= least; columns -= 4) {
            headline = about(work, outcome_of(self, columns, b).text, b);
            if (curb_script_headline_fits(headline.text)) {
                return headline;
            }
        }
    }
    return headline;
}

/* Groups are called as the study calls them; what curb calls them itself is translated. */
static curb_words_t called(const curb_influence_t *self, const char *name)
{
    static const char *const names[] = {N_("concept of detection (mse, ilo)"),
        N_("grade A"), N_("grade B"), N_("grade C"), N_("not graded")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return curb_words_capital(_(names[i]));
        }
    }
    return curb_called(name, &self->places);
}

curb_words_t curb_influence_called(const curb_influence_t *self, size_t factor)
{
    return called(self, self->factors[factor].name);
}

curb_words_t curb_influence_name(const curb_influence_t *self, size_t factor)
{
    const curb_influence_factor_t *shown = &self->factors[factor];
    curb_words_t name = called(self, shown->name);
    return shown->grade == '\0'
               ? name
               : curb_words(_("%s (grade\u00A0%c)"), name.text, shown->grade);
}

curb_words_t curb_influence_said(
    const curb_influence_t *self, size_t factor, curb_brevity_t brevity)
{
    enum { START = 64 }; /* columns of a name that a headline without room begins */
    const curb_influence_factor_t *shown = &self->factors[factor];
    curb_words_t name = called(self, shown->name);
    if (brevity == CURB_BRIEFEST) {
        name = curb_words_short(name.text, START);
    }
    return shown->grade == '\0' || brevity != CURB_WHOLE
               ? curb_words(_("“%s”"), name.text)
               : curb_words(_("“%s” (grade\u00A0%c)"), name.text, shown->grade);
}

void curb_influence_sheet_end(
    const curb_influence_t *self, size_t factor, curb_draft_t *sheet)
{
    curb_draft_add(sheet, ",");
    curb_draft_csv_text(
        sheet, curb_called_in_english(self->factors[factor].name, &self->places).text);
    curb_draft_add(sheet, "\n");
}

void curb_influence_sheet_name(
    const curb_influence_t *self, size_t factor, curb_draft_t *sheet)
{
    const curb_influence_factor_t *shown = &self->factors[factor];
    curb_draft_csv_text(sheet, shown->name);
    curb_draft_add(sheet, shown->grade == '\0' ? "," : ",%c", shown->grade);
}

bool curb_influence_is_clear(const curb_screening_effect_t *effect)
{
    return !(effect->mu_star <= effect->floor) && effect->mu_star > 0;
}
