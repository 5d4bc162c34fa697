"""axe-core on a page in Chromium; it is no part of ours, so a test that needs it is skipped by name where it lacks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(os.environ.get("DIEMBAO_AXE", ""))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
has_axe = AXE.is_file()
needs_axe = pytest.mark.skipif(
    not has_axe, reason="needs axe-core, which .ci/run fetches from the npm registry (DIEMBAO_AXE names axe.min.js)"
)


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page: rule, place."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]
