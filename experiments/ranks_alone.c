/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The build without MPI: one rank. */
#include "experiments/ranks.h"

curb_error_t curb_ranks_join(curb_ranks_t *self, curb_diagnostics_t *diagnostics)
{
    *self = (curb_ranks_t){.count = 1, .on_machine = 1};
    int launched = curb_ranks_launched();
    if (launched > 1) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "started as one of %d ranks, but this build of curb has no MPI: configure with "
            "-DCURB_MPI=ON, or start it without mpirun and with --part K/N",
            launched);
    }
    return CURB_OK;
}

curb_error_t curb_ranks_agree(
    const curb_ranks_t *self, curb_error_t error, curb_diagnostics_t *diagnostics)
{
    (void)self;
    (void)diagnostics;
    return error;
}

void curb_ranks_from_first(const curb_ranks_t *self, void *block, int bytes)
{
    (void)self;
    (void)block;
    (void)bytes;
}

curb_error_t curb_ranks_serve(curb_ranks_t *self, curb_ranks_answer_t *answer,
    void *context, curb_diagnostics_t *diagnostics)
{
    (void)self;
    (void)answer;
    (void)context;
    (void)diagnostics;
    return CURB_OK;
}

bool curb_ranks_tell(
    const curb_ranks_t *self, const curb_ranks_word_t *word, uint32_t *replicate)
{
    (void)self;
    (void)word;
    (void)replicate;
    return false;
}

void curb_ranks_finish(
    curb_ranks_t *self, curb_error_t *error, curb_diagnostics_t *diagnostics)
{
    (void)self;
    (void)error;
    (void)diagnostics;
}

void curb_ranks_leave(curb_ranks_t *self) { (void)self; }
