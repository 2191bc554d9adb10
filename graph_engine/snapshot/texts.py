"""A column of texts as two arrays, so that it can be hashed, saved and memory-mapped like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Sequence[str]):
    """Immutable texts: UTF-8 bytes one after the other (uint8[b]) and where each begins (int64[n + 1])."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Packs texts in their given order."""
        encoded = [text.encode() for text in texts]
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        if index < 0:
            index += len(self)
        return bytes(self.data[self.offsets[index] : self.offsets[index + 1]]).decode()

    def __iter__(self) -> Iterator[str]:
        data = self.data.tobytes()
        ends = self.offsets.tolist()
        for start, end in pairwise(ends):
            yield data[start:end].decode()

    def find(self, text: str) -> int | None:
        """The index of `text` in a *sorted* column, or `None`; O(log n)."""
        wanted = text.encode()
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(self.data[self.offsets[middle] : self.offsets[middle + 1]]) < wanted:
                low = middle + 1
            else:
                high = middle
        if low < len(self) and bytes(self.data[self.offsets[low] : self.offsets[low + 1]]) == wanted:
            return low
        return None
