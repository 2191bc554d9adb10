"""A picture of a graph as plain data: nodes with a place, edges between them, paths through them.

Lengths are in pixels at 100 %, `x` and `y` the upper left corner of a node. Texts that depend on the reader's
language stand in both; names stand as they were registered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from graph_engine.answers.assessment import Words
from graph_engine.answers.writing import Micro

Text = Words | str
"""A wording in both languages, or what reads the same in both: a name, a number, a date."""

LANGUAGES: Final = ("zh", "en")
FOLD: Final = "fold"
"""The kind of a node that stands for what is not drawn one by one."""
EVENT: Final = "event"
"""The kind of a node that stands for the events of one matter."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing said about a node or an edge: its name and what it is."""

    head: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together, under a title."""

    title: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line inside a node; `style` is name, soft or warn."""

    text: str
    style: str


@dataclass(slots=True)
class Shape:
    """A node as it is drawn in one language: what stands inside, and where the box is."""

    lines: tuple[TextLine, ...] = ()
    width: float = 0.0
    height: float = 0.0
    x: float = 0.0
    y: float = 0.0
    zone: float = 0.0
    """The room at its right in which the labels of its edges stand."""


@dataclass(slots=True)
class Node:
    """A party, a project, an event, or what is folded away.

    `risk` is the class of the gravest own record that counts; `doubtful`: whether only a name says that the record
    is this party's. It has one shape a language: English words are longer.
    """

    id: str
    key: str
    kind: str
    name: Text
    focus: bool = False
    risk: str | None = None
    doubtful: bool = False
    details: tuple[Section, ...] = ()
    shape: dict[str, Shape] = field(default_factory=lambda: {language: Shape() for language in LANGUAGES})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact between two nodes, in its own words; `forward` and `doubtful` as of an edge."""

    label: Words
    forward: bool
    doubtful: bool
    strength: Micro
    dates: Text
    doubts: tuple[Words, ...]
    source: str


@dataclass(slots=True)
class Edge:
    """A relation between two nodes; `tail` is the node farther from the target.

    `forward`: whether the relation itself leads from `tail` to `head` (holder to company); `None` where it has no
    direction. `facts` are all that stand behind it, the strongest first; the label is that of the first.
    """

    id: str
    tail: str
    head: str
    kind: str
    label: Words
    forward: bool | None = None
    doubtful: bool = False
    ratio: Micro | None = None
    doubts: tuple[Words, ...] = ()
    facts: tuple[Fact, ...] = ()
    details: tuple[Section, ...] = ()
    via: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    """By language: points in free lanes that the edge passes, where it is longer than one column."""


@dataclass(frozen=True, slots=True)
class Path:
    """A contribution: its amount, what may be said, and the nodes and edges it runs through, the event first."""

    number: int
    part: str
    claim: str
    amount: Micro
    nodes: tuple[str, ...]
    edges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """What is not drawn, of one part: how many contributions, and what they come to together."""

    part: str
    count: int
    amount: Micro
    node: str


@dataclass(slots=True)
class Graph:
    """The whole picture. The first node is the target."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)
    size: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By language: width and height."""
