"""The command line (命令行): each command opens, calls one use case, prints a table on a terminal and JSON when piped.

Exit codes: 0 fine, 1 findings asked for or rejected rows above the limit, 2 misuse or a stop.
"""

from graph_engine.cli.app import main

__all__ = ["main"]
