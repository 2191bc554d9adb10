"""The tables of a stage (暂存表), and how what was said twice, or needlessly, is taken out of them.

Keys are long and come again and again, so statements hold numbers instead. The `party` table says which key a number
stands for; the same goes for documents. Readers see keys: the views are named for what they hold, `said_…` are the
tables beneath, which stores attach and join by number.
"""

from __future__ import annotations

from graph_engine.model import schema
from graph_engine.store.stored_rows import statement_columns


def said_table(kind: str) -> str:
    """The table of the stage that holds the statements of a kind with numbers for parties and documents."""
    return f"said_{kind}"


def said_columns(kind: str) -> tuple[str, ...]:
    """The columns of `said_table`: as `statement_columns`, with numbers under the names of the ends."""
    ends = schema.end_columns(kind)
    return tuple(name.removesuffix("_key") if name in ends else name for name in statement_columns(kind))


def view_sql(kind: str) -> str:
    """Statements with the keys that their numbers stand for, by slot."""
    keys = {end.removesuffix("_key"): end for end in schema.end_columns(kind)}
    shown = (
        f"{name}_party.key AS {keys[name]}"
        if name in keys
        else "said_document.key AS document"
        if name == "document"
        else f"s.{name}"
        for name in said_columns(kind)
    )
    joins = " ".join(f"JOIN party {end}_party ON {end}_party.number = s.{end}" for end in keys)
    return (
        f"CREATE VIEW {kind} AS SELECT {', '.join(shown)} FROM {said_table(kind)} s {joins}"
        " JOIN said_document ON said_document.number = s.document ORDER BY s.slot, s.content"
    )


def needless_mentions_sql(kind: str) -> str:
    """Takes away bare mentions of nodes that the same load describes under the same name."""
    others = (prop.name for prop in schema.own_properties(kind) if prop.name not in ("name", "mention"))
    bare = " AND ".join(f"{name} IS NULL" for name in (*others, "valid_from", "valid_to"))
    said = said_table(kind)
    described = f"SELECT p.key, s.name FROM {said} s JOIN party p ON p.number = s.node WHERE s.mention IS NULL"
    key = f"(SELECT key FROM party WHERE number = {said}.node)"
    return f"DELETE FROM {said} WHERE mention = 1 AND {bare} AND ({key}, name) IN ({described})"


def said_again_sql(kind: str) -> str:
    """Takes away what an earlier row says in the same words; they were not written in the order of rows."""
    said = said_table(kind)
    same = f"s.slot = {said}.slot AND s.content = {said}.content"
    earlier = f"(s.document, s.line, s.rowid) < ({said}.document, {said}.line, {said}.rowid)"
    return f"DELETE FROM {said} WHERE EXISTS (SELECT 1 FROM {said} s WHERE {same} AND {earlier})"
