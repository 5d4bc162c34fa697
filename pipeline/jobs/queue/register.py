"""The register of claims: entering them, sources and officers' words on them; what was found of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from casework import ABOUT_CLAIM, Claim
from config.load import Configuration
from pipeline.claims import check_statement, check_wording, register
from pipeline.jobs.home import Home
from records import Decision, Trouble
from storage.claims import match_counts, matches_of
from storage.decisions import decide, history, new_id, standing
from storage.opening import Opened, open_database
from storage.store import Store
from text import matching, one_line
from times import iso, local_day

Row = dict[str, Any]
NUMBER_LENGTH = 6  # characters of a claim's number: 30 random bits


def add_claim(
    home: Home, text: str, *, plan: str, body: str, variants: Sequence[str], by: str, now: datetime, note: str = ""
) -> str:  # fmt: skip
    """Enter a claim; returns its number. Trouble for an opinion, a question, or a wording that is there already."""
    configuration = home.configuration()
    found = configuration.plans.get(plan or configuration.settings.default_plan)
    if found is None:
        raise Trouble("matter.unknown-plan", value=plan, allowed=", ".join(sorted(configuration.plans)))
    wordings = [one_line(one) for one in (text, *variants)]
    for one in wordings:
        check_wording(one, _opinions(configuration))
    number = new_id()[:NUMBER_LENGTH]
    said = {
        "do": "add",
        "claim": wordings[0],
        "variants": wordings[1:],
        "body": one_line(body),
        "province": found.province,
    }
    if not said["body"]:
        raise Trouble("case.lacks", step="add", option="--body")
    with Store.open(home.path) as store:
        _check_new(store.db, wordings)
        decide(home.path, store.db, [Decision(new_id(), by, now, ABOUT_CLAIM, number, said, note=note)], now=now)
    return number


def _opinions(configuration: Configuration) -> tuple[str, ...]:
    groups = configuration.lexicons["claims"].groups
    return tuple(phrase for group in groups if group.label == "opinion" for phrase in group.phrases)


def _check_new(db: Opened, wordings: Sequence[str]) -> None:
    given = set(map(matching, wordings))
    for claim in register(standing(db, ABOUT_CLAIM)).values():
        if given & set(map(matching, claim.wordings)):
            raise Trouble("claim.known-wording", number=claim.number)


def add_variant(home: Home, number: str, text: str, *, by: str, now: datetime) -> None:
    """A further wording; what officers said of the claim before does not cover it."""
    configuration, wording = home.configuration(), one_line(text)
    check_wording(wording, _opinions(configuration))
    with Store.open(home.path) as store:
        _claim(store.db, number)
        _check_new(store.db, [wording])
        _decide(home, store, number, {"do": "variant", "text": wording}, by=by, now=now)


def add_source(home: Home, number: str, *, source: str, document: str, day: str, by: str, now: datetime) -> None:
    """What speaks on a claim: who, which document, of which day."""
    if not document.strip():
        raise Trouble("claim.needs-document", number=number)
    _check_day(day, local_day(now))
    with Store.open(home.path) as store:
        _claim(store.db, number)
        said = {"do": "source", "source": one_line(source), "date": day}
        _decide(home, store, number, said, by=by, now=now, document=document)


def _check_day(written: str, today: date) -> None:
    try:
        is_past = date.fromisoformat(written) <= today
    except ValueError:
        is_past = False
    if not is_past:
        raise Trouble("claim.bad-source-day", value=written)


def state_claim(
    home: Home, number: str, state: str, *, document: str, by: str, now: datetime, account: str = ""
) -> Claim:  # fmt: skip
    """An officer's word on a claim, and the account under which it was said; returns the claim after it."""
    said = {"do": "state", "state": state, **({"account": account} if account else {})}
    with Store.open(home.path) as store:

        def check() -> None:
            check_statement(_claim(store.db, number), state, by=by, document=document, account=account)

        check()
        decision = Decision(new_id(), by, now, ABOUT_CLAIM, number, said, document=document)
        decide(home.path, store.db, [decision], now=now, check=check)
        return _claim(store.db, number)


def _decide(
    home: Home, store: Store, number: str, said: Mapping[str, object], *, by: str, now: datetime, document: str = ""
) -> None:
    decision = Decision(new_id(), by, now, ABOUT_CLAIM, number, said, document=document)
    decide(home.path, store.db, [decision], now=now)


def undo_claim(home: Home, number: str, *, by: str, now: datetime, seen: str = "") -> None:
    """Take back the newest thing that stands of a claim; at last the claim itself.

    ``seen`` is the newest that the officer knows of: Trouble("claim.changed") where there is another.
    """
    with Store.open(home.path) as store:
        newest = _newest(store.db, number)
        if seen and newest.id != seen:
            raise Trouble("claim.changed", number=number)

        def still_newest() -> None:
            if _newest(store.db, number) != newest:
                raise Trouble("claim.changed", number=number)

        undoing = Decision(new_id(), by, now, ABOUT_CLAIM, number, {"do": "undo"}, undoes=newest.id)
        decide(home.path, store.db, [undoing], now=now, check=still_newest)


def _newest(db: Opened, number: str) -> Decision:
    standing_now = standing(db, ABOUT_CLAIM, number)
    if not standing_now:
        raise Trouble(
            "claim.nothing-to-undo" if history(db, ABOUT_CLAIM, number) else "claim.unknown",
            number=number,
            value=number,
        )
    return standing_now[-1]


def _claim(db: Opened, number: str) -> Claim:
    found = register(standing(db, ABOUT_CLAIM, number)).get(number) if number else None
    if found is None:
        raise Trouble("claim.unknown", value=number)
    return found


# --- reading ---


def newest_word(home: Home, number: str) -> str:
    """The id of the newest thing that stands of a claim; "" for none."""
    db = open_database(home.path, write=False)
    try:
        return next((one.id for one in reversed(standing(db, ABOUT_CLAIM, number))), "")
    finally:
        db.close()


def claims_view(home: Home, *, state: str = "") -> list[Row]:
    """The claims of the register, oldest first, with how many items repeat, rebut and quote each."""
    db = open_database(home.path, write=False)
    try:
        counts = match_counts(db)
        found = register(standing(db, ABOUT_CLAIM)).values()
    finally:
        db.close()
    return [claim_row(one, counts) for one in found if state in ("", one.state)]


def claim_row(claim: Claim, counts: Mapping[tuple[str, str], int]) -> Row:
    told = {stance: counts.get((claim.number, stance), 0) for stance in ("repeats", "rebuts", "quotes")}
    sources = [
        {"name": one.name, "document": one.document, "day": one.day.isoformat(), "own": one.is_own}
        for one in claim.sources
    ]
    statements = [
        {"by": one.by, "at": iso(one.at), "state": one.state, "document": one.document} for one in claim.statements
    ]
    return {
        "number": claim.number, "claim": claim.text, "state": claim.state, "body": claim.body,
        "province": claim.province, "by": claim.by, "at": iso(claim.at), "variants": list(claim.variants),
        "sources": sources, "statements": statements, "waits_for_second": claim.is_half_refuted, **told,
    }  # fmt: skip


def claim_view(home: Home, number: str, *, after: tuple[str, str] = ("", ""), limit: int | None = None) -> Row:
    """One claim with the items near it, newest first, each with the sentence; a page of them where limited."""
    db = open_database(home.path, write=False)
    try:
        claim = _claim(db, number)
        counts, found = match_counts(db), matches_of(db, number, after=after, limit=limit)
    finally:
        db.close()
    items = [
        {**{name: one[name] for name in _SHOWN}, "sentence": one["text"][one["start"] : one["stop"]]} for one in found
    ]
    return {**claim_row(claim, counts), "items": items}


_SHOWN = ("item", "title", "outlet", "url", "published_at", "first_seen_at", "score", "stance", "by")
