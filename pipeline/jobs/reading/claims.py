"""Holds what is new against the register of claims: which sentences are to be read; no network."""

from __future__ import annotations

from collections.abc import Iterator

from casework import ABOUT_CLAIM, Claim
from config.load import Configuration
from nlp.claims import ClaimMatcher
from nlp.company import load_company
from nlp.stance import Stances
from pipeline.claims import register
from pipeline.jobs.report import Progress, silent
from records import Province
from storage.claims import Looked, forget_claims, save_looks, stale_looks
from storage.decisions import standing
from storage.store import Store

ITEMS_A_BATCH = 200


def match_claims(store: Store, configuration: Configuration, *, progress: Progress = silent) -> int:
    """Hold every item with a province in it against the claims of that province; returns how many were looked at.

    An item is looked at again when it reads differently or the register has another wording. Without a claim nothing
    is read and no table of words is loaded.
    """
    claims = register(standing(store.db, ABOUT_CLAIM))
    forget_claims(store.db, list(claims))
    if not claims:
        return 0
    provinces = {slug: {n: c for n, c in claims.items() if c.province == slug} for slug in configuration.provinces}
    matchers = {slug: matcher_for(configuration, found) for slug, found in provinces.items() if found}
    stances, last, done = Stances(configuration.lexicons["claims"]), 0, 0
    signature = "-".join([str(stances.version), *(f"{slug}:{one.signature}" for slug, one in sorted(matchers.items()))])
    while rows := stale_looks(store.db, signature, after=last, limit=ITEMS_A_BATCH):
        looked = []
        for row in rows:
            of = [matchers[slug] for slug in row["provinces"] if slug in matchers]
            found = [match for one in of for match in _matches(row["text"], len(row["title"]), one, stances)]
            looked.append(Looked(row["id"], row["reading_sha256"], found))
        save_looks(store.db, signature, looked)
        last, done = rows[-1]["number"], done + len(rows)
        progress("progress.claims", done, 0)
    return done


def matcher_for(configuration: Configuration, claims: dict[str, Claim]) -> ClaimMatcher:
    """The matcher of these claims; names of provinces are not looked for."""
    cohort = [p for group in configuration.lexicons["claims"].groups if group.label == "cohort" for p in group.phrases]
    names = [name for province in configuration.provinces.values() for name in names_of(province)]
    wordings = {number: claim.wordings for number, claim in claims.items()}
    return ClaimMatcher(load_company(), wordings, cohort, names)


def names_of(province: Province) -> tuple[str, ...]:
    own = (province.name, *(former.name for former in province.merged))
    return (*own, *(f"tỉnh {name}" for name in own), *(f"ở {name}" for name in own))


def _matches(
    text: str, title_end: int, matcher: ClaimMatcher, stances: Stances
) -> Iterator[tuple[str, float, str, int, int, str]]:
    by = f"claims@{stances.version}"
    for one in matcher.near(text):
        stance = stances.judge(text, one.span, title_end)
        yield one.claim, one.score, stance, *one.span, by
