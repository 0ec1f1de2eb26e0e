/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/influence.h"

#include "plots/leave.h"

#include <math.h>

curb_words_t curb_influence_outcome(const curb_influence_t *self)
{
    const char *what = curb_metric_rows[self->metric].long_name;
    return self->scenario == NULL
               ? curb_words("the level of “%s” without a new policy", what)
               : curb_words("the effect of “%s” on “%s”",
                     curb_words_short(curb_words_clean(self->scenario).text, 45).text,
                     what);
}

curb_words_t curb_influence_name(
    const curb_influence_t *self, size_t factor, size_t columns)
{
    const curb_influence_factor_t *shown = &self->factors[factor];
    curb_words_t name = curb_words_short(curb_words_clean(shown->name).text, columns);
    return shown->grade == '\0' ? name
                                : curb_words("%.900s (grade %c)", name.text, shown->grade);
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

curb_error_t curb_influence_leave(const curb_influence_t *self, curb_draft_t *script,
    curb_draft_t *sheet, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    curb_error_t error =
        curb_figure_leave(self->folder, self->name, script, sheet, is_missing, diagnostics);
    curb_draft_free(script);
    curb_draft_free(sheet);
    return error;
}
