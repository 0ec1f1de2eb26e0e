#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: ncdump nccopy
# The netCDF tools list the file and copy it, and the copy lists the same numbers.
set -eu
ncdump "$CURB_RESULTS" | tail -n +2 >whole.txt
ncdump -h "$CURB_RESULTS" >header.txt
for text in 'double exploited(scenario, replicate, time, jurisdiction, sector) ;' \
    'double at_risk(scenario, replicate, time, jurisdiction) ;' \
    'string scenario(scenario) ;' 'byte in_scope(scenario, jurisdiction, sector) ;' \
    'exploited:units = "person" ;' 'string study_yaml ;' \
    ':comment = "modelled, not measured" ;'; do
    grep -qF -- "$text" header.txt || { echo "ncdump does not show: $text"; exit 1; }
done
nccopy -k nc4 "$CURB_RESULTS" copy.nc
ncdump copy.nc | tail -n +2 | grep -v _NCProperties >copy.txt
cmp whole.txt copy.txt
