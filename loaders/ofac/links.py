"""Links between entries (关联条目): `Linked To: NAME` in the remarks, parted by semicolons, ended by a dot.

The last remark's dot may also be the last sign of a name such as `ACME S.A.`, so names are compared without it.
The list itself says that one entry is linked to another and prints that one's name; this is no guess by name, as
long as one entry alone bears it.
"""

from __future__ import annotations

from typing import Final

from graph_engine.loading import Rule

OF_A_THING: Final = Rule("link_of_vessel_or_aircraft", "a link from a vessel or aircraft", "船舶、航空器所涉的关联")
TO_A_THING: Final = Rule("link_to_vessel_or_aircraft", "a link to a vessel or aircraft", "指向船舶、航空器的关联")
TO_NO_ENTRY: Final = Rule("link_to_no_entry", "a link to a name that no entry bears", "所关联的名称不在名单中")
TO_A_SHARED_NAME: Final = Rule(
    "link_to_shared_name",
    "a link to a name that several entries bear: none is chosen",
    "所关联的名称对应多个条目，不作选择",
)
TO_ITSELF: Final = Rule("link_to_itself", "a link of an entry to itself", "指向自身的关联")

_MARK: Final = "Linked To:"


def stated_in(remarks: str | None) -> list[str]:
    """The names to which remarks say that the entry is linked, as printed."""
    parts = [] if remarks is None else [part.strip() for part in remarks.split(";")]
    return [part[len(_MARK) :].strip() for part in parts if part.startswith(_MARK)]


def folded(name: str) -> str:
    """A name as it is compared: without a dot at its end, be it the name's own or the remark's."""
    return name.rstrip(".")
