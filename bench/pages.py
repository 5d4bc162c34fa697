"""The officers' pages measured on a million items: ``python -m bench.pages [--items N] [--rate R] [--seconds S]``.

The pages are served by a process of their own (``--serve``: what ``diembao web`` does, with a clock in the made
items' time); this one asks, at a steady rate whether or not the answers keep up, as the requests of many officers
come. Each kind of address is asked by itself and then all together; then again while another process writes to a copy
of the database. A home of symbolic links stands over the made items: only the accounts are new. What is asked stands
in ``bench/page_addresses.py``. Prints which bars are missed, and ends with 1 then.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from bench.million import make
from bench.page_addresses import NOW, Ask, addresses
from pipeline.jobs.home import Home
from storage.accounts.opening import AccountFile
from storage.accounts.users import set_password
from storage.opening import NAME
from web.serving import serve, settings_of
from web.signing_in.passwords import Passwords
from web.signing_in.users import invite

RATE, SECONDS, ASKERS = 20.0, 20, 16  # requests a second, of each address, and how many of them may wait at once
# The bars: milliseconds at the 95th percentile of a page and of what is found as one types, bytes of a page,
# seconds from the start of the process to the first page, megabytes of memory at the peak.
PAGE_BAR, TYPED_BAR, BYTES_BAR, START_BAR, MEMORY_BAR = 150, 100, 200_000, 1.0, 300
TYPED = "as one types"
# The pages with a clock in the made items' time, and as officers start them.
AS_THEN = ("-m", "bench.pages", "--serve", "{place}", "--port", "{port}")
AS_IT_IS = ("-c", "import cli; cli.main()", "--home", "{place}", "web", "--port", "{port}")
AHEAD = 10  # seconds after the start by which the pages are made that are made ahead (web/caching/warming.py)
LOGIN, SECRET = "do", "mật khẩu để đo các trang"
Waiting = queue.SimpleQueue[tuple[float, str, str] | None]  # moment, name, address; None is the end
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: of which address, how long after it should have been asked, status and size."""

    name: str
    seconds: float
    status: int
    size: int


@contextmanager
def server(home: Path, command: Sequence[str] = AS_THEN) -> Iterator[tuple[int, int, float]]:
    """The pages of a home of made items: port, process, and seconds until the first answer."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / NAME).symlink_to(home.resolve() / NAME)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        _account(Path(place))
        words = [sys.executable, *(word.format(place=place, port=port) for word in command)]
        began = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        try:
            while not _answers(port):
                time.sleep(0.01)
            yield port, process.pid, time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()


def _account(place: Path) -> None:
    home = Home(place)
    with closing(AccountFile(place)) as accounts:
        person = {"login": LOGIN, "name": "Người đo", "role": "admin", "department": ""}
        passwords = Passwords()
        user, _ = invite(accounts, passwords, home.configuration(), **person, at=NOW)
        with accounts.writing() as db:
            set_password(db, user.id, passwords.hashed(SECRET), must_change=False, at=NOW)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/vao")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def signed_in(port: int) -> str:
    """The cookie of a session."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/vao")
    page = connection.getresponse()
    door, found = (
        page.headers.get("Set-Cookie", "").split(";")[0],
        re.search(r'name="csrf" value="([^"]+)"', str(page.read(), "utf-8")),
    )
    assert found
    form = urlencode({"csrf": found[1], "login": LOGIN, "password": SECRET, "tiep": "/"})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": door,
        "Origin": f"http://127.0.0.1:{port}",
    }
    connection.request("POST", "/vao", form, headers)
    answer = connection.getresponse()
    answer.read()
    cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
    assert answer.status == 303, answer.status
    return "; ".join(cookies)


def asked(port: int, cookie: str, plan: Sequence[tuple[float, str, str]]) -> list[Answer]:
    """Ask each address at its moment (seconds from now, name, address)."""
    waiting: Waiting = queue.SimpleQueue()
    answers: list[Answer] = []
    began = time.perf_counter()
    askers = [threading.Thread(target=_ask, args=(port, cookie, began, waiting, answers)) for _ in range(ASKERS)]
    for one in askers:
        one.start()
    for moment, name, address in plan:
        time.sleep(max(0.0, began + moment - time.perf_counter()))
        waiting.put((moment, name, address))
    for _ in askers:
        waiting.put(None)
    for one in askers:
        one.join()
    return answers


def _ask(port: int, cookie: str, began: float, waiting: Waiting, answers: list[Answer]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while wanted := waiting.get():
        moment, name, address = wanted
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        size = len(answer.read())
        answers.append(Answer(name, time.perf_counter() - began - moment, answer.status, size))
    connection.close()


def plan_of(kinds: Mapping[str, Ask], rate: float, seconds: float) -> list[tuple[float, str, str]]:
    """What to ask when; the same for the same kinds of addresses and rate."""
    chance, names = random.Random(11), list(kinds)
    moments = [number / rate for number in range(int(rate * seconds))]
    chosen = [chance.choice(names) for _ in moments]
    return [(moment, name, kinds[name](chance)) for moment, name in zip(moments, chosen, strict=True)]


def row(name: str, answers: Sequence[Answer], worked: float) -> Row:
    times = sorted(1000 * one.seconds for one in answers)
    return {
        "name": name, "n": len(times), "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(0.95 * len(times))], 1), "cpu_ms_each": round(1000 * worked / len(times), 1),
        "largest_bytes": max(one.size for one in answers), "failed": sum(one.status != 200 for one in answers),
    }  # fmt: skip


def _worked(process: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(process: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("ascii"))
    return int(found[1]) // 1024 if found else 0


@dataclass(frozen=True, slots=True)
class Meter:
    """Asks one server, at a rate."""

    port: int
    process: int
    cookie: str
    rate: float
    seconds: float

    def measure(self, name: str, kinds: Mapping[str, Ask], times: int = 1) -> Row:
        """What came of asking addresses of these kinds; the first answer of one kind by itself is told apart."""
        first = asked(self.port, self.cookie, plan_of(kinds, 1, 1)) if len(kinds) == 1 else []
        before = _worked(self.process)
        answers = asked(self.port, self.cookie, plan_of(kinds, self.rate, times * self.seconds))
        told = row(name, answers, _worked(self.process) - before)
        return {**told, **({"first_ms": round(1000 * first[0].seconds, 1)} if first else {})}


def measured(home: Path, rate: float, seconds: float, only: str = "") -> list[Row]:
    """Each kind of address by itself, then all together; the start before them and the memory after them."""
    kinds = {name: ask for name, ask in addresses(home).items() if only.lower() in name.lower()}
    with server(home, AS_IT_IS) as (_, _, first):
        rows: list[Row] = [{"name": "first page after the start", "seconds": round(first, 2)}]
    with server(home) as (port, process, _):
        meter = Meter(port, process, signed_in(port), rate, seconds)
        time.sleep(AHEAD)
        for name, ask in kinds.items():
            rows.append(_shown(meter.measure(name, {name: ask})))
        rows.append(_shown(meter.measure("all together", kinds, times=3)))
        rows.append({"name": "memory at its peak", "mb": _peak_mb(process)})
    return rows


def measured_while_written(home: Path, rate: float, seconds: float) -> list[Row]:
    """All together on a copy of the database: quiet, then for as long as another process writes to it."""
    kinds = addresses(home)
    with tempfile.TemporaryDirectory(dir=home) as place:
        copy = Path(place)
        subprocess.run(["cp", "--reflink=auto", str(home / NAME), str(copy / NAME)], check=True)
        with server(copy) as (port, process, _):
            meter = Meter(port, process, signed_in(port), rate, seconds)
            meter.measure("warm", kinds)
            rows = [_shown(meter.measure("all together, of the copy, quiet", kinds, times=2))]
            words = [sys.executable, "-m", "bench.writing", str(copy), "--seconds", str(2 * seconds + 2)]
            writer = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            rows.append(_shown(meter.measure("all together, while a crawl writes", kinds, times=2)))
            written = writer.communicate()[0]
            rows.append({"name": "written meanwhile", **json.loads(written or "{}"), "failed": writer.returncode})
            rows.append({"name": "memory at its peak, with writing", "mb": _peak_mb(process)})
    return rows


def _shown(one: Row) -> Row:
    print(json.dumps(one, ensure_ascii=False), flush=True)  # noqa: T201
    return one


def missed(rows: Sequence[Row]) -> list[str]:
    """The bars that do not hold, each in words. While a crawl writes, no answer may fail; how quick is told only."""
    found = []
    for one in rows:
        name = str(one["name"])
        bars = {"seconds": START_BAR, "mb": MEMORY_BAR, "failed": 0, "largest_bytes": BYTES_BAR}
        if "writes" not in name:
            bars["p95_ms"] = TYPED_BAR if name == TYPED else PAGE_BAR
        over = [(key, one[key], bar) for key, bar in bars.items() if key in one and float(str(one[key])) > bar]
        found += [f"{name}: {key} {value}, at most {bar}" for key, value, bar in over]
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--only", default="", help="a part of the names of the addresses; nothing is written then")
    parser.add_argument("--home", type=Path, help="another home than that of the made items, which stays as it is")
    parser.add_argument("--serve", type=Path)
    parser.add_argument("--port", type=int, default=0)
    wanted = parser.parse_args()
    if wanted.serve:
        home, late = Home(wanted.serve), datetime.now(UTC) - NOW
        serve(home, settings_of(home), host="127.0.0.1", port=wanted.port, clock=lambda: datetime.now(UTC) - late)
        return 0
    made: Path = wanted.home or make(wanted.items)
    rows = measured(made, wanted.rate, wanted.seconds, wanted.only)
    if not wanted.only:
        rows += measured_while_written(made, wanted.rate, wanted.seconds)
    out = Path(__file__).parent / "out" / f"pages-{wanted.items}.json"
    out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    for one in rows:
        if "p95_ms" not in one:
            print(json.dumps(one, ensure_ascii=False))  # noqa: T201
    lines = missed(rows)
    print("\n".join(["bars that are missed:", *lines]) if lines else "all bars hold")  # noqa: T201
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
