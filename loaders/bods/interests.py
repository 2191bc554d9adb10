"""What an interest is in the graph (权益对应关系): a holding, votes, an office, declared control, or apart.

Direct interests become relations; indirect ones are kept apart (`IndirectInterest`), for they would count twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from graph_engine.loading import Rule
from graph_engine.model.parties import PartyRef
from graph_engine.model.ratios import Ratio
from graph_engine.model.records import (
    DeclaredControl,
    IndirectInterest,
    Nominee,
    Office,
    Record,
    Shareholding,
)

NOT_A_RELATION: Final = Rule(
    "interest_without_relation",
    "a right to income or assets, or one that the source does not name, ties nobody",
    "收益权、资产使用权或未说明类型的权益，不作为关系",
)

_SHARES: Final = {
    "shareholding": "",
    "votingrights": "votes",
    "appointmentofboard": "appointment",
    # For partnerships the share of surplus assets is what the share of capital is for companies.
    "rightstosurplusassets": "partnership",
    "rightstosurplusassetsondissolution": "partnership",
}
_OFFICES: Final = {
    "boardmember": "director",
    "boardchair": "chairman",
    "seniormanagingofficial": "senior_manager",
}
_CONTROLS: Final = frozenset(
    (
        "influenceorcontrol",
        "otherinfluenceorcontrol",
        "controlviacompanyrulesorarticles",
        "controlbylegalframework",
        "rightsgrantedbycontract",
        "settlor",
        "settloroftrust",
        "trustee",
        "trusteeoftrust",
        "protector",
        "protectoroftrust",
        "nominator",
    )
)
_NOMINEE: Final = "nominee"


def is_indirect(interest: Mapping[str, Any], components: bool) -> bool:
    """Whether an interest leads through others: as stated, else if the statement lists its components."""
    stated = interest.get("directOrIndirect") or interest.get("interestLevel")
    if stated in ("direct", "indirect"):
        return bool(stated == "indirect")
    return components


def relation_of(
    interest: Mapping[str, Any],
    holder: PartyRef,
    subject: PartyRef,
    *,
    indirect: bool,
    ratio: Ratio | None,
    words: str | None,
    validity: tuple[date | None, date | None],
    record_id: str,
) -> Record | None:
    """The relation that an interest states; `None` where it ties nobody."""
    printed = str(interest.get("type") or "")
    kind = printed.replace("-", "").casefold()
    low = ratio.least_ppb if ratio else None
    high = ratio.greatest_ppb if ratio else None
    point = ratio.point_ppb if ratio else None
    first, end = validity
    if indirect:
        return IndirectInterest(
            source=holder,
            target=subject,
            record_id=f"{record_id}{printed}",
            ratio_ppb=point,
            ratio_low_ppb=low,
            ratio_high_ppb=high,
            ratio_text=words,
            basis=printed or None,
            valid_from=first,
            valid_to=end,
        )
    if kind in _SHARES or (not kind and ratio is not None):
        return Shareholding(
            source=holder,
            target=subject,
            role=_SHARES.get(kind, ""),
            record_id=record_id,
            ratio_ppb=point,
            ratio_low_ppb=low,
            ratio_high_ppb=high,
            ratio_text=words,
            basis=None if ratio is None else "band" if ratio.is_band else "reported",
            valid_from=first,
            valid_to=end,
        )
    if kind in _OFFICES:
        return Office(
            source=holder,
            target=subject,
            role=_OFFICES[kind],
            role_text=printed,
            record_id=record_id,
            valid_from=first,
            valid_to=end,
        )
    if kind in _CONTROLS:
        return DeclaredControl(
            source=holder,
            target=subject,
            basis=printed,
            record_id=f"{record_id}{printed}",
            valid_from=first,
            valid_to=end,
        )
    if kind == _NOMINEE:
        return Nominee(source=holder, target=subject, record_id=record_id, valid_from=first, valid_to=end)
    return None
