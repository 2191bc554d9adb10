from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.errors import RequestError, StopError
from graph_engine.kernels import tables
from graph_engine.kernels.tables import (
    POWERS,
    PPB,
    STEPS,
    TABLES_SHA256,
    amplitudes,
    check_tables,
    paths,
    tables_sha256,
    thresholds,
)


def test_the_tables_are_the_pinned_ones() -> None:
    assert tables_sha256() == "fa632e6f0949268dd7a290e78899a0f1fe4c2e9b020d496e951ddf5c6fe5174a"
    check_tables()


def test_other_tables_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "TABLES_SHA256", "0" * 64)
    with pytest.raises(StopError, match=TABLES_SHA256):
        check_tables()


@settings(max_examples=200)
@given(st.integers(1, 30 * STEPS))
def test_a_threshold_is_the_floor_by_its_own_inequality(at: int) -> None:
    # t <= 10^9 · 2^(-(2i-1)/8192) < t + 1, raised to the 8192nd power: no root, no logarithm.
    table = thresholds()
    entry = int(table[at - 1]) if at <= table.size else 0
    odd = 2 * at - 1
    assert entry**8192 << odd <= PPB**8192 < (entry + 1) ** 8192 << odd


@pytest.mark.parametrize("p", POWERS)
def test_the_powers_round_half_up_and_end_with_zero(p: int) -> None:
    for bits, table in ((26, amplitudes(p)), (30, paths(p))):
        with localcontext() as context:
            context.prec = 60
            for at in [*range(0, table.size - 1, 997), STEPS, STEPS - 1, table.size - 2]:
                exact = Decimal(2) ** (Decimal(bits) - Decimal(p * at) / STEPS) + Decimal("0.5")
                assert int(table[at]) == int(exact.to_integral_value(rounding=ROUND_FLOOR))
        assert table[-2] == 1
        assert table[-1] == 0


def test_the_tables_fall_and_cannot_be_written() -> None:
    for table in (thresholds(), amplitudes(1), amplitudes(2), paths(1), paths(2)):
        assert (np.diff(table) <= 0).all()
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 1


def test_an_exponent_that_no_policy_may_choose_is_refused() -> None:
    with pytest.raises(RequestError, match="1 or 2, not 3"):
        paths(3)
