"""Commands that draw: view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_engine.cli.session import (
    AsOfOption,
    KnownAtOption,
    LanguageOption,
    PurposeOption,
    ReferenceOption,
    RoleOption,
    StoreOption,
    context_of,
    day_of_text,
    errors_told,
    language_of,
    notes,
    opened,
    settings_of,
    start_logging,
    time_of_text,
    writing,
)
from graph_engine.errors import RequestError
from graph_engine.views.assessment_graph import NODES
from graph_engine.views.assessment_page import assessment_page
from graph_engine.views.pyvis_page import to_pyvis

_PAGES = {"html": assessment_page, "pyvis": to_pyvis}


def view(
    target: Annotated[str, typer.Argument(help="public id, code, project number or exact name")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.html", help="the page to be written")],
    form: Annotated[str, typer.Option("--format", help="html, or pyvis where that extra is installed")] = "html",
    scenario: Annotated[str | None, typer.Option("--scenario", help="one of the four scenarios")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    store: StoreOption = None,
    purpose: PurposeOption = "test",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
    language: LanguageOption = None,
) -> None:
    """Draw one case as an interactive page (图谱) that opens offline."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        if form not in _PAGES:
            raise RequestError(f"format is one of {', '.join(_PAGES)}, not '{form}'")
        tongue = language_of(language, settings)
        with opened(settings) as engine:
            answer = engine.assess(
                context_of(purpose, role, reference),
                [target],
                scenario=scenario,
                as_of=day_of_text(as_of),
                known_at=time_of_text(known_at, settings),
                # Each path has an event of its own, so no more can be drawn than nodes.
                printed=NODES,
            )[0]
        page = _PAGES[form](answer, tongue)
        with writing(output):
            output.write_text(page, encoding="utf-8", newline="\n")
        notes.print(f"→ {output}", markup=False, highlight=False, soft_wrap=True)
