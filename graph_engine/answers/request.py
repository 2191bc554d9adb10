"""Who asks, in which role, for which purpose, under which reference (查询人、角色、目的、依据)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The context of one use case. Nothing reads the graph without one (东府办〔2024〕6号 art. 3).

    `operator` is the asking person or system; `role` and `purpose` are ids of the policy's catalogue;
    `reference` is the case or project number that the question belongs to.
    """

    operator: str
    role: str
    purpose: str
    reference: str = ""
