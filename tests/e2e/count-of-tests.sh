#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e fast
# What run-tests counts: cases of cmocka programs, skipped ones apart, a program that died as one
# failure, a program that could not be started as one failure, scripts as one test each.
set -eu
. "$CURB_SOURCE/.ci/steps.sh"

cat >tests.log <<'LOG'
1/6 Testing: test_good
1/6 Test: test_good
[ RUN      ] one
[       OK ] one
[ RUN      ] two
[       OK ] two
[ RUN      ] three
[  SKIPPED ] three
[  PASSED  ] 2 test(s).
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] three
Test Passed.
2/6 Testing: test_bad
2/6 Test: test_bad
[       OK ] one
[  FAILED  ] two
[  FAILED  ] 1 test(s), listed below:
[  FAILED  ] two
Test Failed.
3/6 Testing: test_dead
3/6 Test: test_dead
[       OK ] one
Test Failed.
4/6 Testing: e2e_script
4/6 Test: e2e_script
Test Passed.
5/6 Testing: e2e_needy
5/6 Test: e2e_needy
Test Passed.
LOG
cat >console.log <<'LOG'
    Start 1: test_good
1/6 Test #1: test_good ................   Passed    0.00 sec
2/6 Test #2: test_bad .................***Failed    0.00 sec
3/6 Test #3: test_dead ................***Exception: SegFault  0.00 sec
4/6 Test #4: e2e_script ...............   Passed    0.00 sec
5/6 Test #5: e2e_needy ................***Skipped   0.00 sec
6/6 Test #6: test_absent ..............***Not Run   0.00 sec
LOG
counted=$(count_cases tests.log console.log)
[ "$counted" = "5 3 2" ] || { echo "counted $counted, not 5 3 2"; exit 1; }
