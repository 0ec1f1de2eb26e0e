#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: python:xarray python:netCDF4 python:h5netcdf
"""The results file opens in xarray, with both engines, and holds what `curb export` prints."""
import csv
import math
import os
import sys

import numpy
import xarray

PATH = os.environ["CURB_RESULTS"]
DIMS = ("scenario", "replicate", "time", "jurisdiction", "sector")
FLAGS = {"in_scope": 2, "budget_capped": 2, "concept": 2, "run_status": 2}


def exported(metric):
    """The rows of our own export, by their place."""
    with open(os.path.join(os.path.dirname(PATH), metric + ".csv"), newline="") as file:
        for row in csv.DictReader(file):
            place = {
                "scenario": row["scenario"],
                "replicate": int(row["replicate"]),
                "time": float(row["year"]),
                "jurisdiction": row["jurisdiction"],
            }
            if row["sector"]:
                place["sector"] = row["sector"]
            yield place, float(row["value"])


def check_metrics(data):
    metrics = [name for name in data.data_vars if "cell_methods" in data[name].attrs]
    assert len(metrics) > 50, len(metrics)
    for name in metrics:
        values = data[name]
        assert values.dims in (DIMS, DIMS[:-1]), (name, values.dims)
        assert values.dtype == numpy.float64, name
        assert values.attrs["units"] and values.attrs["long_name"], name
        assert values.attrs["cell_methods"] in ("time: point", "time: sum", "time: mean")
        assert not values.isnull().any(), name
    for metric in ("exploited", "at_risk"):
        rows = list(exported(metric))
        assert len(rows) == data[metric].size
        for place, value in rows:
            assert float(data[metric].sel(place)) == value, (metric, place)


def check_labels(data):
    assert data.sizes["replicate"] == 4 and data.sizes["sector"] == 2
    assert str(data.scenario.values[int(data.attrs["baseline"])]) == "baseline"
    assert data.attrs["Conventions"] == "CF-1.10, ACDD-1.3"
    assert data.attrs["comment"] == "modelled, not measured"
    assert int(data.attrs["master_seed"], 16) == 1
    for name in data.attrs["study_metrics"].split():
        assert name in data
    for name, count in FLAGS.items():
        assert data[name].dtype == numpy.int8, name
        assert list(data[name].attrs["flag_values"]) == list(range(count)), name
        assert len(data[name].attrs["flag_meanings"].split()) == count, name
    start = data.policy_start.sel(scenario="baseline")
    assert math.isnan(float(start))
    assert not data.in_scope.sel(scenario="baseline").any()
    assert data.in_scope.sel(scenario="law-budget", jurisdiction="a").any()
    assert str(data.policies.sel(scenario="law-budget").values) == "law"
    parameters = [name for name in data.data_vars if name.startswith("param_")]
    assert len(parameters) > 10
    for name in parameters:
        assert data[name].dims == ("replicate",), name
        low, high = data[name].attrs["draw_low"], data[name].attrs["draw_high"]
        assert ((data[name] >= low) & (data[name] <= high)).all(), name


def check(engine):
    with xarray.open_dataset(PATH, engine=engine) as data:
        data.load()
        check_metrics(data)
        check_labels(data)
    with xarray.open_dataset(PATH, engine=engine, group="provenance") as texts:
        for name, word in (("study_yaml", "scenarios"), ("prov_json", "prov:Software")):
            assert word in str(texts[name].values), name
    with xarray.open_dataset(PATH, engine=engine, group="solution") as solution:
        assert solution.solved.shape[0] == 4
    print(engine, "reads it")


for one in ("netcdf4", "h5netcdf"):
    check(one)
sys.exit(0)
