/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/trading.h"

#include "model/bits.h"
#include "model/buyers.h"

enum { J = CURB_JURISDICTION_MAX };

static const double price_least = 0.2;
static const double price_most = 3.0;

/* What one jurisdiction's residents ask for in one sector this month, and who among them
 * screens. */
typedef struct {
    double home, abroad, vetted; /* units */
    double knowing;              /* expected units, at last month's exploited share */
    double screened;             /* share of home units refused if exploited */
    double audited_units;        /* home units of those who comply, times the audit share */
    double online;               /**< home units arranged online */
    bool has_vetted;
} consumer_t;

/* One producing cell this month. */
typedef struct {
    double demand, supply, delivered_share, exploited_share, price;
    double refused; /* R: share of exploited sales that is refused and unpaid */
} producer_t;

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    size_t sector, count;
    consumer_t consumers[J];
    producer_t producers[J];
    double *flow_share; /* [consumer][producer] */
} exchange_t;

static size_t cell_of(const exchange_t *exchange, size_t jurisdiction)
{
    return curb_cell_index(exchange->market->world, jurisdiction, exchange->sector);
}

static void add_segment(exchange_t *exchange, const curb_segment_t *segment,
    const curb_buyer_sums_t *sums, const curb_consumer_view_t *view)
{
    const curb_cell_levers_t *levers = &exchange->state->levers.cells[segment->cell];
    const curb_kind_levers_t *own = &levers->kinds[segment->kind];
    consumer_t *consumer =
        &exchange->consumers[segment->cell / exchange->market->world->sector_count];
    double demand = own->demand; /* 1 but for shocks, which is exact */
    double compliant = demand * curb_segment_units(segment, sums->home_compliant);
    double home = demand * curb_segment_units(segment, sums->home_quanta);
    consumer->home += home;
    consumer->abroad += demand * curb_segment_units(segment, sums->abroad_quanta);
    consumer->vetted += demand * curb_segment_units(segment, sums->vetted_quanta);
    consumer->knowing +=
        demand *
        (curb_segment_units(segment, sums->home_aware) * view->exploited_level +
            curb_segment_units(segment, sums->abroad_aware) * view->abroad_exploited_level);
    if (segment->kind == CURB_INDIVIDUAL) {
        double share = exchange->market->world->responses.online_share;
        consumer->online += home * share * levers->online / levers->available;
    }
    consumer->screened += compliant * own->screening;
    consumer->audited_units += compliant * own->audit_share;
    consumer->has_vetted |=
        exchange->market->world->cells[segment->cell].buyers[segment->kind].vetted > 0.0;
}

static void gather_demand(exchange_t *exchange)
{
    const curb_world_t *world = exchange->market->world;
    for (size_t j = 0; j < exchange->count; j++) {
        exchange->consumers[j] = (consumer_t){0};
    }
    for (size_t s = 0; s < exchange->population->segment_count; s++) {
        const curb_segment_t *segment = &exchange->population->segments[s];
        if (segment->cell % world->sector_count == exchange->sector) {
            curb_consumer_view_t view =
                curb_consumer_view(exchange->state, exchange->market, segment->cell);
            add_segment(exchange, segment, &exchange->state->sums[s], &view);
        }
    }
    for (size_t j = 0; j < exchange->count; j++) {
        consumer_t *consumer = &exchange->consumers[j];
        consumer->screened =
            consumer->home > 0.0 ? consumer->screened / consumer->home : 0.0;
    }
}

static double flow_home(const exchange_t *exchange, size_t j, size_t k)
{
    return exchange->consumers[j].home * exchange->market->trade[exchange->sector][j][k];
}

static double flow_abroad(const exchange_t *exchange, size_t j, size_t k)
{
    return exchange->consumers[j].abroad *
           exchange->market->world->jurisdictions[j].abroad_to[k];
}

/* Goods are stopped at the border, so residents' own output is not. */
static double interdicted_share(const exchange_t *exchange, size_t j, size_t k)
{
    return j == k ? 0.0 : exchange->state->levers.cells[cell_of(exchange, j)].interdiction;
}

/* Flow that could take up what j stopped: that of the producer's other destinations, as far
 * as they do not stop it themselves. */
static double other_outlets(const exchange_t *exchange, size_t j, size_t k)
{
    double outlets = 0.0;
    for (size_t i = 0; i < exchange->count; i++) {
        if (i != j) {
            outlets +=
                flow_home(exchange, i, k) * (1.0 - interdicted_share(exchange, i, k));
        }
    }
    return outlets;
}

static void clear_producer(exchange_t *exchange, size_t k)
{
    size_t c = cell_of(exchange, k);
    const curb_market_cell_t *rest = &exchange->market->cells[c];
    const curb_cell_state_t *cell = &exchange->state->cells[c];
    double slack = 1.0 + exchange->market->world->responses.slack;
    double exploited =
        (double)exchange->state->held[c] * exchange->market->people_per_agent;
    double fringe = rest->fringe * curb_pow(cell->price / rest->price,
                                       exchange->market->world->cells[c].supply_elasticity);
    producer_t *producer = &exchange->producers[k];
    *producer = (producer_t){.supply = fringe + exploited, .price = cell->price};
    for (size_t j = 0; j < exchange->count; j++) {
        producer->demand += flow_home(exchange, j, k) + flow_abroad(exchange, j, k);
    }
    double most = slack * producer->supply;
    producer->delivered_share =
        producer->demand > most && producer->demand > 0.0 ? most / producer->demand : 1.0;
    producer->exploited_share = producer->supply > 0.0 ? exploited / producer->supply : 0.0;
}

/* Settles one flow of goods or services at home: what is refused, diverted, paid. */
static void settle_flow(
    exchange_t *exchange, size_t j, size_t k, double *paid_units, double *diverted_to)
{
    const producer_t *producer = &exchange->producers[k];
    const consumer_t *consumer = &exchange->consumers[j];
    const curb_cell_levers_t *levers = &exchange->state->levers.cells[cell_of(exchange, j)];
    size_t cells = exchange->market->cell_count;
    size_t c = cell_of(exchange, j);
    double delivered = flow_home(exchange, j, k) * producer->delivered_share;
    double exploited = delivered * producer->exploited_share;
    double stopped = interdicted_share(exchange, j, k);
    double screened = (1.0 - stopped) * consumer->screened;
    double blocked = exploited * (stopped + screened);
    double outlets = stopped > 0.0 ? other_outlets(exchange, j, k) : 0.0;
    double diverted = outlets > 0.0 ? exploited * stopped * levers->diversion : 0.0;
    for (size_t i = 0; diverted > 0.0 && i < exchange->count; i++) {
        if (i != j) {
            diverted_to[i] += diverted * flow_home(exchange, i, k) *
                              (1.0 - interdicted_share(exchange, i, k)) / outlets;
        }
    }
    *paid_units = delivered - blocked;
    exchange->producers[k].refused += blocked - diverted;
    *curb_state_metric(exchange->state, cells, CURB_METRIC_UNITS_EXPLOITED, c) +=
        exploited - blocked;
    *curb_state_metric(exchange->state, cells, CURB_METRIC_SCREENED_UNITS, c) +=
        exploited * screened;
    *curb_state_metric(exchange->state, cells, CURB_METRIC_INTERDICTED_UNITS, c) +=
        exploited * stopped;
    if (consumer->has_vetted && blocked > 0.0) {
        const curb_market_cell_t *rest = &exchange->market->cells[c];
        double premium = exchange->market->world->responses.premium;
        *curb_state_metric(exchange->state, cells, CURB_METRIC_UNITS_VETTED, c) += blocked;
        *curb_state_metric(exchange->state, cells, CURB_METRIC_VETTED_SPENDING, c) +=
            blocked * rest->consumer_price * (1.0 + premium);
        *curb_state_metric(exchange->state, cells, CURB_METRIC_COMPLIANCE_COST, c) +=
            blocked * rest->consumer_price * premium;
    }
}

/* Pays for one flow, in whole cents, so that buyers pay exactly what sellers receive. */
static void pay(exchange_t *exchange, size_t j, size_t k, double units)
{
    int64_t cents = (int64_t)(units * exchange->producers[k].price * 100.0 + 0.5);
    exchange->state->money[cell_of(exchange, j)].paid_by_residents += cents;
    exchange->state->money[cell_of(exchange, k)].received_by_sellers += cents;
    exchange->state->money[cell_of(exchange, k)].units_sold += units;
}

static void settle_producer(exchange_t *exchange, size_t k)
{
    producer_t *producer = &exchange->producers[k];
    size_t cells = exchange->market->cell_count;
    double paid[J];
    double diverted_to[J] = {0};
    for (size_t j = 0; j < exchange->count; j++) {
        settle_flow(exchange, j, k, &paid[j], diverted_to);
    }
    for (size_t j = 0; j < exchange->count; j++) {
        double away = flow_abroad(exchange, j, k) * producer->delivered_share;
        *curb_state_metric(exchange->state, cells, CURB_METRIC_UNITS_EXPLOITED,
            cell_of(exchange, j)) += diverted_to[j] + away * producer->exploited_share;
        pay(exchange, j, k, paid[j] + diverted_to[j] + away);
        double flow = flow_home(exchange, j, k) + flow_abroad(exchange, j, k);
        exchange->flow_share[j * exchange->count + k] =
            producer->demand > 0.0 ? flow / producer->demand : 0.0;
    }
    double exploited_sales =
        producer->demand * producer->delivered_share * producer->exploited_share;
    producer->refused = exploited_sales > 0.0 ? producer->refused / exploited_sales : 0.0;
}

static void move_price(exchange_t *exchange, size_t k)
{
    size_t c = cell_of(exchange, k);
    const producer_t *producer = &exchange->producers[k];
    const curb_responses_t *responses = &exchange->market->world->responses;
    curb_cell_state_t *cell = &exchange->state->cells[c];
    double anchor = exchange->market->cells[c].price;
    double asked = producer->supply > 0.0 ? producer->demand / producer->supply : 0.0;
    double most = 1.0 + responses->slack;
    cell->settled_price = producer->price;
    cell->utilisation = (asked < most ? asked : most) * (1.0 - producer->refused);
    cell->exploited_share = producer->exploited_share;
    double sold = (double)exchange->state->held[c] * exchange->market->people_per_agent *
                  cell->utilisation;
    *curb_state_metric(exchange->state, exchange->market->cell_count,
        CURB_METRIC_TURNOVER_EXPLOITED, c) += sold * producer->price;
    double exploited_share = producer->exploited_share;
    double refused_at_rest = exchange->market->cells[c].refused *
                             exchange->market->world->cells[c].exploited_share;
    double wanted = producer->demand * (1.0 - producer->refused * exploited_share) /
                    (1.0 - refused_at_rest);
    double gap = (wanted - producer->supply) / (wanted + producer->supply);
    double price = producer->price * curb_exp(responses->price_speed * gap);
    price = price < price_least * anchor ? price_least * anchor : price;
    cell->price = price > price_most * anchor ? price_most * anchor : price;
}

static void book(exchange_t *exchange, size_t j)
{
    curb_state_t *state = exchange->state;
    size_t cells = exchange->market->cell_count;
    size_t c = cell_of(exchange, j);
    const consumer_t *consumer = &exchange->consumers[j];
    const curb_market_cell_t *rest = &exchange->market->cells[c];
    const curb_responses_t *responses = &exchange->market->world->responses;
    double spent = (double)state->money[c].paid_by_residents / 100.0;
    double asked = consumer->home + consumer->abroad;
    *curb_state_metric(state, cells, CURB_METRIC_UNITS_UNVETTED, c) += consumer->home;
    *curb_state_metric(state, cells, CURB_METRIC_UNITS_ABROAD, c) += consumer->abroad;
    if (exchange->market->world->sectors[exchange->sector].family == CURB_SEXUAL) {
        *curb_state_metric(state, cells, CURB_METRIC_UNITS_ONLINE, c) += consumer->online;
    }
    *curb_state_metric(state, cells, CURB_METRIC_UNITS_VETTED, c) += consumer->vetted;
    *curb_state_metric(state, cells, CURB_METRIC_UNITS_KNOWING, c) += consumer->knowing;
    *curb_state_metric(state, cells, CURB_METRIC_BUYER_SPENDING, c) += spent;
    *curb_state_metric(state, cells, CURB_METRIC_TURNOVER, c) +=
        (double)state->money[c].received_by_sellers / 100.0;
    *curb_state_metric(state, cells, CURB_METRIC_TRAVEL_SPENDING, c) +=
        consumer->abroad * responses->travel * rest->consumer_price;
    *curb_state_metric(state, cells, CURB_METRIC_VETTED_SPENDING, c) +=
        consumer->vetted * rest->consumer_price * (1.0 + responses->premium);
    *curb_state_metric(state, cells, CURB_METRIC_COMPLIANCE_COST, c) +=
        asked > 0.0 ? spent * consumer->audited_units / asked : 0.0;
}

void curb_trading_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population)
{
    const curb_world_t *world = market->world;
    exchange_t exchange = {.state = state,
        .market = market,
        .population = population,
        .count = world->jurisdiction_count};
    for (size_t c = 0; c < market->cell_count; c++) {
        state->money[c] = (curb_money_t){0};
    }
    for (size_t m = 0; m < world->sector_count; m++) {
        exchange.sector = m;
        exchange.flow_share = state->flow_share + m * exchange.count * exchange.count;
        gather_demand(&exchange);
        for (size_t k = 0; k < exchange.count; k++) {
            clear_producer(&exchange, k);
        }
        for (size_t k = 0; k < exchange.count; k++) {
            settle_producer(&exchange, k);
        }
        for (size_t k = 0; k < exchange.count; k++) {
            move_price(&exchange, k);
        }
        for (size_t j = 0; j < exchange.count; j++) {
            book(&exchange, j);
        }
    }
}
