"""How a row names a party: a primary key, other keys, a name and, where there is nothing better, a scope.

A key is `scheme:value`. Enterprises, strongest first: `uscc` (统一社会信用代码), `org` (组织机构代码), `regno`
(注册号), `lei`, then any `SCHEME` of a foreign register such as `GB-COH`, then `src` (the source's own
identifier), then `name`, which is local to the party, project or matter in which the name stands. Persons:
`person` (keyed hash of the ID number), `person-src`, `person-local`. Two persons are never joined by name
across scopes. Projects: `project` (a number or name within its source), then `project-code` (投资项目统一代码), which
joins the one project of which a list gives it. What is joined, and when, is decided where a snapshot is built.
"""

from __future__ import annotations

from typing import NamedTuple

ENTERPRISE_SCHEMES: tuple[str, ...] = ("uscc", "org", "regno", "lei")
"""Schemes of enterprises by falling strength; any other scheme of a register ranks after these."""

SOURCE_SCHEME = "src"
NAME_SCHEME = "name"
PERSON_SCHEME = "person"
PERSON_SOURCE_SCHEME = "person-src"
PERSON_LOCAL_SCHEME = "person-local"
PERSON_SCHEMES = frozenset((PERSON_SCHEME, PERSON_SOURCE_SCHEME, PERSON_LOCAL_SCHEME))
"""Schemes of natural persons' keys."""
SOURCE_SCHEMES = frozenset((SOURCE_SCHEME, PERSON_SOURCE_SCHEME))
"""Schemes of a source's own identifiers."""
PROJECT_SCHEME = "project"
PROJECT_CODE_SCHEME = "project-code"
EVENT_SCHEME = "event"

_RANKS: dict[str, int] = {
    **{scheme: rank for rank, scheme in enumerate(ENTERPRISE_SCHEMES)},
    SOURCE_SCHEME: 8,
    NAME_SCHEME: 9,
    PERSON_SCHEME: 0,
    PERSON_SOURCE_SCHEME: 1,
    PERSON_LOCAL_SCHEME: 9,
    PROJECT_SCHEME: 0,
    PROJECT_CODE_SCHEME: 1,
}
_REGISTER_RANK = 7
LOCAL_RANK = 9
"""Rank of keys that hold only within their scope."""


def scheme_of(key: str) -> str:
    """The scheme of a key, before its first colon."""
    return key.partition(":")[0]


def rank_of(key: str) -> int:
    """Strength of a key: 0 is strongest, `LOCAL_RANK` holds only within its scope."""
    return _RANKS.get(scheme_of(key), _REGISTER_RANK)


class PartyRef(NamedTuple):
    """A party as one row names it.

    `kind` is a node kind; `key` the strongest key known from this row; `aliases` the weaker ones; `scope` the
    key of the node within which a local key holds. `name` is as printed, `None` where the row gives none.
    """

    kind: str
    key: str
    name: str | None = None
    aliases: tuple[str, ...] = ()
    scope: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether the party is known here by name alone."""
        return self.scope is not None
