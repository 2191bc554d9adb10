"""Finding parties by a part of a name or by a code, in the same order on every store."""

from __future__ import annotations

import pytest

from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise, Record, Shareholding
from graph_engine.store.base import NamedParty, Store
from tests.contract.loads import Load, apply, company

CODE = "91440101MA59EXAM2U"
NAMES = {
    "uscc:91440101MA59EXAM2U": "东河市第一建筑工程有限责任公司",
    "src:2": "东河建工集团有限公司",
    "src:3": "东河建工集团有限公司东城分公司",
    "src:4": "南岭建工（东河）有限公司",
    "src:5": "東河國際貿易有限公司",
    "src:6": "𠮷河水產有限公司",
    "src:7": "Donghe Trading Co., Ltd.",
    "src:8": "东河",
    "src:9": "建",
}


def _party(key: str, aliases: tuple[str, ...] = ()) -> PartyRef:
    return PartyRef("enterprise", key, NAMES[key], aliases)


def _world() -> list[Record]:
    aliases = {"src:2": ("org:MA5WXYZ12", "regno:440101000012345"), "src:7": ("GB-COH:SC123456",)}
    return [Enterprise(party=_party(key, aliases.get(key, ())), name=name) for key, name in NAMES.items()]


@pytest.fixture
def named(store: Store) -> Store:
    """A store with a few invented names, one of them a former one."""
    apply(store, Load(_world(), names=[("src:4", "岭南旧名工程队"), ("src:4", "南岭建工")]))
    return store


def _keys(store: Store, text: str, limit: int = 20) -> list[str]:
    with store.reader() as reader:
        return [found.key for found in reader.search(text, limit)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("河", ["src:8", "src:6", "src:2", "src:5", "src:4", "uscc:91440101MA59EXAM2U", "src:3"], id="1"),
        pytest.param("工", ["src:4", "src:2", "uscc:91440101MA59EXAM2U", "src:3"], id="1-within"),
        pytest.param("司", ["src:6", "src:2", "src:5", "src:4", "uscc:91440101MA59EXAM2U", "src:3"], id="1-last"),
        pytest.param("建", ["src:9", "src:4", "src:2", "uscc:91440101MA59EXAM2U", "src:3"], id="1-exact"),
        pytest.param("建工", ["src:4", "src:2", "src:3"], id="2"),
        pytest.param("东河建工", ["src:2", "src:3"], id="4"),
        pytest.param("东河市第一建筑工程有限公司", ["uscc:91440101MA59EXAM2U"], id="whole"),
        pytest.param("工东", [], id="pairs-that-do-not-touch"),
        pytest.param("河东建", [], id="pairs-in-another-order"),
        pytest.param("西岭", [], id="none"),
        pytest.param("國際", ["src:5"], id="traditional"),
        pytest.param("国际贸易", ["src:5"], id="simplified"),
        pytest.param("𠮷河", ["src:6"], id="rare-character"),
        pytest.param("(东河)", ["src:4"], id="brackets-narrow"),
        pytest.param("（东河）", ["src:4"], id="brackets-wide"),
        pytest.param("(", ["src:4"], id="a-bracket-alone"),
        pytest.param("donghe trading", ["src:7"], id="latin"),
        pytest.param("ＤＯＮＧＨＥ", ["src:7"], id="latin-wide"),
        pytest.param("co.,", ["src:7"], id="punctuation"),
        pytest.param("旧名", ["src:4"], id="former-name"),
        pytest.param(CODE, [f"uscc:{CODE}"], id="code"),
        pytest.param(f" {CODE.lower()} ", [f"uscc:{CODE}"], id="code-lowered"),
        pytest.param("９１４４０１０１ＭＡ５９ＥＸＡＭ２Ｕ", [f"uscc:{CODE}"], id="code-wide"),
        pytest.param("MA59EXAM2", [f"uscc:{CODE}"], id="organisation-code-in-a-credit-code"),
        pytest.param("MA59EXAM-2", [f"uscc:{CODE}"], id="organisation-code-with-hyphen"),
        pytest.param("MA5WXYZ12", ["src:2"], id="organisation-code-as-other-key"),
        pytest.param("440101000012345", ["src:2"], id="registration-number"),
        pytest.param("sc123456", ["src:7"], id="foreign-register"),
        pytest.param("9144", [], id="part-of-a-code"),
        pytest.param("2", ["src:2"], id="own-identifier"),
        pytest.param("", [], id="empty"),
        pytest.param(" \u3000", [], id="blank"),
        pytest.param("\" OR * NEAR( ' --", [], id="query-language"),
        pytest.param("东*", [], id="wildcard"),
    ],
)
def test_search(named: Store, text: str, keys: list[str]) -> None:
    assert _keys(named, text) == keys


def test_hits_carry_kind_key_and_the_name_that_was_hit(named: Store) -> None:
    with named.reader() as reader:
        assert reader.search("岭南旧名", 5) == [NamedParty("enterprise", "src:4", "岭南旧名工程队")]
        assert reader.search("南岭", 5) == [NamedParty("enterprise", "src:4", "南岭建工")]
        assert reader.search(CODE, 5) == [NamedParty("enterprise", f"uscc:{CODE}", NAMES[f"uscc:{CODE}"])]
        assert reader.search("4", 5) == [NamedParty("enterprise", "src:4", "南岭建工")], "the shortest name"


def test_a_limit_cuts_the_end_of_the_list(named: Store) -> None:
    everything = _keys(named, "河", 99)
    for limit in range(len(everything) + 1):
        assert _keys(named, "河", limit) == everything[:limit]
    assert _keys(named, "河", -1) == []


def test_a_party_with_several_names_is_one_hit(store: Store) -> None:
    party = Enterprise(party=PartyRef("enterprise", "src:1", "东河甲"), name="东河甲")
    other = Enterprise(party=PartyRef("enterprise", "src:2", "东河甲乙丙丁戊"), name="东河甲乙丙丁戊")
    former = [("src:1", f"东河甲{suffix}") for suffix in "子丑寅卯辰"]
    apply(store, Load((party, other), names=former))
    with store.reader() as reader:
        assert reader.search("东河", 2) == [
            NamedParty("enterprise", "src:1", "东河甲"),
            NamedParty("enterprise", "src:2", "东河甲乙丙丁戊"),
        ]


def test_equal_names_are_ordered_by_key_and_rare_characters_by_code_point(store: Store) -> None:
    names = {"src:b": "河甲", "src:a": "河甲", "src:c": "河\uffee", "src:d": "河𠮷", "src:e": "河🏗"}
    records = [Enterprise(party=PartyRef("enterprise", key, name), name=name) for key, name in names.items()]
    apply(store, Load(records))
    assert _keys(store, "河") == ["src:a", "src:b", "src:c", "src:e", "src:d"]


def test_names_are_those_that_parties_carry_anywhere(store: Store) -> None:
    holder = PartyRef("person", "person-local:1@src:2", "欧阳某甲", scope="src:2")
    apply(store, Load((Shareholding(source=holder, target=company(2), ratio_ppb=1),)))
    with store.reader() as reader:
        assert reader.search("欧阳", 5) == [NamedParty("person", "person-local:1@src:2", "欧阳某甲")]


def test_a_node_without_name_is_found_by_its_code_and_shown_by_it(store: Store) -> None:
    apply(store, Load((Shareholding(source=company(1), target=PartyRef("enterprise", "GB-COH:00012"), ratio_ppb=1),)))
    with store.reader() as reader:
        assert reader.search("00012", 5) == [NamedParty("enterprise", "GB-COH:00012", "00012")]


def test_a_key_that_was_retired_is_not_found_any_more(named: Store) -> None:
    world = [Enterprise(party=_party(key), name=name) for key, name in NAMES.items()]
    apply(named, Load(world, document="b", full=True))
    assert _keys(named, "MA5WXYZ12") == []
    assert _keys(named, "东河建工集团") == ["src:2", "src:3"]


def test_names_of_a_later_load_are_found_too(named: Store) -> None:
    apply(named, Load((Enterprise(party=company(10, "新东河建工"), name="新东河建工"),), document="b"))
    assert _keys(named, "东河建工") == ["src:10", "src:2", "src:3"]
    assert _keys(named, "新") == ["src:10"]
