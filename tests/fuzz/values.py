"""Cells that programs stumble over: what people, vendors, spreadsheets and enemies put where a value should stand."""

from __future__ import annotations

from random import Random

from graph_engine.model.identifiers import resident_id_check

_NUMBER = "44190019800101001"

# fmt: off
STRANGE: tuple[str, ...] = (
    # nothing, in its many forms
    *("", " ", "\u3000", "-", "无", "***", "null", "NaN", "\\N", "\ufeff", "\u200b"),
    # formulas and wrappers
    *("=1+1", '="91441900MA0000015D"', '="', '="""', "=cmd|' /C calc'!A0", "@SUM(1)", "+86", "-1", "'x", "#REF!"),
    # dates from 0000 to 9999, and beyond
    *("0000-00-00", "0001-01-01", "1899-12-31", "1900-02-29", "2024-02-29", "2023-02-29", "9999-12-31", "10000-01-01"),
    *("2024-13-45", "45000", "45000.5", "60", "2958466", "99999999", "长期", "2024年2月", "2024-02-29T23:59:60Z"),
    *("2024-02-29 25:00:00", "20240229240000", "2024-01-01至2020-01-01", "至", "1997-01-28 至 无固定期限"),
    # amounts and shares
    *("1e308", "-1e308", "1e-308", "1e999999999", "inf", "-0", "0.1e1", "１２３４.５", "1,2,3", "1 000"),
    *("9" * 400, "9" * 5_000),
    *("100%", "101%", "-5%", "1/0", "0/0", "1/3", "60%-50%", "超过25%", "百分之六十", "5亿3000万", "万元", "٣٤"),
    # codes and numbers of persons
    *("91441900MA0000015D", "91441900MA0000015X", "914419007480321175", "9.14419E+17", "MA000001-5"),
    *(_NUMBER + resident_id_check(_NUMBER), _NUMBER + "?", "440000000000000000", "4419001980****001X", "00000000"),
    # writing directions, invisible signs, signs that change when folded, signs beyond the plane
    *("\u202e公司\u202c", "\u2066x\u2069", "a\u0301", "\u0130", "ß", "ﬁ", "㍿", "\U00020bb7公司", "👩\u200d👧"),
    # signs that end lines or cells for somebody
    *("\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\u2028", "a\nb", "a\r\nb", "a\rb", "a\tb"),
    *('"', '""', 'a"b', "a,b;c|d", "\\"),
    *("张*三", "某公司", "<script>alert(1)</script>", "'; DROP TABLE node; --", "{{x}}", "%s%n", "../../etc/passwd"),
)
# fmt: on

SURROGATES = ("\ud800", "甲\udfff乙", "\udc80")
"""Halves of pairs; only JSON can carry them into a text."""


def strange(random: Random) -> str:
    """A strange cell, now and then a huge one."""
    if random.random() < 0.02:
        return random.choice("甲a0 \u202e") * random.choice((300, 5_000, 70_000, 200_000))
    return random.choice(STRANGE)
