/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes docs/evidence.md: evidence-doc FILE. */
#include "study/evidence.h"
#include "model/memory.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    char *text = curb_evidence_describe();
    FILE *file = argc == 2 ? fopen(argv[1], "w") : NULL;
    if (text == NULL || file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return 1;
    }
    curb_free(text);
    return 0;
}
