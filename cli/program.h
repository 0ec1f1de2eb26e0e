/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The program as a function, so that a test can call it as a shell does. */
#ifndef CURB_CLI_PROGRAM_H
#define CURB_CLI_PROGRAM_H

/** @brief Parses the command line, calls the verb, reports. argv[0] is the program's name.
 *  Data go to stdout, messages to stderr; all memory is given back.
 *  @return the exit code of the manual. */
int curb_program(int argc, char **argv);

#endif
