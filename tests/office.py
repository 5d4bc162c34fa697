"""A home that was collected once, and its commands in this process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from cli import main
from tests.conftest import Diembao, SmallHome, rss

PLAN = "tuyen-quang-2024-2026"


def collected_home(folder: Path, diembao: Diembao, *entries: str) -> Path:
    """The folder of a home with these entries of a feed; a crawl can run once in a process only."""
    home = SmallHome(folder)
    warc = home.captured((home.FEED, "2026-07-20T00:00:00Z", "text/xml", rss(*entries)))
    assert diembao("--home", home.path, "run", "--replay", warc).returncode in (0, 1)
    return home.path


class Office:
    """A copy of a collected home, and its commands."""

    def __init__(self, folder: Path, collected: Path) -> None:
        self.home = SmallHome(folder)
        shutil.copytree(collected, self.home.path, dirs_exist_ok=True)
        self.item = str(self.home.rows("SELECT id FROM items ORDER BY url")[0]["id"])

    def call(self, *words: object) -> Result:
        return CliRunner().invoke(main, ["--home", str(self.home.path), *map(str, words)])

    def typed(self, keys: str, *words: str) -> Result:
        return CliRunner().invoke(main, words, input=keys)

    def say(self, *words: object) -> str:
        done = self.call(*words)
        assert done.exit_code in (0, 1), done.output
        return done.stdout

    def json(self, *words: object) -> Any:
        return json.loads(self.say(*words, "--format", "json"))

    def counted(self, by: str, *more: object) -> dict[str, int]:
        rows = self.json("coverage", "--plan", PLAN, "--by", by, *more)
        return {row[by]: row["items"] for row in rows if row["items"]}

    def lose_the_database(self) -> None:
        for path in self.home.path.glob("diembao.db*"):
            path.unlink()
        self.say("process")
