/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Money: what buyers pay and traffickers keep, and what measures cost. */
#include "plots/report.h"

#include "plots/lang.h"

#include <math.h>
#include <string.h>

void curb_report_list(
    curb_report_t *self, curb_node_t *section, const char *const *metrics, size_t count)
{
    curb_node_t *list = curb_page_add(&self->page, section, "ul", NULL);
    for (size_t i = 0; i < count; i++) {
        const curb_claim_t *claim =
            curb_claims_of(self->claims, self->plots->scene.highlight, metrics[i]);
        if (claim != NULL) {
            curb_page_claim(&self->page, list, "li", claim);
        }
    }
}

void curb_report_claim(
    curb_report_t *self, curb_node_t *parent, const char *element, const char *id)
{
    const curb_claim_t *claim = curb_claims_find(self->claims, id);
    if (claim != NULL) {
        curb_page_claim(&self->page, parent, element, claim);
    }
}

void curb_report_money(curb_report_t *self)
{
    static const char *const flows[] = {"buyer_spending", "turnover_exploited", "profit"};
    curb_page_t *page = &self->page;
    curb_node_t *section =
        curb_page_section(page, "money", _("The money, from buyers to traffickers"));
    curb_report_figures(self, section);
    curb_report_list(self, section, flows, sizeof flows / sizeof *flows);
}

void curb_report_costs(curb_report_t *self)
{
    static const char *const metrics[] = {
        "policy_cost", "compliance_cost", "cost_per_averted_year"};
    const char *columns[] = {_("Measure"), _("Public cost, USD"),
        _("Cost of compliance to buyers, USD"),
        _("Public USD for one averted person-year")};
    curb_page_t *page = &self->page;
    curb_node_t *section = curb_page_section(page, "costs", _("Costs"));
    curb_page_add(page, section, "p",
        _("Budgets are planned for the world as it is when a measure starts. What the runs "
          "spend differs: a measure that finds more cases pays for more of them, and fewer "
          "where the market has shrunk."));
    const curb_claim_t *spent = curb_claims_find(self->claims, "spent");
    if (spent != NULL && spent->value > 0) {
        curb_page_claim(page, section, "p", spent);
    }
    curb_report_figures(self, section);
    curb_report_list(self, section, metrics, sizeof metrics / sizeof *metrics);
    curb_report_rivals(self, section,
        _("Sums over the years of the policy, with the interval in brackets; the last "
          "column has a number where a measure clearly averts something. Modelled, not "
          "measured."),
        metrics, columns, sizeof metrics / sizeof *metrics);
}
