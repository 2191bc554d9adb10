"""Processes that tests start, look at and kill: forked from one that has imported what they need.

A test run has one such process, and whoever says last what it imports says it for all. So it is said here alone: a
process that has to import for itself takes longer for that than for its work.
"""

from __future__ import annotations

import multiprocessing
from typing import Final

PROCESSES: Final = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.contract.killing"])
