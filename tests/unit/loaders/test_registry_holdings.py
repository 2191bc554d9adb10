"""Company registers: shareholders and investments, and the names by which other sheets know a company."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_engine.errors import LoadRejectedError
from tests.unit.loaders.registry_rows import (
    BASICS,
    COMPANY,
    FIRM,
    HOLDER,
    ID,
    KEYED_PERSON,
    LOCAL,
    OFFICER,
    PARENT,
    REGISTRY,
    THIRD,
    load,
    write_workbook,
)
from tests.unit.loading.desk import Desk


def test_a_shareholder_of_a_batch_workbook(desk: Desk) -> None:
    load(desk, HOLDER)
    held = desk.kept.one("holds_shares_in")
    assert (held["source_key"], held["target_key"]) == (f"uscc:{PARENT}", LOCAL)
    assert held["ratio_ppb"] == held["ratio_low_ppb"] == held["ratio_high_ppb"] == 700_000_000
    assert (held["ratio_text"], held["basis"], held["amount"]) == ("70%", "reported", 9380_0000_00)


def book(desk: Desk, *rows: dict[str, str], title: str = "工商股东", row: dict[str, str] = HOLDER) -> Path:
    sheets = {
        title: [list(row), list(row.values())],
        "企业信息": [list(rows[0]), *(list(row.values()) for row in rows)],
    }
    return write_workbook(desk.folder / "a.xlsx", sheets)


def test_the_basics_of_a_workbook_say_which_company_bears_the_name(desk: Desk) -> None:
    desk.load(REGISTRY, book(desk, BASICS))
    held = desk.kept.one("holds_shares_in")
    assert (held["source_key"], held["target_key"]) == (f"uscc:{PARENT}", f"uscc:{FIRM}")
    desk.load(REGISTRY, book(desk, BASICS, title="主要人员", row=OFFICER))
    assert desk.kept.one("holds_office_in")["source_key"].endswith(f"@uscc:{FIRM}")
    listed = COMPANY | {"做出决定机关": "甲局", "列入日期": "2025-04-05"}
    desk.load(REGISTRY, book(desk, BASICS, title="经营异常", row=listed))
    assert desk.kept.one("subject_of")["source_key"] == f"uscc:{FIRM}"


def test_two_companies_of_a_workbook_that_share_a_name_stay_apart(desk: Desk) -> None:
    other = BASICS | {"统一社会信用代码": THIRD, "组织机构代码": "", "注册号": ""}
    desk.load(REGISTRY, book(desk, BASICS, other))
    assert desk.kept.one("holds_shares_in")["target_key"] == LOCAL
    claims = {row["node_key"] for row in desk.kept.of("also_known_as") if row["other_key"] == LOCAL}
    assert claims == {f"uscc:{FIRM}", f"uscc:{THIRD}"}


def test_a_refused_code_of_the_basics_names_nobody(desk: Desk) -> None:
    wrong = BASICS | {"统一社会信用代码": FIRM[:-1] + "E", "组织机构代码": "", "注册号": ""}
    report = desk.load(REGISTRY, book(desk, wrong))
    assert report.refused == {"the check character of the credit code fails": 1}
    assert desk.kept.one("holds_shares_in")["target_key"] == LOCAL


@pytest.mark.parametrize(
    ("printed", "point", "low", "high", "basis"),
    [
        ("1.4726%", 14_726_000, 14_726_000, 14_726_000, "reported"),
        ("100%", 1_000_000_000, 1_000_000_000, 1_000_000_000, "reported"),
        ("33.3333", 333_333_000, 333_333_000, 333_333_000, "reported"),
        ("1/3", 333_333_333, 333_333_333, 333_333_334, "reported"),
        ("超过25%", None, 250_000_001, 1_000_000_000, "band"),
        ("25%-50%", None, 250_000_000, 500_000_000, "band"),
        ("***", None, None, None, None),
    ],
)
def test_shares(
    desk: Desk, printed: str, point: int | None, low: int | None, high: int | None, basis: str | None
) -> None:
    load(desk, HOLDER | {"持股比例": printed})
    held = desk.kept.one("holds_shares_in")
    assert (held.get("ratio_ppb"), held.get("ratio_low_ppb"), held.get("ratio_high_ppb")) == (point, low, high)
    assert held.get("basis") == basis


@pytest.mark.parametrize(
    ("printed", "reason"), [("150%", "not a share"), ("一半", "not a share"), ("0.55", "a bare number")]
)
def test_a_share_that_cannot_be_understood_refuses_its_row(desk: Desk, printed: str, reason: str) -> None:
    report = load(desk, HOLDER, HOLDER | {"持股比例": printed})
    assert [text.startswith(reason) for text in report.refused] == [True]
    assert desk.refused()[0].column == "持股比例"


def test_capital_is_set_against_the_registered_capital_and_marked(desk: Desk) -> None:
    load(desk, HOLDER | {"持股比例": "-", "注册资本": "13,400万元人民币"})
    held = desk.kept.one("holds_shares_in")
    assert (held["ratio_ppb"], held["basis"]) == (700_000_000, "capital_over_registered")
    assert held["ratio_text"] == "9380万元人民币÷13,400万元人民币"


@pytest.mark.parametrize("registered", ["100万元人民币", "2000万美元", "-"])
def test_capital_that_does_not_fit_the_registered_capital_gives_no_ratio(desk: Desk, registered: str) -> None:
    load(desk, HOLDER | {"持股比例": "-", "注册资本": registered})
    held = desk.kept.one("holds_shares_in")
    assert "ratio_ppb" not in held
    assert held["amount"] == 9380_0000_00


def test_counts_of_shares(desk: Desk) -> None:
    row = {key: value for key, value in HOLDER.items() if key != "持股比例"} | {"持股数（股）": "28,843,500"}
    load(desk, row)
    assert desk.kept.one("holds_shares_in")["ratio_text"] == "28,843,500股"
    assert "ratio_ppb" not in desk.kept.one("holds_shares_in")
    load(desk, row | {"总股本（股）": "288,435,000"})
    held = desk.kept.one("holds_shares_in")
    assert (held["ratio_ppb"], held["basis"]) == (100_000_000, "share_count")


def test_rows_that_disagree_are_both_kept(desk: Desk) -> None:
    load(desk, HOLDER, HOLDER | {"持股比例": "45%"})
    assert sorted(row["ratio_ppb"] for row in desk.kept.of("holds_shares_in")) == [450_000_000, 700_000_000]


def test_a_natural_holder_is_local_to_the_company(desk: Desk) -> None:
    row = HOLDER | {"股东名称": "王五", "统一社会信用代码": "-", "股东类型": "自然人股东"}
    load(desk, row, row | {"系统匹配公司名称": "东莞市乙测试有限公司"})
    sources = {row["source_key"] for row in desk.kept.of("holds_shares_in")}
    assert len(sources) == 2
    load(desk, row | {"证件号码": ID})
    assert desk.kept.one("holds_shares_in")["source_key"] == KEYED_PERSON


def test_a_holder_of_uncertain_kind_refuses_its_row(desk: Desk) -> None:
    report = load(desk, HOLDER, HOLDER | {"股东名称": "Alpha", "统一社会信用代码": "-", "股东类型": "-"})
    assert report.refused == {"neither surely a person nor surely an enterprise": 1}
    assert desk.refused()[0].touches == LOCAL


def test_holders_of_the_past_end_or_are_ignored_by_name(desk: Desk) -> None:
    header = [*HOLDER, "退出日期"]
    rows = [[*HOLDER.values(), "2024-06-12"], [*HOLDER.values(), "-"]]
    report = desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", {"工商股东（历史）": [header, *rows]}))
    assert desk.kept.one("holds_shares_in")["valid_to"] == "2024-06-12"
    assert report.ignored["history_undated"] == 1


QCC_HOLDERS = """数据由示例数据商提供，仅供参考

="股东信息"
="企业名称",="股东名称",="股东类型",="股份类型",="持股数（股）",="认缴出资额",="认缴出资日期",="间接持股比例",="首次持股日期",="关联产品/机构"
="东莞市甲测试有限公司",="东莞市母测试集团有限公司",="企业法人",="-",="28,843,500",="6500万元人民币",="2020-01-01",="12.5%",="2019-02-03",="***"
="东莞市甲测试有限公司",="王五",="自然人股东",="-",="-",="***",="-",="-",="-",="-"
"""
TYC_INVESTMENTS = """声明：本数据仅供参考

企业名称,被投资企业名称,状态,成立日期,持股比例,认缴出资额,最终受益股份,所属地区,所属行业,关联产品/机构
="东莞市母测试集团有限公司",="东莞市甲测试有限公司",="存续",="2016-05-04",="70%",="6500万元人民币",="49%",="广东省",="制造业",="-"
"""


def test_the_shareholder_export_with_banner_and_formulas(desk: Desk) -> None:
    report = desk.load(REGISTRY, desk.write("a.csv", "\ufeff" + QCC_HOLDERS))
    held = {row["source_key"].partition("@")[0]: row for row in desk.kept.of("holds_shares_in")}
    company = held["name:东莞市母测试集团有限公司"]
    assert company["target_key"] == LOCAL
    assert (company["ratio_text"], company["valid_from"]) == ("28,843,500股", "2019-02-03")
    assert len(held) == 2
    assert report.ignored == {"banner": 2, "blank": 1, "header": 1}
    assert report.documents[0].left_out == {"vendor_computed_share": 1}


def test_the_investment_export_in_gb18030(desk: Desk) -> None:
    report = desk.load(REGISTRY, desk.write("a.csv", TYC_INVESTMENTS.encode("gb18030")))
    held = desk.kept.one("holds_shares_in")
    assert held["source_key"] == "name:东莞市母测试集团有限公司@register:office"
    assert held["ratio_ppb"] == 700_000_000
    assert (report.documents[0].encoding, report.documents[0].layout) == ("gb18030", "investments")


def test_an_investment_under_the_misprinted_header(desk: Desk) -> None:
    row = {
        "系统匹配公司名称": "东莞市母测试集团有限公司",
        "被投资企业": "东莞市甲测试有限公司",
        "投资数额": "6500万元人民币",
        "投资比列": "70%",
        "统一社会信用代码": FIRM,
        "是否历史数据": "否",
    }
    load(desk, row)
    held = desk.kept.one("holds_shares_in")
    assert (held["target_key"], held["ratio_ppb"]) == (f"uscc:{FIRM}", 700_000_000)
    with pytest.raises(LoadRejectedError, match="no row was understood"):
        load(desk, row | {"是否历史数据": "是"})


def test_in_a_list_of_companies_the_code_is_the_companys(desk: Desk) -> None:
    load(desk, {"企业名称": "东莞市甲测试有限公司", "统一社会信用代码": FIRM, "股东名称": "王五", "出资比例": "60%"})
    assert desk.kept.one("holds_shares_in")["target_key"] == f"uscc:{FIRM}"


def test_codes_of_the_register(desk: Desk) -> None:
    row = {"ENTNAME": "东莞市甲测试有限公司", "UNISCID": FIRM, "INV": "王五", "SUBCONAM": "60", "FUNDEDRATIO": "60%"}
    load(desk, row)
    held = desk.kept.one("holds_shares_in")
    assert (held["target_key"], held["amount"]) == (f"uscc:{FIRM}", 60_0000_00)
