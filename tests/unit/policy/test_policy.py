"""Loading, overlays, the hash, and the policy as plain data and as tables."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib import resources
from pathlib import Path

import pytest

from graph_engine.policy import Language, Policy, merge, render_policy

DEFAULT = resources.files("graph_engine.policy").joinpath("default.toml").read_text(encoding="utf-8")
POLICY = Policy.load()


def test_the_hash_is_that_of_the_canonical_json_of_the_content() -> None:
    text = json.dumps(POLICY.as_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256(text.encode()).hexdigest() == POLICY.hash
    assert Policy.load().hash == POLICY.hash


@pytest.mark.parametrize(
    "rewritten",
    [
        DEFAULT.replace("\n# --- ", "\n# === "),
        DEFAULT.replace("severity = { serious = 1.0, general = 0.5,", "severity = { general = 0.50, serious = 1,"),
        "\ufeff" + DEFAULT,
        DEFAULT.replace("\n", "\r\n"),
    ],
)
def test_spelling_does_not_change_the_hash(rewritten: str) -> None:
    assert rewritten != DEFAULT
    assert Policy.from_texts(rewritten).hash == POLICY.hash


@pytest.mark.parametrize(
    "overlay",
    [
        "[propagation]\nexponent = 1",
        "[kinds.bankruptcy]\nenabled = true",
        '[kinds.tax_arrears]\nbefore = "tax_abnormal_household"',
        '[claims.own_record.wording]\nen = "Another wording."',
        "[gate.steps.review.thresholds]\nown_record = 0.3",
        '[exemptions.collective]\nname_contains = ["经济联合社"]',
        "[effect]\nlisted_after_end = true",
        "[channels.contact]\nup = 0.34",
    ],
)
def test_any_change_of_content_changes_the_hash(overlay: str) -> None:
    assert Policy.from_texts(DEFAULT, overlay).hash != POLICY.hash


def test_an_overlay_changes_only_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text('[policy]\nid = "our-office"\n[kinds.bankruptcy]\nenabled = true\n', encoding="utf-8")
    policy = Policy.load(overlay=file)
    assert policy.id == "our-office"
    assert policy.kind("bankruptcy").counts
    before, after = POLICY.as_dict(), policy.as_dict()
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"id", "kinds"}


def test_an_overlay_without_content_is_the_policy_itself(tmp_path: Path) -> None:
    file = tmp_path / "empty.toml"
    file.write_text("# nothing to change\n", encoding="utf-8")
    assert Policy.load(overlay=str(file)).hash == POLICY.hash


def test_a_whole_policy_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    file.write_text(DEFAULT, encoding="utf-8")
    assert Policy.load(file).hash == POLICY.hash


def test_merging_keeps_order_replaces_lists_and_leaves_its_arguments_alone() -> None:
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    merged = merge(base, {"a": {"y": [3], "z": 4}, "c": {"d": 5}})
    assert merged == {"a": {"x": 1, "y": [3], "z": 4}, "b": 1, "c": {"d": 5}}
    assert list(merged) == ["a", "b", "c"]
    assert base == {"a": {"x": 1, "y": [1, 2]}, "b": 1}


def test_as_dict_is_plain_data_with_everything_that_the_issue_of_a_policy_needs() -> None:
    content = POLICY.as_dict()
    assert json.loads(json.dumps(content, ensure_ascii=False)) == content
    assert {"citations", "effect", "kinds", "conduction", "propagation", "claims", "ladder", "gate"} <= set(content)
    text = json.dumps(content, ensure_ascii=False)
    assert "matcher" not in text
    assert "by_class" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_printed_policy_shows_every_kind_channel_claim_and_citation(language: Language) -> None:
    sections = {section.id: section for section in render_policy(POLICY, language)}
    assert len(sections["kinds"].rows) == len(POLICY.kinds)
    assert len(sections["citations"].rows) == len(POLICY.citations)
    assert len(sections["claims"].rows) == 5
    assert len(sections["gate"].rows) == 4
    assert len(sections["measures"].rows) == 3
    assert len(sections["scenarios"].rows) == 4
    assert len(sections["purposes"].rows) == len(POLICY.purposes)
    assert POLICY.hash in {row[1] for row in sections["policy"].rows}
    for section in sections.values():
        assert section.title
        for row in section.rows:
            assert len(row) == len(section.columns), section.id


def test_a_printed_kind_shows_its_basis_with_the_mark() -> None:
    kinds = next(section for section in render_policy(POLICY, "zh") if section.id == "kinds")
    row = next(row for row in kinds.rows if row[1] == "safety_serious_list")
    assert row[:6] == (
        "安全生产严重失信主体名单",
        "safety_serious_list",
        "失信信息",
        "严重失信主体名单信息",
        "否",
        "严重",
    )
    assert row[7] == "1"
    assert row[-1] == "应急管理部令11号 [M]"
    penalty = next(row for row in kinds.rows if row[1] == "penalty_food")
    assert penalty[-1] == "行政处罚法第9条 [A]; SAMR 45号令 [A]"
    assert penalty[7] == "0.5–1"


def test_a_design_default_is_printed_as_one() -> None:
    bankruptcy = POLICY.kind("bankruptcy").basis[0]
    assert (bankruptcy.printed("zh"), bankruptcy.printed("en")) == ("系统设定 [D]", "design default [D]")
    assert POLICY.citations["pipl_art24"].printed("zh") == "PIPL第24条 [A]"
    assert POLICY.citations["bidding_rules"].printed("zh") == "招投标法实施条例第34、39–41条 [A]"
    assert POLICY.citations["bidding_rules"].printed("en") == "招投标法实施条例 art. 34, 39–41 [A]"


def test_a_printed_rule_shows_dates_and_periods() -> None:
    effect = next(section for section in render_policy(POLICY, "zh") if section.id == "effect")
    rows = {row[1]: row for row in effect.rows}
    assert rows["penalty_order36"][2:8] == ("2026-04-01", "", "决定日", "3个月", "12个月", "36个月")
    assert rows["market_samr45"][3:5] == ("2026-04-01", "公示日")
    assert rows["while_it_persists"][5:8] == ("存续期间",) * 3


def test_the_english_print_has_chinese_only_in_names_of_documents_and_catalogues() -> None:
    for section in render_policy(POLICY, "en"):
        if section.id in {"kinds", "exemptions", "citations"}:
            continue
        for row in section.rows:
            without_basis = row[:-1] if section.columns[-1] == "basis" else row
            for cell in without_basis:
                if section.id in {"policy", "propagation"} and "[" in cell:
                    continue
                assert not re.search(r"[\u4e00-\u9fff]", cell), (section.id, cell)
