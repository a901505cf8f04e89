# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python side of test_python_formats. Arguments: make FOLDER writes files with numpy, pickle and
struct and says in made.json what is in them; check FOLDER reads what we wrote and compares it with
ours.json."""
import hashlib
import io
import json
import pathlib
import pickle
import struct
import sys

import numpy

FOLDER = pathlib.Path(sys.argv[2])
TYPES = ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "|i1", "|u1", "|b1", "<i2", ">i2", "<u2", "<i4",
         ">i4", "<u4", "<i8", ">i8", "<u8"]
MAGIC = 0xCED7230A  # dmlc-core's recordio.h


def values(shape):
    return (numpy.arange(numpy.prod(shape)).reshape(shape) * 7) % 19


def make_arrays(made):
    for code in TYPES:
        for order in "CF":
            for version in [(1, 0), (2, 0), (3, 0)]:
                array = numpy.array(values((3, 4, 2)).astype(code), order=order)
                name = f"{code[1:]}{'b' if code[0] == '>' else 'l'}{order}{version[0]}.npy"
                with open(FOLDER / name, "wb") as file:
                    numpy.lib.format.write_array(file, array, version=version)
                made["arrays"][name] = [float(x) for x in array.flatten(order="C")]
    for name, array in {"scalar": numpy.array(2.5), "empty": numpy.zeros((0, 3)),
                        "vector": numpy.arange(5, dtype="<i8")}.items():
        numpy.save(FOLDER / f"{name}.npy", array)
        made["arrays"][f"{name}.npy"] = [float(x) for x in array.flatten()]
    numpy.save(FOLDER / "objects.npy", numpy.array([{}, []], dtype=object), allow_pickle=True)


def make_bins(made):
    pictures = [bytes([k % 256]) * (1 + 97 * k % 700) for k in range(2400)]
    same = [k % 3 == 0 for k in range(1200)]
    made["pictures"] = [hashlib.sha256(picture).hexdigest() for picture in pictures]
    made["same"] = same
    flat = [numpy.frombuffer(picture, dtype=numpy.uint8) for picture in pictures]
    tall = [array.reshape(-1, 1) for array in flat]
    for protocol in range(6):
        for kind, items, flags in [("bytes", pictures, same), ("flat", flat, same),
                                   ("tall", tall, list(numpy.array(same))),
                                   ("mixed", pictures, numpy.array(same))]:
            name = f"{kind}{protocol}.bin"
            with open(FOLDER / name, "wb") as file:
                pickle.dump((items, flags), file, protocol=protocol)
            made["bins"].append(name)


def read_record(stream):
    """One record as dmlc-core's reader joins it; None at the end."""
    payload = b""
    first = True
    while True:
        head = stream.read(8)
        if not head:
            assert first
            return None
        magic, word = struct.unpack("<II", head)
        assert magic == MAGIC
        part, length = word >> 29, word & ((1 << 29) - 1)
        assert (part in (2, 3)) != first
        if not first:
            payload += struct.pack("<I", MAGIC)
        payload += stream.read(length)
        stream.read(-length % 4)
        first = False
        if part in (0, 3):
            return payload


def check_records(ours):
    """MXNet's unpack: header "IfQQ", then flag labels."""
    data = (FOLDER / "ours.rec").read_bytes()
    stream = io.BytesIO(data)
    index = [line.split("\t") for line in (FOLDER / "ours.idx").read_text().splitlines()]
    for (key, offset), record in zip(index, ours["records"]):
        assert stream.tell() == int(offset)
        payload = read_record(stream)
        flag, label, number, _ = struct.unpack("<IfQQ", payload[:24])
        labels = list(struct.unpack(f"<{flag}f", payload[24:24 + 4 * flag])) if flag else [label]
        assert int(key) == number == record["key"], (key, number, record)
        assert labels == record["labels"], (labels, record)
        assert payload[24 + 4 * flag:].hex() == record["image"]
    assert len(index) == len(ours["records"])
    assert read_record(stream) is None


def check_arrays(ours):
    for name, facts in ours["arrays"].items():
        array = numpy.load(FOLDER / name)
        assert array.dtype.str == facts["type"], (name, array.dtype)
        assert list(array.shape) == facts["shape"], (name, array.shape)
        assert array.flatten().tolist() == facts["values"], (name, array)


def check_safetensors(ours):
    data = (FOLDER / "ours.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    assert (8 + length) % 8 == 0
    assert header.pop("__metadata__") == ours["metadata"]
    types = {"F32": "<f4", "I64": "<i8", "U8": "|u1", "F64": "<f8"}
    assert list(header) == list(ours["tensors"])
    for name, facts in ours["tensors"].items():
        begin, end = header[name]["data_offsets"]
        array = numpy.frombuffer(data[8 + length + begin:8 + length + end],
                                 types[header[name]["dtype"]])
        assert header[name]["shape"] == facts["shape"]
        assert array.tolist() == facts["values"], name


def check():
    ours = json.loads((FOLDER / "ours.json").read_text())
    check_arrays(ours)
    check_safetensors(ours)
    check_records(ours)
    with open(FOLDER / "ours.bin", "rb") as file:
        pictures, same = pickle.load(file, encoding="bytes")
    assert [picture.hex() for picture in pictures] == ours["pictures"]
    assert same == ours["same"]
    features = numpy.fromfile(FOLDER / "ours_feature.bin", dtype="<i4")
    assert features[:4].tolist() == [3, 1, 4, 5]
    assert features[4:].view("<f4").tolist() == ours["features"]


if sys.argv[1] == "make":
    made = {"arrays": {}, "bins": []}
    make_arrays(made)
    make_bins(made)
    (FOLDER / "made.json").write_text(json.dumps(made))
else:
    check()
