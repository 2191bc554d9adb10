"""Documents that cannot lie: parts of README and docs are made from the code, and their commands exist.

To write the parts anew: `.venv/bin/python -m tests.unit.test_readme`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph_engine.cli.app import app
from graph_engine.reports.data_dictionary import data_dictionary
from graph_engine.settings import settings_table
from loaders import LOADERS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def loaders_table() -> str:
    lines = ["| loader | reads | 读取 |", "|---|---|---|"]
    lines += [f"| `{name}` | {loader.en} | {loader.zh} |" for name, loader in LOADERS.items()]
    return "\n".join(lines) + "\n"


PARTS = {"loaders": loaders_table, "settings": settings_table}


def part_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name}: made by [^\n]*-->\n)(.*?)(<!-- end of {name} -->)", re.DOTALL)


def fresh(text: str) -> str:
    for name, make in PARTS.items():
        begin, _, rest = text.partition(f"<!-- {name}: made by")
        head, _, rest = rest.partition("\n")
        _, _, rest = rest.partition(f"<!-- end of {name} -->")
        text = f"{begin}<!-- {name}: made by{head}\n{make()}<!-- end of {name} -->{rest}"
    return text


@pytest.mark.parametrize("name", [*PARTS, "results"])
def test_readme_has_its_made_parts(name: str) -> None:
    assert part_pattern(name).search(README.read_text(encoding="utf-8"))


def test_made_parts_are_fresh() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == fresh(text), "run: .venv/bin/python -m tests.unit.test_readme"


def test_the_data_dictionary_is_fresh() -> None:
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert page == data_dictionary(), "run: .venv/bin/python -m tests.unit.test_readme"


PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    commands = set(re.findall(r"graph-engine ((?:policy |quarantine |mapping |store )?[a-z-]+)(?= |`|$)", text, re.M))
    if page == README:
        assert {"load", "assess", "explain", "policy show", "quarantine list", "mapping suggest", "serve"} <= commands
    for command in commands:
        result = CliRunner().invoke(app, [*command.split(), "--help"])
        assert result.exit_code == 0, f"{command}: {result.output}"


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README.read_text(encoding="utf-8"))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_a_page_links_is_there() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert link.startswith("http") or (page.parent / link).exists(), f"{page.name}: {link}"


if __name__ == "__main__":
    README.write_text(fresh(README.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "data-dictionary.md").write_text(data_dictionary(), encoding="utf-8")
