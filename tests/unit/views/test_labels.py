"""Names stay readable: wrapped, their legal form whole, cut only where three lines do not hold them."""

from __future__ import annotations

import pytest

from graph_engine.answers.assessment import Words
from graph_engine.views.labels import name_lines, told_key, told_name


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("澄川金泉控股", ("澄川金泉控股",)),
        ("澄川市海岭园林绿化有限公司", ("澄川市海岭园林", "绿化有限公司")),
        ("深圳前海华瑞新能源科技有限公司", ("深圳前海华瑞新能", "源科技有限公司")),
        ("澄川市澄东区人民政府国有资产监督管理委员会", ("澄川市澄东区人", "民政府国有资产", "监督管理委员会")),
    ],
)
def test_a_name_is_wrapped_evenly(name: str, lines: tuple[str, ...]) -> None:
    assert name_lines(name) == lines
    assert "".join(lines) == name


@pytest.mark.parametrize("length", range(3, 26))
@pytest.mark.parametrize("form", ["有限公司", "股份有限公司", "（有限合伙）"])
def test_a_legal_form_is_never_broken(length: int, form: str) -> None:
    lines = name_lines("澄" * length + form)
    if not lines[-1].endswith("…"):
        assert any(form in line for line in lines)
    assert len(lines) <= 3


def test_what_three_lines_do_not_hold_ends_in_an_ellipsis() -> None:
    lines = name_lines("长" * 5_000)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("key", "name", "told"),
    [
        ("uscc:91", "长风有限公司", "长风有限公司"),
        ("uscc:91", "", "91"),
        ("person:key:abc", "", Words("名称不详", "name unknown")),
        ("contact:phone:abc", "", Words("电话", "phone")),
        ("contact:pigeon:abc", "", Words("联系方式", "contact")),
        ("uscc:\u202e", "\u202e", Words("名称不详", "name unknown")),
        ("uscc:91", "甲\u202e乙\u0000丙", "甲 乙 丙"),
    ],
)
def test_who_has_no_name_is_told_by_what_is_known(key: str, name: str, told: str | Words) -> None:
    assert told_name(key, name) == told


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("uscc:91440900", "91440900"),
        ("project:projects:2026-17", "2026-17"),
        ("person:key:abc", ""),
        ("person-local:abc@uscc:91", ""),
        ("contact:phone:abc", ""),
    ],
)
def test_a_key_is_told_where_it_can_be_looked_up(key: str, told: str) -> None:
    assert told_key(key) == told
