"""What is told of a configuration that cannot be read: above every page, in files that are taken away, to programs."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from config.wording import page_sentence, sentence
from pipeline.jobs.home import Home
from times import iso, shown_moment
from web.caching.home import CachedHome, Fault

HEADER = "Diembao-Configuration"
_UNREADABLE = ("config.broken-toml", "config.not-utf8", "config.unreadable")


def fault_of(home: Home) -> Fault | None:
    """What is wrong with the home's configuration; only a home that goes on without it has anything to tell."""
    return home.fault() if isinstance(home, CachedHome) else None


def told(fault: Fault) -> str:
    """For everybody: which file, what kind of fault, what that means for the pages, and who mends it."""
    what = sentence(f"web.config.what.{'unreadable' if fault.trouble.key in _UNREADABLE else 'entry'}")
    key = "web.config.held" if fault.holds_back else "web.config.beside"
    return sentence(key, file=fault.file, what=what, moment=shown_moment(iso(fault.since)))


def exactly(fault: Fault) -> str:
    """For who mends it: the place in the file and what may stand there."""
    return page_sentence(fault.trouble.key, **fault.trouble.facts)


def fault_line(fault: Fault | None) -> list[str]:
    """What stands above a table that was made meanwhile; nothing where its figures do not depend on the fault."""
    if fault is None or not fault.holds_back:
        return []
    return [sentence("web.config.in-file", file=fault.file, moment=shown_moment(iso(fault.since)))]


def fault_header(fault: Fault | None) -> dict[str, str]:
    """The header of answers to programs and of files; none while all is well."""
    if fault is None:
        return {}
    state = "held-back" if fault.holds_back else "beside"
    return {HEADER: f'{state}; file="{quote(fault.file)}"; since="{iso(fault.since)}"'}


def fault_fields(fault: Fault | None, *, exact: bool) -> Mapping[str, str] | None:
    """The same as an object of the API."""
    if fault is None:
        return None
    text = exactly(fault) if exact else told(fault)
    return {"state": "held-back" if fault.holds_back else "beside", "file": fault.file, "since": iso(fault.since),
            "text": text}  # fmt: skip
