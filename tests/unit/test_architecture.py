"""What the import contracts of pyproject.toml cannot see: calls, names of files, and catalogues."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders import LOADERS

ROOT = Path(__file__).resolve().parents[2]
CODE = ("graph_engine", "loaders", "cypher", "api", "benchmarks", "examples", "tests")
THINKING = ("model", "policy", "kernels", "answers", "snapshot", "analysis", "assessment", "views")

# The only modules of the thinking rooms that may touch files, each for the one reason given.
DOORS_TO_FILES = {
    "graph_engine/policy/policy.py": "reads the packaged policy and the office's changes to it",
    "graph_engine/views/assessment_page.py": "reads the packaged script, style and skeleton of the page",
    "graph_engine/snapshot/saving.py": "keeps snapshots on disk and opens them memory-mapped",
}
FILE_CALLS = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rename", "touch",
    "load", "save", "savez", "savez_compressed", "memmap", "fromfile", "tofile", "open_memmap",
}  # fmt: skip
FILE_MODULES = {"np", "numpy", "Path", "path"}
CLOCKS = {"today", "now", "utcnow", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
WORLD = {"environ", "getenv", "cwd", "home", "argv", "stdin", "stdout", "stderr"}
BUILT_IN = {"open", "input", "print", "__import__", "exec", "eval", "breakpoint"}
NO_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "core", "misc"}


def modules_of(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def looks_outside(tree: ast.AST) -> Iterator[str]:
    """Uses of the clock, the environment, the console and code made from text."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN - {"open"}:
                yield f"{node.lineno}: {name}()"
            case ast.Attribute(attr=name) if name in CLOCKS | WORLD:
                yield f"{node.lineno}: .{name}"
            case ast.Attribute(value=ast.Name(id="time"), attr="time"):
                yield f"{node.lineno}: time.time"
            case ast.Call(func=ast.Attribute(attr="datetime64"), args=[ast.Constant(value="now" | "today")]):
                yield f"{node.lineno}: datetime64 of the clock"
            case ast.Attribute(attr="import_module"):
                yield f"{node.lineno}: import_module"


def touches_files(tree: ast.AST) -> Iterator[str]:
    """Calls that open, read, write or remove files."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="open")):
                yield f"{node.lineno}: open()"
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in FILE_CALLS:
                # `load` and `save` are good names for other things; on numpy and paths they mean files.
                on_files = isinstance(owner, ast.Name) and owner.id in FILE_MODULES
                if on_files or name not in {"load", "save", "rename", "touch"}:
                    yield f"{node.lineno}: .{name}()"


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import date\nx = date.today()",
        "import datetime\nx = datetime.datetime.now(tz=None)",
        "x = datetime.utcnow()",
        "today = date.today",
        "import time\nx = time.time()",
        "import os\nx = os.environ.get('A')",
        "import os\nx = os.getenv('A')",
        "import numpy as np\nx = np.datetime64('today')",
        "print('x')",
        "import importlib\nx = importlib.import_module('sqlite3')",
    ],
)
def test_a_look_outside_is_seen(code: str) -> None:
    assert list(looks_outside(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "with open('x') as f: pass",
        "text = Path('x').read_text()",
        "with path.open('rb') as f: pass",
        "import numpy as np\na = np.load('x.npy')",
        "import numpy as np\na = np.memmap('x.npy')",
    ],
)
def test_a_touched_file_is_seen(code: str) -> None:
    assert list(touches_files(ast.parse(code)))


def test_what_only_looks_alike_is_let_through() -> None:
    tree = ast.parse("policy = Policy.load(text)\nday = as_of\nopened = 1\nstamp = np.datetime64(day)")
    assert list(looks_outside(tree)) == []
    assert list(touches_files(tree)) == []


def test_thinking_rooms_have_no_clock_no_environment_and_no_console() -> None:
    rooms = modules_of(*(f"graph_engine/{room}" for room in THINKING))
    assert {name_of(path).split("/")[1] for path in rooms} == set(THINKING)
    assert [f"{name_of(path)}:{use}" for path in rooms for use in looks_outside(tree_of(path))] == []


def test_thinking_rooms_touch_files_at_their_named_doors_only() -> None:
    rooms = modules_of(*(f"graph_engine/{room}" for room in THINKING))
    touching = {name_of(path) for path in rooms if any(touches_files(tree_of(path)))}
    assert touching == set(DOORS_TO_FILES)


def test_nobody_below_the_command_line_imports_the_face() -> None:
    """`graph_engine/__init__.py` gathers from all floors up to the engine, so importing it would be going up."""
    seen = []
    for path in modules_of("graph_engine"):
        if name_of(path).startswith("graph_engine/cli"):
            continue
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.Import(names=names) if any(alias.name == "graph_engine" for alias in names):
                    seen.append(f"{name_of(path)}:{node.lineno}")
                case ast.ImportFrom(module="graph_engine", names=names):
                    inside = {entry.stem for entry in (ROOT / "graph_engine").iterdir()}
                    if any(alias.name not in inside for alias in names):
                        seen.append(f"{name_of(path)}:{node.lineno}")
    assert seen == []


def test_the_contract_against_the_outside_covers_every_thinking_room() -> None:
    """The list of rooms stands here and in pyproject.toml; they are one list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (thinking,) = (each for each in contracts if each["name"].startswith("Thinking rooms"))
    assert thinking["source_modules"] == [f"graph_engine.{room}" for room in THINKING]


def test_names_of_modules_say_something() -> None:
    parts = {part for path in modules_of(*CODE) for part in Path(name_of(path)).with_suffix("").parts}
    assert parts & NO_NAMES == set()


def test_loaders_are_named_by_their_files() -> None:
    entries = (ROOT / "loaders").iterdir()
    modules = {entry.stem for entry in entries if entry.suffix == ".py" or (entry / "__init__.py").exists()}
    assert set(LOADERS) == modules - {"__init__"}
    assert {name: loader.name for name, loader in LOADERS.items()} == {name: name for name in LOADERS}
