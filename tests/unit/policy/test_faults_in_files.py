"""A policy file with a fault is refused, and each is named with its path: keys, words, numbers, law."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from graph_engine.errors import PolicyError
from graph_engine.policy import Policy

DEFAULT = resources.files("graph_engine.policy").joinpath("default.toml").read_text(encoding="utf-8")


def faults(overlay: str, base: str = DEFAULT) -> dict[str, str]:
    with pytest.raises(PolicyError) as caught:
        Policy.from_texts(base, overlay, name="office.toml")
    assert "office.toml" in str(caught.value)
    found = {fault.where: fault.reason for fault in caught.value.faults}
    for where, reason in found.items():
        assert f"{where}: {reason}" in str(caught.value)
    return found


@pytest.mark.parametrize(
    ("overlay", "where", "reason"),
    [
        # keys
        ("[sevrity]\nx = 1", "sevrity", "unknown key"),
        ("[kinds.penalty_food]\nseverty = 0.5", "kinds.penalty_food.severty", "did you mean 'severity'?"),
        ("[kinds.penalty_food.roles]\nwitness = 0.5", "kinds.penalty_food.roles.witness", "unknown key"),
        ("[effect.regimes.penalty]\nmonths = 3", "effect.regimes.penalty.months", "unknown key"),
        ("[citations.plan_art1]\npage = 3", "citations.plan_art1.page", "unknown key"),
        ("[claims.lead_rumor]\nzh = '传闻'", "claims.lead_rumor", "unknown key"),
        ("[gate.steps.refuse]\nzh = '拒绝'", "gate.steps.refuse", "unknown key"),
        ("[scenarios.sport]\nzh = '体育'", "scenarios.sport", "unknown key"),
        # words of closed lists
        (
            '[kinds.tax_arrears]\ncategories = ["tax_arrear"]',
            "kinds.tax_arrears.categories",
            "did you mean 'tax_arrears'?",
        ),
        ('[kinds.tax_arrears]\neffect = "nothing"', "kinds.tax_arrears.effect", "unknown 'nothing'"),
        ('[kinds.tax_arrears]\ndomain = "moon"', "kinds.tax_arrears.domain", "unknown 'moon'"),
        ('[kinds.tax_arrears]\nclass = "grave"', "kinds.tax_arrears.class", "unknown 'grave'"),
        ('[kinds.tax_arrears]\nlegal_class = "fifth"', "kinds.tax_arrears.legal_class", "unknown 'fifth'"),
        ('[kinds.tax_arrears]\nbasis = ["hearsay"]', "kinds.tax_arrears.basis", "unknown 'hearsay'"),
        (
            '[channels.contact]\nrelation = "USES_CONTACT"',
            "channels.contact.relation",
            "unknown 'USES_CONTACT'",
        ),
        ('[channels.project_buyer]\nroles = ["chef"]', "channels.project_buyer.roles", "unknown 'chef'"),
        ('[channels.contact]\nroles = ["fax"]', "channels.contact.roles", "unknown 'fax'"),
        ('[channels.guarantee]\nroles = ["x"]', "channels.guarantee.roles", "has no roles"),
        ('[relations]\nsilent = ["knows"]', "relations.silent", "unknown 'knows'"),
        ('[purposes.audit]\nroles = ["king"]', "purposes.audit.roles", "unknown 'king'"),
        ('[citations.plan_art1]\nmark = "E"', "citations.plan_art1.mark", "unknown 'E'"),
        ('[effect]\nversion_by = "luck"', "effect.version_by", "unknown 'luck'"),
        ('[effect]\nwithheld_statuses = ["gone"]', "effect.withheld_statuses", "unknown 'gone'"),
        ('[measures]\nclaims = ["lead_control"]', "measures.claims", "unknown 'lead_control'"),
        (
            '[effect.regimes.court_list.rules.court_list_term]\nopen_situations = ["s9"]',
            "effect.regimes.court_list.rules.court_list_term.open_situations",
            "unknown 's9'",
        ),
        (
            '[kinds.tax_arrears]\nmatch = [{ penalty_types = ["jail"] }]',
            "kinds.tax_arrears.match[1].penalty_types",
            "unknown 'jail'",
        ),
        # numbers
        ("[kinds.penalty_food]\nseverity = 1.5", "kinds.penalty_food.severity", "1.5 is outside [0, 1]"),
        ("[kinds.penalty_food]\nseverity = -0.1", "kinds.penalty_food.severity", "-0.1 is outside [0, 1]"),
        ("[kinds.penalty_food]\nseverity = nan", "kinds.penalty_food.severity", "outside"),
        ("[kinds.penalty_food]\nseverity = inf", "kinds.penalty_food.severity", "outside"),
        (
            "[kinds.penalty_food]\nseverity = 0.1234567",
            "kinds.penalty_food.severity",
            "more than six decimals",
        ),
        ('[kinds.penalty_food]\nseverity = "high"', "kinds.penalty_food.severity", "must be a number"),
        ("[kinds.penalty_food]\nseverity = true", "kinds.penalty_food.severity", "must be a number"),
        (
            "[kinds.penalty_food]\nseverity = { general = 0.9, serious = 0.2 }",
            "kinds.penalty_food.severity",
            "general above serious",
        ),
        ("[kinds.penalty_food.roles]\nprincipal = 1.5", "kinds.penalty_food", "amplitude 1.5"),
        ("[event_defaults.roles]\nderived = 2.0", "kinds.penalty_food", "amplitude 2 "),
        ("[kinds.penalty_food]\nhalf_life_days = 0", "kinds.penalty_food.half_life_days", "or 'none'"),
        ('[kinds.penalty_food]\nhalf_life_days = "never"', "kinds.penalty_food.half_life_days", "or 'none'"),
        ("[channels.holding]\ndown = 1.2", "channels.holding.down", "1.2 is outside [0, 1]"),
        ("[channels.holding]\nup = -1", "channels.holding.up", "-1 is outside [0, 1]"),
        ("[propagation]\nexponent = 3", "propagation.exponent", "3 is outside [1, 2]"),
        ("[propagation]\nmax_arcs = 4.5", "propagation.max_arcs", "must be a whole number"),
        # law
        ("[kinds.other_list]\nenabled = true", "kinds.other_list.basis", "needs a citation"),
        ("[kinds.tax_arrears]\nbasis = []\nenabled = true", "kinds.tax_arrears.basis", "needs a citation"),
        ("[kinds.identity_misuse]\nenabled = true", "kinds.identity_misuse.enabled", "lists only"),
        (
            '[kinds.tax_arrears]\nlegal_class = "other_dishonesty"',
            "kinds.tax_arrears.in_catalogue",
            "catalogue",
        ),
        ("[kinds.tax_arrears]\nin_catalogue = true", "kinds.tax_arrears.catalogue_ref", "missing"),
        ('[kinds.tax_arrears]\nclass = "by_rule"', "kinds.tax_arrears.class", "administrative penalties"),
        (
            '[effect.penalty_classes]\nminor_types = ["licence_revoked"]',
            "effect.penalty_classes.serious_types",
            "at once",
        ),
        ('[effect]\nwithheld_statuses = ["active"]', "effect.withheld_statuses", "'active'"),
        ('[effect.regimes.penalty]\nended_by = ["active"]', "effect.regimes.penalty.ended_by", "'active'"),
        (
            "[effect.regimes.penalty.rules.penalty_order58]\nbasis = []",
            "effect.regimes.penalty.rules.penalty_order58.basis",
            "must not be empty",
        ),
        (
            "[effect.regimes.penalty.rules.penalty_order58]\nvalid_from = 2027-01-01",
            "effect.regimes.penalty.rules.penalty_order58.valid_to",
            "not after",
        ),
        (
            "[effect.regimes.penalty.rules.penalty_order58]\nextension_months = 3",
            "effect.regimes.penalty.rules.penalty_order58.extension_months",
            "goes together",
        ),
        (
            '[effect.regimes.penalty.rules.penalty_order58]\nmonths = { general = "ever" }',
            "effect.regimes.penalty.rules.penalty_order58.months.general",
            "or 'open'",
        ),
        (
            "[effect.regimes.penalty.rules.penalty_order58]\nvalid_to = 2026-04-01T00:00:00",
            "effect.regimes.penalty.rules.penalty_order58.valid_to",
            "must be a date",
        ),
        # shapes
        ("[policy]\nformat = 2", "policy.format", "outside [1, 1]"),
        ("[kinds.Loud]\nzh = '甲'", "kinds.Loud", "lower-case"),
        ("kinds = 3", "kinds", "must be a table"),
        ("[kinds]\npenalty_food = 3", "kinds.penalty_food", "must be a table"),
        ("[kinds.penalty_food]\nmatch = 3", "kinds.penalty_food.match", "must be a list of tables"),
        ("[kinds.penalty_food]\nbasis = 3", "kinds.penalty_food.basis", "must be a list of texts"),
        ('[kinds.penalty_food]\nbasis = ["samr_45", "samr_45"]', "kinds.penalty_food.basis", "twice"),
        ("[kinds.penalty_food]\nenabled = 1", "kinds.penalty_food.enabled", "true or false"),
    ],
)
def test_each_fault_is_named_with_its_path(overlay: str, where: str, reason: str) -> None:
    found = faults(overlay)
    assert reason in found.get(where, f"no fault there, but {found}")


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('zh = "失信被执行人"\n', "kinds.dishonest_debtor.zh"),
        ('en = "dishonest judgment debtor"\n', "kinds.dishonest_debtor.en"),
        ('categories = ["dishonest_debtor"]\n', "kinds.dishonest_debtor.categories"),
        ('decided_by = { zh = "书记员", en = "clerk" }\n', "kinds.sme_arrears.decided_by"),
        ("max_arcs = 4\n", "propagation.max_arcs"),
        (
            "natural_persons = true\nreference_required = false\n",
            "purposes.emergency_response.natural_persons",
        ),
        ("issued_on = 2026-09-01\n", "policy.issued_on"),
        ('version_by = "earlier_end"     #', "effect.version_by"),
    ],
)
def test_what_is_required_and_missing_is_named(line: str, where: str) -> None:
    base = DEFAULT.replace(
        'en = "arrears to small firms"\ncategories = ["sme_payment_arrears"]\n'
        'decided_by = { zh = "有关主管部门", en = "competent authority" }\n',
        'en = "arrears to small firms"\ncategories = ["sme_payment_arrears"]\n'
        'decided_by = { zh = "书记员", en = "clerk" }\n',
    )
    assert base.count(line) >= 1
    comment = "#" if line.endswith("#") else ""
    assert faults("", base.replace(line, comment, 1)).get(where) == "missing"


def test_all_faults_are_listed_at_once() -> None:
    found = faults(
        '[kinds.penalty_food]\nseverity = 2\nsevrity = 1\n[kinds.tax_arrears]\ncategories = ["x"]\n'
        "[channels.holding]\ndown = 7\n[propagation]\nexponent = 9\n"
        "[effect.regimes.penalty.rules.penalty_order58]\nvalid_to = 2026-06-01\n"
        "[gate.steps.normal.thresholds]\nown_record = 0.1"
    )
    assert set(found) == {
        "kinds.penalty_food.severity",
        "kinds.penalty_food.sevrity",
        "kinds.tax_arrears.categories",
        "channels.holding.down",
        "propagation.exponent",
        "effect.regimes.penalty.rules",
        "gate.steps.normal.thresholds",
    }


def test_a_fault_in_one_clock_does_not_hide_a_gap_in_another() -> None:
    found = faults(
        "[effect.regimes.notice]\ncounting = 1\n[effect.regimes.penalty.rules.penalty_order58]\nvalid_to = 2026-03-01"
    )
    assert set(found) == {"effect.regimes.notice.counting", "effect.regimes.penalty.rules"}


def test_a_file_that_is_no_toml_says_where() -> None:
    assert "line 2" in faults("[kinds]\nx == 1")["file"]


def test_an_empty_file_names_every_section() -> None:
    found = faults("", "")
    for section in (
        "policy",
        "citations",
        "domains",
        "effect",
        "kinds",
        "channels",
        "claims",
        "gate",
        "purposes",
    ):
        assert found.get(section) == "missing"


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        Policy.load(overlay=tmp_path / "absent.toml")
    latin = tmp_path / "gb.toml"
    latin.write_bytes('[policy]\nzh = "本单位"'.encode("gb18030"))
    with pytest.raises(PolicyError, match="cannot be read"):
        Policy.load(overlay=latin)
