"""``make demo``: three weeks of the fictional press, crawled over the loopback, counted and shown.

Three crawls run with the clock set back, so that there are days that were collected and days that were
not; the fourth is the command that officers type.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from demo.press import HANOI, Outlet
from demo.server import Press, serve

HOME = Path("demo-data")
CRAWLED_DAYS_AGO = (13, 9, 4)  # the outlet that dies is seen alive, then dead
PLAN = "tuyen-quang-2024-2026"
PARSERS = {"tuyenquang": "generic"}  # every other family is read by the parser of its name
ARTICLE_PATHS = {
    "vccorp": r"-185\d{15}\.htm$",
    "onecms": r"-post\d+\.html$",
    "vnexpress": r"-\d{7}\.html$",
    "vietnamnet": r"-\d{7}\.html$",
    "dantri": r"-\d{17}\.htm$",
    "tuyenquang": r"/\d{6}/[^/]+-\d+/$",
}
NEXT = (
    f"coverage --plan {PLAN} --by theme",
    "coverage --plan dong-thap-2024 --by outlet,tone",
    "coverage --by outlet,day --outlet tin-chieu",
    'search "cao nguyen da"',
    "item MÃ_TIN",
)
MONTH_FIRST = ("us", "us-nnbsp")


class DemoClock:
    """The moment that the fictional press believes it is."""

    def __init__(self) -> None:
        self.moment: datetime | None = None

    def __call__(self) -> datetime:
        return self.moment or datetime.now(HANOI)


def main() -> int:
    """Run the demo from an empty home; the exit code is that of the last command."""
    began = time.monotonic()
    shutil.rmtree(HOME, ignore_errors=True)
    clock = DemoClock()
    # Yesterday is "0 days ago", so that everything is out, whatever time of day the demo runs at.
    press = Press.load(today=datetime.now(HANOI).date() - timedelta(days=1))
    with serve(press, clock) as bases:
        write_configuration(HOME / "config", press, bases)
        for days in CRAWLED_DAYS_AGO:
            clock.moment = datetime.now(HANOI) - timedelta(days=days)
            _say(f"Thu thập như thể hôm nay là {clock.moment:%d/%m/%Y}")
            _run(["-m", "demo.cycle", str(HOME), clock.moment.isoformat()])
        clock.moment = None
        show("run")
    _say(f"Xong sau {time.monotonic() - began:.0f} giây. Gõ tiếp, ví dụ:")
    for words in NEXT:
        print(f"  .venv/bin/diembao --home {HOME} {words}")  # noqa: T201 - the demo speaks
    return 0


def write_configuration(folder: Path, press: Press, bases: Mapping[str, str]) -> None:
    """A home's own configuration: ten outlets on the loopback, and only those."""
    (folder / "outlets").mkdir(parents=True)
    slugs = ", ".join(f'"{slug}"' for slug in bases)
    settings = f"delay_seconds = 0.05\nbackoff_seconds = 1\nallow_loopback = true\nfollow = [{slugs}]\n"
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    for outlet in press.outlets:
        file = folder / "outlets" / f"{outlet.slug}.toml"
        file.write_text(outlet_file(outlet, bases[outlet.slug]), encoding="utf-8")


def outlet_file(outlet: Outlet, base: str) -> str:
    """The outlet's configuration file, as an administrator would write it."""
    habit = "us-hanoi" if outlet.date_habit in MONTH_FIRST else "rfc822"
    return f"""slug = "{outlet.slug}"
name = "{outlet.name}"
parser = "{PARSERS.get(outlet.family, outlet.family)}"
article_path = '{ARTICLE_PATHS[outlet.family]}'
trust = "verified"
domains = [{{ name = "{base.removeprefix("http://")}" }}]
feeds = [{{ url = "{base}{outlet.feed_path}", trust = "verified", dates = "{habit}" }}]
"""


def show(*words: str) -> None:
    """Print a command as an officer types it, and run it."""
    _say(f"$ diembao --home {HOME} {' '.join(words)}")
    _run(["-m", "cli", "--home", str(HOME), *words])


def _run(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, *arguments], check=False)
    if done.returncode not in (0, 1):  # 1: done, with failures that were named (the outlet that died)
        raise SystemExit(done.returncode)


def _say(line: str) -> None:
    print(f"\n{line}", flush=True)  # noqa: T201 - the demo speaks


if __name__ == "__main__":
    sys.exit(main())
