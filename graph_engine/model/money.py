"""Money (金额): a whole number of hundredths (分) of a currency unit, with its ISO 4217 code."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

LARGEST: Final = 2**62
"""Largest amount in hundredths, either sign, so that stores and arrays can keep it in 64 bits."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in hundredths of the unit of `currency`, for every currency alike.

    Raises:
        ValueError: the amount lies beyond `LARGEST`, or the currency is no code of three capital letters.
    """

    amount: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if not -LARGEST <= self.amount <= LARGEST:
            raise ValueError("amount of money too large")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"no currency code: {self.currency!r}")

    @property
    def units(self) -> Decimal:
        """The amount in whole units (元), exact."""
        return Decimal(self.amount).scaleb(-2)

    def __str__(self) -> str:
        sign, hundredths = "-" if self.amount < 0 else "", abs(self.amount)
        return f"{sign}{hundredths // 100}.{hundredths % 100:02d} {self.currency}"
