#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# curb run --until-resolved: rounds, a limit, going on, and the same numbers as at once.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 75 run "$study" --until-resolved 0.04% --max-runs 33 -o a.h5
has out '^a.h5$'
has err '^not resolved: after 33 draws 3 of 3 scenarios may still be the best'
has err 'these runs could resolve a difference of'
expect 0 run "$study" --until-resolved 0.04% -o a.h5
has err '33 replicates were there already'
has err '^resolved after 40 draws: of 3 scenarios [a-z]+-budget has the least .exploited.'
expect 0 run "$study" --replicates 40 -q -o b.h5
[ "$(content a.h5)" = "$(content b.h5)" ] || no "the numbers of 40 at once"
expect 0 info a.h5
has out "stopping rule  until the best of 'exploited' is resolved to 0.04%"
expect 0 compare a.h5
has out 'set by a rule'
expect 0 plot a.h5 --only convergence --format svg -o figures
has figures/convergence.svg 'asked for'
has figures/convergence.csv '^convergence,rules-budget,'
expect 0 compare b.h5
grep -q 'set by a rule' out && no "a rule where there was none"

# half-widths are those that compare prints: the widest is just below what was asked for
expect 0 run "$study" --until-resolved 45000 --resolve differences -o a.h5
has err '^resolved after 20 draws: each of 5 differences'

expect 2 run "$study" --until-resolved 1% --replicates 20
has err 'leave --replicates out'
expect 2 run "$study" --resolve best
has err 'give that too'
expect 2 run "$study" --until-resolved much -o c.h5
has err "'much' is not a difference above 0"
expect 2 run "$study" --until-resolved 1% --metric explotied -o c.h5
has err "did you mean 'exploited'"
expect 2 run "$study" --until-resolved 1% --scenario law-bugdet,rules-budget -o c.h5
has err "did you mean 'law-budget'"
expect 2 run "$study" --until-resolved 1% --scenario law-budget -o c.h5
has err 'fewer than two'
expect 2 run "$study" --until-resolved 1% --metric price -o c.h5
has err 'is a mean'
[ ! -e c.h5 ] || no "something was run for a question that was refused"
expect 0 run "$study" --until-resolved 1% --dry-run -o c.h5
has out 'up to the first look'
exit $failed
