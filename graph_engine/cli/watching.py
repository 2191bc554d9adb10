"""The command that loads what an exchange drops into a folder."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from graph_engine.cli.loading import loaders, mapped
from graph_engine.cli.session import StoreOption, errors_told, notes, settings_of, start_logging
from graph_engine.errors import StoreError
from graph_engine.loading.exchange import Delivery, ExchangeFolder, Outcome
from graph_engine.loading.opening import opened_secrets
from graph_engine.loading.report import LoadReport
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.settings import Settings
from graph_engine.store import open_store

SOMETHING_REJECTED = 1
"""Exit code of a single look in which a file or a row was refused."""


def watch_folder(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="holds a folder LOADER or LOADER@SOURCE for each source")
    ],
    once: Annotated[bool, typer.Option("--once", help="look once and stop, as from cron")] = False,
    every: Annotated[float, typer.Option("--every", min=1.0, metavar="SECONDS", help="time between two looks")] = 60.0,
    settle: Annotated[
        float, typer.Option("--settle", min=0.0, metavar="SECONDS", help="how long a file must have been left alone")
    ] = 5.0,
    full: Annotated[
        list[str] | None, typer.Option("--full", metavar="NAME", help="folder whose files hold all that its source has")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Load what an exchange drops into a folder (每日交换): each file once, its result beside it."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)

        def load(delivery: Delivery) -> LoadReport:
            return _load(settings, delivery)

        exchange = ExchangeFolder(folder, list(loaders()), load, time.time, frozenset(full or ()), settle)
        if once:
            outcomes = [_told(outcome) for outcome in exchange.look()]
            if any(outcome.status == "rejected" or (outcome.report and outcome.report.refused) for outcome in outcomes):
                raise typer.Exit(SOMETHING_REJECTED)
            return
        while True:
            try:
                for outcome in exchange.look():
                    _told(outcome)
            except StoreError as error:
                notes.print(f"{error}; tried again in {every:g} s", style="yellow", markup=False, soft_wrap=True)
            time.sleep(every)


def _load(settings: Settings, delivery: Delivery) -> LoadReport:
    catalogue = loaders()
    options = LoadOptions(
        source=delivery.source,
        full=delivery.full,
        recorded_at=datetime.now(UTC),
        clock=lambda: datetime.now(UTC),
    )
    loader = catalogue[delivery.loader] if delivery.mapping is None else mapped(delivery.loader, delivery.mapping)
    with open_store(settings.store, settings) as target, opened_secrets(settings) as (kept, _):
        return run_load(target, loader, [delivery.path], options, kept, catalogue=catalogue)


def _told(outcome: Outcome) -> Outcome:
    delivery = outcome.delivery
    place = f"{delivery.path.parent.name}/{delivery.path.name}"
    if outcome.report is not None:
        report = outcome.report
        what = (
            f"{outcome.status}: {report.rows} rows, {report.understood} understood, "
            f"{sum(report.ignored.values())} ignored, {sum(report.refused.values())} refused"
        )
    else:
        what = f"{outcome.status}: {outcome.reason}"
    typer.echo(f"{place}: {what}")
    return outcome
