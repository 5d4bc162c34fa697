"""Jobs that an officer starts from a page: each a ``diembao …`` process, with what it said and how it ended.

No shell, no words of a person as options: what may be asked for stands here, and an address goes behind ``--`` after it
was found to be one. What is known of an errand is a small file in the home, so that every request and the next start of
the pages see the same.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.reports.saving import save_whole
from processes import Processes, is_at_work
from records import Trouble
from times import iso
from urls import BadAddress, canonical_url, host_of

FOLDER = "errands"
KEPT = 6  # errands that are shown; older ones are forgotten
AT_ONCE = 2
MINUTES = {"run": 300, "retry": 60, "probe": 15}
GRACE = 20.0  # seconds
SHOWN = 6_000  # characters of what a process said
RUNNING, LOST = "running", "lost"
TICK = "… "  # begins a line by which a command tells how far it is; see screen.py
LONGEST_ADDRESS = 500
_starting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Errand:
    """A job of an officer: what, about which address, by whom, since when, and what came of it."""

    id: str
    kind: str  # of MINUTES
    about: str
    by: str
    at: str
    outcome: str = RUNNING  # a word of docs/reasons.md once it has ended
    ended_at: str = ""
    pid: int = 0
    server: int = 0  # process of the pages that watch over it

    @property
    def is_running(self) -> bool:
        return self.outcome == RUNNING


def address_to_probe(written: str) -> str:
    """The address of an outlet as a person types it, with its scheme; Trouble("web.sources.bad-address")."""
    words = written.strip()
    url = words if "://" in words else f"https://{words}"
    plain = words.isprintable() and not any(letter.isspace() for letter in words) and len(words) <= LONGEST_ADDRESS
    if not words or not plain or not url.lower().startswith(("http://", "https://")):
        raise Trouble("web.sources.bad-address", value=written[:LONGEST_ADDRESS])
    try:
        host = host_of(canonical_url(url))
    except BadAddress as error:
        raise Trouble("web.sources.bad-address", value=written[:LONGEST_ADDRESS]) from error
    if "." not in host and ":" not in host:
        raise Trouble("web.sources.bad-address", value=written[:LONGEST_ADDRESS])
    return url


def command(home: Path, kind: str, about: str) -> list[str]:
    """The process of an errand; of a retry the outlets stand in ``about``, of a probe the address."""
    words = {
        "run": ["run"],
        "retry": ["crawl", "--quarantined", "--", *about.split()],
        "probe": ["outlets", "probe", "--", about],
    }
    return [sys.executable, "-m", "cli", "--home", str(home), "--for-page", *words[kind]]


def start(
    home: Path, kind: str, *, about: str, by: str, clock: Callable[[], datetime],
    call: Sequence[str] | None = None,
) -> Errand:  # fmt: skip
    """Start an errand and say what is known of it; Trouble("web.sources.busy") while as many as may are at work."""
    with _starting:
        working = [one for one in errands(home) if one.is_running]
        if len(working) >= AT_ONCE or any((one.kind, one.about) == (kind, about) for one in working):
            raise Trouble("web.sources.busy", count=len(working))
        begun = Errand(secrets.token_hex(6), kind, about, by, iso(clock()), server=os.getpid())
        _keep(home, begun)
    _forget_old(home)
    watch = threading.Thread(target=_run, args=(home, begun, call or command(home, kind, about), clock), daemon=True)
    watch.start()
    return begun


def _run(home: Path, errand: Errand, call: Sequence[str], clock: Callable[[], datetime]) -> None:
    """See a process to its end; where the pages end first, it ends with them."""
    processes = Processes(home, grace=GRACE)
    atexit.register(processes.stop)
    known = errand

    def begun(pid: int) -> None:
        nonlocal known
        known = replace(known, pid=pid)
        _keep(home, known)

    try:
        until = processes.deadline(MINUTES[errand.kind] * 60)
        ended = processes.run(call, name=_log_name(errand.id), until=until, begun=begun)
        _keep(home, replace(known, outcome=ended.outcome, ended_at=iso(clock())))
    finally:
        atexit.unregister(processes.stop)


def errands(home: Path) -> list[Errand]:
    """What officers started, newest first; one whose process is gone without a word is lost."""
    found = (_read(path) for path in (home / FOLDER).glob("*.json"))
    return sorted((one for one in found if one), key=lambda one: (one.at, one.id), reverse=True)


def errand(home: Path, wanted: str) -> Errand:
    """One of them; Trouble("web.sources.unknown-errand")."""
    for one in errands(home):
        if one.id == wanted:
            return one
    raise Trouble("web.sources.unknown-errand", value=wanted)


def output(home: Path, one: Errand) -> str:
    """What its process has said so far, the end of it where that is long, without how far it is."""
    return "\n".join(line for line in _said(home, one) if not line.startswith(TICK))[-SHOWN:].strip("\n")


def progress(home: Path, one: Errand) -> str:
    """How far a process is, in its own words; "" for one that has not said so, or has ended."""
    told = [line.removeprefix(TICK) for line in _said(home, one) if line.startswith(TICK)] if one.is_running else []
    return told[-1] if told else ""


def _said(home: Path, one: Errand) -> list[str]:
    path = home / "logs" / f"{_log_name(one.id)}.log"
    content = path.read_bytes()[-8 * SHOWN :] if path.exists() else b""
    return content.decode("utf-8", "replace").replace(str(home), "…").split("\n")


def _log_name(number: str) -> str:
    return f"errand-{number}"


def _keep(home: Path, one: Errand) -> None:
    save_whole(home / FOLDER / f"{one.id}.json", json.dumps(asdict(one), ensure_ascii=False).encode())


def _read(path: Path) -> Errand | None:
    """An errand as its file says; None for one that another request has just forgotten."""
    try:
        found = Errand(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise Trouble("web.sources.broken-errand", file=path.name) from error
    if found.is_running and found.server != os.getpid() and not is_at_work(found.pid, path.parents[1]):
        return replace(found, outcome=LOST)
    return found


def _forget_old(home: Path) -> None:
    for one in [one for one in errands(home) if not one.is_running][KEPT:]:
        (home / FOLDER / f"{one.id}.json").unlink(missing_ok=True)
        (home / "logs" / f"{_log_name(one.id)}.log").unlink(missing_ok=True)
