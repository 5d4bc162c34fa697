"""What every test stands on: no network but loopback where a test says so, and the shared real input."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test opens no connection; one marked "network" may reach the loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        loopback = isinstance(address, tuple) and str(address[0]).startswith(("127.", "::1"))
        if self.family != socket.AF_UNIX and not (loopback and request.node.get_closest_marker("network")):
            raise AssertionError(f"a test without the mark 'network' asked for {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def real_archive() -> Path:
    """The real press archive of ../shared; absent on a machine without that folder."""
    path = SHARED / "press" / "press-2026.warc.gz"
    if not path.exists():
        pytest.skip("needs ../shared/press/press-2026.warc.gz, the real archive, which is not in the repository")
    return path


Diembao = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def diembao() -> Diembao:
    """Runs the real command in a process of its own: ``diembao("--home", home, "run")``."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *map(str, words)],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
            env={**os.environ, "PYTHONWARNINGS": "error::ResourceWarning", "COLUMNS": "160"},
        )  # fmt: skip

    return run
