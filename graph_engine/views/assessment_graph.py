"""One assessment as a graph (评估图谱): the target, its parties, who is linked, and the events at the far ends.

Contributions are drawn strongest first until the picture is full; what is left over is folded into one node a part,
with its number and its sum, so that the amounts in the picture still add up to the hazard as printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from graph_engine.answers.assessment import Assessment, Contribution, EventNote, PartyNote, Step, StepFact, Words
from graph_engine.answers.writing import Micro
from graph_engine.reports.svg import text_width, wrap
from graph_engine.reports.words import DOUBTS, PARTS, ROLES, UNKNOWNS, say
from graph_engine.views.assessment_details import event_section, node_section, parties_section, step_sections
from graph_engine.views.graph import EVENT, FOLD, LANGUAGES, Edge, Fact, Fold, Graph, Node, Path, Section, TextLine
from graph_engine.views.labels import (
    NAME_LEADING,
    NAME_SIZE,
    SMALL_LEADING,
    SMALL_SIZE,
    fact_label,
    name_lines,
    short,
    told_dates,
    told_key,
    told_name,
    told_place,
)
from graph_engine.views.layered import lay_out

NODES: Final = 500
"""Nodes that a picture holds by default; what does not fit is folded."""
QUIET_PARTIES: Final = 12
"""Parties without a path that are drawn one by one; more are folded into one node."""

SEVERITIES: Final = ("serious", "general", "minor", "risk_notice")
"""Classes of a record, gravest first; what is no dishonesty information is a notice."""
SUBJECT: Final = "subject_of"
"""The kind of the edge from an event to whom it names."""
REST: Final = "rest"
"""The kind of the edge from a fold to the target."""

_MAY_NOT_HOLD: Final = frozenset(("joined_by_name", "end_disputed"))
_SCHEMES: Final = {"project": "project", "contact": "contact", "event": EVENT}
_EVENT_WIDTH: Final = 144.0
_ICON: Final = 24.0
_PADDING: Final = 12.0
_LEAST_BOX: Final = 74.0


def assessment_graph(answer: Assessment, *, nodes: int = NODES) -> Graph:
    """The picture of an answer, laid out; the same answer gives the same picture, to the last decimal."""
    return _Drawing(answer, nodes).graph()


class _Drawing:
    def __init__(self, answer: Assessment, limit: int) -> None:
        self.answer = answer
        self.limit = limit
        self.drawn = Graph()
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[str, str], Edge] = {}
        self.sections: dict[str, list[Section]] = defaultdict(list)
        self.records = {party.id: party.record for party in answer.parties}

    def graph(self) -> Graph:
        answer = self.answer
        self.party(answer.id, answer.name, focus=True)
        rest: Counter[str] = Counter()
        amounts: Counter[str] = Counter()
        for number, contribution in enumerate(answer.contributions, start=1):
            if rest or not self.has_room(contribution):
                rest[contribution.part] += 1
                amounts[contribution.part] += contribution.amount
                continue
            self.contribution(number, contribution)
        for more in answer.more:
            rest[more.part] += more.count
            amounts[more.part] += more.amount
        self.quiet_parties()
        for part in PARTS:
            if rest[part]:
                self.fold(part, rest[part], Micro(amounts[part]))
        for node in self.drawn.nodes:
            node.details = (*node.details, *self.sections[node.id])
            for language in LANGUAGES:
                _shape(node, language)
        for language in LANGUAGES:
            lay_out(self.drawn, language)
        return self.drawn

    def has_room(self, contribution: Contribution) -> bool:
        keys = {key for step in contribution.path for key in (step.source, step.target)}
        return len(self.nodes) + 1 + len(keys - self.nodes.keys()) <= self.limit

    # ------------------------------------------------------------------ nodes

    def party(self, key: str, name: str, *, focus: bool = False) -> Node:
        if key in self.nodes:
            return self.nodes[key]
        node = self.add(Node(f"n{len(self.nodes)}", key, _kind(key), told_name(key, name), focus))
        node.details = (node_section(node.kind, told_key(key)),)
        for note in self.records.get(key, ()):
            self.sections[node.id].append(event_section(note))
        return node

    def add(self, node: Node) -> Node:
        self.nodes[node.key] = node
        self.drawn.nodes.append(node)
        return node

    def event(self, contribution: Contribution) -> Node:
        """The node of a matter; its first event is the strongest."""
        first = contribution.events[0]
        key = f"event:{contribution.matter}>{contribution.subject}"
        node = self.add(Node(f"n{len(self.nodes)}", key, EVENT, first.name))
        node.risk = _gravest(contribution.events)
        node.doubtful = all(note.joined_by_name for note in contribution.events)
        for language in LANGUAGES:
            node.shape[language].lines = _event_lines(contribution, language)
        node.details = tuple(event_section(note) for note in contribution.events)
        return node

    def quiet_parties(self) -> None:
        """The parties that no path runs through: they are asked about, so they are shown."""
        target = self.nodes[self.answer.id]
        quiet = [party for party in self.answer.parties if party.id not in self.nodes]
        keys = list(dict.fromkeys(party.id for party in quiet))
        room = max(0, min(QUIET_PARTIES, self.limit - len(self.nodes)))
        shown = set(keys if len(keys) <= room else keys[: max(room - 1, 0)])
        for party in quiet:
            if party.id in shown:
                self.takes_part(party, self.party(party.id, party.name), target)
        left = len(keys) - len(shown)
        if left:
            name = Words(f"另有 {left} 个参与方", f"{left} more parties")
            node = self.folded("rest:quiet", name, Words("无线索；点开见名单", "without a path; open for their names"))
            node.details = (parties_section([party for party in quiet if party.id not in shown]),)

    def takes_part(self, party: PartyNote, node: Node, target: Node) -> None:
        role = ROLES.get(party.role, Words(party.role, party.role))
        known = self.edges.get((node.id, target.id))
        if known is not None:
            if known.label != role:
                known.label = short(Words(f"{known.label.zh}、{role.zh}", f"{known.label.en}, {role.en}"))
            return
        edge = self.edge(node, target, "takes_part_in", role)
        edge.forward, edge.doubtful = True, party.joined_by_name
        edge.doubts = (DOUBTS["joined_by_name"],) if party.joined_by_name else ()

    def fold(self, part: str, count: int, amount: Micro) -> None:
        words = PARTS[part]
        name = Words(f"其余 {count} 条{words.zh}", f"{count} more of {words.en}")
        node = self.folded(f"rest:{part}", name, Words(f"合计 {amount}", f"together {amount}"))
        self.drawn.folds.append(Fold(part, count, amount, node.id))

    def folded(self, key: str, name: Words, told: Words) -> Node:
        node = self.add(Node(f"n{len(self.nodes)}", key, FOLD, name))
        for language in LANGUAGES:
            node.shape[language].lines = (TextLine(say(name, language), "name"), TextLine(say(told, language), "soft"))
        self.edge(node, self.nodes[self.answer.id], REST, Words("", ""))
        return node

    # ------------------------------------------------------------------ edges and paths

    def contribution(self, number: int, found: Contribution) -> None:
        subject = self.party(found.subject, found.subject_name)
        # Laid from the target outwards: whoever stands nearer is there before what hangs on it.
        for step in reversed(found.path):
            self.party(step.target, step.target_name)
            self.party(step.source, step.source_name)
        event = self.event(found)
        if not self.records.get(found.subject):
            self.sections[subject.id] += [event_section(note) for note in found.events]
        _bear(subject, found)
        edges = [self.subject_edge(event, subject, found), *(self.step(step) for step in found.path)]
        nodes = [event.id, subject.id, *(self.nodes[step.target].id for step in found.path)]
        path = Path(number, found.part, found.claim, found.amount, tuple(nodes), tuple(edge.id for edge in edges))
        self.drawn.paths.append(path)

    def subject_edge(self, event: Node, subject: Node, found: Contribution) -> Edge:
        first = found.events[0]
        role = Words("", "") if first.role == "principal" else ROLES.get(first.role, Words(first.role, first.role))
        edge = self.edge(event, subject, SUBJECT, role)
        edge.doubtful = event.doubtful
        edge.doubts = (DOUBTS["joined_by_name"],) if event.doubtful else ()
        edge.details = event.details
        return edge

    def step(self, step: Step) -> Edge:
        tail, head = self.nodes[step.source], self.nodes[step.target]
        known = self.edges.get((tail.id, head.id))
        if known is not None:
            return known
        edge = self.edge(tail, head, step.relation, fact_label(step, len(step.also)))
        edge.forward = step.direction == "down"
        edge.facts = (_fact(step), *(_fact(fact) for fact in step.also))
        edge.doubtful = all(fact.doubtful for fact in edge.facts)
        edge.ratio, edge.doubts = step.ratio, edge.facts[0].doubts
        edge.details = step_sections(step)
        return edge

    def edge(self, tail: Node, head: Node, kind: str, label: Words) -> Edge:
        edge = Edge(f"e{len(self.edges)}", tail.id, head.id, kind, short(label))
        self.edges[tail.id, head.id] = edge
        self.drawn.edges.append(edge)
        return edge


def _fact(fact: Step | StepFact) -> Fact:
    return Fact(
        label=fact_label(fact),
        forward=fact.direction == "down",
        doubtful=bool(_MAY_NOT_HOLD & set(fact.doubts)),
        strength=fact.strength,
        dates=told_dates(fact),
        doubts=tuple(DOUBTS[doubt] for doubt in fact.doubts if doubt in DOUBTS),
        source="; ".join(told_place(place) for place in fact.provenance),
    )


def _kind(key: str) -> str:
    scheme = key.partition(":")[0]
    return "person" if scheme.startswith("person") else _SCHEMES.get(scheme, "enterprise")


def _severity(note: EventNote) -> str:
    return note.severity_class or "risk_notice"


def _gravest(notes: Iterable[EventNote]) -> str | None:
    classes = {_severity(note) for note in notes if note.counts}
    return next((severity for severity in SEVERITIES if severity in classes), None)


def _bear(subject: Node, found: Contribution) -> None:
    """Marks a subject by its gravest record; a mark that only a name supports gives way to a firm one."""
    risk, doubtful = _gravest(found.events), all(note.joined_by_name for note in found.events)
    order = [*SEVERITIES, None]
    if subject.risk is None or (doubtful, order.index(risk)) < (subject.doubtful, order.index(subject.risk)):
        subject.risk, subject.doubtful = risk, doubtful


def _event_lines(found: Contribution, language: str) -> tuple[TextLine, ...]:
    first = found.events[0]

    def told_as(words: Words) -> str:
        return say(words, language)

    day = first.decided_on or first.published_on
    told: list[tuple[str, str, float, int]] = [
        (told_as(first.name), "name", NAME_SIZE, 2),
        (first.document_number or "", "soft", SMALL_SIZE, 2),
        (first.authority or "", "soft", SMALL_SIZE, 2),
        (str(day or told_as(UNKNOWNS["event_undated"])), "soft", SMALL_SIZE, 2),
    ]
    if first.subject != found.subject:
        branch = Words(f"涉及分支机构 {first.subject_name}", f"by its branch {first.subject_name}")
        told.append((told_as(branch), "soft", SMALL_SIZE, 2))
    if len(found.events) > 1:
        others = len(found.events) - 1
        more = Words(f"同案另有 {others} 条记录", f"{others} more of the same matter")
        told.append((told_as(more), "more", SMALL_SIZE, 1))
    if first.joined_by_name:
        told.append((f"⚠ {told_as(DOUBTS['joined_by_name'])}", "warn", SMALL_SIZE, 2))
    return tuple(
        TextLine(line, style) for text, style, size, lines in told for line in wrap(text, size, _EVENT_WIDTH, lines)
    )


def _shape(node: Node, language: str) -> None:
    """What stands inside a node, and the box that holds it."""
    shape = node.shape[language]
    if not shape.lines:
        name = node.name if isinstance(node.name, str) else say(node.name, language)
        number = told_key(node.key) if node.focus else ""
        below = wrap(number, SMALL_SIZE, _EVENT_WIDTH, 1) if number != name else []
        lines = [*((line, "name") for line in name_lines(name)), *((line, "soft") for line in below)]
        shape.lines = tuple(TextLine(line, style) for line, style in lines)
    sizes = [(NAME_SIZE, NAME_LEADING) if line.style == "name" else (SMALL_SIZE, SMALL_LEADING) for line in shape.lines]
    widest = max(text_width(line.text, size) for line, (size, _) in zip(shape.lines, sizes, strict=True))
    icon = 0.0 if node.kind == FOLD else _ICON
    shape.width = round(max(widest + 2 * _PADDING + icon, _LEAST_BOX), 1)
    shape.height = round(sum(leading for _, leading in sizes) + 2 * _PADDING - 6, 1)
