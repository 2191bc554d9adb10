from __future__ import annotations

import pytest

from graph_engine.model.identifiers import project_code, project_codes

CODE = "2019-441900-35-03-012345"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f" {CODE} ",
        "20194419003503012345",
        "2019—441900—35—03—012345",
        "２０１９－４４１９００－３５－０３－０１２３４５",
        "2019\u2011441900\u201135\u201103\u2011012345",
    ],
)
def test_a_cell_that_is_a_code(text: str) -> None:
    assert project_code(text) == CODE


@pytest.mark.parametrize(
    "text",
    ["", "DG-2026-001", CODE[:-1], CODE + "6", f"项目 {CODE}", "2019-441900-3503-012345", "12345678901234567890123"],
)
def test_a_cell_that_is_none(text: str) -> None:
    assert project_code(text) is None


def test_codes_within_a_text() -> None:
    other = "2108-330100-04-01-123456"
    assert project_codes(f"厂房一期（项目代码：{CODE}）、二期{other}；{CODE}") == (CODE, other)
    # A row of twenty digits may be anything; a part of a longer number is none.
    assert project_codes("账号20194419003503012345") == ()
    assert project_codes(f"A{CODE}") == project_codes(f"{CODE}9") == project_codes(f"{CODE}-1") == ()
