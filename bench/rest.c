/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's own source once more, under other names and with the exponential replaced by
 * its argument, so that what is timed as the rest is the rest and cannot drift from it. */
#include "bench/rest.h"

#define curb_expf(x) (x)
#define curb_share_block rest_share_drawn
#define curb_choose_block rest_choose_block
#define curb_announce_block rest_announce_block
#define curb_sanction_block rest_sanction_block
#define curb_believe_block rest_believe_block
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
/* NOLINTNEXTLINE(bugprone-suspicious-include): what is timed is the source itself */
#include "model/buyer_kernels.c"

void rest_share_block(curb_shared_block_t *shared, const curb_shared_terms_t *terms,
    size_t count, const uint32_t *word, const uint32_t *other, const float *quantity,
    const float *taste)
{
    units_of(shared->choice, word, count);
    units_of(shared->reach, other, count);
    share_traits(shared, terms, count, quantity, taste);
}
