/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/ranks.h"

#include <limits.h>
#include <stdlib.h>

/* Open MPI's mpirun, MPICH's, and srun with PMIx or PMI-2. */
int curb_ranks_launched(void)
{
    static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *text = getenv(sizes[i]);
        long size = text != NULL ? strtol(text, NULL, 10) : 0;
        if (size > 0 && size <= INT_MAX) {
            return (int)size;
        }
    }
    return getenv("PMIX_RANK") != NULL || getenv("PMI_RANK") != NULL ? 1 : 0;
}
