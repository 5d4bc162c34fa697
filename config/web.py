"""How the officers' pages are served: ``web.toml``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

from config.checks import check_range
from config.files import lone_file, read_record
from records import STRICT

# Lowest and highest value that makes sense of each number.
RANGES = {
    "port": (1, 65535), "idle_minutes": (5, 1440), "absolute_hours": (1, 720), "form_bytes": (10_000, 10_000_000),
    "upload_bytes": (100_000, 200_000_000), "calls_per_minute": (1, 100_000),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How this installation serves its pages; each is a key of web.toml."""

    __pydantic_config__: ClassVar = STRICT
    host: str = "127.0.0.1"
    port: int = 8080
    names: tuple[str, ...] = ("localhost", "127.0.0.1")  # host names under which the pages may be asked for
    secure: bool = False  # behind TLS: cookies travel encrypted only
    idle_minutes: int = 60  # without a request, then a session ends
    absolute_hours: int = 12  # a working day: then it ends in any case
    form_bytes: int = 200_000  # of a request without files
    upload_bytes: int = 20_000_000  # of one with files
    calls_per_minute: int = 120  # of one token


def load_web(home_config: Path | None = None) -> WebSettings:
    """The settings of the pages; the first fault raises Trouble with its place."""
    filed = read_record(lone_file("web.toml", home_config), WebSettings)
    values = asdict(filed.record)
    for name, (least, most) in RANGES.items():
        check_range(filed.file, name, values[name], least, most)
    return filed.record
