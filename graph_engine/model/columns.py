"""Columns of statements as they leave a store: the one form in which records become arrays."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MISSING = int(np.iinfo(np.int64).min)
"""Stands for "no value" in integer and date columns."""

Column: TypeAlias = NDArray[np.int64] | list[str | None]
"""Integers, dates (days since 1970-01-01) and flags as int64 with `MISSING`; texts and lists as text."""
