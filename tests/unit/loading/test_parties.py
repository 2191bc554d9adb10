from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from graph_engine.loading import Emitter, JsonDocument, JsonItem, JsonLoader, Recognition
from graph_engine.loading.parties import CodeFinding
from graph_engine.model.identifiers import credit_code_check, registration_number_check, resident_id_check
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import ContactUse, Participation, Project
from tests.unit.loading.desk import KEY, Desk

CODE = "91441900MA0000015D"
INNER_FAILS = "91310000607277011D"
REGNO = "44190000012345" + registration_number_check("44190000012345")
HASHES = KEY.keyed_hash()


def id_number(body: str) -> str:
    return body + resident_id_check(body)


ID = id_number("44190019900307123")
OTHER_ID = id_number("44190019850101455")
PROJECT = PartyRef("project", "project:office:1", "项目")


def fits(items: Sequence[JsonItem]) -> Recognition:
    return Recognition(1.0)


def built(desk: Desk, build: Callable[[Emitter], PartyRef]) -> PartyRef:
    """The party that a row builds; the row is understood with it in the project."""
    parties: list[PartyRef] = []

    def handler(item: JsonItem, emit: Emitter) -> None:
        party = build(emit)
        parties.append(party)
        emit.add(Project(party=PROJECT, name="项目"))
        if party.kind == "contact":
            holder = PartyRef("enterprise", f"uscc:{CODE}")
            emit.add(ContactUse(source=holder, target=party))
        else:
            emit.add(Participation(source=party, target=PROJECT))

    def document(document: JsonDocument, emit: Emitter) -> None:
        for item in document.items():
            emit.take(item, handler)

    loader = JsonLoader(
        name="test",
        zh="测试",
        en="test",
        covers=("project",),
        recognises=fits,
        handler=document,
    )
    desk.load(loader, desk.write("a.json", '[{"x": 1}]'))
    return parties[0]


def enterprise(desk: Desk, **arguments: object) -> PartyRef:
    return built(desk, lambda emit: emit.parties.enterprise(**arguments))  # type: ignore[arg-type]


def person(desk: Desk, **arguments: object) -> PartyRef:
    return built(desk, lambda emit: emit.parties.person(**arguments))  # type: ignore[arg-type]


def refusal(desk: Desk, build: Callable[[Emitter], PartyRef]) -> str:
    """Why a row with such a party is refused; a good row beside it keeps the load alive."""

    def handler(item: JsonItem, emit: Emitter) -> None:
        emit.add(Project(party=PROJECT, name="项目"))
        if item.line == 2:
            build(emit)

    def document(document: JsonDocument, emit: Emitter) -> None:
        for item in document.items():
            emit.take(item, handler)

    loader = JsonLoader(
        name="test",
        zh="测试",
        en="test",
        covers=("project",),
        recognises=fits,
        handler=document,
    )
    desk.load(loader, desk.write("a.json", '[{"x": 1}, {"x": 2}]'))
    (refused,) = desk.refused()
    return refused.reason


@pytest.mark.parametrize(
    ("arguments", "key", "aliases"),
    [
        ({"credit_code": CODE}, f"uscc:{CODE}", ()),
        ({"credit_code": " 91441900ma0000015d "}, f"uscc:{CODE}", ()),
        ({"credit_code": "９１441900MA0000015D"}, f"uscc:{CODE}", ()),
        ({"credit_code": CODE, "organisation_code": "MA0000015"}, f"uscc:{CODE}", ()),
        ({"credit_code": CODE, "organisation_code": "MA000001-5"}, f"uscc:{CODE}", ()),
        ({"credit_code": CODE, "registration_number": REGNO}, f"uscc:{CODE}", (f"regno:{REGNO}",)),
        ({"organisation_code": "68092665-8"}, "org:680926658", ()),
        ({"registration_number": REGNO, "organisation_code": "680926658"}, "org:680926658", (f"regno:{REGNO}",)),
        ({"credit_code": REGNO}, f"regno:{REGNO}", ()),
        ({"credit_code": "680926658"}, "org:680926658", ()),
        ({"others": [("GB-COH", "01234567")]}, "GB-COH:01234567", ()),
        (
            {"others": [("GB-COH", "01234567")], "source_id": "s1", "credit_code": CODE},
            f"uscc:{CODE}",
            ("GB-COH:01234567", "src:office:s1"),
        ),
        ({"source_id": "s1"}, "src:office:s1", ()),
        ({"lei": "HWUPKR0MPOU8FGXBT394"}, "lei:HWUPKR0MPOU8FGXBT394", ()),
        ({"credit_code": "00000000000000000X"}, "name:甲(莞)公司@project:office:1", ()),
        ({"credit_code": "000000000000000000"}, "name:甲(莞)公司@project:office:1", ()),
        ({"credit_code": "无", "organisation_code": "-"}, "name:甲(莞)公司@project:office:1", ()),
    ],
)
def test_an_enterprise_goes_by_its_strongest_key(
    desk: Desk, arguments: dict[str, object], key: str, aliases: tuple[str, ...]
) -> None:
    party = enterprise(desk, name="甲（莞） 公司", scope=PROJECT, **arguments)
    assert (party.key, party.aliases, party.name) == (key, aliases, "甲（莞） 公司")
    assert party.is_local == key.startswith("name:")


def test_an_organisation_code_that_contradicts_the_credit_code_is_no_alias(desk: Desk) -> None:
    assert enterprise(desk, name="甲", credit_code=CODE, organisation_code="680926658").aliases == ()


def test_a_refused_code_is_kept_beside_another_key(desk: Desk) -> None:
    party = enterprise(desk, name="甲公司", credit_code=CODE[:-1] + "X", organisation_code="680926658")
    assert party.key == "org:680926658"
    mention = next(row for row in desk.kept.of("enterprise") if "refused_code" in row)
    assert (mention["refused_code"], mention["mention"], mention["name"]) == (CODE[:-1] + "X", 1, "甲公司")


def test_a_refused_code_alone_refuses_the_row_even_with_a_name(desk: Desk) -> None:
    wrong = CODE[:-1] + "X"
    reason = refusal(
        desk, lambda emit: emit.parties.enterprise(name="甲", credit_code=wrong, scope=PROJECT, column="代码")
    )
    assert reason == "the check character of the credit code fails"
    assert (desk.refused()[0].column, desk.refused()[0].value) == ("代码", wrong)
    kept = enterprise(desk, name="甲", credit_code=wrong, scope=PROJECT, name_suffices=True)
    assert kept.key == "name:甲@project:office:1"


def test_an_inner_failure_is_a_warning(desk: Desk) -> None:
    assert enterprise(desk, name="甲公司", credit_code=INNER_FAILS).key == f"uscc:{INNER_FAILS}"
    assert any(row.get("inner_check_failed") == 1 for row in desk.kept.of("enterprise"))


def test_the_finding_on_a_code_goes_into_the_describing_record(desk: Desk) -> None:
    found: list[CodeFinding] = []

    def build(emit: Emitter) -> PartyRef:
        found.extend(emit.parties.code_finding(code) for code in (CODE, INNER_FAILS, CODE[:-1] + "X", "-", REGNO))
        return emit.parties.enterprise(name="甲", credit_code=CODE)

    built(desk, build)
    refused = CodeFinding(CODE[:-1] + "X", False)
    assert found == [CodeFinding(None, False), CodeFinding(None, True), refused, *[CodeFinding(None, False)] * 2]


def test_an_enterprise_without_any_key_refuses_the_row(desk: Desk) -> None:
    no_key = "the enterprise has neither a valid code nor another key"
    assert refusal(desk, lambda emit: emit.parties.enterprise(name="甲")) == no_key
    assert refusal(desk, lambda emit: emit.parties.enterprise(scope=PROJECT)) == "the party has no name"


def test_an_id_number_in_the_code_column_never_reaches_the_graph(desk: Desk) -> None:
    party = enterprise(desk, name="张三杂货店", credit_code=ID, scope=PROJECT)
    assert party.key == "name:张三杂货店@project:office:1"
    assert ID not in repr(desk.kept)
    # One in 31 of them even passes the outer check of a credit code.
    passing = next(
        number
        for serial in range(1000)
        if credit_code_check((number := id_number(f"41010019900307{serial:03d}"))[:17]) == number[17]
    )
    assert enterprise(desk, name="张三杂货店", credit_code=passing, scope=PROJECT).is_local


def test_a_person_goes_by_the_keyed_hash_of_the_id_number(desk: Desk) -> None:
    party = person(desk, name="张三", id_number=ID, scope=PROJECT)
    assert party.key == f"person:{HASHES.person(ID)}"
    assert desk.vault.get_number(HASHES.person(ID)) == ID
    assert ID not in repr(desk.kept)
    old = ID[:6] + ID[8:17]
    assert person(desk, name="张三", id_number=old).key == party.key


def test_a_person_without_id_number_stays_where_named(desk: Desk) -> None:
    here = person(desk, name="张 三", scope=PROJECT)
    assert here.key.startswith(f"person-local:{KEY.key_id}:")
    assert here.key.endswith("@project:office:1")
    assert "张" not in here.key
    assert person(desk, name="张三", scope=PROJECT).key == here.key
    assert person(desk, name="张三", scope=PartyRef("project", "project:office:2")).key != here.key


def test_a_source_that_tells_persons_apart_is_believed(desk: Desk) -> None:
    assert person(desk, name="A. Smith", source_id="p1", scope=PROJECT).key == "person-src:office:p1"
    both = person(desk, name="A. Smith", source_id="p1", id_number=ID)
    assert both.aliases == ("person-src:office:p1",)


def test_an_own_id_that_holds_a_personal_number_stands_nowhere_in_clear(desk: Desk) -> None:
    for text in (ID, f"x {ID}", "13812345678"):
        key = person(desk, name="张三", source_id=text, scope=PROJECT).key
        assert key.startswith("person-src:office:")
        assert text[-4:] not in key
        assert key == person(desk, name="张三", source_id=text, scope=PROJECT).key
    assert person(desk, name="张三", source_id="138-1234-5678", scope=PROJECT).key == "person-src:office:138-1234-5678"


def test_a_mask_stays_a_mask_and_tells_namesakes_of_a_case_apart(desk: Desk) -> None:
    first = person(desk, name="张三", masked_id="4419001980****1234", scope="case:(2020)粤1971执1号")
    assert [row["masked_id"] for row in desk.kept.of("person") if "masked_id" in row] == ["4419001980****1234"]
    second = person(desk, name="张三", masked_id="4419001981****1234", scope="case:(2020)粤1971执1号")
    assert first.key != second.key
    assert first.scope != second.scope
    assert "4419001980" not in first.key


def test_other_documents_are_keyed_by_kind_and_number(desk: Desk) -> None:
    passport = person(desk, name="LEE", id_number="e12345678", document_type="护照", scope=PROJECT)
    assert passport.key == f"person:{HASHES.other_document('passport', 'E12345678')}"
    permit = person(desk, name="LEE", id_number="H12345678", document_type="港澳居民来往内地通行证", scope=PROJECT)
    assert permit.key != passport.key
    unnamed = person(desk, name="LEE", id_number="E12345678", document_type="其他", scope=PROJECT)
    assert unnamed.is_local
    assert "E12345678" not in repr(desk.kept)


def test_an_invalid_id_number_is_left_out_and_counted(desk: Desk) -> None:
    wrong = ID[:17] + ("0" if ID[17] != "0" else "1")
    assert person(desk, name="张三", id_number=wrong, scope=PROJECT).is_local
    assert wrong not in repr(desk.kept)


def test_a_person_of_whom_nothing_is_known_refuses_the_row(desk: Desk) -> None:
    assert refusal(desk, lambda emit: emit.parties.person(name="张三")) == "nothing tells this person apart"
    assert refusal(desk, lambda emit: emit.parties.person(name=None, scope=PROJECT)) == "the party has no name"


def test_the_vault_takes_nothing_of_a_refused_row(desk: Desk) -> None:
    def build(emit: Emitter) -> PartyRef:
        emit.parties.person(name="李四", id_number=OTHER_ID)
        return emit.parties.enterprise(name="甲")

    refusal(desk, build)
    assert desk.vault.get_number(HASHES.person(OTHER_ID)) is None


def test_phones_and_mails_stand_as_keyed_hashes(desk: Desk) -> None:
    phone = built(desk, lambda emit: emit.parties.contact("phone", "+86 138 0013 8000"))
    assert phone == PartyRef("contact", f"contact:phone:{HASHES.phone('13800138000')}")
    mail = built(desk, lambda emit: emit.parties.contact("mail", "A@Example.com"))
    assert mail == PartyRef("contact", f"contact:mail:{HASHES.mail('a@example.com')}")
    assert "example.com" not in repr(desk.kept)
    assert desk.kept.one("contact").get("name") is None
    assert refusal(desk, lambda emit: emit.parties.contact("phone", "138****8000")) == "no complete phone number"


def test_an_address_goes_by_its_normal_form(desk: Desk) -> None:
    one = built(desk, lambda emit: emit.parties.contact("address", "东莞市南城街道 鸿福路１号"))
    two = built(desk, lambda emit: emit.parties.contact("address", "东莞市南城街道鸿福路1号"))
    assert one.key == two.key == "contact:address:东莞市南城街道鸿福路1号"
    with pytest.raises(ValueError, match="no channel"):
        built(desk, lambda emit: emit.parties.contact("pigeon", "x"))


def test_personal_numbers_in_names_are_masked(desk: Desk) -> None:
    party = enterprise(desk, name=f"甲公司（经办人13800138000，{ID}）", credit_code=CODE)
    assert party.name == f"甲公司（经办人138****8000，{ID[:6]}********{ID[-4:]}）"
