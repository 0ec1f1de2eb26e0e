/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the measures do: side by side, by dose, elsewhere, by part of the market, in money.
 */
#include "plots/report.h"

#include "model/memory.h"
#include "plots/lang.h"

#include <math.h>
#include <string.h>

/* More of them are lines of a table. */
enum { JURISDICTIONS_TOLD = 8, MEASURES_TOLD = 20 };

static void add_cell(
    curb_report_t *self, curb_node_t *row, size_t scenario, const char *metric)
{
    const curb_claim_t *claim = curb_claims_of(self->claims, scenario, metric);
    if (claim != NULL) {
        curb_page_claim_cell(&self->page, row, claim);
    } else {
        curb_page_add(&self->page, row, "td", "–");
    }
}

/* A line: the scenario's name and a cell for each metric. */
static void add_line(curb_report_t *self, curb_node_t *body, size_t scenario,
    const char *const *metrics, size_t count)
{
    curb_node_t *row = curb_page_add(&self->page, body, "tr", NULL);
    curb_node_t *name = curb_page_add(
        &self->page, row, "th", curb_scene_rival_name(&self->plots->scene, scenario).text);
    curb_page_set(&self->page, name, "scope", "row");
    for (size_t i = 0; i < count; i++) {
        add_cell(self, row, scenario, metrics[i]);
    }
}

/* The rivals not yet in the table, of which the one that averts most; what has no number
 * comes last. */
static size_t next_rival(const curb_report_t *self, bool *is_shown)
{
    const curb_scene_t *scene = &self->plots->scene;
    size_t best = scene->rival_count;
    double most = -INFINITY;
    for (size_t i = 0; i < scene->rival_count; i++) {
        const curb_claim_t *claim =
            curb_claims_of(self->claims, scene->rivals[i], "averted");
        double value = claim != NULL && !isnan(claim->value) ? claim->value : -1e300;
        if (!is_shown[i] && value > most) {
            most = value;
            best = i;
        }
    }
    is_shown[best] = true;
    return scene->rivals[best];
}

static curb_words_t how_compared(const curb_scene_t *scene)
{
    if (scene->budget_usd > 0) {
        return curb_words(
            _("Each measure may spend %s USD of public money a year. Only measures with "
              "the same budget are ranked. What firms and buyers pay to comply is not part "
              "of "
              "the budget; it stands under “Costs”."),
            curb_words_amount(scene->budget_usd).text);
    }
    if (scene->rival_count < 2) {
        return curb_words("%s", _("One measure is compared with no new policy."));
    }
    curb_words_t said = curb_words(
        "%s", _("The measures differ in what they cost, so they are not ranked."));
    size_t all = scene->labels->scenario_count - 1;
    if (scene->rival_count < all) {
        curb_words_t some = curb_words(
            _("Set side by side are %zu of %zu scenarios: each measure at its highest "
              "dose."),
            scene->rival_count, all);
        said = curb_words("%s %s", said.text, some.text);
    }
    if (!scene->compare.has_headline && !scene->was_asked) {
        curb_words_t first = curb_words(_("Where one measure is picked out, it is the "
                                          "first of the study, “%s”, not the "
                                          "best."),
            curb_scene_rival_name(scene, scene->highlight).text);
        said = curb_words("%s %s", said.text, first.text);
    }
    return said;
}

void curb_report_rivals(curb_report_t *self, curb_node_t *section, const char *caption,
    const char *const *metrics, const char *const *columns, size_t count)
{
    const curb_scene_t *scene = &self->plots->scene;
    curb_node_t *body = curb_page_table(&self->page, section, caption, columns, count + 1);
    bool *is_shown = curb_calloc(scene->rival_count + 1, sizeof *is_shown);
    self->page.failed = self->page.failed || is_shown == NULL;
    for (size_t i = 0; is_shown != NULL && i < scene->rival_count; i++) {
        add_line(self, body, next_rival(self, is_shown), metrics, count);
    }
    curb_free(is_shown);
}

void curb_report_comparison(curb_report_t *self)
{
    static const char *const metrics[] = {"exploited", "averted", "first"};
    const curb_scene_t *scene = &self->plots->scene;
    const char *columns[] = {
        _("Measure"), _("People exploited"), _("Person-years averted"), _("Comes first")};
    size_t count = sizeof metrics / sizeof *metrics;
    curb_node_t *section = curb_page_section(&self->page, "comparison",
        scene->budget_usd > 0 ? _("The measures at equal budgets") : _("The measures"));
    curb_page_add(&self->page, section, "p", how_compared(scene).text);
    curb_report_figures(self, section);
    curb_report_rivals(self, section,
        _("Change in the whole world against no new policy, with the interval in brackets. "
          "“No joint effect”: the two concepts of detection differ in sign. Modelled, not "
          "measured."),
        metrics, columns, self->claims->compare.rank_count > 0 ? count : count - 1);
}

/* The doses that a study has. */
static size_t list_doses(const curb_scene_t *scene, int doses[CURB_DOSE_COUNT])
{
    size_t count = 0;
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        bool is_there = false;
        for (size_t g = 0; g < scene->group_count; g++) {
            is_there = is_there || scene->groups[g].scenarios[d] != CURB_NO_SCENARIO;
        }
        if (is_there) {
            doses[count++] = d;
        }
    }
    return count;
}

static void add_dose_line(
    curb_report_t *self, curb_node_t *body, size_t group, const int *doses, size_t count)
{
    const curb_scene_t *scene = &self->plots->scene;
    const curb_doses_t *of = &scene->groups[group];
    curb_node_t *row = curb_page_add(&self->page, body, "tr", NULL);
    curb_node_t *name =
        curb_page_add(&self->page, row, "th", curb_scene_group_name(scene, of).text);
    curb_page_set(&self->page, name, "scope", "row");
    for (size_t i = 0; i < count; i++) {
        if (of->scenarios[doses[i]] == CURB_NO_SCENARIO) {
            curb_page_add(&self->page, row, "td", "–");
        } else {
            add_cell(self, row, of->scenarios[doses[i]], "exploited");
        }
    }
}

void curb_report_doses(curb_report_t *self)
{
    const curb_scene_t *scene = &self->plots->scene;
    if (scene->group_count == 0) {
        return;
    }
    const char *names[CURB_DOSE_COUNT] = {_("Low dose"), _("Default dose"), _("High dose")};
    const char *columns[1 + CURB_DOSE_COUNT] = {_("Measure")};
    int doses[CURB_DOSE_COUNT];
    size_t count = list_doses(scene, doses);
    for (size_t i = 0; i < count; i++) {
        columns[1 + i] = names[doses[i]];
    }
    curb_node_t *section =
        curb_page_section(&self->page, "doses", _("How much of a measure"));
    curb_report_figures(self, section);
    curb_node_t *body = curb_page_table(&self->page, section,
        _("Change in people exploited by dose, with the interval in brackets. Modelled, "
          "not "
          "measured."),
        columns, 1 + count);
    for (size_t g = 0; g < scene->group_count; g++) {
        add_dose_line(self, body, g, doses, count);
    }
}

static bool anything_lies_outside(const curb_compare_t *compare)
{
    bool any = false;
    for (size_t i = 0; i < compare->effect_count; i++) {
        any = any || compare->effects[i].has_outside;
    }
    return any;
}

void curb_report_moved(curb_report_t *self)
{
    const curb_scene_t *scene = &self->plots->scene;
    if (!anything_lies_outside(&self->claims->compare)) {
        return; /* measures that act everywhere move nothing elsewhere */
    }
    curb_node_t *section =
        curb_page_section(&self->page, "moved", _("Where the market moves instead"));
    curb_page_add(&self->page, section, "p",
        _("A measure that acts in some places or markets can move exploitation to others, "
          "or "
          "lower it there too. Inside is where a measure acts; for measures on trade also "
          "the places that ship to the importer. Percentages are of what is averted "
          "inside, and become large where that is little."));
    curb_report_figures(self, section);
    if (scene->rival_count > MEASURES_TOLD) {
        static const char *const metrics[] = {"displaced"};
        const char *columns[] = {_("Measure"), _("Moves elsewhere, of what is averted")};
        curb_report_rivals(self, section,
            _("Share of what is averted inside that appears elsewhere, with the interval "
              "in brackets; below 0 less elsewhere too; no number where it cannot be told. "
              "Modelled, not measured."),
            metrics, columns, 1);
        return;
    }
    curb_node_t *list = curb_page_add(&self->page, section, "ul", NULL);
    for (size_t i = 0; i < scene->rival_count; i++) {
        const curb_claim_t *claim =
            curb_claims_of(self->claims, scene->rivals[i], "displaced");
        if (claim != NULL && !isnan(claim->value)) {
            curb_page_claim(&self->page, list, "li", claim);
        }
    }
    if (!curb_page_holds(list)) {
        curb_page_add(&self->page, list, "li",
            _("For no measure could the share that moves be told."));
    }
}

static bool is_part(const curb_report_t *self, const curb_claim_t *claim, const char *part)
{
    return claim->scenario == self->plots->scene.highlight &&
           claim != self->claims->items && curb_claim_is_of(claim, part);
}

static void list_parts(curb_report_t *self, curb_node_t *section, const char *part)
{
    curb_node_t *list = curb_page_add(&self->page, section, "ul", NULL);
    for (size_t i = 0; i < self->claims->count; i++) {
        if (is_part(self, &self->claims->items[i], part)) {
            curb_page_claim(&self->page, list, "li", &self->claims->items[i]);
        }
    }
}

/* Many jurisdictions are lines of a table, in the order of the world: that it cannot be
 * sorted is meant, since sorted it would rank States. */
static void tabulate_jurisdictions(curb_report_t *self, curb_node_t *section)
{
    const curb_results_t *labels = self->claims->labels;
    curb_page_t *page = &self->page;
    const char *columns[] = {
        _("Jurisdiction"), _("Change in people exploited"), _("What it started from")};
    curb_node_t *body = curb_page_table(page, section,
        _("Change against no new policy, with the interval in brackets, in the world's "
          "order, which is no rank. “No joint effect”: the two concepts of detection "
          "differ "
          "in sign. Modelled, not measured."),
        columns, sizeof columns / sizeof *columns);
    curb_page_unsorted(page, body);
    for (size_t i = 0, j = 0; i < self->claims->count; i++) {
        const curb_claim_t *claim = &self->claims->items[i];
        if (!is_part(self, claim, "jurisdiction")) {
            continue;
        }
        const char *id = strrchr(claim->id, '=') + 1;
        for (j = 0; j + 1 < labels->jurisdiction_count; j++) {
            if (strcmp(labels->jurisdictions[j], id) == 0) {
                break;
            }
        }
        curb_node_t *row = curb_page_add(page, body, "tr", NULL);
        curb_node_t *name =
            curb_page_add(page, row, "th", curb_place_title(labels, j).text);
        curb_page_set(page, name, "scope", "row");
        curb_page_claim_cell(page, row, claim);
        curb_page_add(page, row, "td",
            curb_results_allocated(labels, j) ? _("allocated, not observed") : "–");
    }
}

static void say_jurisdictions(curb_report_t *self, curb_node_t *section)
{
    curb_page_t *page = &self->page;
    if (self->claims->labels->jurisdiction_count < 2) {
        return;
    }
    curb_page_add(page, section, "h3", _("By jurisdiction"));
    curb_page_add(page, section, "p",
        _("Differences from each jurisdiction's own baseline: no levels, and no ranks."));
    if (self->claims->labels->jurisdiction_count > JURISDICTIONS_TOLD) {
        tabulate_jurisdictions(self, section);
    } else {
        list_parts(self, section, "jurisdiction");
    }
}

void curb_report_parts(curb_report_t *self)
{
    static const char *const groups[] = {
        "exploited_women", "exploited_men", "exploited_girls", "exploited_boys"};
    curb_page_t *page = &self->page;
    size_t highlight = self->plots->scene.highlight;
    curb_node_t *section =
        curb_page_section(page, "parts", _("By market, jurisdiction and group of people"));
    curb_page_add(page, section, "p",
        curb_words(
            _("All about “%s”. Read these finer numbers one at a time: each interval is as "
              "cautious as those above, and together they are not guaranteed."),
            curb_scene_name(&self->plots->scene, highlight).text)
            .text);
    curb_report_figures(self, section);
    if (self->claims->labels->sector_count > 1) {
        curb_page_add(page, section, "h3", _("By market"));
        list_parts(self, section, "sector");
    }
    say_jurisdictions(self, section);
    curb_page_add(page, section, "h3", _("By group of people"));
    curb_report_list(self, section, groups, sizeof groups / sizeof *groups);
}

void curb_report_limits(curb_report_t *self)
{
    const char *left_out[] = {
        _("It does not forecast: it compares measures under stated assumptions."),
        _("It does not count detected cases: its numbers start from published estimates of "
          "how many people are exploited, and must not be set beside registers."),
        _("Its largest effects lean on its weakest figures: for what makes firms and "
          "authorities refuse tainted goods, what makes a campaign work and how loud a "
          "sanction is, no measurement was found."),
        _("Welfare of people who sell services without being exploited, side-effects on "
          "other crime, effects on migration, rights and trust in institutions are not in "
          "the model. A measure that looks cheap here may be wrong for reasons that are "
          "not here."),
        _("State-imposed forced labour, forced marriage, forced criminality and organ "
          "removal are left out, and so are corruption, networks of traffickers, business "
          "cycles, wars and disasters."),
        _("Buyers do not switch between supplying countries, and firms do not move their "
          "orders."),
        _("The form of the model may be wrong. No interval holds that.")};
    curb_page_t *page = &self->page;
    curb_node_t *section = curb_page_section(page, "limits", _("What is not modelled"));
    curb_node_t *list = curb_page_add(page, section, "ul", NULL);
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        curb_page_add(page, list, "li", left_out[i]);
    }
    section = curb_page_section(page, "methods", _("Methods"));
    curb_page_add(page, section, "p",
        _("An agent-based model of buyers (individuals, firms, authorities), traffickers "
          "and people at risk in markets for labour and sexual services, in monthly steps. "
          "All scenarios share their random numbers. Differences are means over paired "
          "replicates; intervals are simultaneous (max-t with sign flips), ratios by "
          "Fieller's theorem. Equations: docs/ODD.md; methods: docs/methods.md; sources of "
          "all numbers: docs/evidence.md; how the model meets the literature: "
          "docs/validation.md, all in the source of curb."));
}
