"""The outlets and articles of the fictional press, read from demo/press/*.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_HOST = 11  # 127.0.0.11 is the first outlet in the order of slugs
DATE_MARK = re.compile(r"\{d([+-]\d+)?\}")


@dataclass(frozen=True)
class Labels:
    """What a careful reader says of the article (see the labelling guide)."""

    about_tq: int
    about_dt: int
    themes: tuple[str, ...]
    tone: str
    genre: str
    mismatch: bool
    neg_kind: str | None = None
    flag: str | None = None


@dataclass(frozen=True)
class Edition:
    """A later version of an article."""

    days_ago: int
    time: time
    title: str
    sapo: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """One article as written; its dates are relative to the first day of the demo."""

    id: str
    outlet: str
    days_ago: int
    time: time
    title: str
    sapo: str
    paragraphs: tuple[str, ...]
    author: str
    section: str
    tags: tuple[str, ...]
    labels: Labels
    captions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    edited: Edition | None = None
    reprint_of: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Outlet:
    """One fictional newspaper."""

    slug: str
    name: str
    family: str
    date_habit: str
    feed_path: str
    host: str
    sections: Mapping[str, str]
    articles: tuple[Article, ...]
    loose_feed: bool = False
    dies_days_ago: int | None = None


@dataclass(frozen=True)
class Story:
    """An article as it stands at a given moment, with real dates."""

    article: Article
    published: datetime
    modified: datetime
    title: str
    sapo: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = field(default=())


def read_outlets(folder: Path) -> tuple[Outlet, ...]:
    """Read every outlet of the folder, in the order of slugs; reprints get their text."""
    tables = [tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))]
    originals = {
        f"{table['slug']}/{entry['id']}": (table["name"], entry) for table in tables for entry in table["articles"]
    }
    return tuple(outlet_from(table, FIRST_HOST + n, originals) for n, table in enumerate(tables))


def outlet_from(table: dict[str, Any], host: int, originals: Mapping[str, tuple[str, dict[str, Any]]]) -> Outlet:
    """Build one outlet from its table."""
    own = {key: value for key, value in table.items() if key != "articles"}
    entries = [with_original(entry, originals) for entry in table["articles"]]
    articles = tuple(article_from(entry, table["slug"]) for entry in entries)
    return Outlet(**own, host=f"127.0.0.{host}", articles=articles)


def with_original(entry: dict[str, Any], originals: Mapping[str, tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """A reprint keeps its own first paragraphs and takes labels and the rest from the original."""
    if "reprint_of" not in entry:
        return entry
    name, original = originals[entry["reprint_of"]]
    rest = original["paragraphs"][len(entry["paragraphs"]) :]
    filled = {"paragraphs": entry["paragraphs"] + rest, "source": f"Theo {name}"}
    return {"labels": original["labels"]} | entry | filled


def article_from(entry: dict[str, Any], outlet: str) -> Article:
    """Build one article from its table."""
    labels = entry["labels"]
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    edited = edition_from(entry["edited"]) if "edited" in entry else None
    made = {
        "outlet": outlet,
        "time": time.fromisoformat(entry["time"]),
        "labels": Labels(**labels | {"themes": tuple(labels["themes"])}),
        "edited": edited,
    }
    return Article(**entry | lists | made)


def edition_from(entry: dict[str, Any]) -> Edition:
    """Build the later version of an article from its table."""
    made = {"time": time.fromisoformat(entry["time"]), "paragraphs": tuple(entry["paragraphs"])}
    return Edition(**entry | made)


def moment(today: date, days_ago: int, clock: time) -> datetime:
    """The Hà Nội moment so many days before the first day of the demo."""
    return datetime.combine(today - timedelta(days=days_ago), clock, HANOI)


def is_dead(outlet: Outlet, today: date, now: datetime) -> bool:
    """Whether the outlet's server has broken down by now."""
    days = outlet.dies_days_ago
    return days is not None and now >= moment(today, days, time.min)


def published(outlet: Outlet, today: date, now: datetime) -> tuple[Story, ...]:
    """What the outlet has published up to now, newest first."""
    stories = [story_at(article, today, now) for article in outlet.articles]
    shown = [story for story in stories if story is not None]
    return tuple(sorted(shown, key=lambda story: story.published, reverse=True))


def story_at(article: Article, today: date, now: datetime) -> Story | None:
    """The article as it stands now, or None before its hour."""
    start = moment(today, article.days_ago, article.time)
    if start > now:
        return None
    text: Article | Edition = article
    changed = start
    if article.edited:
        later = moment(today, article.edited.days_ago, article.edited.time)
        text, changed = (article.edited, later) if later <= now else (article, start)
    plain = Story(article, start, changed, text.title, text.sapo, text.paragraphs)
    return with_dates(replace(plain, captions=article.captions))


def with_dates(story: Story) -> Story:
    """Put real dates in place of the marks {d}, {d-1}, {d+7} (days from publication)."""
    day = story.published.date()
    return replace(
        story,
        title=dated(story.title, day),
        sapo=dated(story.sapo, day),
        paragraphs=tuple(dated(text, day) for text in story.paragraphs),
        captions=tuple(dated(text, day) for text in story.captions),
    )


def dated(text: str, day: date) -> str:
    """Write the dates of a text as Vietnamese newspapers do: 5/3, or 5/3/2027 in another year."""

    def spelled(match: re.Match[str]) -> str:
        then = day + timedelta(days=int(match[1] or 0))
        return f"{then.day}/{then.month}" + (f"/{then.year}" if then.year != day.year else "")

    return DATE_MARK.sub(spelled, text)
