/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/influence.h"

#include "plots/claim_words.h"
#include "plots/lang.h"
#include "plots/script.h"

#include <math.h>
#include <string.h>

static curb_words_t outcome_of(const curb_influence_t *self, size_t columns)
{
    curb_words_t what = curb_claim_metric(curb_metric_rows[self->metric].key);
    return self->scenario == NULL
               ? curb_words(_("%s without a new policy"), what.text)
               : curb_words(_("the effect of “%s” on %s"),
                     curb_words_short(curb_words_clean(self->scenario).text, columns).text,
                     what.text);
}

curb_words_t curb_influence_headline(
    const curb_influence_t *self, curb_influence_headline_t *about, const void *work)
{
    curb_words_t headline;
    size_t columns = 60;
    do {
        headline = about(work, outcome_of(self, columns).text);
        columns -= 4;
    } while (columns > 12 && !curb_script_headline_fits(headline.text));
    return headline;
}

/* Names of numbers are those of the study; what curb calls them itself is translated. */
static const char *own_name(const char *name)
{
    static const char *const names[] = {N_("concept of detection (mse, ilo)"),
        N_("grade A"), N_("grade B"), N_("grade C"), N_("not graded")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return _(names[i]);
        }
    }
    return name;
}

curb_words_t curb_influence_name(
    const curb_influence_t *self, size_t factor, size_t columns)
{
    const curb_influence_factor_t *shown = &self->factors[factor];
    curb_words_t name =
        curb_words_short(curb_words_clean(own_name(shown->name)).text, columns);
    return shown->grade == '\0'
               ? name
               : curb_words(_("%s (grade\u00A0%c)"), name.text, shown->grade);
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
