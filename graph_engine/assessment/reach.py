"""What reaches a target (关联范围): in the point value, and at both ends of what is not known.

Low: ratios at their lower ends, undated events out. High: ratios at their upper ends, undated events at age 0.
Transits are held at their point values, so the three stand on one network but for the ratios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_engine.analysis.allocation import hazard_micro, score_micro
from graph_engine.analysis.explanation import Explanation, explain
from graph_engine.analysis.network import Network
from graph_engine.analysis.sources import Sources
from graph_engine.answers.writing import Micro
from graph_engine.assessment.grounds import Grounds
from graph_engine.policy.channels import Propagation


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """The matters that reach one target, three times. Where nothing is in doubt the three are one."""

    numbers: Propagation
    point: Explanation
    low: Explanation
    high: Explanation

    def score(self, found: Explanation) -> Micro:
        """The saturation of one of the three."""
        hazard = hazard_micro(found.total, self.numbers.exponent)
        return Micro(score_micro(hazard, self.numbers.kappa_ppm))

    def nodes(self) -> set[int]:
        """Every node on a path of any of the three."""
        found: set[int] = set()
        for explanation in (self.point, self.low, self.high):
            used = np.arange(explanation.path.shape[1]) <= explanation.arcs[:, None]
            found.update(np.unique(explanation.path[used]).tolist())
        return found


def reach_of(grounds: Grounds, target: int) -> Reach:
    """Searches backwards from a target: once where nothing is in doubt, else three times."""
    conduction, numbers = grounds.conduction, grounds.policy.propagation

    def found(network: Network, sources: Sources) -> Explanation:
        return explain(network, sources, target, hops=numbers.max_arcs)

    point = found(conduction.network, grounds.sources)
    low = found(conduction.low_network, grounds.sources) if conduction.has_ratio_doubt else point
    doubtful = conduction.has_ratio_doubt or grounds.upper_sources is not grounds.sources
    high = found(conduction.high_network, grounds.upper_sources) if doubtful else point
    return Reach(numbers, point, low, high)
