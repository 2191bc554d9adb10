from __future__ import annotations

import pytest

from graph_engine.loading.register_numbers import register_number


@pytest.mark.parametrize(
    ("scheme", "printed", "normal"),
    [
        ("GB-COH", "00101073", "00101073"),
        ("GB-COH", "101073", "00101073"),
        ("GB-COH", " sc 062229", "SC062229"),
        ("GB-COH", "Ni57921", "NI057921"),
        ("GB-COH", "IP19059R", "IP19059R"),
        ("GB-COH", "6th April 2016", None),
        ("GB-COH", "6k925n", None),
        ("GB-COH", "123456789", None),
        ("GB-COH", "SC1234567", None),
        ("GB-COH", "0", None),
        ("FI-PRO", "3007894-1", "3007894-1"),
        ("US-DE", " a 12 ", "A12"),
        ("US-DE", "  ", None),
        ("no scheme!", "1", None),
    ],
)
def test_a_number_has_one_form_or_is_none(scheme: str, printed: str, normal: str | None) -> None:
    assert register_number(scheme, printed) == normal
