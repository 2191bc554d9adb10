"""Seeded choices that come out alike in every Python: only `random()` is promised to stay the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

Option = TypeVar("Option")


class Dice:
    """A seeded source of choices."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit - 1`."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + self.below(high - low + 1)

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self._random.random() < probability

    def pick(self, options: Sequence[Option]) -> Option:
        """One of the options."""
        return options[self.below(len(options))]

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both possible."""
        return first + timedelta(days=self.below((last - first).days + 1))

    def text(self, alphabet: str, length: int) -> str:
        """Letters of an alphabet."""
        return "".join(self.pick(alphabet) for _ in range(length))
