"""Pickles with numpy arrays, as flax and older converters write them, and pickles that ask for what no array has.

Run by make_fixtures.py; needs numpy alone: python Tests/Fixtures/numpy_pickles.py
"""

import codecs
import pickle
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent / "numpy_pickles"


def modules() -> dict:
    """Nested dictionaries of modules, whose values can be worked out by hand."""
    return {
        "Net_0": {
            "Conv_0": {
                "kernel": np.arange(2 * 3 * 1 * 4, dtype=np.float32).reshape(2, 3, 1, 4),
                "bias": np.array([1, -2, 3, -4], dtype=np.float16),
            },
            "Dense_0": {
                "kernel": np.asfortranarray(np.arange(6, dtype=np.float64).reshape(2, 3)),
                "bias": np.array([True, False, True]),
            },
        },
        "step": np.int64(7),
        "empty": {"array": np.zeros((0, 3), dtype=np.float32)},
        "scalar": {"array": np.array(5, dtype=np.int32)},
    }


class Call:
    """What a pickle makes of a call and a state."""

    def __init__(self, function, arguments, state=None):
        self.parts = (function, arguments) if state is None else (function, arguments, state)

    def __reduce__(self):
        return self.parts


def array(shape, dtype, data, fortran=False) -> Call:
    reconstruct = np.zeros(1).__reduce__()[0]
    return Call(reconstruct, (np.ndarray, (0,), b"b"), (1, shape, dtype, fortran, data))


def hostile() -> dict:
    """Arrays that contradict themselves, by what is wrong with them."""
    f4 = np.dtype("<f4")
    return {
        "negative": array((-1, 4), f4, b"\0" * 16),
        "huge": array((1 << 30, 1 << 30), f4, b"\0" * 16),
        "overflow": array((1 << 62, 1 << 62, 1 << 62), f4, b"\0" * 16),
        "short": array((4, 4), f4, b"\0" * 60),
        "long": array((2, 2), f4, b"\0" * 20),
        "deep": array((1,) * 65, f4, b"\0" * 4),
        "objects": np.array([{"a": 1}, None], dtype=object),
        "fields": np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]),
        "texts": np.array(["ab", "c"]),
        "big_endian": np.arange(3, dtype=">f4"),
        "subclass": np.ma.masked_array([1.0, 2.0]).data.view(np.matrix) if hasattr(np, "matrix") else None,
        "no_state": Call(np.zeros(1).__reduce__()[0], (np.ndarray, (0,), b"b")),
        "text_short": array((1,), f4, Call(codecs.encode, ("\x80\x80a", "latin1"))),
        "text_long": array((1,), f4, Call(codecs.encode, ("abcdef", "latin1"))),
        "text_wide": array((1,), f4, Call(codecs.encode, ("ab\u0100", "latin1"))),
        "text_huge": array((1 << 30, 1 << 30), f4, Call(codecs.encode, ("a" * 16, "latin1"))),
        "encoding": array((1,), f4, Call(codecs.encode, ("abcd", "utf-16"))),
        "no_type": array((1,), "f4", b"\0" * 4),
    }


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for protocol in (2, 3, 4, 5):
        (HERE / f"modules{protocol}.pkl").write_bytes(pickle.dumps(modules(), protocol=protocol))
    for name, value in hostile().items():
        (HERE / f"hostile_{name}.pkl").write_bytes(pickle.dumps({"net": {"weight": value}}, protocol=4))


if __name__ == "__main__":
    main()
