from __future__ import annotations

import pytest

from graph_engine.loading.redaction import mask_numbers
from graph_engine.model.identifiers import resident_id_check

ID = "44190019900307123" + resident_id_check("44190019900307123")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"当事人张三（身份证号：{ID}）", f"当事人张三（身份证号：441900********{ID[-4:]}）"),
        ("电话13800138000，手机：13900139000。", "电话138****8000，手机：139****9000。"),
        ("罚款10000元，编号20230506000012", "罚款10000元，编号20230506000012"),
        ("代码91441900MA0000015D", "代码91441900MA0000015D"),
        ("账号6222021234567890123", "账号6222021234567890123"),
        ("", ""),
    ],
)
def test_personal_numbers_are_masked_and_others_stay(text: str, expected: str) -> None:
    assert mask_numbers(text) == expected
