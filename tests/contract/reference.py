"""What a store should hold after some loads, worked out in plain sets: the oracle of the random loads.

It shares no code with the stores or the stage: slots are tuples of what they mean, not hashes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from graph_engine.model.days import day_of
from graph_engine.model.documents import SourceDocument
from graph_engine.model.records import Record, Value
from graph_engine.store.stored_rows import QuarantinedRow
from tests.contract.loads import Load
from tests.contract.pictures import EMPTY, Picture, Statement

Slot = tuple[str, ...]
Content = tuple[Value, ...]
Provenance = tuple[str, int, str]


@dataclass
class ReferenceStore:
    """A store in memory that keeps a picture of each load."""

    live: dict[tuple[Slot, Content], Provenance] = field(default_factory=dict)
    nodes: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    documents: dict[str, SourceDocument] = field(default_factory=dict)
    refused: dict[tuple[str, int], QuarantinedRow] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=lambda: [EMPTY])

    @property
    def newest(self) -> Picture:
        """What the last load left."""
        return self.pictures[-1]

    def apply(self, load: Load) -> int | None:
        """Applies a load and gives its number, if it has one."""
        said = self._said(load)
        slots = {slot for slot, _ in said}
        before = (set(self.live), set(self.nodes), set(self.refused))
        for slot, content in list(self.live):
            replaced = slot in slots and (slot, content) not in said
            gone = load.full and slot[1] == load.source and slot not in slots
            if replaced or gone:
                del self.live[slot, content]
        for statement, provenance in said.items():
            self.live.setdefault(statement, provenance)
        documents = {document.key: document for document in (load.source_document, *load.others)}
        self._refuse(load, documents)
        self._meet(load)
        if before == (set(self.live), set(self.nodes), set(self.refused)):
            return None
        self.documents = {**documents, **self.documents}
        self.pictures.append(self._picture())
        return len(self.pictures) - 1

    def _said(self, load: Load) -> dict[tuple[Slot, Content], Provenance]:
        said: dict[tuple[Slot, Content], Provenance] = {}
        for line, record in enumerate(load.records, start=1):
            ends = tuple(party.key for party in record.ends())
            slot = (record.kind, load.source, *ends, record.place())
            provenance = (load.source_document.key, line, f"row-{load.document}-{line}")
            said.setdefault((slot, _content(record)), provenance)
        return said

    def _meet(self, load: Load) -> None:
        for record in load.records:
            for party in record.ends():
                self.nodes.setdefault(party.key, (party.kind, party.key, party.scope))

    def _refuse(self, load: Load, documents: dict[str, SourceDocument]) -> None:
        for row in load.refused:
            self.refused.setdefault((row.document, row.line), row)
        if load.full:
            everywhere = {**documents, **self.documents}
            for key, line in list(self.refused):
                if everywhere[key].source == load.source and key not in documents:
                    del self.refused[key, line]

    def _picture(self) -> Picture:
        statements: dict[str, list[Statement]] = {}
        for (slot, content), (document, line, row_hash) in self.live.items():
            kind, _, *ends, _ = slot
            row = (_digest(slot), _content_digest(content), *ends, *content, document, line, row_hash)
            statements.setdefault(kind, []).append(row)
        return Picture(
            nodes=sorted(self.nodes.values(), key=repr),
            statements={kind: sorted(rows, key=repr) for kind, rows in statements.items()},
            documents=sorted(self.documents.values(), key=lambda document: document.key),
            refused=[self.refused[place] for place in sorted(self.refused)],
        )


def _content(record: Record) -> Content:
    return (*record.values(), day_of(record.valid_from), day_of(record.valid_to))


def _digest(slot: Slot) -> str:
    return blake2b("\x1f".join(slot).encode(), digest_size=16).hexdigest()


def _content_digest(content: Content) -> str:
    return blake2b(repr(content).encode(), digest_size=16).hexdigest()
