"""Claims in other words: found among the samples, taken by mistake among the corpus, told apart; milliseconds an item.

``python -m bench.claims`` prints one JSON object. The corpus' 5,000 items are held against the twelve sample claims as
``process`` does: only where the province of the claim is in them. With ``--table`` it writes nlp/models/company.npz
anew from ``../shared/corpus``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from casework import Claim
from config.load import Configuration, load
from nlp.claims import ClaimMatcher
from nlp.company_training import train_company
from nlp.evidence import Finder
from nlp.models import load_models
from nlp.relevance import relevance
from nlp.stance import Stances
from pipeline.jobs.reading.claims import matcher_for
from pipeline.jobs.reading.models import finder_for
from records import Article

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLES = ROOT / "tests" / "samples_ledger" / "claims.jsonl"
HELD, TAUGHT = 5000, 38_000
NOON = datetime(2026, 8, 1, tzinfo=UTC)
Row = dict[str, Any]


def main() -> int:
    if not CORPUS.is_dir():
        print("bench.claims: needs ../shared/corpus", file=sys.stderr)  # noqa: T201
        return 1
    if "--table" in sys.argv[1:]:
        names = ("rss_2026_june", "dantri_2020_sections", "vietnews_provincial", "baomoi_2017")
        texts = (f"{row['title']} . {row['text']}".replace("_", " ") for row in _corpus(*names))
        print(train_company(islice(texts, TAUGHT)))  # noqa: T201
        return 0
    configuration = load()
    rows = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    claims = {row["claim_id"]: _claim(row) for row in rows if row["kind"] == "claim"}
    matcher = matcher_for(configuration, claims)
    found = _samples(configuration, matcher, [row for row in rows if row["kind"] == "item"])
    print(json.dumps({**found, **_mistaken(configuration, matcher, claims)}, ensure_ascii=False, indent=1))  # noqa: T201
    return 0


def _claim(row: Row) -> Claim:
    return Claim(row["claim_id"], row["claim"], row["province"], row["claimed_about"], "", NOON, tuple(row["variants"]))


def _samples(configuration: Configuration, matcher: ClaimMatcher, rows: list[Row]) -> Row:
    """Shares of the samples that are found, and of those that are told apart."""
    stances, judged, found = Stances(configuration.lexicons["claims"]), defaultdict[str, Row](Counter), Counter[str]()
    for row in rows:
        text = "\n".join(part for part in (row["title"], row.get("lede"), row["body"]) if part)
        stance, near = row["stance"] or "none", {one.claim: one for one in matcher.near(text)}
        found[stance] += bool(near) if stance == "none" else row["claim_id"] in near
        if one := near.get(row["claim_id"]):
            said = stances.judge(text, one.span, len(row["title"]))
            judged[_half(row["claim_id"])][f"{stance} as {said}"] += 1
    return {"of": dict(Counter(row["stance"] or "none" for row in rows)), "found": found, "stances": judged}


def _half(claim: str) -> str:
    """The half of the claims whose samples were read while nlp/stance.py was written, and the other."""
    return ("read", "unread")[int(hashlib.sha256(claim.encode()).hexdigest(), 16) % 2]


def _mistaken(configuration: Configuration, matcher: ClaimMatcher, claims: dict[str, Claim]) -> Row:
    finder, models, mistaken, held = finder_for(configuration), load_models(), 0, 0
    began = time.process_time()
    for row in islice(_corpus("rss_2026_june", "vietnews_provincial"), HELD):
        about = _about(finder, models, row)
        if about:
            held += 1
            near = matcher.near(f"{row['title']}\n{row['text']}")
            mistaken += any(claims[one.claim].province in about for one in near)
    return {"corpus": HELD, "held": held, "mistaken": mistaken, "seconds": round(time.process_time() - began, 1)}


def _about(finder: Finder, models: Any, row: Row) -> set[str]:
    article = Article("x", "", row["title"], "", row["text"], NOON, "page", NOON, "page", "")
    found = finder.find(article)
    return {one.slug for one in finder.provinces if relevance(found.signs[one.slug], models).label != "0"}


def _corpus(*names: str) -> Iterator[Row]:
    for name in names:
        with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as stream:
            yield from map(json.loads, stream)


if __name__ == "__main__":
    sys.exit(main())
