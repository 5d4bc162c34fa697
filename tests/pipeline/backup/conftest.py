"""A small home to save."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.jobs.home import Home
from tests.backed_up import NAMES, make_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    content = {name: f'{{"of": "{name}"}}\n'.encode() for name in NAMES}
    return make_home(tmp_path / "home", content, {"2026-11-20-0001.warc.gz": b"one" * 900})
