# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# What quickstart and run-tests share: install what is missing, show each step with its time, keep
# the logs. Sourced by bash from the root of the checkout.

CURB_LOGS=build/logs
CURB_JOBS=$(nproc 2>/dev/null || echo 2)
export LC_ALL=C.UTF-8
# Only a default: a build folder that exists keeps the generator it was made with.
if command -v ninja >/dev/null; then
    export CMAKE_GENERATOR=Ninja
fi

CURB_PACKAGES_BUILD="build-essential cmake ninja-build pkg-config git libgsl-dev libhdf5-dev
    libyaml-dev libjansson-dev nettle-dev librandom123-dev libcsv-dev libxml2-dev gettext"
CURB_PACKAGES_FIGURES="gnuplot-nox fonts-dejavu-core"
CURB_PACKAGES_TESTS="libcmocka-dev python3-h5py python3-xarray python3-h5netcdf python3-netcdf4
    netcdf-bin clang libomp-dev libclang-rt-14-dev clang-format tmux openmpi-bin libopenmpi-dev
    valgrind"
# What --all tries besides: results read in R, the report in a browser, what clang-tidy finds.
CURB_PACKAGES_ALL="r-base-core r-cran-ncdf4 chromium clang-tidy"

say() { printf '%s\n' "$*"; }

# step NAME COMMAND...: one line with the time; the log in build/logs, its tail on failure.
step() {
    local name=$1 started=$SECONDS log status=0
    shift
    mkdir -p "$CURB_LOGS"
    log=$CURB_LOGS/${name// /-}.log
    printf '%-34s' "$name"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq 0 ]; then
        printf '%5d s\n' $((SECONDS - started))
    else
        printf '%5d s   failed, exit %d\n' $((SECONDS - started)) "$status"
        say "--- $log: errors, and its end ---"
        grep -E 'error:|FAILED:|undefined reference|Could not find' "$log" | cut -c 1-200 | head -n 10
        tail -n 20 "$log" | cut -c 1-400
        say "---"
    fi
    return "$status"
}

is_installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

missing_packages() {
    local package
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

# Root, or sudo that can ask somebody or needs not to; prints the prefix for commands.
root_prefix() {
    if [ "$(id -u)" = 0 ]; then
        echo ""
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        echo "sudo"
    else
        return 1
    fi
}

# The lists of packages may be old or absent, so they are fetched first; a mirror may stumble, so
# there is a second try.
apt_install() {
    local prefix=$1 try
    shift
    for try in 1 2; do
        # shellcheck disable=SC2086 # an empty prefix must vanish
        $prefix env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
            $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
                --no-install-recommends "$@" && return 0
        [ "$try" = 1 ] && sleep 5
    done
    return 1
}

# What the build needs, looked for without a package manager; prints what is not found.
not_found_for_build() {
    local tool library
    for tool in cc cmake pkg-config git; do
        command -v "$tool" >/dev/null || printf '%s ' "$tool"
    done
    command -v ninja >/dev/null || command -v make >/dev/null || printf 'ninja '
    for library in gsl hdf5 yaml-0.1 jansson nettle; do
        pkg-config --exists "$library" 2>/dev/null || printf '%s ' "$library"
    done
    echo '#include <Random123/threefry.h>' | cc -E - >/dev/null 2>&1 || printf 'Random123 '
    echo '#include <csv.h>' | cc -E - >/dev/null 2>&1 || printf 'libcsv '
}

# need PACKAGE...: installs what is missing, says so; where it cannot, says what to install and goes
# on when the build has what it needs.
need() {
    local missing prefix lacking
    if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
        missing=$(missing_packages "$@")
        [ -n "$missing" ] || return 0
        if prefix=$(root_prefix); then
            say "installing: $missing"
            # shellcheck disable=SC2086 # a list of words
            step "install packages" apt_install "$prefix" $missing && return 0
        else
            say "not installed, and neither root nor sudo here; somebody who may, please run:"
            say "  apt-get install --no-install-recommends $missing"
        fi
    else
        say "no apt here; curb is built from these, by their names in Debian 12:"
        say "  $(echo "$@" | tr -s ' \n' ' ')"
    fi
    lacking=$(not_found_for_build)
    if [ -n "$lacking" ]; then
        say "cannot build without: $lacking"
        return 1
    fi
    say "the build has what it needs; going on"
}

# Looks again after installing, since ninja may be new.
choose_generator() {
    if command -v ninja >/dev/null; then
        export CMAKE_GENERATOR=Ninja
    fi
}

# count_cases TEST-LOG CONSOLE-LOG: "passed failed skipped". A cmocka program counts by its cases, so
# that a case that skips itself shows; a program that failed without naming a case (crash, time
# limit, sanitizer) counts as one failure; a script counts as one test.
count_cases() {
    awk '
        FNR == NR && /^[0-9]+\/[0-9]+ Test: / { name = $3; next }
        FNR == NR && /^\[       OK \] / { ok[name]++; next }
        FNR == NR && /^\[  FAILED  \] [^0-9]/ { bad[name] += !(name SUBSEP $4 in seen) }
        FNR == NR && /^\[  SKIPPED \] [^0-9]/ { skip[name] += !(name SUBSEP $4 in seen) }
        FNR == NR && /^\[  (FAILED |SKIPPED) \] [^0-9]/ { seen[name, $4] = 1 }
        FNR == NR { next }
        /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
            name = $0
            sub(/^.*#[0-9]+: /, "", name)
            sub(/ .*$/, "", name)
            if (/ Passed /) passed += ok[name] + skip[name] > 0 ? ok[name] : 1
            else if (/\*\*\*Skipped/) skipped++
            else { passed += ok[name]; failed += bad[name] > 0 ? bad[name] : 1 }
            skipped += skip[name]
        }
        END { print passed + 0, failed + 0, skipped + 0 }' "$1" "$2"
}
