/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of scene.h: what scenarios are called in figures, and what may be said of an
 * interval. */
#include "plots/lang.h"
#include "plots/scene.h"

#include <math.h>
#include <string.h>

/* A line is not broken here. */
#define BLANK "\u00A0"

static curb_words_t plain_name(const char *title, const char *id)
{
    bool has_title = title[0] != '\0' && strcmp(title, id) != 0;
    return has_title ? curb_words_clean(title) : curb_words_of_id(id);
}

/* "Import ban (low)" is a title and a dose, each of which has its translation. */
static curb_words_t translate_one(const char *title)
{
    size_t length = strlen(title);
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        curb_words_t ending = curb_words(" (%s)", curb_dose_names[d]);
        size_t cut = strlen(ending.text);
        if (length > cut && strcmp(title + length - cut, ending.text) == 0) {
            curb_words_t stem = curb_words("%.*s", (int)(length - cut), title);
            return curb_words(_("%s (%s)"), _(stem.text), _(curb_dose_names[d]));
        }
    }
    return curb_words("%s", title[0] != '\0' ? _(title) : "");
}

/* "Import ban (low) + education (high)", as packages of curb portfolio are called. */
static curb_words_t translate(const char *title)
{
    curb_words_t self = {""};
    for (const char *at = title, *end; *at != '\0'; at = end) {
        end = strstr(at, " + ");
        end = end != NULL ? end : at + strlen(at);
        curb_words_t part = curb_words("%.*s", (int)(end - at), at);
        curb_words_t named = translate_one(curb_words_of_id(part.text).text);
        bool is_known = strcmp(named.text, curb_words_of_id(part.text).text) != 0;
        self = curb_words("%s%s%s", self.text, at > title ? " + " : "",
            is_known ? named.text : part.text);
        end += *end != '\0' ? strlen(" + ") : 0;
    }
    return self;
}

curb_words_t curb_scenario_title(const curb_results_scenario_t *scenario)
{
    return curb_shipped_title(scenario->title, scenario->id);
}

curb_words_t curb_shipped_title(const char *title, const char *id)
{
    return translate(plain_name(title, id).text);
}

/* A swept title ends with its dose: "Import ban (low)". */
static curb_words_t name_without_dose(const curb_results_scenario_t *scenario)
{
    curb_words_t name = plain_name(scenario->title, scenario->id);
    curb_words_t in_title = curb_words(" (%s)", scenario->dose);
    curb_words_t in_id = curb_words("-%s", scenario->dose);
    const char *const endings[] = {in_title.text, in_id.text};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(name.text), cut = strlen(endings[i]);
        if (length > cut && strcmp(name.text + length - cut, endings[i]) == 0) {
            name.text[length - cut] = '\0';
        }
    }
    return translate(name.text);
}

static bool shares_title(const curb_results_t *labels, size_t scenario)
{
    for (size_t s = 0; s < labels->scenario_count; s++) {
        if (s != scenario && labels->scenarios[scenario].title[0] != '\0' &&
            strcmp(labels->scenarios[s].title, labels->scenarios[scenario].title) == 0) {
            return true;
        }
    }
    return false;
}

curb_words_t curb_scene_name(const curb_scene_t *self, size_t scenario)
{
    const curb_results_scenario_t *row = &self->labels->scenarios[scenario];
    curb_words_t name = curb_scenario_title(row);
    if (row->dose[0] != '\0' && shares_title(self->labels, scenario)) {
        bool is_budget = strcmp(row->dose, "budget") == 0;
        return is_budget ? curb_words(_("%.600s, on a budget"), name.text)
                         : curb_words(_("%.600s, %s dose"), name.text, _(row->dose));
    }
    return name;
}

/* From the last comma that a blank follows: not that of 600,000. NULL: there is none. */
static const char *last_clause(const char *text)
{
    const char *found = NULL;
    for (const char *at = strstr(text, ", "); at != NULL; at = strstr(at + 1, ", ")) {
        found = at;
    }
    return found;
}

/* Bytes of the longest common ending of all rivals' names that begins at a comma. */
static size_t common_ending(const curb_scene_t *self)
{
    if (self->rival_count < 2) {
        return 0;
    }
    curb_words_t first = curb_scene_name(self, self->rivals[0]);
    const char *ending = last_clause(first.text);
    for (size_t i = 1; ending != NULL && i < self->rival_count; i++) {
        curb_words_t name = curb_scene_name(self, self->rivals[i]);
        const char *other = last_clause(name.text);
        if (other == NULL || strcmp(other, ending) != 0) {
            return 0;
        }
    }
    return ending != NULL ? strlen(ending) : 0;
}

curb_words_t curb_scene_rival_name(const curb_scene_t *self, size_t scenario)
{
    curb_words_t name = curb_scene_name(self, scenario);
    size_t cut = common_ending(self), length = strlen(name.text);
    for (size_t i = 0; i < self->rival_count; i++) {
        if (self->rivals[i] == scenario && length > cut) {
            name.text[length - cut] = '\0';
        }
    }
    return name;
}

curb_words_t curb_scene_group_name(const curb_scene_t *self, const curb_doses_t *group)
{
    curb_words_t name = {""};
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        if (group->scenarios[d] != CURB_NO_SCENARIO) {
            name = name_without_dose(&self->labels->scenarios[group->scenarios[d]]);
        }
    }
    return name;
}

curb_words_t curb_scene_family(const curb_scene_t *self)
{
    size_t count = self->compare.family.columns;
    return curb_words(P_("%zu difference", "%zu differences", count), count);
}

curb_words_t curb_scene_covers(const curb_scene_t *self)
{
    const curb_compare_t *compare = &self->compare;
    if (compare->draw_count == 0) {
        return curb_words("%s", _("chance only"));
    }
    if (!compare->two_levels) {
        return curb_words("%s", _("parameter draws and chance, not told apart"));
    }
    /* how many draws, the source says */
    return curb_words("%s", _("parameters and chance"));
}

curb_words_t curb_scene_split(
    const curb_scene_t *self, const curb_change_t *change, const char *what)
{
    if (!self->compare.two_levels || isnan(change->levels.share)) {
        return curb_words("%s", "");
    }
    double share = 100 * change->levels.share;
    return curb_words(_(" Variance of %s: %.0f\u00A0%% parameters, %.0f\u00A0%% chance."),
        what, share, 100 - share);
}

const char *curb_scene_concepts_note(const curb_scene_t *self)
{
    return strcmp(self->labels->detection, "both") == 0
               ? _(" Dotted: each concept of detection alone, where the two differ in "
                   "sign.")
               : "";
}

curb_words_t curb_scene_source(const curb_scene_t *self)
{
    const curb_results_t *labels = self->labels;
    curb_words_t title = curb_words("%s",
        _(curb_words_clean(labels->title[0] != '\0' ? labels->title : labels->study_id)
                .text));
    const char *seed = labels->seed_hex + (strncmp(labels->seed_hex, "0x", 2) == 0 ? 2 : 0);
    seed += strspn(seed, "0");
    bool both = strcmp(labels->detection, "both") == 0;
    const curb_compare_t *compare = &self->compare;
    size_t n = labels->replicate_count;
    curb_words_t count = curb_words(P_("%zu replicate%s", "%zu replicates%s", n), n,
        both ? _(" (half by each concept of detection)") : "");
    if (compare->two_levels) {
        count =
            curb_words(P_("%zu draw\u00A0×\u00A0%.3g replicates%s",
                           "%zu draws\u00A0×\u00A0%.3g replicates%s", compare->draw_count),
                compare->draw_count,
                (double)compare->replicate_count / (double)compare->draw_count,
                both ? _(", half by each concept") : "");
    }
    return curb_words(
        _("%s (world %s). n\u00A0=\u00A0%s, seed 0x%s, curb %s, content %.12s."),
        curb_words_short(
            title.text, compare->two_levels || labels->jurisdiction_count > 12 ? 32 : 62)
            .text,
        labels->world_id, count.text, *seed != '\0' ? seed : "0", labels->version,
        labels->content_hash);
}

/* "2.3 % (1.1 to 3.4 %)", the sign left to the verb when `flip` is -1. */
static curb_words_t amount_of(const curb_change_t *change, double flip)
{
    bool in_percent = isfinite(change->percent_whole.low);
    curb_interval_t interval = in_percent ? change->percent_whole : change->whole;
    double value = flip * (in_percent ? change->percent : change->difference);
    double low = flip < 0 ? -interval.high : interval.low;
    double high = flip < 0 ? -interval.low : interval.high;
    int decimals = curb_words_decimals(low, high);
    const char *unit = in_percent ? BLANK "%" : "";
    return curb_words(_("%s%s (%s\u00A0to\u00A0%s%s)"),
        curb_words_number(value, decimals).text, unit,
        curb_words_number(low, decimals).text, curb_words_number(high, decimals).text,
        unit);
}

curb_words_t curb_scene_verdict(const curb_change_t *change, const char *what)
{
    if (change->concepts_disagree) {
        return curb_words(
            _("has no joint effect on %s: the two concepts of detection differ in sign"),
            what);
    }
    if (!isfinite(change->whole.low)) {
        return curb_words(
            _("has no known effect on %s: too few replicates for an interval"), what);
    }
    switch (curb_change_sign(change)) {
    case -1:
        return curb_words(_("lowers %s by %s"), what, amount_of(change, -1).text);
    case 1:
        return curb_words(_("raises %s by %s"), what, amount_of(change, 1).text);
    default:
        return curb_words(
            _("has no clear effect on %s: %s"), what, amount_of(change, 1).text);
    }
}

/* "Spain, with Andorra", "X and neighbours": a State and those counted with it. */
curb_words_t curb_place_title(const curb_results_t *labels, size_t jurisdiction)
{
    curb_words_t title = curb_words_clean(curb_results_jurisdiction(labels, jurisdiction));
    const char *with = strstr(title.text, ", with "),
               *and = strstr(title.text, " and neigh");
    if (with != NULL) {
        curb_words_t state = curb_words("%.*s", (int)(with - title.text), title.text);
        curb_words_t others = {""};
        for (const char *at = with + strlen(", with "), *end; *at != '\0'; at = end) {
            end = strstr(at, ", ");
            end = end != NULL ? end : at + strlen(at);
            curb_words_t other = curb_words("%.*s", (int)(end - at), at);
            others = curb_words(
                "%s%s%s", others.text, others.text[0] != '\0' ? ", " : "", _(other.text));
            end += *end != '\0' ? strlen(", ") : 0;
        }
        return curb_words(_("%s, with %s"), _(state.text), others.text);
    }
    if (and != NULL && strcmp(and, " and neighbours") == 0) {
        curb_words_t state = curb_words("%.*s", (int)(and-title.text), title.text);
        return curb_words(_("%s and neighbours"), _(state.text));
    }
    return curb_words_of_id(title.text[0] != '\0' ? _(title.text) : "");
}
