/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include "model/error.h"

#include <string.h>
#include <unistd.h>

volatile sig_atomic_t curb_stop_request;

static const char *finished_first;
static const char *at_the_end;

static void say(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
}

/* The second time the program ends at once, in the middle of whatever it does: files get
 * their names when they are whole, so that nothing is lost but what is in hand. */
static void on_interrupt(int signal_number)
{
    (void)signal_number;
    if (curb_stop_request == 0) {
        curb_stop_request = 1;
        say("\nfinishing the ");
        say(finished_first);
        say(" in hand; again to stop now\n");
    } else {
        say(at_the_end);
        _exit(curb_error_exit_code(CURB_ERR_INTERRUPTED));
    }
}

static void start(const char *in_hand, const char *end)
{
    finished_first = in_hand;
    at_the_end = end;
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void curb_interrupt_listen(const char *in_hand)
{
    start(in_hand, "\ncurb: interrupted; run again to resume\n");
}

void curb_interrupt_listen_unkept(const char *in_hand)
{
    start(in_hand, "\ncurb: interrupted; nothing is kept\n");
}
