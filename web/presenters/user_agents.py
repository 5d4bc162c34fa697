"""What a browser calls itself, in two words that its owner knows: "Chrome, Windows"."""

from __future__ import annotations

# Each names what it descends from as well, so who is most particular is asked first.
PROGRAMS = (
    ("Edg", "Edge"), ("coc_coc", "Cốc Cốc"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
MACHINES = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_name(agent: str) -> str:
    """Program and system of a User-Agent; the beginning of what it says where it is none that we know."""
    found = [next((name for mark, name in known if mark in agent), "") for known in (PROGRAMS, MACHINES)]
    return ", ".join(filter(None, found)) or agent[:40] or "?"
