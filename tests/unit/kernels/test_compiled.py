from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import pytest

import graph_engine.kernels

MODULES = [
    importlib.import_module(f"graph_engine.kernels.{module.name}")
    for module in pkgutil.iter_modules(graph_engine.kernels.__path__)
]


def compiled_functions(module: ModuleType) -> dict[str, Any]:
    return {name: value for name, value in vars(module).items() if hasattr(value, "py_func")}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_compiled_functions_call_only_compiled_functions_of_their_own_file(module: ModuleType) -> None:
    # The cache on disk looks at a function's own file: a change elsewhere would leave stale machine code in use.
    functions = compiled_functions(module)
    called = {name for found in functions.values() for name in found.py_func.__code__.co_names}
    assert [name for name in called & set(functions) if functions[name].py_func.__module__ != module.__name__] == []


def test_compiled_functions_release_the_interpreter_lock_and_are_kept_on_disk() -> None:
    found = [function for module in MODULES for function in compiled_functions(module).values()]
    assert len(found) > 10
    assert all(function.targetoptions["nogil"] for function in found)
    assert not any(function.targetoptions.get("parallel") for function in found)
    assert all(function._cache.cache_path for function in found)
