/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only place that ends the program. */
#include "cli/program.h"

int main(int argc, char **argv) { return curb_program(argc, argv); }
