/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Ctrl-C and SIGTERM: the first asks for an end, the second ends the program at once. */
#ifndef CURB_CLI_INTERRUPT_H
#define CURB_CLI_INTERRUPT_H

#include <signal.h>

/** Not 0 once an end was asked for; read by the threads of a run. */
extern volatile sig_atomic_t curb_stop_request;

/** @brief Starts listening. @param in_hand what is finished first, for the message, e.g.
 *  "replicates"; borrowed for good. */
void curb_interrupt_listen(const char *in_hand);

/** @brief The same for work that keeps nothing, so that it cannot be resumed. */
void curb_interrupt_listen_unkept(const char *in_hand);

#endif
