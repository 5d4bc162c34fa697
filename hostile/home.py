"""The home that is examined: a configuration for the outlets of the hostile press, and only those."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hostile.fault import Fault
from hostile.press import ARTICLE_PATH, FEED, SITEMAP
from hostile.server import Press, host_of


@dataclass(frozen=True, slots=True)
class Pace:
    """The settings that decide how long an examination takes, in seconds."""

    delay_seconds: float = 5.0
    timeout_seconds: float = 30.0
    backoff_seconds: float = 30.0


USUAL = Pace()  # as config/settings.toml has it
FAST = Pace(0.2, 3.0, 1.0)  # the task's numbers; the faults that wait do so for two seconds


def write_configuration(folder: Path, press: Press, pace: Pace) -> None:
    """Settings and one file for each outlet."""
    (folder / "outlets").mkdir(parents=True)
    slugs = ", ".join(f'"{fault.name}"' for fault in press.faults.values())
    settings = "".join(
        f"{name} = {value}\n"
        for name, value in (
            ("delay_seconds", pace.delay_seconds),
            ("timeout_seconds", pace.timeout_seconds),
            ("backoff_seconds", pace.backoff_seconds),
        )
    )
    (folder / "settings.toml").write_text(f"{settings}allow_loopback = true\nfollow = [{slugs}]\n", encoding="utf-8")
    for fault in press.faults.values():
        (folder / "outlets" / f"{fault.name}.toml").write_text(outlet_file(press, fault), encoding="utf-8")


def outlet_file(press: Press, fault: Fault) -> str:
    """The outlet's configuration file, as an administrator would write it."""
    site = press.site(fault)
    start = site.second if fault.feed_on_tls else site.base
    hosts = [site.base, site.second]
    domains = ", ".join(f'{{ name = "{host.partition("//")[2]}" }}' for host in hosts)
    first = f', first_visit = "{start}{fault.first_path}"' if fault.first_path else ""
    feeds = f'feeds = [{{ url = "{start}{FEED}", trust = "verified"{first} }}]\n' if fault.by != "sitemap" else ""
    maps = f'sitemaps = [{{ url = "{start}{SITEMAP}", trust = "verified", polled = true }}]\n'
    return (
        f'slug = "{fault.name}"\nname = "Báo {fault.name}"\nparser = "{fault.parser}"\ntrust = "verified"\n'
        f"article_path = '{ARTICLE_PATH}'\ndomains = [{domains}]\n{feeds}{maps if fault.by != 'feed' else ''}"
    )


def write_names(file: Path, faults: Iterable[Fault]) -> None:
    """What the resolver of the examination answers for each name."""
    names = {
        fault.hostname: [[host_of(fault) if one == "own" else one for one in answer] for answer in fault.answers]
        for fault in faults
        if fault.hostname
    }
    file.write_text(json.dumps(names), encoding="utf-8")
