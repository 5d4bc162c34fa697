"""``trace``: where an address is, or at which step it was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from config.lineage import owner_of
from config.load import Configuration
from config.wording import Say, reason_sentence, sentence
from crawlers.listings import moment_of_address
from crawlers.stretches import Stretch
from pipeline.jobs.home import Home
from pipeline.jobs.watching.advice import advice_for
from pipeline.jobs.watching.health import is_out
from pipeline.jobs.watching.sources import FRESH
from pipeline.jobs.watching.unlinked import Unlinked
from records import Outlet
from storage.opening import open_database
from storage.store import Store
from storage.trace import Known, Refusal, StoredItem, known_addresses
from times import HANOI, iso, local_day
from urls import absolute, as_typed, canonical_url, host_of, path_of, spellings

Where = Literal[
    "stored", "removed", "unread", "dropped", "not-asked", "failed", "robots", "blocked", "postponed", "over-budget",
    "quarantined", "not-read", "not-linked", "never-visited", "no-source", "not-followed", "source", "not-ours",
    "no-address",
]  # fmt: skip
FOUND: tuple[Where, ...] = ("stored", "removed")
NO_ARTICLE: tuple[Where, ...] = ("source", "no-address")
BLOCKED = ("challenge", "login-wall", "block-page", "http-401", "http-402", "http-403", "http-451")
_OF_OUTCOME: dict[str, Where] = {
    "robots": "robots", "robots-unavailable": "robots", "postponed": "postponed", "host-failing": "postponed",
    "over-budget": "over-budget", "ok": "not-read", "not-modified": "not-read",
    **dict.fromkeys(BLOCKED, "blocked"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An address that somebody asks about, and when it was published, as far as he says."""

    address: str
    published: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Where an address is: a stable word, its facts, and the key of the sentence that tells it."""

    asked: str
    where: Where
    key: str  # of the sentence
    url: str = ""  # canonical, as it is stored where it is; "" for no address
    link: str = ""  # absolute, to be fetched
    outlet: str = ""  # slug
    item: str = ""
    advice: str = ""  # key of the sentence that says what to do
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return sentence(self.key, **self._words())

    @property
    def advice_text(self) -> str:
        return self.advised(sentence)

    def advised(self, say: Say) -> str:
        """What to do, in the words of the command line or of the pages; "" for nothing."""
        return str(say(self.advice, **self._words())) if self.advice else ""

    def _words(self) -> dict[str, object]:
        words = {name: _word(name, value) for name, value in self.facts.items()}
        return {"url": self.url, "outlet": self.outlet, "item": self.item, **words}

    def as_row(self) -> dict[str, Any]:
        """For programs."""
        facts = {name: _plain(value) for name, value in self.facts.items()}
        return {
            "asked": self.asked, "url": self.url, "where": self.where, "outlet": self.outlet, "item": self.item,
            "facts": facts, "text": self.text, "advice": self.advice_text,
        }  # fmt: skip


def _plain(value: object) -> object:
    """A fact as programs read it."""
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def _word(name: str, value: object) -> object:
    """A fact in the officers' words."""
    if value is None:
        return sentence("value.no-day")
    if isinstance(value, datetime):
        return value.astimezone(HANOI).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "reason":
        return reason_sentence(str(value))
    return sentence(f"stage.{value}") if name == "stage" else value


def traced(
    configuration: Configuration, unlinked: Unlinked, asked: Sequence[Asked], *, now: datetime
) -> Iterator[Trace]:
    """One answer for each address, in order."""
    forms = {one.address: list(spellings(one.address)) for one in asked}
    known = known_addresses(unlinked.store.db, [form for several in forms.values() for form in several])
    sources = _sources(configuration)
    for one in asked:
        yield _Tracer(configuration, unlinked, known, sources, now).trace(one, forms[one.address])


def trace(home: Home, address: str, *, now: datetime) -> Trace:
    """Where one address is."""
    configuration = home.configuration()
    db = open_database(home.path, write=False)
    try:
        return next(traced(configuration, Unlinked(configuration, Store(db), now), [Asked(address)], now=now))
    finally:
        db.close()


def _sources(configuration: Configuration) -> dict[str, str]:
    """Canonical addresses of all feeds, sitemaps and listings, to their outlet."""
    return {
        canonical_url(url): outlet.slug
        for outlet in configuration.outlets.values()
        for sources in (outlet.feeds, outlet.sitemaps, outlet.listings)
        for url in (source.url for source in sources)
    }


@dataclass(frozen=True, slots=True)
class _Tracer:
    """Looks in the order in which an article goes: stored, read, asked, named, and at last the outlet."""

    configuration: Configuration
    unlinked: Unlinked
    known: Mapping[str, Known]
    sources: Mapping[str, str]
    now: datetime

    def trace(self, asked: Asked, forms: Sequence[str]) -> Trace:
        if not forms:
            return Trace(asked.address, "no-address", "trace.no-address")
        link = absolute(as_typed(asked.address))
        url, known = self._best(forms)
        at: dict[str, Any] = {"asked": asked.address, "url": url, "link": link}
        if known.item:
            return _stored(at, known.item, _page_trouble(known))
        if slug := self.sources.get(url):
            return Trace(**at, where="source", key="trace.source", outlet=slug)
        if known.is_anything:
            return self._on_the_way(at, known)
        return self._unknown(at, asked)

    def _best(self, forms: Sequence[str]) -> tuple[str, Known]:
        """The form of the address under which most is known: an item, then anything, then the canonical one."""
        there = [(form, self.known[form]) for form in forms if form in self.known]
        items = [(form, known) for form, known in there if known.item]
        return next(iter(items or there), (forms[0], Known()))

    def _on_the_way(self, at: Mapping[str, Any], known: Known) -> Trace:
        stands, outlet = known.standing, _outlet_of(known)
        if known.unread_at:
            return Trace(**at, where="unread", key="trace.unread", outlet=outlet, facts={"at": known.unread_at},
                         advice="advice.process")  # fmt: skip
        if known.refusals:
            return _refused(at, known.refusals[-1])
        if stands is None:
            return self._not_asked(at, known)
        facts = {"at": stands.at, "reason": stands.outcome, "failures": stands.failures, "stage": "ask"}
        advice = advice_for(stands.outcome)
        if is_out(stands, self.now) and stands.outcome not in BLOCKED:
            return Trace(**at, where="quarantined", key="trace.quarantined", outlet=outlet, facts=facts,
                         advice="advice.trace-again")  # fmt: skip
        where = _OF_OUTCOME.get(stands.outcome, "failed")
        return Trace(**at, where=where, key=f"trace.{where}", outlet=outlet, facts=facts,
                     advice="advice.technician" if where == "not-read" else advice)  # fmt: skip

    def _not_asked(self, at: Mapping[str, Any], known: Known) -> Trace:
        """Named, but nobody has asked: its turn has not come, or it was old when it was first seen."""
        first = known.namings[0]
        is_old = first.published_at is not None and first.published_at < first.first_seen_at - FRESH
        key, advice = ("trace.not-asked-old", "advice.trace-since") if is_old else ("trace.not-asked", "advice.run")
        day = local_day(first.published_at or first.first_seen_at).isoformat()
        facts = {"source": first.source, "at": first.first_seen_at, "day": day}
        return Trace(**at, where="not-asked", key=key, outlet=first.outlet, facts=facts, advice=advice)

    def _unknown(self, at: Mapping[str, Any], asked: Asked) -> Trace:
        told = moment_of_address(at["url"], seen_at=self.now)
        published = (told[1], told[1]) if told else asked.published
        outlet = self._owner(at["url"], published)
        if outlet is None:
            return Trace(**at, where="not-ours", key="trace.not-ours", facts={"host": host_of(at["url"])})
        reason = self.unlinked.why(outlet, published, is_article=_is_article(outlet, at["url"]))
        return Trace(
            **at, where=reason.where, key=f"trace.{reason.key}", outlet=outlet.slug, facts=reason.facts,
            advice=reason.advice,
        )  # fmt: skip

    def _owner(self, url: str, published: Stretch | None) -> Outlet | None:
        """Whose the host was when the article was published, or is today."""
        outlets, host = self.configuration.outlets, host_of(url)
        days = ([local_day(published[0])] if published else []) + [local_day(self.now)]
        return next((owner for day in days if (owner := owner_of(outlets, host, day))), None)


def _outlet_of(known: Known) -> str:
    if known.standing:
        return known.standing.outlet
    return (known.namings or known.refusals)[0].outlet


def _page_trouble(known: Known) -> str:
    """Why an item's page was not read: what came of asking, or of reading; "" where nothing is wrong."""
    stands = known.standing
    if stands and stands.outcome not in ("ok", "not-modified"):
        return stands.outcome
    return known.refusals[-1].reason if known.refusals else ""


def _stored(at: Mapping[str, Any], item: StoredItem, trouble: str) -> Trace:
    facts = {
        "title": item.title, "published_at": item.published_at, "first_seen_at": item.first_seen_at,
        "origin": item.origin,
    }  # fmt: skip
    of = {**at, "outlet": item.outlet, "item": item.id}
    if item.removed_at:
        return Trace(**of, where="removed", key="trace.removed", facts={**facts, "removed_at": item.removed_at})
    if item.origin == "feed" and trouble:
        return Trace(**of, where="stored", key="trace.stored-feed", facts={**facts, "reason": trouble},
                     advice=advice_for(trouble))  # fmt: skip
    return Trace(**of, where="stored", key="trace.stored", facts=facts)


def _refused(at: Mapping[str, Any], refusal: Refusal) -> Trace:
    facts = {"stage": refusal.stage, "reason": refusal.reason, "detail": refusal.detail, "at": refusal.at}
    return Trace(**at, where="dropped", key="trace.dropped", outlet=refusal.outlet, facts=facts,
                 advice=advice_for(refusal.reason))  # fmt: skip


def _is_article(outlet: Outlet, url: str) -> bool:
    return not outlet.article_path or re.search(outlet.article_path, path_of(url)) is not None
