# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python side of test_torch_python: writes checkpoints with torch.save and says what is in them,
and loads what we wrote. Arguments: make|check FOLDER."""
import argparse
import collections
import json
import pathlib
import pickle
import sys

import numpy
import torch

FOLDER = pathlib.Path(sys.argv[2])


def raw_hex(tensor):
    """Row-major bytes of a tensor, as hexadecimal."""
    flat = tensor.detach().contiguous().reshape(-1)
    if flat.dtype == torch.bfloat16:
        flat = flat.view(torch.int16)
    return flat.numpy().tobytes().hex()


def description(tensors):
    return {
        name: {"dtype": str(value.dtype), "shape": list(value.shape), "bytes": raw_hex(value)}
        for name, value in tensors.items()
    }


def state_dict():
    base = torch.randn(6, 7)
    tensors = collections.OrderedDict()
    tensors["module.backbone.weight"] = torch.randn(3, 4, 5)
    tensors["module.backbone.transposed"] = base.t()
    tensors["module.backbone.slice"] = base[1:5:2, 2:6]
    tensors["module.backbone.row"] = base[3]
    tensors["module.backbone.parameter"] = torch.nn.Parameter(torch.randn(2, 2))
    tensors["module.head.half"] = torch.randn(5).half()
    tensors["module.head.brain"] = torch.randn(4, 2).bfloat16()
    tensors["module.head.double"] = torch.randn(3).double()
    tensors["module.head.scalar"] = torch.tensor(-(2**40))
    tensors["module.head.int"] = torch.arange(-3, 4, dtype=torch.int32)
    tensors["module.head.short"] = torch.arange(-3, 4, dtype=torch.int16)
    tensors["module.head.char"] = torch.arange(-3, 4, dtype=torch.int8)
    tensors["module.head.byte"] = torch.arange(250, 256, dtype=torch.uint8)
    tensors["module.head.bool"] = torch.tensor([True, False, True])
    tensors["module.head.empty"] = torch.zeros(0, 3)
    return tensors


def training_checkpoint():
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4))
    optimizer = torch.optim.AdamW(module.parameters(), lr=1e-3)
    module(torch.randn(5, 3)).sum().backward()
    optimizer.step()
    optimizer.param_groups[0]["lr"] = numpy.linspace(0, 1, 7)[3]
    return {
        "student": state_dict(),
        "teacher": module.state_dict(),
        "optimizer": optimizer.state_dict(),
        "epoch": 41,
        "args": argparse.Namespace(
            arch="tiny", crops=(0.4, 1.0), none=None, folder=pathlib.PurePosixPath("out")
        ),
        "dino_loss": {"center": torch.randn(1, 6)},
        "defaults": collections.defaultdict(int, {"a": 1}),
        "sizes": torch.randn(2, 3).size(),
        "kinds": {torch.float32},
    }


def make():
    torch.manual_seed(7)
    checkpoint = training_checkpoint()
    tables = {
        "student": description(checkpoint["student"]),
        "teacher": description(checkpoint["teacher"]),
        "dino_loss": description(checkpoint["dino_loss"]),
        "optimizer/state/0": description(checkpoint["optimizer"]["state"][0]),
    }
    facts = {
        "epoch": 41,
        "lr": float(checkpoint["optimizer"]["param_groups"][0]["lr"]),
        "arch": "tiny",
    }
    for name, options in (("zip", {}), ("legacy", {"_use_new_zipfile_serialization": False})):
        torch.save(checkpoint, FOLDER / f"nested_{name}.pth", **options)
        torch.save(checkpoint["student"], FOLDER / f"bare_{name}.pth", **options)
        torch.save(torch.arange(6.0).reshape(2, 3), FOLDER / f"tensor_{name}.pth", **options)
    torch.save(torch.nn.Linear(2, 2), FOLDER / "module.pth")
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), str(FOLDER / "script.pth"))
    arrays = [numpy.arange(6, dtype=t).reshape(2, 3) for t in ("u1", "i2", "i4", "i8", "f4", "f8")]
    arrays.append(numpy.asfortranarray(arrays[4]))
    for protocol in range(6):
        (FOLDER / f"arrays_{protocol}.pkl").write_bytes(pickle.dumps(arrays, protocol))
    raw = [array.tobytes("A").hex() for array in arrays]
    (FOLDER / "made.json").write_text(json.dumps({"tables": tables, "facts": facts, "arrays": raw}))


def check():
    loaded = torch.load(FOLDER / "ours.pth", map_location="cpu", weights_only=True)
    assert type(loaded) is collections.OrderedDict, type(loaded)
    expected = json.loads((FOLDER / "ours.json").read_text())
    assert list(loaded) == list(expected), (list(loaded), list(expected))
    for name, found in description(loaded).items():
        assert found == expected[name], (name, found, expected[name])
    # A module takes it as its state dict, strictly.
    module = torch.nn.Linear(3, 2)
    state = torch.load(FOLDER / "linear.pth", weights_only=True)
    module.load_state_dict(state, strict=True)
    assert module.weight.tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]]()
