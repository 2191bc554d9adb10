"""What a person who types a text may mean by it (查询词): the keys that it can be, strongest first."""

from __future__ import annotations

import re

from graph_engine.model.identifiers import (
    check_credit_code,
    check_lei,
    check_organisation_code,
    check_registration_number,
)

_SCHEME_AND_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S.*", re.DOTALL)


def asked_keys(text: str) -> tuple[str, ...]:
    """The keys that a text can be: itself if it is `scheme:value`, else a code with the scheme of its form."""
    text = text.strip()
    if _SCHEME_AND_VALUE.fullmatch(text):
        return (text,)
    checks = (
        ("uscc", check_credit_code(text)),
        ("org", check_organisation_code(text)),
        ("regno", check_registration_number(text)),
        ("lei", check_lei(text)),
    )
    return tuple(f"{scheme}:{verdict.value}" for scheme, verdict in checks if verdict.usable)
