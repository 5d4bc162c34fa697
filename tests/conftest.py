"""What every test stands on: no network but loopback where a test says so, and the shared real input."""

from __future__ import annotations

import io
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# How long an example takes says how busy the machine is; what never ends is for tests/hang.py.
settings.register_profile("diembao", deadline=None)
settings.load_profile("diembao")


# What takes longest begins first: at the end one core would work on it alone, for minutes.
LONGEST = (
    "nlp/test_floors.py", "test_run_real.py", "test_killed_crawl.py", "test_week.py", "web/test_accessibility.py",
    "nlp/test_sections.py", "test_run.py", "test_bad_input.py", "web/test_roles.py", "test_social_days.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The modules of LONGEST first, in that order; all others stay as they were."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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


class SmallHome:
    """A home that knows one outlet, thu.example.vn, and a WARC file to replay into it."""

    FEED = "https://thu.example.vn/rss/home.rss"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "home"
        self.warc = folder / "input.warc.gz"
        (self.path / "config" / "outlets").mkdir(parents=True)
        self.outlet_file = self.path / "config" / "outlets" / "thu.toml"
        self.outlet_file.write_text(
            'slug = "thu"\nname = "Báo Thử"\nparser = "vnexpress"\narticle_path = \'-\\d+\\.html$\'\n'
            'domains = [{ name = "thu.example.vn" }]\n'
            f'feeds = [{{ url = "{self.FEED}", trust = "verified" }}]\n',
            encoding="utf-8",
        )
        (self.path / "config" / "settings.toml").write_text('follow = ["thu"]\n', encoding="utf-8")

    def captured(self, *responses: tuple[str, str, str, bytes], encoding: str = "") -> Path:
        """Write responses (address, moment, content type, body as sent) into the file to be replayed."""
        with self.warc.open("wb") as stream:
            writer = WARCWriter(stream, gzip=True)
            for url, moment, kind, body in responses:
                fields = [("Content-Type", kind), *([("Content-Encoding", encoding)] if encoding else [])]
                http = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http,
                    warc_headers_dict={"WARC-Date": moment},
                )  # fmt: skip
                writer.write_record(record)
        return self.warc

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """What the home's database says."""
        db = sqlite3.connect(self.path / "diembao.db")
        db.row_factory = sqlite3.Row
        found = [dict(row) for row in db.execute(sql, values)]
        db.close()
        return found


@pytest.fixture
def small_home(tmp_path: Path) -> SmallHome:
    return SmallHome(tmp_path)


def rss(*items: str) -> bytes:
    """A feed of these items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()
    )


def entry(number: int, title: str = "Tin thử", date: str = "Mon, 20 Jul 2026 06:05:00 +0700") -> str:
    """One item of a feed of thu.example.vn."""
    return (
        f"<item><title>{title} {number}</title><link>https://thu.example.vn/tin-{number}.html</link>"
        f"<pubDate>{date}</pubDate><description>Xã Hàm Yên, tỉnh Tuyên Quang.</description></item>"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure: everything that a test needs is there, or .ci/run must install it."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if skipped and os.environ.get("DIEMBAO_ALLOW_NO_SKIP"):
        reporter.write_line(f"{skipped} tests were skipped, and CI allows none", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
