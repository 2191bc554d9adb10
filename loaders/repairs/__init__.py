"""Repairs, revocations, withdrawals, corrections and list exits (信用修复、撤销、撤回变更、更正纠错、移出名单).

Each row is a later decision about a record that other sources tell of: it names the party and the record, by the number
of the record's own decision, or by the list and the day of entry. Which record that is, is decided when a snapshot is
built, whichever file came first. The party's name is not kept beside the decision: who appears in a list of repairs
had a record, and that may be told to nobody (信用修复管理办法第三条).
"""

from __future__ import annotations

from graph_engine.loading import Layout, TableLoader
from loaders.repairs.columns import DAYS, DECISION, NUMBERS, ORIGINAL, SUBJECT
from loaders.repairs.decisions import add_outcome

LOADER = TableLoader(
    name="repairs",
    zh="信用修复、撤销、更正与移出名单决定",
    en="repairs, revocations, corrections and list exits, for records that other files tell of",
    covers=("outcome",),
    layouts=(
        Layout(
            name="outcomes",
            columns={**SUBJECT, **ORIGINAL, **NUMBERS, **DAYS, **DECISION},
            required=(
                "name",
                ("result", *NUMBERS, *DAYS),
                ("original_number", "list_name", "original_on", "repaired_number"),
            ),
            handler=add_outcome,
        ),
    ),
)
