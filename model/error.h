/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Errors are values. The enumeration, its texts and the exit codes of the command line
 * grow from one list, so that they never disagree. */
#ifndef CURB_MODEL_ERROR_H
#define CURB_MODEL_ERROR_H

#define CURB_MUST_CHECK __attribute__((warn_unused_result))

/** X(name, exit code of the command line, text) */
#define CURB_ERROR_LIST(X)                                                                 \
    X(CURB_OK, 0, "success")                                                               \
    X(CURB_ERR_PARTIAL, 1, "some replicates failed; the rest is usable")                   \
    X(CURB_ERR_USAGE, 2, "wrong usage of the command line")                                \
    X(CURB_ERR_INVALID, 65, "invalid study, world, results or registry")                   \
    X(CURB_ERR_NO_INPUT, 66, "input missing or not readable")                              \
    X(CURB_ERR_INTERNAL, 70, "internal error, please report it")                           \
    X(CURB_ERR_NO_MEMORY, 70, "out of memory")                                             \
    X(CURB_ERR_CANNOT_CREATE, 73, "cannot create, or refused to overwrite, the output")    \
    X(CURB_ERR_IO, 74, "reading or writing failed")                                        \
    X(CURB_ERR_STOPPED, 75, "stopped by a limit; run again to resume")                     \
    X(CURB_ERR_INTERRUPTED, 130, "interrupted; run again to resume")

#define CURB_ERROR_ENUM(name, exit_code, text) name,
typedef enum { CURB_ERROR_LIST(CURB_ERROR_ENUM) CURB_ERROR_COUNT } curb_error_t;
#undef CURB_ERROR_ENUM

/** @brief What an error means, in words; static text, never NULL. */
const char *curb_error_text(curb_error_t error);

/** @brief The exit code that the command line gives for an error. */
int curb_error_exit_code(curb_error_t error);

#endif
