"""graph-engine, an entity-relationship risk graph engine (关联风险图谱引擎).

Who is really behind this company, and what trouble is it tied to? Start with `RiskEngine.open(url)`.
"""

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.request import RequestContext
from graph_engine.engine import RiskEngine
from graph_engine.errors import GraphEngineError
from graph_engine.policy import Policy
from graph_engine.settings import Settings
from graph_engine.store import open_store

__version__ = "0.1.0"

__all__ = [
    "Assessment",
    "GraphEngineError",
    "Policy",
    "RequestContext",
    "RiskEngine",
    "Settings",
    "__version__",
    "open_store",
]
