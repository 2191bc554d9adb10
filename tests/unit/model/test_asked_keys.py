"""What a person who types a text may mean by it."""

from __future__ import annotations

import pytest

from graph_engine.model.asked_keys import asked_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("91441900MA0000015D", ("uscc:91441900MA0000015D",)),
        (" 91441900ma0000015d ", ("uscc:91441900MA0000015D",)),
        ("９１４４１９００ＭＡ０００００１５Ｄ", ("uscc:91441900MA0000015D",)),
        ("uscc:91441900MA0000015D", ("uscc:91441900MA0000015D",)),
        ("MA000001-5", ("org:MA0000015",)),
        ("441900000000001", ("regno:441900000000001",)),
        ("5493001KJTIIGC8Y1R12", ("lei:5493001KJTIIGC8Y1R12",)),
        ("GB-COH:02987170", ("GB-COH:02987170",)),
        ("project:projects:2026-17", ("project:projects:2026-17",)),
    ],
)
def test_codes_and_keys(text: str, keys: tuple[str, ...]) -> None:
    assert asked_keys(text) == keys


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "甲公司",
        "91441900MA0000015E",  # the outer check fails
        "uscc:91441900MA0000015E",
        "uscc:",
        "000000000000000000",  # a filler
        "00000000000000000X",
        "2026-17",
        "Project X: phase 2",
    ],
)
def test_what_can_be_nobodys_code(text: str) -> None:
    assert asked_keys(text) == ()
