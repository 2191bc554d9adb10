"""Addresses: one form to group by; the 36 units of Dongguan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.addresses import DONGGUAN_TOWNS, dongguan_town, normalize_address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广东省东莞市长安镇１２３号（Ａ栋） ２０１室", "广东省东莞市长安镇123号(a栋)201室"),
        ("東莞市長安鎮廈崗路1號", "东莞市长安镇厦岗路1号"),
        ("东莞市南城街道1－2号", "东莞市南城街道1—2号。"),
        ("东莞市【集群注册】", "东莞市(集群注册)"),
    ],
)
def test_ways_of_writing_one_address_are_one(one: str, other: str) -> None:
    assert normalize_address(one) == normalize_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广东省东莞市长安镇1号", "东莞市长安镇1号"),
        ("东莞市长安镇1号201室", "东莞市长安镇1号202室"),
        ("东莞市长安镇1号", "东莞市虎门镇1号"),
    ],
)
def test_province_and_room_are_not_guessed_away(one: str, other: str) -> None:
    assert normalize_address(one) != normalize_address(other)


@settings(derandomize=True, max_examples=150)
@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize_address(text)
    assert normalize_address(once) == once


def test_there_are_36_units_and_no_120() -> None:
    codes = [town.code for town in DONGGUAN_TOWNS]
    assert len(codes) == len(set(codes)) == 36
    assert "441900120" not in codes
    assert [code[6:] for code in codes[:4]] == ["003", "004", "005", "006"]
    assert [code[6:] for code in codes[-4:]] == ["401", "402", "403", "404"]
    by_code = {town.code: town.name for town in DONGGUAN_TOWNS}
    assert by_code["441900003"] == "东城街道"
    assert by_code["441900119"] == "长安镇"
    assert by_code["441900121"] == "虎门镇"
    assert by_code["441900129"] == "高埗镇"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("广东省东莞市长安镇厦岗社区", "441900119"),
        ("东莞市长安厦岗", "441900119"),
        ("东莞市南城街道东城路1号", "441900004"),
        ("东莞市东莞市虎门镇", "441900121"),
        ("广东省东莞市市辖区常平镇", "441900110"),
        ("广东省东莞市莞长路大岭山镇段", "441900118"),
        ("广东省东莞市松山湖高新技术产业开发区", "441900401"),
        ("东莞市东莞港", "441900402"),
        ("东莞市沙田镇东莞港", "441900123"),
        ("东莞市东莞生态园", "441900403"),
        ("东莞市滨海湾新区", "441900404"),
        ("東莞市東城區", "441900003"),
        ("东莞石碣", "441900101"),
    ],
)
def test_the_town_is_read_from_the_address(address: str, code: str) -> None:
    town = dongguan_town(address)
    assert town is not None
    assert town.code == code


@pytest.mark.parametrize("address", ["", "西安市长安区", "东莞市", "深圳市南山区东莞路", "长安镇厦岗社区", "中堂村"])
def test_where_the_text_does_not_say_no_town_is_guessed(address: str) -> None:
    assert dongguan_town(address) is None


def test_a_caller_who_knows_the_city_may_leave_it_out() -> None:
    town = dongguan_town("长安镇厦岗社区", within_dongguan=True)
    assert town is not None
    assert town.name == "长安镇"
    bare = dongguan_town("长安厦岗社区", within_dongguan=True)
    assert bare == town
    assert dongguan_town("不知何处", within_dongguan=True) is None


@pytest.mark.parametrize("town", DONGGUAN_TOWNS)
def test_every_unit_is_found_by_its_full_name(town: object) -> None:
    name = getattr(town, "name", "")
    assert dongguan_town(f"广东省东莞市{name}一路1号") == town
