"""What a person who types a text may mean by it (查询词): the keys that it can be, strongest first."""

from __future__ import annotations

import re
from collections.abc import Callable

from graph_engine.model.identifiers import (
    Verdict,
    check_credit_code,
    check_lei,
    check_organisation_code,
    check_registration_number,
)

_CHECKS: dict[str, Callable[[str], Verdict]] = {
    "uscc": check_credit_code,
    "org": check_organisation_code,
    "regno": check_registration_number,
    "lei": check_lei,
}
"""Schemes of which a value can be checked, strongest first."""

_SCHEME_AND_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S.*", re.DOTALL)


def asked_keys(text: str) -> tuple[str, ...]:
    """The keys that a text can be: itself if it is `scheme:value`, else a code with the scheme of its form.

    A code that fails its check can be nobody's.
    """
    text = text.strip()
    scheme, _, value = text.partition(":")
    if scheme in _CHECKS:
        return _usable(scheme, value)
    if _SCHEME_AND_VALUE.fullmatch(text):
        return (text,)
    return tuple(key for scheme in _CHECKS for key in _usable(scheme, text))


def _usable(scheme: str, value: str) -> tuple[str, ...]:
    verdict = _CHECKS[scheme](value)
    return (f"{scheme}:{verdict.value}",) if verdict.usable else ()
