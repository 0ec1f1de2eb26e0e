/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the time of a study's months goes: one replicate whose scenarios all leave the past
 * at month 0, its phases called in the order of model/month.c with a clock around each.
 *     bench_months STUDY MONTHS ROUNDS THREADS SCENARIOS [KEY=VALUE]...
 * SCENARIOS 0 takes all; with ROUNDS 0 months are lived once and not timed. Whole months
 * are the least over rounds, in seconds of the processor and of the wall; the first round
 * also finds its memory. Phases are shares of such a run by the clock on the wall, whose
 * reading takes some 30 ns where the processor's takes as long as a phase, of the round in
 * which all phases together took least. In the end the phases must leave what curb_month()
 * leaves, bit for bit. */
#include "bench/timing.h"

#include "experiments/experiment.h"
#include "model/buyers.h"
#include "model/capacity.h"
#include "model/chances.h"
#include "model/ledger.h"
#include "model/memory.h"
#include "model/month.h"
#include "model/persons.h"
#include "model/replicate.h"
#include "model/trading.h"
#include "model/traffickers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETTINGS_MOST = 16 };

typedef enum {
    CANDIDATES,
    POLICY,
    BUYERS,
    MARKET,
    MARKS,
    TRAFFICKERS,
    PERSONS,
    LEDGER,
    PHASES
} phase_t;

static const char *const phase_names[PHASES] = {"candidates", "policy", "buyers", "market",
    "marks", "traffickers", "persons", "ledger"};

typedef struct {
    curb_study_t study;
    curb_run_t run;
    curb_replicate_t replicate;
    curb_record_t record;
    curb_diagnostics_t said;
    void *block;
    unsigned char *states;  /* in the block, aligned */
    size_t count;           /* scenarios */
    uint64_t hash;          /* of all states, after the last run */
    double phase_s[PHASES]; /* of the last run, on the wall */
    double month_s, wall_s; /* of the last run of curb_month() */
} bench_t;

static void need(const bench_t *self, curb_error_t error)
{
    for (size_t i = 0; i < self->said.count && error != CURB_OK; i++) {
        fprintf(stderr, "%s\n", self->said.messages[i].text);
    }
    if (error != CURB_OK) {
        fprintf(stderr, "bench_months: %s\n", curb_error_text(error));
        exit(70);
    }
}

static void read_study(bench_t *self, const char *path, char **words, int count)
{
    curb_setting_t settings[SETTINGS_MOST];
    size_t given = 0;
    for (int i = 0; i < count && given < SETTINGS_MOST; i++) {
        char *equals = strchr(words[i], '=');
        if (equals != NULL) {
            *equals = '\0';
            settings[given++] = (curb_setting_t){words[i], equals + 1};
        }
    }
    need(self, curb_study_read(&self->study, path, settings, given, &self->said));
}

static void solve(bench_t *self, size_t scenarios, int threads)
{
    const curb_world_t *world = self->study.world;
    self->run = curb_experiment_run_of(&self->study, threads);
    need(self, curb_run_plan_budgets(&self->run, self->study.scenarios, &self->said));
    if (scenarios > 0 && scenarios < self->run.scenario_count) {
        self->run.scenario_count = scenarios;
    }
    self->count = self->run.scenario_count;
    need(self,
        curb_record_init(&self->record, self->count, curb_run_period_count(&self->run),
            world->jurisdiction_count, world->sector_count, world->uncertain_count,
            curb_run_solved_count(&self->run)));
    need(self, curb_replicate_init(&self->replicate, &self->run, 0));
    need(self, curb_replicate_solve(&self->replicate, &self->record, &self->said));
    need(self, curb_workspace_init(&self->replicate.workspace, self->replicate.market,
                   &self->replicate.population, threads, self->count));
    size_t bytes = curb_state_bytes(self->replicate.market, &self->replicate.population);
    self->block = curb_calloc_whole(self->count * bytes + 64, 1);
    need(self, self->block != NULL ? CURB_OK : CURB_ERR_NO_MEMORY);
    self->states = (unsigned char *)self->block + (64 - (uintptr_t)self->block % 64) % 64;
    for (size_t s = 0; s < self->count; s++) {
        self->replicate.live[s] = &self->replicate.states[s];
    }
}

static void start(bench_t *self)
{
    curb_replicate_t *replicate = &self->replicate;
    size_t bytes = curb_state_bytes(replicate->market, &replicate->population);
    memset(self->states, 0, self->count * bytes);
    for (size_t s = 0; s < self->count; s++) {
        curb_state_t *state = replicate->live[s];
        curb_state_place(state, replicate->market, &replicate->population,
            &self->run.scenarios[s], self->states + s * bytes);
        if (s == 0) {
            curb_state_start(
                state, replicate->market, &replicate->population, self->run.seed, 0);
        } else {
            curb_state_fork(state, replicate->live[0]);
        }
    }
}

static void finish(bench_t *self)
{
    size_t bytes = curb_state_bytes(self->replicate.market, &self->replicate.population);
    self->hash = bench_hash(bench_hash_start, self->states, self->count * bytes);
}

static double lap(double *clock)
{
    double now = bench_wall_s();
    double passed = now - *clock;
    *clock = now;
    return passed;
}

/* model/month.c, with a clock; on one thread. */
static void timed_month(bench_t *self)
{
    curb_replicate_t *r = &self->replicate;
    curb_state_t *const *states = r->live;
    const curb_shared_month_t *shared = &r->workspace.month;
    curb_scratch_t *scratch = &r->workspace.scratch[0];
    double clock = bench_wall_s();
    uint32_t month = (uint32_t)states[0]->now->month;
    curb_workspace_draw(&r->workspace, r->market, &r->population, self->run.seed, 0, month);
    self->phase_s[CANDIDATES] += lap(&clock);
    for (size_t s = 0; s < self->count; s++) {
        curb_levers_set(&states[s]->levers, r->market, states[s]->scenario, (int)month);
        curb_capacity_update(states[s], r->market);
    }
    self->phase_s[POLICY] += lap(&clock);
    curb_buyers_month(states, self->count, r->market, &r->population, self->run.seed, 0, 1);
    self->phase_s[BUYERS] += lap(&clock);
    for (size_t s = 0; s < self->count; s++) {
        curb_trading_month(states[s], r->market, &r->population);
        curb_chances_month(states[s], r->market, &r->population);
    }
    self->phase_s[MARKET] += lap(&clock);
    curb_marks_set(&r->workspace.month.marks, states, self->count, r->market,
        &r->population, self->run.seed, 0, r->workspace.thread_count);
    self->phase_s[MARKS] += lap(&clock);
    for (size_t s = 0; s < self->count; s++) {
        if (s + 1 < self->count) {
            curb_state_fetch(states[s + 1], &r->population);
        }
        curb_traffickers_month(
            states[s], r->market, &r->population, &shared->marks, scratch);
        self->phase_s[TRAFFICKERS] += lap(&clock);
        curb_persons_month(states[s], r->market, &r->population, shared, scratch);
        self->phase_s[PERSONS] += lap(&clock);
        curb_traffickers_settle(states[s], r->market, &r->population, scratch);
        self->phase_s[TRAFFICKERS] += lap(&clock);
        curb_ledger_month(states[s], r->market, &r->population);
        states[s]->now->month++;
        self->phase_s[LEDGER] += lap(&clock);
    }
}

static void run_phases(bench_t *self, int months)
{
    memset(self->phase_s, 0, sizeof self->phase_s);
    start(self);
    for (int month = 0; month < months; month++) {
        timed_month(self);
    }
    finish(self);
}

/* Not inlined, so that instructions can be counted by this name. */
__attribute__((noinline)) static void bench_whole_months(bench_t *self, int months)
{
    curb_replicate_t *r = &self->replicate;
    for (int month = 0; month < months; month++) {
        curb_month(r->live, self->count, r->market, &r->population, &r->workspace,
            self->run.seed, 0);
    }
}

static void run_months(bench_t *self, int months)
{
    start(self);
    double processor = bench_processor_s();
    double wall = bench_wall_s();
    bench_whole_months(self, months);
    self->month_s = bench_processor_s() - processor;
    self->wall_s = bench_wall_s() - wall;
    finish(self);
}

/* Of a scenario's state, by the layout itself; of what all scenarios share, by the columns.
 */
static void say_bytes(const bench_t *self)
{
    enum { MORE = 1 << 20 };
    curb_population_t more = self->replicate.population;
    double before = (double)curb_state_bytes(self->replicate.market, &more);
    more.buyer_count += MORE;
    double with_buyers = (double)curb_state_bytes(self->replicate.market, &more);
    double recovering = (double)curb_recovering_capacity(&more) *
                        (double)(sizeof *(*self->replicate.live)->recovering_person +
                                 sizeof *(*self->replicate.live)->recovering_cell);
    bench_say("bytes_static",
        (double)(sizeof *more.quantity + sizeof *more.taste + sizeof *more.moral +
                 sizeof *more.awareness + sizeof *more.compliance));
    bench_say("bytes_a_buyer", (with_buyers - before) / MORE);
    bench_say("bytes_a_person",
        1.0 / CURB_STATUSES_A_BYTE + recovering / (double)more.person_count);
}

static void say_sizes(const bench_t *self, int months)
{
    const curb_population_t *population = &self->replicate.population;
    bench_say("scenarios", (double)self->count);
    bench_say("months", months);
    bench_say("cells", (double)self->replicate.market->cell_count);
    bench_say("buyers", (double)population->buyer_count);
    bench_say("slots", (double)population->slot_count);
    bench_say("places", (double)population->place_count);
    bench_say("persons", (double)population->person_count);
    bench_say("agents", (double)(population->buyer_count + population->slot_count +
                                 population->person_count));
    say_bytes(self);
    const curb_state_t *baseline = self->replicate.live[0];
    const curb_shared_month_t *month = &self->replicate.workspace.month;
    size_t active = 0;
    for (size_t slot = 0; slot < population->slot_count; slot++) {
        active += curb_slot_is_active(baseline, slot);
    }
    bench_say("active_slots", (double)active);
    bench_say("recovering", (double)baseline->now->recovering_count);
    double kept = 0.0;
    for (size_t pool = 0; pool < month->candidates.pool_count; pool++) {
        kept += (double)month->candidates.count[pool];
    }
    bench_say("candidates", kept);
    bench_say("marked_slots", (double)month->marks.slot_count);
    bench_say("marked_attempts", (double)month->marks.attempt_count);
    bench_say("marked_leavings", (double)month->marks.leaving_count);
    const curb_scratch_t *scratch = &self->replicate.workspace.scratch[0];
    bench_say("attempts", (double)scratch->attempt_count);
    bench_say("state_bytes", (double)curb_state_bytes(self->replicate.market, population));
}

static void keep_least(const bench_t *self, double *least_s, double *phase_s)
{
    double sum = 0.0;
    for (int p = 0; p < PHASES; p++) {
        sum += self->phase_s[p];
    }
    if (sum < *least_s) {
        *least_s = sum;
        memcpy(phase_s, self->phase_s, sizeof self->phase_s);
    }
}

int main(int argc, char **argv)
{
    static bench_t self;
    if (argc < 6) {
        fputs("usage: bench_months STUDY MONTHS ROUNDS THREADS SCENARIOS [KEY=VALUE]...\n",
            stderr);
        return 64;
    }
    int months = (int)strtol(argv[2], NULL, 10);
    long rounds = strtol(argv[3], NULL, 10);
    int threads = (int)strtol(argv[4], NULL, 10);
    read_study(&self, argv[1], argv + 6, argc - 6);
    solve(&self, strtoul(argv[5], NULL, 10), threads);
    double month_s = HUGE_VAL, wall_s = HUGE_VAL, least_s = HUGE_VAL;
    double phase_s[PHASES] = {0};
    if (rounds == 0) { /* what is counted, alone */
        run_months(&self, months);
        say_sizes(&self, months);
        return 0;
    }
    for (long round = 0; round < rounds; round++) {
        run_months(&self, months);
        bench_least(&month_s, self.month_s);
        bench_least(&wall_s, self.wall_s);
        uint64_t hash = self.hash;
        if (threads == 1) {
            run_phases(&self, months);
            keep_least(&self, &least_s, phase_s);
        }
        if (self.hash != hash) {
            fputs("bench_months: the phases do not add up to a month\n", stderr);
            return 70;
        }
    }
    say_sizes(&self, months);
    for (int p = 0; p < PHASES && threads == 1; p++) {
        char name[64];
        snprintf(name, sizeof name, "%s_share", phase_names[p]);
        bench_say(name, phase_s[p] / least_s);
    }
    bench_say("month_s", month_s);
    bench_say("wall_s", wall_s);
    return 0;
}
