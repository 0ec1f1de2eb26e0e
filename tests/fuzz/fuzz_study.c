/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a study file: a study or messages, never a crash, a leak or an error without
 * a message. tests/fuzz/run.sh grows inputs from the corpus and the shipped scenarios. */
#include "study/study.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "fuzz-study-XXXXXX";
    int file = mkstemp(path);
    if (file < 0 || write(file, data, size) != (ssize_t)size) {
        abort();
    }
    close(file);
    curb_study_t study = {0};
    curb_diagnostics_t diagnostics = {0};
    curb_error_t error = curb_study_read(&study, path, NULL, 0, &diagnostics);
    if (error != CURB_OK && diagnostics.count == 0) {
        abort();
    }
    curb_diagnostics_free(&diagnostics);
    curb_study_free(&study);
    unlink(path);
    return 0;
}
