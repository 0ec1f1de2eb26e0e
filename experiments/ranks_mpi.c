/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks over MPI. Small messages and nothing else: numbers go through the shards. Whoever
 * waits for long looks now and then and sleeps between, since MPI's own waiting takes a
 * whole processor. Two-sided messages, because one-sided ones across machines move only
 * while their target calls MPI, and rank 0 is busy with replicates of its own. */
#include "experiments/ranks.h"

#include "model/memory.h"

#include <mpi.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TEXT_BYTES = 384, TAG_WORD = 1, TAG_ANSWER = 2, TAG_GOODBYE = 3, LOOK_NS = 1000000 };

/* A word and its answer on the wire. */
enum { WORD_OUTCOME, WORD_REPLICATE, WORD_ATTEMPT, WORD_WANTS, WORD_COUNT };
enum { ANSWER_GIVEN, ANSWER_REPLICATE, ANSWER_COUNT };

/* Why a rank stopped, OK when it did not, and what it has to say, such as why a replicate
 * failed; "" for nothing. */
typedef struct {
    int error;
    char text[TEXT_BYTES];
} reason_t;

struct curb_ranks_inside {
    bool served;
    pthread_t server;
    curb_ranks_answer_t *answer;
    void *context;
    reason_t *goodbyes; /* [rank] */
};

static void look_again_later(void)
{
    nanosleep(&(struct timespec){.tv_nsec = LOOK_NS}, NULL);
}

/* NOLINTBEGIN(clang-analyzer-optin.mpi.MPI-Checker): it does not see that this waits */
static void wait_for(MPI_Request *request)
{
    int done = 0;
    MPI_Test(request, &done, MPI_STATUS_IGNORE);
    while (!done) {
        look_again_later();
        MPI_Test(request, &done, MPI_STATUS_IGNORE);
    }
}

static int count_on_machine(void)
{
    MPI_Comm machine;
    int count = 1;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &count);
    MPI_Comm_free(&machine);
    return count;
}

curb_error_t curb_ranks_join(curb_ranks_t *self, curb_diagnostics_t *diagnostics)
{
    *self = (curb_ranks_t){.count = 1, .on_machine = 1};
    int given = MPI_THREAD_SINGLE;
    if (curb_ranks_launched() == 0) {
        return CURB_OK; /* MPI would start helpers of its own */
    }
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &given) != MPI_SUCCESS) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_INTERNAL, "MPI could not be started");
    }
    MPI_Comm_rank(MPI_COMM_WORLD, &self->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &self->count);
    self->on_machine = count_on_machine();
    self->inside = curb_calloc(1, sizeof *self->inside);
    if (self->inside == NULL || given < MPI_THREAD_SERIALIZED) {
        MPI_Abort(MPI_COMM_WORLD, curb_error_exit_code(CURB_ERR_INTERNAL));
    }
    return CURB_OK;
}

static reason_t reason_of(
    const curb_ranks_t *self, curb_error_t error, const curb_diagnostics_t *diagnostics)
{
    reason_t reason = {.error = (int)error};
    char machine[MPI_MAX_PROCESSOR_NAME];
    int length = 0;
    const char *text = error != CURB_OK ? curb_error_text(error) : NULL;
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (diagnostics->messages[i].severity == CURB_ERROR) {
            text = diagnostics->messages[i].text;
            break;
        }
    }
    if (text != NULL) {
        MPI_Get_processor_name(machine, &length);
        snprintf(reason.text, sizeof reason.text, "rank %d on %s: %s", self->rank, machine,
            text);
    }
    return reason;
}

curb_error_t curb_ranks_agree(
    const curb_ranks_t *self, curb_error_t error, curb_diagnostics_t *diagnostics)
{
    if (self->inside == NULL) {
        return error;
    }
    MPI_Request request;
    int mine = error != CURB_OK ? self->rank : self->count, lowest = 0;
    MPI_Iallreduce(&mine, &lowest, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD, &request);
    wait_for(&request);
    if (lowest == self->count) {
        return CURB_OK;
    }
    reason_t reason = reason_of(self, error, diagnostics);
    MPI_Ibcast(&reason, (int)sizeof reason, MPI_BYTE, lowest, MPI_COMM_WORLD, &request);
    wait_for(&request);
    if (self->rank == 0 && lowest > 0) {
        curb_diagnostics_add(
            diagnostics, CURB_ERROR, (curb_place_t){0}, NULL, "%s", reason.text);
    }
    return (curb_error_t)reason.error;
}

void curb_ranks_from_first(const curb_ranks_t *self, void *block, int bytes)
{
    if (self->inside != NULL) {
        MPI_Bcast(block, bytes, MPI_BYTE, 0, MPI_COMM_WORLD);
    }
}

static void answer_word(struct curb_ranks_inside *inside, int from)
{
    long long words[WORD_COUNT], answer[ANSWER_COUNT] = {0};
    MPI_Recv(words, WORD_COUNT, MPI_LONG_LONG, from, TAG_WORD, MPI_COMM_WORLD,
        MPI_STATUS_IGNORE);
    const curb_ranks_word_t word = {.outcome = (curb_ranks_outcome_t)words[WORD_OUTCOME],
        .replicate = (uint32_t)words[WORD_REPLICATE],
        .draw_attempt = (uint32_t)words[WORD_ATTEMPT],
        .wants = words[WORD_WANTS] != 0};
    uint32_t replicate = 0;
    answer[ANSWER_GIVEN] = inside->answer(inside->context, &word, &replicate);
    answer[ANSWER_REPLICATE] = replicate;
    MPI_Send(answer, ANSWER_COUNT, MPI_LONG_LONG, from, TAG_ANSWER, MPI_COMM_WORLD);
}

/* While it runs, no other thread of rank 0 calls MPI. */
static void *serve(void *of)
{
    curb_ranks_t *self = of;
    struct curb_ranks_inside *inside = self->inside;
    for (int there = self->count - 1; there > 0;) {
        MPI_Status status;
        int found = 0;
        MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &found, &status);
        if (!found) {
            look_again_later();
        } else if (status.MPI_TAG == TAG_WORD) {
            answer_word(inside, status.MPI_SOURCE);
        } else {
            MPI_Recv(&inside->goodbyes[status.MPI_SOURCE], (int)sizeof(reason_t), MPI_BYTE,
                status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            there--;
        }
    }
    return NULL;
}

curb_error_t curb_ranks_serve(curb_ranks_t *self, curb_ranks_answer_t *answer,
    void *context, curb_diagnostics_t *diagnostics)
{
    struct curb_ranks_inside *inside = self->inside;
    if (inside == NULL) {
        return CURB_OK;
    }
    inside->answer = answer;
    inside->context = context;
    inside->goodbyes = curb_calloc((size_t)self->count, sizeof *inside->goodbyes);
    inside->served =
        inside->goodbyes != NULL && pthread_create(&inside->server, NULL, serve, self) == 0;
    return inside->served ? CURB_OK
                          : curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY,
                                "no thread for the answers to other ranks");
}

bool curb_ranks_tell(
    const curb_ranks_t *self, const curb_ranks_word_t *word, uint32_t *replicate)
{
    (void)self;
    const long long words[WORD_COUNT] = {[WORD_OUTCOME] = word->outcome,
        [WORD_REPLICATE] = word->replicate,
        [WORD_ATTEMPT] = word->draw_attempt,
        [WORD_WANTS] = word->wants};
    long long answer[ANSWER_COUNT] = {0};
    MPI_Request request;
    MPI_Irecv(answer, ANSWER_COUNT, MPI_LONG_LONG, 0, TAG_ANSWER, MPI_COMM_WORLD, &request);
    MPI_Send(words, WORD_COUNT, MPI_LONG_LONG, 0, TAG_WORD, MPI_COMM_WORLD);
    wait_for(&request);
    *replicate = (uint32_t)answer[ANSWER_REPLICATE];
    return answer[ANSWER_GIVEN] != 0;
}

static void hear_goodbyes(
    curb_ranks_t *self, curb_error_t *error, curb_diagnostics_t *diagnostics)
{
    enum { TOLD = 8 };
    struct curb_ranks_inside *inside = self->inside;
    int told = 0;
    pthread_join(inside->server, NULL);
    inside->served = false;
    for (int rank = 1; rank < self->count; rank++) {
        const reason_t *reason = &inside->goodbyes[rank];
        if (reason->text[0] == '\0') {
            continue;
        }
        *error = *error == CURB_OK ? (curb_error_t)reason->error : *error;
        if (++told <= TOLD) {
            curb_diagnostics_add(
                diagnostics, CURB_ERROR, (curb_place_t){0}, NULL, "%s", reason->text);
        }
    }
    if (told > TOLD) {
        curb_diagnostics_add(diagnostics, CURB_ERROR, (curb_place_t){0}, NULL,
            "and %d more ranks said something like that", told - TOLD);
    }
}

void curb_ranks_finish(
    curb_ranks_t *self, curb_error_t *error, curb_diagnostics_t *diagnostics)
{
    if (self->inside == NULL) {
        return;
    }
    if (self->rank == 0) {
        if (self->inside->served) {
            hear_goodbyes(self, error, diagnostics);
        }
        return;
    }
    const reason_t reason = reason_of(self, *error, diagnostics);
    MPI_Send(&reason, (int)sizeof reason, MPI_BYTE, 0, TAG_GOODBYE, MPI_COMM_WORLD);
}

void curb_ranks_leave(curb_ranks_t *self)
{
    if (self->inside != NULL) {
        curb_free(self->inside->goodbyes);
        curb_free(self->inside);
        self->inside = NULL;
        MPI_Finalize();
    }
}
/* NOLINTEND(clang-analyzer-optin.mpi.MPI-Checker) */
