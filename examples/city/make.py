"""Writes the invented city: `python -m examples.city.make [FOLDER]` (without a folder: beside this file).

The same cells every time, in every Python: choices are seeded, archives carry a fixed date. Besides the files
of real layouts it writes `stories.json`, what the storylines expect, and the table between the marks in
README.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from examples.city import (
    crowd,
    list_files,
    registry_file,
    sector_files,
    stories_codes,
    stories_later,
    stories_leads,
    stories_traps,
)
from examples.city.builder import City
from examples.city.world import Fact, Place, World

SEED = 20261122
HERE = Path(__file__).parent
BEGIN, END = "<!-- stories: written by make.py -->", "<!-- end of stories -->"


def build() -> World:
    """The whole city."""
    city = City(SEED)
    stories_leads.tell_all(city)
    stories_traps.tell_all(city)
    stories_codes.tell_all(city)
    crowd.fill(city)
    stories_later.tell_all(city)
    return city.world


def write(folder: Path) -> None:
    """Writes every file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    world = build()
    registry_file.write(world, folder)
    list_files.write(world, folder)
    sector_files.write(world, folder)
    places = _places(world)
    stories = [
        {
            "story": story.key,
            "project": story.project,
            "claim": story.claim or None,
            "flagged": story.flagged,
            "finding": story.finding,
            "why": story.why,
            "places": [str(place) for place in places[story.key]],
        }
        for story in sorted(world.stories, key=lambda story: story.project.rpartition("-")[2])
    ]
    (folder / "stories.json").write_text(json.dumps(stories, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _write_table(world, places, folder / "README.md")


def _places(world: World) -> dict[str, list[Place]]:
    parties = [party for project in world.projects for party in project.parties]
    facts: list[Fact] = [
        *parties,
        *world.firms,
        *world.holdings,
        *world.branches,
        *world.changes,
        *world.topics,
        *world.penalties,
        *world.listings,
        *world.restrictions,
        *world.permits,
        *world.entries,
        *world.repairs,
    ]
    places: dict[str, list[Place]] = {story.key: [] for story in world.stories}
    for fact in facts:
        if fact.story in places:
            places[fact.story] += fact.places
    return places


def _write_table(world: World, places: dict[str, list[Place]], readme: Path) -> None:
    names = {project.number: project.name for project in world.projects}
    lines = ["| 项目 | 应得结论 | 依据 | 可查之处 |", "|---|---|---|---|"]
    for story in sorted(world.stories, key=lambda story: (not story.flagged, story.project)):
        mark = "**提示**：" if story.flagged else ""
        where = "<br>".join(_folded(places[story.key]))
        lines.append(f"| {story.project}<br>{names[story.project]} | {mark}{story.finding} | {story.why} | {where} |")
    source = (HERE / "README.md").read_text("utf-8")
    head, _, rest = source.partition(BEGIN)
    _, _, tail = rest.partition(END)
    readme.write_text("\n".join([f"{head}{BEGIN}", *lines, f"{END}{tail}"]), "utf-8")


def _folded(places: list[Place]) -> list[str]:
    """Places with the lines of one sheet folded together; many lines are cut."""
    lines: dict[tuple[str, str], list[int]] = {}
    for place in places:
        lines.setdefault((place.file, place.sheet), []).append(place.line)
    folded = []
    for (file, sheet), numbers in lines.items():
        shown = ", ".join(map(str, sorted(numbers)[:6])) + (" …" if len(numbers) > 6 else "")
        folded.append(f"{file}{f'「{sheet}」' if sheet else ''} {shown}")
    return folded


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
