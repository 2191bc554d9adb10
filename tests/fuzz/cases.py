"""One case (用例): the files that a seed makes for a loader, always the same ones."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from random import Random

from tests.contract.loader_samples import SAMPLES
from tests.fuzz import documents, packing, tables
from tests.fuzz.values import strange

NOISE = "noise"
"""Stands where a loader's name does, for files that come from no sample."""

_NAMES = ("a.csv", "a.tsv", "a.txt", "a.json", "a.jsonl", "a.xlsx", "a.xls", "a.ods", "a.zip", "a.gz", "a.xml", "a")


@dataclass(frozen=True, slots=True)
class Case:
    """Files by their path in a folder. `filled`: the rows that are not blank in them, where surely known."""

    loader: str
    seed: int
    files: dict[str, bytes]
    filled: int | None


def case_of(loader: str, seed: int) -> Case:
    """The case of a seed; the same on every machine."""
    random = Random(f"{loader}:{seed}")
    if loader == NOISE:
        return Case(loader, seed, {random.choice(_NAMES): packing.noise(random)}, None)
    samples = SAMPLES[loader]
    chosen = random.sample(sorted(samples), random.choice((1, 1, len(samples))))
    files: dict[str, bytes] = {}
    filled: int | None = 0
    for name in chosen:
        written, content, rows = _bent(name, samples[name], random)
        files[written if written not in files else f"2{written}"] = content
        filled = None if filled is None or rows is None else filled + rows
    if random.random() < 0.2:
        name = random.choice(sorted(files))
        files[name] = packing.damage(files[name], random)
        filled = None
    if len(set(files.values())) < len(files):
        filled = None
    whole = packing.packed(files, random)
    if any(packing.wrapped(content) and not packing.wrapped(files.get(name, b"")) for name, content in whole.items()):
        filled = None
    if random.random() < 0.05:
        name = random.choice(sorted(whole))
        whole[name] = packing.damage(whole[name], random)
        filled = None
    return Case(loader, seed, whole, filled)


def _bent(name: str, content: bytes, random: Random) -> tuple[str, bytes, int | None]:
    """A sample bent in its own way: its name, its content, and the rows in it that are not blank, if known."""
    plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    start = plain.lstrip(b"\xef\xbb\xbf \r\n")[:1]
    title, _, ending = name.removesuffix(".gz").partition(".")
    if start in (b"{", b"["):
        tree, lines = documents.tree_of(plain)
        written, rows = documents.write(documents.bend(tree, random), lines, random)
        return f"{title}.{ending}", written, rows
    if ending not in ("csv", "tsv", "txt"):
        return f"{title}.{ending}", packing.damage(plain, random) if random.random() < 0.9 else plain, None
    grid = tables.grid_of(plain)
    tables.bend(grid, random)
    if random.random() < 0.05:
        title = "".join(sign for sign in strange(random)[:20] if sign not in "/\0\\") or "x"
    return tables.write(grid, title, random)
