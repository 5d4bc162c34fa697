"""The files of the configuration that only some read: how the pages are served, the schedule, delivery, tools."""

from __future__ import annotations

from pathlib import Path

from config.files import folder
from config.schedule import load_delivery, load_schedule
from config.tools import FOLDER, load_tool
from config.web import load_web


def check_others(home_config: Path | None) -> None:
    """Read all that ``load`` does not; the first fault raises Trouble with its place."""
    load_web(home_config)
    load_schedule(home_config)
    load_delivery(home_config)
    for name in folder(FOLDER, home_config) if home_config else ():
        load_tool(name, home_config)
