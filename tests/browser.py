"""A real Chromium on the pages of a small home, served on the loopback by a thread."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any, Literal

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages import PASSWORD, Pages

CHROMIUM = Path(os.environ.get("DIEMBAO_CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
DESK, PHONE = (1280, 900), (360, 800)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; a test is skipped by name where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium, which .ci/run installs (Debian's package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(pages: Pages, port: int = 0) -> Iterator[str]:
    """The pages at an address of this machine."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        server = uvicorn.Server(uvicorn.Config(pages.app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Screens:
    """Browsers on one address: each :meth:`open` is another person's, signed in as the user of a role."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.said: list[str] = []  # what pages told the console: faults of scripts, refusals of the policy

    @contextmanager
    def open(
        self, role: str = "", *, size: tuple[int, int] = DESK, dark: bool = False, script: bool = True, **more: Any
    ) -> Iterator[Page]:
        """A page in a fresh browser; ``script`` False is one without JavaScript."""
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
            java_script_enabled=script, **{"locale": "vi-VN", **more},
        )  # fmt: skip
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        try:
            if role:
                sign_in(page, role)
            yield page
        finally:
            context.close()


def overhang(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    root = "document.documentElement"
    wider: int = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return wider


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/vao")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button")
    page.wait_for_url("**/")
