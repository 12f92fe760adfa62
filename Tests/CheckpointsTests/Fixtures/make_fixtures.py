"""Writes python.safetensors beside this file: one small tensor of each type (torch 2.15, safetensors 0.8)."""

from pathlib import Path

import torch
from safetensors.torch import save_file

numbers = torch.arange(6).reshape(2, 3)
tensors = {
    "single": numbers * 0.5 - 1,
    "half": (numbers * 0.5 - 1).half(),
    "brain": (numbers * 0.5 - 1).bfloat16(),
    "double": numbers.double() / 10,
    "long": numbers - (1 << 40),
    "int": numbers.int() - 3,
    "byte": (numbers + 250).to(torch.uint8),
    "bool": numbers % 2 == 0,
    "scalar": torch.tensor(7),
    "nothing": torch.zeros(0, 4),
    'odd "näme"\n😀': torch.tensor([0.25]),
}
metadata = {"note": 'Zeile 1\nZeile 2 "ü" \\ 😀'}
save_file(tensors, Path(__file__).with_name("python.safetensors"), metadata=metadata)
