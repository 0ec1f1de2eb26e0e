#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: python:h5py
"""The results file opens in h5py, with the forms of text that every reader stands."""
import json
import os

import h5py

with h5py.File(os.environ["CURB_RESULTS"], "r") as file:
    for name, item in file.items():
        if not isinstance(item, h5py.Dataset):
            continue
        text = h5py.check_string_dtype(item.dtype)
        # netCDF-C 4.9.0 crashes on datasets of fixed-length text
        assert text is None or (text.length is None and text.encoding == "utf-8"), name
        scales = [dim[0].name for dim in item.dims if len(dim) > 0]
        assert item.attrs.get("CLASS") == b"DIMENSION_SCALE" or len(scales) == item.ndim, name
        if item.ndim >= 4:
            assert item.fletcher32 and item.shuffle and item.compression == "gzip", name
            assert item.chunks[2:] == item.shape[2:], name
    for name in ("prov_json", "build_json", "inputs_json"):
        json.loads(file["provenance"][name].asstr()[()])
    sources = json.loads(file["provenance/sources_json"].asstr()[()])
    assert len(sources["values"]) > 100
    for value in sources["values"]:
        assert value["source"] and (value["registry"] or value["place"]), value
        assert not value["registry"] or (value["grade"] in "ABC" and value["seen"]), value
    build = json.loads(file["provenance/build_json"].asstr()[()])
    # text of fixed length comes as bytes
    assert file.attrs["product_version"].decode().startswith(build["version"] + "+")
    assert file.attrs["id"] == b"sha256:" + file.attrs["content_hash"]
print("h5py reads it")
