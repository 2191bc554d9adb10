"""A part of a long list of assessments (分页)."""

from __future__ import annotations

from dataclasses import dataclass

from graph_engine.answers.assessment import Assessment


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """Some assessments of a list in total order: how many the whole list has, and the cursor of the next page.

    `mark` names what the order rests on: data, policy, day of asking, purpose and filter.
    """

    answers: tuple[Assessment, ...]
    total: int
    following: str | None
    mark: str
