"""What stands on the pages of the extraction bench, by reading: of real pages as digests, of our own as text."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.material import LIMIT, REAL
from config.lineage import owner_of
from config.load import load_outlets
from crawlers.warc import body_of, read_record, scan
from text import one_line, stored
from times import from_iso, local_day
from urls import host_of

TESTS = Path(__file__).parents[1] / "tests"
Key = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Gold:
    """One page and what a careful reader found on it; ``key`` turns a line into what is compared."""

    name: str
    url: str
    parser: str
    captured_at: str
    html: bytes
    title: str
    authors: tuple[str, ...]
    published: datetime | None
    words: Counter[str]
    strange: frozenset[str]  # captions and related links: no line of a body
    line_key: Key
    word_key: Key

    @property
    def has_body(self) -> bool:
        return bool(self.words)

    def has_title(self, title: str) -> bool:
        return self.line_key(one_line(title)) == self.title

    def has_authors(self, authors: Sequence[str]) -> bool:
        return sorted(self.line_key(one_line(name)) for name in authors if name) == sorted(self.authors)

    def has_time(self, written: str | None) -> bool:
        """Right to the minute, as a moment: a time without its zone is none."""
        try:
            moment = datetime.fromisoformat(written or "")
        except ValueError:
            return self.published is None
        if self.published is None or moment.tzinfo is None:
            return False
        return abs(moment - self.published) < timedelta(minutes=1) and moment.minute == self.published.minute

    def body_f1(self, body: str) -> float:
        found = Counter(self.word_key(word) for word in re.findall(r"\w+", stored(body).casefold()))
        common = (found & self.words).total()
        return 2 * common / (found.total() + self.words.total()) if common else 0.0

    def leaks(self, body: str) -> int:
        return len({self.line_key(line) for line in stored(body).split("\n")} & self.strange)


def real_golds() -> list[Gold]:
    """The pages of tests/gold/pages.json, from the real archive."""
    told = {gold["url"]: gold for gold in json.loads((TESTS / "gold" / "pages.json").read_text("utf-8"))["pages"]}
    captures = [capture for capture in scan(REAL) if capture.url in told and "html" in capture.content_type]
    return [_real(told[one.url], body_of(read_record(REAL, one.offset), LIMIT)) for one in captures]


def _real(gold: dict[str, Any], html: bytes) -> Gold:
    captured = from_iso(gold["captured_at"])
    owner = owner_of(load_outlets(), host_of(gold["url"]), local_day(captured))
    return Gold(
        name=gold["url"].split("/")[2] + gold["url"][-14:], url=gold["url"],
        parser=owner.parser if owner else "generic",
        captured_at=gold["captured_at"], html=html, title=gold["title_sha256"], authors=tuple(gold["author_sha256"]),
        published=from_iso(gold["published_at"]), words=Counter(gold["word_counts"]),
        strange=frozenset([*gold["captions_sha256"], *gold["related_sha256"]]),
        line_key=_sha256, word_key=lambda word: _sha256(word)[:10],
    )  # fmt: skip


def _sha256(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def case_golds() -> list[Gold]:
    """The hand-written cases."""
    return [_case(path) for path in sorted((TESTS / "pipeline" / "cases").rglob("*.json"))]


def _case(path: Path) -> Gold:
    case = json.loads(path.read_text("utf-8"))
    return Gold(
        name=f"{path.parent.name}/{path.stem}", url=case["url"], parser=case["parser"], captured_at=case["captured_at"],
        html=path.with_suffix(".html").read_bytes(), title=case["title"], authors=tuple(case["authors"]),
        published=from_iso(case["published_at"]) if case["published_at"] else None,
        words=Counter(word for line in case["body"] for word in re.findall(r"\w+", line.casefold())),
        strange=frozenset(case["captions"]), line_key=str, word_key=str,
    )  # fmt: skip
