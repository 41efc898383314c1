"""What fine-tuning adds to the bundled model: low-rank matrices (LoRA), and a direction a document.

A dense matrix W of a layer becomes W + up·down; a question is about the document whose direction
its vector is nearest to. Learned by `tungbuoc finetune` from what is said of procedures, troubles
and topics, and kept in `adapter.npz` in half precision (docs/decisions/0011-an-adapter.md).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.encoder.protocol import Vectors

if TYPE_CHECKING:
    import torch

FILE = Path(__file__).with_name("adapter.npz")
DENSE = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The matrices of a layer that are adapted, as BERT names them."""


@dataclass(frozen=True)
class Adapter:
    """up, down: "<layer>.<matrix>" → (outputs, rank) and (rank, inputs). directions: a unit vector
    for each document's code.
    """

    up: dict[str, Vectors]
    down: dict[str, Vectors]
    directions: dict[str, Vectors]

    def add_to(self, bert: torch.nn.Module) -> None:
        """Change the model's matrices in place."""
        import torch

        state = bert.state_dict()
        for name, up in self.up.items():
            weight = state[f"encoder.layer.{name}.weight"]
            weight += torch.from_numpy(up @ self.down[name])

    def save(self, path: Path = FILE) -> None:
        """Write the numbers."""
        arrays = {
            **{f"up.{name}": array for name, array in self.up.items()},
            **{f"down.{name}": array for name, array in self.down.items()},
            "directions": np.stack(list(self.directions.values())),
        }
        codes = np.array(list(self.directions))
        halves = {name: array.astype(np.float16) for name, array in arrays.items()}
        np.savez_compressed(path, codes=codes, **halves)  # type: ignore[arg-type] # takes a name for a flag

    @classmethod
    def load(cls, path: Path = FILE) -> Adapter:
        """The inverse of `save`."""
        with np.load(path, allow_pickle=False) as file:
            codes = file["codes"].tolist()
            arrays = {name: file[name].astype(np.float32) for name in file.files if name != "codes"}
        directions = arrays.pop("directions")
        parts: dict[str, dict[str, Vectors]] = {"up": {}, "down": {}}
        for name, array in arrays.items():
            part, _, matrix = name.partition(".")
            parts[part][matrix] = array
        lengths = np.linalg.norm(directions, axis=1, keepdims=True)
        return cls(parts["up"], parts["down"], dict(zip(codes, directions / lengths, strict=True)))


@cache
def identity() -> str:
    """Of the committed adapter: what it adds changes with it."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]
