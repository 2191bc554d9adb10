"""Draws the picture that README shows: one answer of the invented city, from its files to docs/answer.svg.

The same bytes every time: the store is a temporary one, and key, time and as-of date are fixed.

    .venv/bin/python examples/draw_answer.py
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.reports.assessment_picture import assessment_picture
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import open_vault
from loaders import LOADERS

HERE = Path(__file__).resolve().parent
PICTURE = HERE.parent / "docs" / "answer.svg"
PROJECT = "ZDXM-2026-001"
FILES = {
    "registry": ["registry.xlsx"],
    "penalties": ["penalties.csv", "penalties_old.csv"],
    "court": ["court.csv", "restrictions.csv"],
    "projects": ["projects.xlsx"],
}
KEY = OfficeKey(bytes(range(32)))
ANSWERED_AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def draw(language: str = "en") -> str:
    """The picture as SVG text."""
    context = RequestContext("example", "officer", "project_review", PROJECT)
    with TemporaryDirectory() as folder:
        settings = Settings(store=f"sqlite:///{folder}/city.sqlite")
        with (
            open_vault(Path(folder) / "vault", KEY) as vault,
            RiskEngine.open(settings=settings, clock=lambda: ANSWERED_AT) as engine,
        ):
            for name, files in FILES.items():
                paths = [HERE / "city" / file for file in files]
                options = LoadOptions(source=name, recorded_at=ANSWERED_AT)
                run_load(engine.store, LOADERS[name], paths, options, LoadSecrets(KEY, vault), catalogue=LOADERS)
            (answer,) = engine.assess(context, [PROJECT], as_of=date(2026, 11, 22))
    return assessment_picture(answer, language)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.write_text(draw(), encoding="utf-8")
