"""Every word of the model that a report may show has words in both languages."""

from __future__ import annotations

import pytest

from graph_engine.answers.assessment import Words
from graph_engine.assessment.notes import FACT_DOUBTS
from graph_engine.model import schema, vocabulary
from graph_engine.policy.wording import CLAIM_PARTS
from graph_engine.policy.wording import PARTS as HAZARD_PARTS
from graph_engine.reports.words import CLAIMS, DOUBTS, PARTS, RELATIONS, ROLES, UNKNOWNS, say, word

ROLES_IN_USE = {
    *vocabulary.PROJECT_ROLES,
    *vocabulary.OFFICE_ROLES,
    *vocabulary.SHAREHOLDING_ROLES,
    *vocabulary.CONTACT_ROLES,
    *vocabulary.SUBJECT_ROLES,
} - {""}


def test_every_role_relation_part_claim_and_doubt_has_words() -> None:
    assert set(ROLES) >= ROLES_IN_USE
    assert set(RELATIONS) == set(schema.RELATION_KINDS)
    assert set(PARTS) == set(HAZARD_PARTS)
    assert set(CLAIMS) == set(CLAIM_PARTS)
    assert set(DOUBTS) == {name for _, name in FACT_DOUBTS}


@pytest.mark.parametrize("table", [ROLES, RELATIONS, PARTS, CLAIMS, DOUBTS, UNKNOWNS])
def test_the_words_are_chinese_and_english(table: dict[str, Words]) -> None:
    for words in table.values():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in words.zh)
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in words.en)
        assert words.en


def test_a_key_without_words_stands_for_itself() -> None:
    assert word(ROLES, "of_no_list", "zh") == "of_no_list"
    assert word(ROLES, "winner", "zh") == "中标人"
    assert say(Words("中", "en"), "en") == "en"
