from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.errors import LoadRejectedError, RowError, UnknownFormatError
from graph_engine.loading import Emitter, Layout, Reason, Row, Rule, TableLoader
from graph_engine.loading.layout import fold_header, match_layout
from graph_engine.loading.table import Columns
from graph_engine.model.dates import LONG_TERM
from graph_engine.model.money import Money
from graph_engine.model.records import Enterprise
from graph_engine.model.text import SENTINELS, clean_text, split_values
from tests.unit.loading.desk import Desk

NOT_GOOD = Reason("not good", "不好")
IDLE = Rule("idle", "idle", "闲置")
CODE = "91441900MA0000015D"

COLUMNS = {
    "name": ("企业名称", "ENTNAME"),
    "code": ("统一社会信用代码", "统一社会代码"),
    "amount": ("注册资本（万元）", "注册资本"),
    "day": ("成立日期",),
    "term": ("营业期限",),
    "former": ("曾用名",),
}


CELLS = st.text() | st.text(alphabet='="\u3000Ａ０0＊-无Xx、,;\n\ufeff\u0301a 东') | st.sampled_from(sorted(SENTINELS))


@given(CELLS)
def test_cells_are_cleaned_and_taken_apart_as_the_model_says(cell: str) -> None:
    layout = Layout(name="one", columns={"name": ("名称",)}, required=("name",), handler=lambda row, emit: None)
    row = Row(Columns(layout, ("名称",), "甲"), 1, [cell])
    assert row.text("name") == clean_text(cell)
    assert row.values("name") == split_values(cell)


def loader(handler: Callable[[Row, Emitter], None], **layout: object) -> TableLoader:
    declared = Layout(name="list", columns=COLUMNS, required=("name", "code"), handler=handler, **layout)  # type: ignore[arg-type]
    return TableLoader(name="test", zh="测试", en="test", covers=("enterprise",), layouts=(declared,))


def understand(row: Row, emit: Emitter) -> None:
    party = emit.parties.enterprise(name=row.need("name"), credit_code=row.text("code"), described=True)
    emit.add(Enterprise(party=party, name=row.need("name")))


@pytest.mark.parametrize(
    "header",
    [
        "统一社会信用代码",
        " 统一社会信用代码 ",
        "﻿统一社会信用代码*",
        "统一社会_信用代码",
        '="统一社会信用代码"',
        "（统一社会信用代码）",
    ],
)
def test_headers_are_compared_by_their_letters_and_digits(header: str) -> None:
    assert fold_header(header) == fold_header("统一社会信用代码")


def test_the_header_may_stand_below_banners(desk: Desk) -> None:
    rows = ["本文件由某平台导出", "", '="企业信息"', "企业名称,统一社会代码", f"甲公司,{CODE}"]
    report = desk.load(loader(understand), desk.write("a.csv", "\n".join(rows)))
    assert (report.rows, report.understood, report.ignored) == (5, 1, {"banner": 2, "blank": 1, "header": 1})
    assert desk.kept.one("enterprise")["line"] == 5


def test_a_table_without_a_known_header_is_refused_and_told_why(desk: Desk) -> None:
    path = desk.write("a.csv", "企业名称,法人\n甲,乙\n")
    with pytest.raises(UnknownFormatError, match="the column 统一社会信用代码 is missing"):
        desk.load(loader(understand), path)
    with pytest.raises(UnknownFormatError, match="no known header"):
        desk.load(loader(understand), desk.write("b.csv", "x,y\n1,2\n"))
    late = desk.write("c.csv", "x\n" * 30 + f"企业名称,统一社会信用代码\n甲,{CODE}\n")
    with pytest.raises(UnknownFormatError, match="no known header"):
        desk.load(loader(understand), late)


def test_a_table_with_a_header_only_is_refused(desk: Desk) -> None:
    with pytest.raises(LoadRejectedError, match="no row was understood"):
        desk.load(loader(understand), desk.write("a.csv", "企业名称,统一社会信用代码\n"))


def test_rows_that_say_nothing_are_ignored_by_name(desk: Desk) -> None:
    rows = [
        "企业名称,统一社会信用代码,成立日期",
        f"甲公司,{CODE},",
        ",,",
        "企业名称,统一社会信用代码,成立日期",
        "未匹配到相关企业,,",
        "合计,1,",
        "数据来源：某平台",
    ]
    report = desk.load(loader(understand), desk.write("a.csv", "\n".join(rows)))
    assert report.understood == 1
    assert report.ignored == {
        "blank": 1,
        "footnote": 1,
        "header": 1,
        "repeated_header": 1,
        "total": 1,
        "vendor_unmatched": 1,
    }


def test_columns_that_nobody_knows_are_told_with_the_nearest(desk: Desk) -> None:
    rows = f"企业名称,统一社会信用代码,注册资夲（万元）,颜色\n甲公司,{CODE},5,红\n"
    (document,) = desk.load(loader(understand), desk.write("a.csv", rows)).documents
    assert document.unknown_columns == {"注册资夲（万元）": "注册资本（万元）", "颜色": None}
    assert document.unread_columns == ()


def test_the_nearest_is_not_looked_for_thousands_of_times(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by fuzzing: ten thousand columns took ten seconds."""
    asked = []

    def nearest(layout: Layout, header: str) -> str | None:
        asked.append(header)
        return "企业名称"

    monkeypatch.setattr(Layout, "nearest", nearest)
    more = [f"列{number}" for number in range(10_000)]
    path = desk.write("a.csv", f"企业名称,统一社会信用代码,{','.join(more)}\n甲,{CODE},{','.join(['x'] * 10_000)}\n")
    (document,) = desk.load(loader(understand), path).documents
    assert list(document.unknown_columns) == more
    assert document.unknown_columns["列1"] == "企业名称"
    assert len(asked) <= 100


def test_columns_that_the_handler_never_asks_for_are_told(desk: Desk) -> None:
    rows = f"企业名称,统一社会信用代码,成立日期\n甲公司,{CODE},2020-01-01\n"
    (document,) = desk.load(loader(understand), desk.write("a.csv", rows)).documents
    assert document.unread_columns == ("成立日期",)


def cells_of(desk: Desk, header: str, line: str, read: Callable[[Row], object]) -> object:
    seen: list[object] = []

    def handler(row: Row, emit: Emitter) -> None:
        seen.append(read(row))
        understand(row, emit)

    desk.load(loader(handler), desk.write("a.csv", f"企业名称,统一社会信用代码,{header}\n甲公司,{CODE},{line}\n"))
    (found,) = seen
    return found


@pytest.mark.parametrize(
    ("header", "line", "read", "expected"),
    [
        ("曾用名", "  乙　公司 ", lambda row: row.text("former"), "乙 公司"),
        ("曾用名", '="乙公司"', lambda row: row.text("former"), "乙公司"),
        ("曾用名", "\u200f乙\u202c公司", lambda row: row.text("former"), "乙公司"),
        ("曾用名", "***", lambda row: row.text("former"), None),
        ("曾用名", '"乙公司\n丙公司"', lambda row: row.values("former"), ["乙公司", "丙公司"]),
        ("成立日期", "2020年2月3日", lambda row: row.day("day"), dt.date(2020, 2, 3)),
        ("成立日期", "2099/12/31", lambda row: row.date("day"), LONG_TERM),
        ("成立日期", "-", lambda row: row.day("day"), None),
        ("营业期限", "1997-01-28 至 无固定期限", lambda row: row.period("term"), (dt.date(1997, 1, 28), LONG_TERM)),
        ("注册资本（万元）", "12.5", lambda row: row.money("amount"), Money(12_500_000)),
        ("注册资本（万元）", "12.5元", lambda row: row.money("amount"), Money(1_250)),
        ("注册资本", "12.5", lambda row: row.money("amount"), Money(1_250)),
        ("注册资本", "12.5", lambda row: row.money("amount", unit="万元"), Money(12_500_000)),
        ("注册资本", "500万美元", lambda row: row.money("amount"), Money(500_000_000, "USD")),
        ("注册资本", "12.5", lambda row: row.has_unit("amount"), False),
        ("注册资本", "12.5万元", lambda row: row.has_unit("amount"), True),
        ("别的", "1", lambda row: (row.has("day"), row.text("day"), row.raw("day")), (False, None, "")),
    ],
)
def test_cells_are_read_as_what_they_mean(
    desk: Desk, header: str, line: str, read: Callable[[Row], object], expected: object
) -> None:
    assert cells_of(desk, header, line, read) == expected


@pytest.mark.parametrize(
    ("header", "value", "read", "reason"),
    [
        ("成立日期", "2023-13-06", lambda row: row.day("day"), "no such day"),
        ("成立日期", "长期", lambda row: row.day("day"), "a long term is no date here"),
        ("成立日期", "昨天", lambda row: row.date("day"), "no date"),
        ("营业期限", "2020年", lambda row: row.period("term"), "no date"),
        ("注册资本", "1e308", lambda row: row.money("amount"), "no amount"),
        ("注册资本", "-5", lambda row: row.money("amount"), "negative amount"),
        ("注册资本", "1亿亿元", lambda row: row.money("amount"), "no amount"),
        ("曾用名", "-", lambda row: row.need("former"), "a required value is missing"),
        ("曾用名", "x", lambda row: row.parse("former", int, NOT_GOOD), "not good"),
    ],
)
def test_what_cannot_be_read_refuses_the_row_with_place_and_value(
    desk: Desk, header: str, value: str, read: Callable[[Row], object], reason: str
) -> None:
    def handler(row: Row, emit: Emitter) -> None:
        if row.text("name") == "乙公司":
            read(row)
        understand(row, emit)

    rows = f"企业名称,统一社会信用代码,{header}\n甲公司,{CODE},\n乙公司,{CODE},{value}\n"
    report = desk.load(loader(handler), desk.write("a.csv", rows))
    assert report.refused == {reason: 1}
    (refused,) = desk.refused()
    assert (refused.file, refused.line, refused.column, refused.value) == ("a.csv", 3, header, value)
    assert refused.reason_zh != refused.reason
    assert len(desk.kept.of("enterprise")) == 1


def test_two_columns_of_one_field_may_agree_and_must_not_differ(desk: Desk) -> None:
    header = "企业名称,ENTNAME,统一社会信用代码\n"
    rows = f"甲（莞）公司,甲(莞)公司,{CODE}\n-,乙公司,{CODE}\n丙公司,丁公司,{CODE}\n"
    report = desk.load(loader(understand), desk.write("a.csv", header + rows))
    assert report.refused == {"two columns with the same meaning disagree": 1}
    assert {row["name"] for row in desk.kept.of("enterprise")} == {"甲（莞）公司", "乙公司"}
    assert desk.refused()[0].value == "丁公司"


def test_a_header_twice_is_one_field(desk: Desk) -> None:
    rows = f"企业名称,企业名称,统一社会信用代码\n甲公司,,{CODE}\n乙公司,丙公司,{CODE}\n"
    report = desk.load(loader(understand), desk.write("a.csv", rows))
    assert (report.understood, sum(report.refused.values())) == (1, 1)


def test_surplus_cells_refuse_the_row_unless_they_are_empty(desk: Desk) -> None:
    rows = f"企业名称,统一社会信用代码\n甲公司,{CODE},,\n乙公司,{CODE},x\n丙公司\n"
    report = desk.load(loader(understand), desk.write("a.csv", rows))
    assert report.refused["the row has more cells than the header"] == 1
    assert [row.line for row in desk.refused()] == [3, 4]


def test_a_wrapped_number_split_at_its_comma_is_put_together(desk: Desk) -> None:
    amounts: list[object] = []

    def handler(row: Row, emit: Emitter) -> None:
        amounts.append(row.money("amount"))
        understand(row, emit)

    rows = f'企业名称,注册资本（万元）,统一社会信用代码\n甲公司,="28,843,500",="{CODE}"\n'
    desk.load(loader(handler), desk.write("a.csv", rows))
    assert amounts == [Money(28_843_500 * 10_000 * 100)]


def test_broken_quotes_refuse_their_row(desk: Desk) -> None:
    rows = f'企业名称,统一社会信用代码\n甲公司,{CODE}\n"乙"公司,{CODE}\n'
    report = desk.load(loader(understand), desk.write("a.csv", rows))
    assert report.refused == {"quotes do not close where they should": 1}


def test_each_row_must_end_in_exactly_one_way(desk: Desk) -> None:
    path = desk.write("a.csv", f"企业名称,统一社会信用代码\n甲公司,{CODE}\n")

    def idle(row: Row, emit: Emitter) -> None: ...

    def both(row: Row, emit: Emitter) -> None:
        understand(row, emit)
        emit.ignore(IDLE)

    with pytest.raises(RuntimeError, match="line 2 was neither understood, nor ignored by a rule, nor refused"):
        desk.load(loader(idle), path)
    with pytest.raises(RuntimeError, match="both understood and ignored by the rule idle"):
        desk.load(loader(both), path)


def test_a_refused_row_leaves_nothing_of_itself(desk: Desk) -> None:
    def handler(row: Row, emit: Emitter) -> None:
        understand(row, emit)
        if row.text("name") == "乙公司":
            raise row.refuse(NOT_GOOD, "name")

    rows = f"企业名称,统一社会信用代码\n甲公司,{CODE}\n乙公司,{CODE}\n"
    desk.load(loader(handler), desk.write("a.csv", rows))
    assert [row["name"] for row in desk.kept.of("enterprise")] == ["甲公司"]
    assert desk.kept.quarantine[0].touches == f"uscc:{CODE}"


def test_a_title_decides_between_layouts_and_history_is_told(desk: Desk) -> None:
    history: list[bool] = []

    def handler(row: Row, emit: Emitter) -> None:
        history.append(row.history)
        understand(row, emit)

    named = loader(handler, sheet_names=("企业名单",), only_named=True)
    content = f"企业名称,统一社会信用代码\n甲公司,{CODE}\n"
    desk.load(named, desk.write("企业名单（历史）.csv", content), desk.write("2_企业名单.csv", content + "\n"))
    assert history == [True, False]
    with pytest.raises(UnknownFormatError):
        desk.load(named, desk.write("别的.csv", content))


def test_the_layout_that_knows_most_columns_wins() -> None:
    def layout(name: str, *fields: str, absent: tuple[str, ...] = ()) -> Layout:
        columns = {field: (field,) for field in (*fields, *absent)}
        return Layout(name=name, columns=columns, required=fields[:1], handler=understand, absent=absent)

    layouts = (layout("few", "a", "b"), layout("many", "a", "b", "c"), layout("never", "a", "b", "c", absent=("d",)))
    match, _ = match_layout(layouts, "", [["x"], ["a", "b", "c", "e"]])
    assert match is not None
    assert (match.layout.name, match.row, match.fit) == ("many", 1, 0.75)
    nothing, reason = match_layout(layouts[2:], "", [["a", "d"]])
    assert nothing is None
    assert reason == "the column d tells another layout (layout never)"


def test_a_layout_with_one_header_for_two_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="stands for x and y"):
        Layout(name="bad", columns={"x": ("甲",), "y": ("（甲）",)}, required=(), handler=understand)
    with pytest.raises(ValueError, match="asked for but not declared: z"):
        Layout(name="bad", columns={"x": ("甲",)}, required=("z",), handler=understand)


def test_a_reason_knows_itself_in_both_languages() -> None:
    error = RowError(NOT_GOOD)
    assert isinstance(error.reason, Reason)
    assert (str(error.reason), error.reason.zh) == ("not good", "不好")
