"""The scripts of examples/ do what they say, and README shows what they are."""

from __future__ import annotations

import ast
import json
import re
import runpy
import sys
from pathlib import Path

import pytest

from examples import draw_answer

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
FIVE_LINES = EXAMPLES / "five_lines.py"


def test_readme_shows_the_five_lines() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 1
    source = FIVE_LINES.read_text("utf-8")
    docstring = ast.parse(source).body[0].end_lineno
    assert "".join(source.splitlines(keepends=True)[docstring:]).strip() == blocks[0].strip()
    lines = [line for line in blocks[0].splitlines() if line.strip()]
    assert len(lines) <= 5


def test_the_five_lines_go_from_files_to_a_page_of_flagged_projects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        # The second time the files are there already, and the page is the same.
        made = runpy.run_path(str(FIVE_LINES), run_name="__main__")
        page = (tmp_path / "flagged.html").read_text("utf-8")
        answers = made["engine"].assess_all(made["me"])
        assert len(answers) == 40
        assert 0 < len(answers.flagged) < 40
        assert page.count("<tr>") - 1 == page.count("<svg") == len(answers.flagged)
        for answer in answers.flagged:
            assert answer.name in page
            assert str(answer.score) in page
        assert "澄东快速路三期工程" in page
        assert len(made["engine"].loads(made["me"])) == 3


def test_the_picture_of_the_readme_is_fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "answer.svg"
    monkeypatch.setattr(sys, "argv", ["draw_answer.py", str(target)])
    runpy.run_path(draw_answer.__file__, run_name="__main__")
    drawn = target.read_text("utf-8")
    assert drawn == draw_answer.PICTURE.read_text("utf-8"), "run: .venv/bin/python examples/draw_answer.py"


def test_the_picture_of_the_readme_tells_its_story() -> None:
    picture = draw_answer.PICTURE.read_text("utf-8")
    stories = json.loads((EXAMPLES / "city" / "stories.json").read_text("utf-8"))
    (places,) = (story["places"] for story in stories if story["project"] == draw_answer.PROJECT)
    (court,) = (place for place in places if place.startswith("court.csv"))
    for told in (draw_answer.PROJECT, "winner", "70%", "lead through control", court.replace(":", " :")):
        assert told in picture


def test_every_script_is_told_on_the_door_sign() -> None:
    sign = (EXAMPLES / "README.md").read_text("utf-8")
    scripts = {path.name for path in EXAMPLES.glob("*.py")}
    assert scripts == set(re.findall(r"^- `(\w+\.py)`", sign, re.MULTILINE))
