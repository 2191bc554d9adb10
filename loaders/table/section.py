"""A section of a mapping file: the policy's reader, for texts that may be empty and words that may be flags."""

from __future__ import annotations

from graph_engine.policy.reading import Table


class Section(Table):
    """One table of a mapping file with the path that leads to it."""

    @property
    def fault_count(self) -> int:
        """How many faults the whole file has so far."""
        return len(self._faults)

    def word(self, key: str) -> str | None:
        """A text, which may be empty, or a flag as `true` and `false`; `None` where there is none."""
        value = self._take(key)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        self.fault(key, "must be a text")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts; they may be empty."""
        value = self._take(key)
        entries = value if isinstance(value, list) else [value]
        if not entries or not all(isinstance(entry, str) for entry in entries):
            self.fault(key, "must be a text or a list of texts")
            return ()
        return tuple(entries)

    def dictionary(self, key: str) -> dict[str, str]:
        """A table of texts to texts."""
        table = self.child(key)
        found: dict[str, str] = {}
        for name in table.names_inside():
            word = table.word(name)
            if word is not None:
                found[name] = word
        return found
