"""What README shows: every project of the demo city (`make demo`), strongest claim first."""

from graph_engine import RequestContext, RiskEngine

with RiskEngine.open("sqlite:///build/demo/city.sqlite") as engine:
    for answer in engine.assess_all(RequestContext("me", "officer", "project_review", "2026-17")):
        print(answer.name, answer.score, answer.claim and answer.claim.name.zh)
