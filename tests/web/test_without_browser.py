"""A machine without a browser fails these tests, and says what to do; it never skips them."""

from __future__ import annotations

import pytest

from tests.web.conftest import browser_path


def test_a_missing_browser_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("GRAPH_ENGINE_TEST_BROWSER", raising=False)
    with pytest.raises(pytest.fail.Exception, match=r"run \.ci/bootstrap browser"):
        browser_path()
