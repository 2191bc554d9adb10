"""What README shows: from files to a page of flagged projects with a picture of each; a notebook shows it by itself."""

from graph_engine import RequestContext, RiskEngine

engine, me = RiskEngine.open("sqlite:///city.sqlite"), RequestContext("me", "officer", "project_review", "2026-17")
for loader, file in {"registry": "registry.xlsx", "court": "court.csv", "projects": "projects.xlsx"}.items():
    engine.load(me, loader, f"examples/city/{file}")
engine.assess_all(me).flagged.save("flagged.html")
