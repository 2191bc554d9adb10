"""A real browser that opens files from disk, and tells everything that a page asks for, says or breaks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = (1280, 800), (390, 844)


@dataclass
class Opened:
    """A page opened from disk, and what it has done since."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def run(self, script: str, argument: Any = None) -> Any:
        """The value of an expression, or of a function of one argument, in the page."""
        return self.page.evaluate(script, argument)

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that a selector finds."""
        return self.page.locator(selector).all_text_contents()

    def ids(self, selector: str) -> set[str]:
        """The ids of the nodes and edges that a selector finds."""
        found: list[str] = self.run("s => [...document.querySelectorAll(s)].map(e => e.dataset.id)", selector)
        return set(found)

    def assert_quiet(self) -> None:
        """Nothing was asked for beyond the file itself, nothing broke, nothing popped up, nothing of data ran."""
        assert self.requests == []
        assert self.said == []
        assert self.dialogs == []
        assert self.run("window.ran === undefined")


Opener = Callable[..., Opened]


def browser_path() -> str:
    """Where the browser is; a machine without one fails, and says what to do."""
    found = os.environ.get("GRAPH_ENGINE_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("these tests need Chromium: run .ci/bootstrap browser (as root: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this run."""
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens the text of a page from disk. Whatever it asks for beyond is blocked, and counted."""
    contexts: list[BrowserContext] = []

    def open_page(html: str, *, size: tuple[int, int] = DESK, dark: bool = False) -> Opened:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        found = Opened(context.new_page())

        def asked(route: Route) -> None:
            if route.request.url == path.as_uri():
                route.continue_()
            else:
                route.abort()

        def requested(request: Request) -> None:
            if request.url != path.as_uri():
                found.requests.append(request.url)

        def popped_up(dialog: Dialog) -> None:
            found.dialogs.append(dialog.message)
            dialog.dismiss()

        context.route("**/*", asked)
        page = found.page
        page.set_default_timeout(30_000)
        page.on("request", requested)
        page.on("console", lambda message: found.said.append(message.text))
        page.on("pageerror", lambda error: found.said.append(str(error)))
        page.on("dialog", popped_up)
        page.on("popup", lambda popup: found.dialogs.append(popup.url))
        page.goto(path.as_uri())
        return found

    yield open_page
    for context in contexts:
        context.close()
