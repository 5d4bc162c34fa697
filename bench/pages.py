"""The officers' pages measured on a million items: ``python -m bench.pages [--items N] [--rate R] [--seconds S]``.

The pages are served by a process of their own (``--serve``: what ``diembao web`` does, with a clock in the made
items' time); this one asks, at a steady rate whether or not the answers keep up, as the requests of many officers
come. Each address is asked by itself and then all together. A home of symbolic links stands over the made items: only
the accounts are new. Add a page's addresses to ``ADDRESSES``.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.million import DAYS, FIRST, PLACES, SUBS, folder
from config.load import load
from pipeline.jobs.home import Home
from storage.accounts import set_password
from storage.opening import NAME
from storage.opening_accounts import AccountFile
from web.passwords import Passwords
from web.serving import serve, settings_of
from web.users import invite

RATE, SECONDS, ASKERS = 20.0, 20, 16  # requests a second, of each address, and how many of them may wait at once
NOW = datetime(2026, 7, 28, 2, tzinfo=UTC)  # nine in the morning of a day of which the made items have some
PAGE_BAR, TYPED_BAR, BYTES_BAR, MEMORY_BAR = 150, 100, 200_000, 300  # ms, ms, bytes, MB: the issue's
LOGIN, SECRET = "do", "mật khẩu để đo các trang"
TYPED = (
    "tuyen quang", "cầu đường na hang", "hoc sinh ham yen", "công an thành phố", "mua lu sat lo", "gia vang hom nay",
    "khởi tố bị can", "tai nạn giao thông", "bong da viet nam", "xuat khau gao", "na hang", "người dân", "khong co dau",
)  # fmt: skip
Ask = Callable[[random.Random], str]
Waiting = queue.SimpleQueue[tuple[float, str, str] | None]  # moment, name, address; None is the end


def _day(chance: random.Random) -> str:
    return str(FIRST + timedelta(days=chance.randrange(DAYS - 31)))


def _filters(chance: random.Random) -> str:
    """A query with two or three filters."""
    since = _day(chance)
    until = str(datetime.fromisoformat(since).date() + timedelta(days=30))
    slugs = sorted(slug for slug, one in load().outlets.items() if one.domains)
    offered = [
        {"bao": chance.choice(slugs)}, {"noi-dung": chance.choice(SUBS)}, {"sac-thai": chance.choice(["neg", "pos"])},
        {"tu": since, "den": until}, {"the-loai": chance.choice(["bai", "tin"])}, {"lien-quan": "ca-hai"},
        {"xep": chance.choice(["cu", "thu"])}, {"tinh-trang": chance.choice(["cho", "in-lai"])},
    ]  # fmt: skip
    query: dict[str, str] = {}
    for one in chance.sample(offered, chance.choice([2, 2, 3])):
        query |= one
    return urlencode(query)


def _typed(chance: random.Random) -> str:
    """Words as far as they are typed."""
    words = chance.choice(TYPED)
    return quote(words[: chance.randint(2, len(words))])


def _later(chance: random.Random) -> str:
    """A page somewhere in the list, by the place at which it begins."""
    day = _day(chance)
    return quote(f"{day}~{day}T09:00:00Z~{chance.randrange(1, 1_000_000)}")


ADDRESSES: dict[str, Ask] = {
    "Hôm nay": lambda _: "/",
    "Hôm nay, the curve": lambda _: "/hom-nay/tuan.svg",
    "Tin, bài": lambda _: "/tin-bai",
    "Tin, bài, a later page": lambda chance: f"/tin-bai?sau={_later(chance)}",
    "Tin, bài, filters": lambda chance: f"/tin-bai?{_filters(chance)}",
    "Tin, bài, words": lambda chance: f"/tin-bai?q={quote(chance.choice((*TYPED, *PLACES)))}",
    "Tin, bài, words in all": lambda chance: f"/tin-bai?ke-hoach=-&q={quote(chance.choice((*TYPED, *PLACES)))}",
    "items as JSON": lambda chance: f"/api/v1/items?{_filters(chance)}",
    "as one types": lambda chance: f"/tin-bai/nhanh?q={_typed(chance)}",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: of which address, how long after it should have been asked, status and size."""

    name: str
    seconds: float
    status: int
    size: int


@contextmanager
def server(items: int) -> Iterator[tuple[int, int, float]]:
    """The pages of the made items: port, process, and seconds until the first answer."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / NAME).symlink_to(folder(items) / NAME)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        _account(Path(place))
        began = time.perf_counter()
        words = [sys.executable, "-m", "bench.pages", "--serve", place, "--port", str(port)]
        process = subprocess.Popen(words)
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
        person = {"login": LOGIN, "name": "Người đo", "role": "lead", "department": ""}
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


def plan_of(names: Sequence[str], rate: float, seconds: float) -> list[tuple[float, str, str]]:
    """What to ask when; the same for the same names and rate."""
    chance = random.Random(11)
    moments = [number / rate for number in range(int(rate * seconds))]
    chosen = [chance.choice(names) for _ in moments]
    return [(moment, name, ADDRESSES[name](chance)) for moment, name in zip(moments, chosen, strict=True)]


def row(name: str, answers: Sequence[Answer], worked: float) -> dict[str, object]:
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


def measured(items: int, rate: float, seconds: float) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with server(items) as (port, process, first):
        cookie = signed_in(port)
        rows.append({"name": "first page after the start", "seconds": round(first, 2)})
        for names in ([name] for name in ADDRESSES):
            _measure(rows, names[0], names, port, process, cookie, rate=rate, seconds=seconds)
        _measure(rows, "all together", list(ADDRESSES), port, process, cookie, rate=rate, seconds=3 * seconds)
        rows.append({"name": "memory at its peak", "mb": _peak_mb(process)})
    return rows


def _measure(
    rows: list[dict[str, object]], name: str, names: Sequence[str], port: int, process: int, cookie: str, *,
    rate: float, seconds: float,
) -> None:  # fmt: skip
    before = _worked(process)
    answers = asked(port, cookie, plan_of(names, rate, seconds))
    rows.append(row(name, answers, _worked(process) - before))
    if len(names) > 1:
        rows += [row(f"  {one}", [a for a in answers if a.name == one], 0.0) for one in names]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--serve", type=Path)
    parser.add_argument("--port", type=int, default=0)
    wanted = parser.parse_args()
    if wanted.serve:
        home, late = Home(wanted.serve), datetime.now(UTC) - NOW
        serve(home, settings_of(home), host="127.0.0.1", port=wanted.port, clock=lambda: datetime.now(UTC) - late)
        return 0
    rows = measured(wanted.items, wanted.rate, wanted.seconds)
    out = Path(__file__).parent / "out" / f"pages-{wanted.items}.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    for one in rows:
        print(json.dumps(one, ensure_ascii=False))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
