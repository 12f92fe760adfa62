"""Checkpoints by `torch.save` in both its forms, and one as PyTorch on Python 2 wrote it, with what they hold."""

from __future__ import annotations

import argparse
import io
import struct
import warnings
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch
from torch import nn

Tensors = dict[str, torch.Tensor]

TYPES = (
    torch.float64, torch.float32, torch.float16, torch.bfloat16,
    torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool,
)  # fmt: skip


class Tagged(torch.Tensor):
    """A subclass, which is saved by `_rebuild_from_type_v2`."""


Lens = type("Lens", (nn.Module,), {"__module__": __name__})
"""A module without source code, which the legacy form would save along."""


def network() -> nn.Module:
    """Two layers and a batch norm, whose state has `_metadata` and a whole number."""
    return nn.Sequential(OrderedDict(conv=nn.Conv2d(3, 4, 3), bn=nn.BatchNorm2d(4), fc=nn.Linear(4, 2)))


def types() -> Tensors:
    """One tensor of every type that is read, in a dictionary with `_metadata`."""
    state = network().state_dict()
    numbers = torch.arange(6).reshape(2, 3) - 2
    for dtype in TYPES:
        state[f"types.{dtype}".replace("torch.", "")] = (numbers * 7).to(dtype)
    state["scalar"] = torch.tensor(0.1)
    state["näme"] = torch.tensor([1 << 40, -1])
    return state


def views() -> Tensors:
    """Tensors that share a storage, begin within it, and walk through it in every way."""
    numbers = torch.arange(240, dtype=torch.float32)
    grid = numbers[:120].reshape(2, 3, 4, 5)
    return {
        "all": numbers,
        "tail": numbers[100:],
        "tied": numbers,
        "grid": grid,
        "turned": grid.permute(3, 1, 0, 2),
        "last": grid.contiguous(memory_format=torch.channels_last),
        "steps": numbers[3:200:7],
        "column": numbers.reshape(12, 20)[:, 5:6],
        "repeated": numbers[8:11, None].expand(3, 4),
        "diagonal": numbers[:100].reshape(10, 10).diagonal(),
        "odd": (torch.arange(9) % 2 == 0).reshape(3, 3).t(),
        "bytes": torch.arange(9, dtype=torch.uint8)[1:8:2],
        "halves": torch.arange(9).half()[1:],
        "nothing": torch.zeros(0, 4),
        "scalar": numbers[17],
    }


def parameters() -> Tensors:
    """Parameters, a subclass, and values that are no tensors."""
    return {
        "weight": nn.Parameter(torch.arange(6.0).reshape(2, 3).t()),
        "frozen": nn.Parameter(torch.ones(2, dtype=torch.float16), requires_grad=False),
        "tagged": (torch.arange(4.0) / 8).as_subclass(Tagged),
        "size": torch.Size([2, 3]),  # type: ignore[dict-item]
        "device": torch.device("cpu"),  # type: ignore[dict-item]
        "dtype": torch.float32,  # type: ignore[dict-item]
        "count": 3,  # type: ignore[dict-item]
        "none": None,  # type: ignore[dict-item]
    }


def training() -> dict[str, Any]:
    """What a training script keeps: the state of a wrapped network among much else."""
    wrapped = nn.DataParallel(network())
    optimizer = torch.optim.Adam(wrapped.parameters(), lr=0.1)
    for parameter in wrapped.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    return {
        "epoch": 3,
        "arch": "tiny",
        "args": argparse.Namespace(lr=0.1, data="/data", gpu=None, sizes=[1, 2]),
        "best_acc1": torch.tensor(71.25),
        "loss": np.float64(0.125),
        "optimizer": optimizer.state_dict(),
        "scheduler": {"milestones": {3, 4}, "base_lrs": [0.1]},
        "rng": torch.arange(16, dtype=torch.uint8),
        "state_dict": wrapped.state_dict(),
    }


def zip_bytes(value: Any, protocol: int = 2) -> bytes:
    """The zip form."""
    buffer = io.BytesIO()
    torch.save(value, buffer, pickle_protocol=protocol)
    return buffer.getvalue()


class Numbered(type):
    """Stands in for `str` where the legacy form names storages by their addresses: numbers them as they come."""

    def __init__(cls, *arguments: Any) -> None:
        super().__init__(*arguments)
        cls.seen: dict[int, str] = {}

    def __call__(cls, address: int) -> str:
        return cls.seen.setdefault(address, f"{94000000000000 + len(cls.seen)}")

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, str)


def legacy_bytes(value: Any, protocol: int = 2) -> bytes:
    """The legacy form."""
    buffer = io.BytesIO()
    with mock.patch.object(torch.serialization, "str", Numbered("Names", (), {}), create=True):
        torch.save(value, buffer, pickle_protocol=protocol, _use_new_zipfile_serialization=False)
    return buffer.getvalue()


def rezipped(data: bytes, folder: str, compression: int = zipfile.ZIP_STORED, **changes: bytes) -> bytes:
    """The same records written by Python's zipfile into another folder, some of them changed."""
    buffer = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(buffer, "w", compression) as target:
        # Debug records have the paths of the machine that wrote them, and an archive's id may be a random one.
        for name in source.namelist():
            if name.endswith((".debug_pkl", "serialization_id")):
                continue
            short = name.partition("/")[2]
            info = zipfile.ZipInfo(folder + short)
            info.compress_type = compression
            with target.open(info, "w", force_zip64=True) as record:
                record.write(changes.get(short, source.read(name)))
    return buffer.getvalue()


def python2_bytes(tensors: Tensors) -> bytes:
    """What PyTorch 0.2 on Python 2.7 wrote: byte strings, an OrderedDict of a list of pairs, `_rebuild_tensor` of
    version 1, sizes as long integers, and a view of a storage."""

    def string(text: str) -> bytes:
        return b"U" + bytes([len(text)]) + text.encode()

    def long(number: int) -> bytes:
        return b"\x8a\x01" + bytes([number]) if number else b"\x8a\x00"

    def numbers(values: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(long(value) for value in values) + b"t"

    def storage(key: str, count: int, view: bytes) -> bytes:
        return (b"(" + string("storage") + b"ctorch\nFloatStorage\n" + string(key) + string("cpu")
                + b"K" + bytes([count]) + view + b"tQ")  # fmt: skip

    def rebuilt(stored: bytes, offset: int, tensor: torch.Tensor) -> bytes:
        return (b"ctorch._utils\n_rebuild_tensor\n(" + stored + b"K" + bytes([offset])
                + numbers(tuple(tensor.shape)) + numbers(tensor.stride()) + b"tR")  # fmt: skip

    whole = torch.arange(12.0) / 4
    assert set(tensors) == {"conv1.weight", "conv1.bias", "fc.weight"}
    entries = {
        "conv1.weight": rebuilt(storage("4011", 12, b"N"), 0, tensors["conv1.weight"]),
        "conv1.bias": rebuilt(storage("4011", 12, b"(" + string("4012") + b"K\x02K\x08t"), 3, tensors["conv1.bias"]),
        "fc.weight": rebuilt(storage("4013", 6, b"N"), 0, tensors["fc.weight"]),
    }
    pairs = b"".join(b"](" + string(key) + value + b"e" for key, value in entries.items())
    pickles = [
        b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19",
        b"M\xe9\x03",
        b"}q\x01(" + string("little_endian") + b"\x88" + string("protocol_version") + b"M\xe9\x03"
        + string("type_sizes") + b"}q\x02(" + string("int") + b"K\x04" + string("long") + b"K\x08" + b"uu",
        b"ccollections\nOrderedDict\nq\x01](" + pairs + b"e\x85q\x02Rq\x03",
        b"]q\x01(" + string("4011") + string("4013") + b"e",
    ]  # fmt: skip
    data = b"".join(b"\x80\x02" + pickle + b"." for pickle in pickles)
    for values in (whole, torch.arange(6.0) - 3):
        data += struct.pack("<q", len(values)) + values.numpy().tobytes()
    return data


def python2_tensors() -> Tensors:
    """What `python2_bytes` holds: two tensors over one storage, the second through a view, and one turned."""
    whole = torch.arange(12.0) / 4
    return {
        "conv1.weight": whole.reshape(3, 4),
        "conv1.bias": whole[2:10][3:],
        "fc.weight": (torch.arange(6.0) - 3).reshape(2, 3).t(),
    }


def readable() -> dict[str, tuple[bytes, Tensors]]:
    """Every file that is read, with the tensors that it holds under the names that Reverie gives them."""
    torch.manual_seed(0)
    files: dict[str, tuple[bytes, Tensors]] = {}
    state = types()
    for protocol in range(2, 6):
        files[f"zip{protocol}"] = (zip_bytes(state, protocol), state)
        files[f"legacy{protocol}"] = (legacy_bytes(state, protocol), state)
    shared = views()
    files["views_zip"] = (zip_bytes(shared), shared)
    files["views_legacy"] = (legacy_bytes(shared), shared)
    named = parameters()
    files["parameters"] = (zip_bytes(named), {k: v for k, v in named.items() if isinstance(v, torch.Tensor)})
    run = training()
    plain = {key.removeprefix("module."): value for key, value in run["state_dict"].items()}
    files["training_zip"] = (zip_bytes(run), plain)
    files["training_legacy"] = (legacy_bytes(run, 4), plain)
    few = {"a": torch.arange(3.0), "b": torch.arange(4).to(torch.int16)}
    files["rezipped"] = (rezipped(zip_bytes(few), "elsewhere/"), few)
    files["python2"] = (python2_bytes(python2_tensors()), python2_tensors())
    return files


def refused() -> dict[str, bytes]:
    """Sound files of kinds that are not read."""
    torch.manual_seed(0)
    few = zip_bytes({"a": torch.arange(3.0)})
    scripted = io.BytesIO()
    torch.jit.save(torch.jit.script(nn.Linear(1, 1)), scripted)
    return {
        "torchscript": rezipped(scripted.getvalue(), "x/"),
        "compressed": rezipped(few, "x/", zipfile.ZIP_DEFLATED),
        "big_endian": rezipped(few, "x/", byteorder=b"big"),
        "module_zip": zip_bytes(Lens()),
        "module_legacy": legacy_bytes({"model": Lens(), "epoch": 1}),
        "sparse": zip_bytes({"dense": torch.ones(2), "sparse": torch.eye(2).to_sparse()}),
        "complex": zip_bytes({"a": torch.ones(2), "b": torch.ones(2, dtype=torch.complex64)}),
        "complex_legacy": legacy_bytes({"a": torch.ones(2), "b": torch.ones(2, dtype=torch.complex64)}),
        "unsigned": zip_bytes({"a": torch.ones(2), "b": torch.ones(2, dtype=torch.uint16)}),
        "negative": zip_bytes({"a": torch.ones(2, dtype=torch.complex64).conj().imag}),
        "two_networks": zip_bytes({"generator": {"a": torch.ones(1)}, "discriminator": {"a": torch.ones(1)}}),
        "single": zip_bytes(torch.ones(2)),
    }


def check(name: str, data: bytes, tensors: Tensors) -> None:
    """Whether PyTorch itself reads the file as that."""
    value = torch.load(io.BytesIO(data), weights_only=False)
    state = value.get("state_dict", value)
    for key, tensor in tensors.items():
        found = state[key] if key in state else state["module." + key]
        assert found.dtype == tensor.dtype and found.shape == tensor.shape, (name, key)
        assert torch.equal(found, tensor), (name, key)


def write_torch_files(folder: Path, save: Callable[..., None]) -> None:
    """`torch_files/NAME.pt`, and `torch_files.safetensors` with each tensor as `NAME/KEY` and the keys' order."""
    place = folder / "torch_files"
    place.mkdir(exist_ok=True)
    expected: Tensors = {}
    order: dict[str, list[str]] = {}
    for name, (data, tensors) in readable().items():
        check(name, data, tensors)
        (place / f"{name}.pt").write_bytes(data)
        expected |= {f"{name}/{key}": value.detach().clone(memory_format=torch.contiguous_format)
                     .as_subclass(torch.Tensor) for key, value in tensors.items()}  # fmt: skip
        order[name] = list(tensors)
    # TorchScript is deprecated, and a module has no source to be saved along: both as meant.
    with warnings.catch_warnings(action="ignore"):
        for name, data in refused().items():
            (place / f"{name}.pt").write_bytes(data)
    save(folder / "torch_files.safetensors", expected, {"keys": order})
