"""Data stay data inside a page, and its policy knows exactly its own scripts."""

from __future__ import annotations

import base64
import hashlib
import json
from html.parser import HTMLParser

import hypothesis.strategies as st
from hypothesis import given

from graph_engine.views.safe_html import content_policy, json_block

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner), max_leaves=8)


@given(JSON)
def test_a_block_reads_back_as_what_was_written_and_holds_no_markup(value: object) -> None:
    block = json_block(json.dumps(value, ensure_ascii=False))
    assert json.loads(block) == value
    assert not set(block) & set("<>&\u2028\u2029")


@given(st.text())
def test_no_text_ends_its_script_element(text: str) -> None:
    class Reader(HTMLParser):
        tags: tuple[str, ...] = ()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags = (*self.tags, tag)

    reader = Reader()
    reader.feed(f"<script type='application/json'>{json_block(json.dumps(text + '</script><b>'))}</script><i>")
    assert reader.tags == ("script", "i")


def test_the_policy_names_the_hashes_of_what_may_run() -> None:
    policy = content_policy(["let x = 1;"], ["p { color: red }"])
    for text in ("let x = 1;", "p { color: red }"):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "img-src" not in policy
    assert "base-uri 'none'" in policy


def test_a_foreign_library_may_set_styles_and_draw_from_data_only() -> None:
    policy = content_policy(["x"], [], style_attributes=True, images="data: blob:")
    assert "style-src 'unsafe-inline'; img-src data: blob:" in policy
    assert policy.count("unsafe-inline") == 1
