"""Annotation beside underthesea, in one process: the rival does its part on the same texts, block by block in turn.

``python -m bench.annotation`` prints one JSON object: seconds of ours and of the rival for annotation (all but names,
beside ``word_tokenize``) and for names (beside ``ner`` called sentence by sentence), and the peak memory.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from underthesea import ner, word_tokenize

from bench.material import LIMIT, REAL
from config.load import load
from crawlers.feeds import read_feed
from crawlers.warc import body_of, read_record, scan
from nlp.reading import read
from nlp.tagging import Tagged, Tagger
from nlp.words import sentences_of
from pipeline.extract import article_of_lead
from pipeline.jobs.labels import article_of_row
from pipeline.jobs.models import annotator_for
from records import Article

CORPUS = ("baomoi_2017", "vietnews_provincial", "dantri_2020_sections", "rss_2026_june")
EVERY = 70  # of the archive's items and of the corpus's texts each: their natural mix, about 770 texts
NAMED = 60  # texts for names: the stock tagger needs seconds for each ten
BLOCK = 20  # texts in turn: a busy moment of the machine falls on both


def texts() -> list[Article]:
    """Every so-many-th item of the real archive and text of the corpus, in turn."""
    found = [*islice(_archive(), 0, None, EVERY), *islice(_corpus(), 0, None, EVERY)]
    return [found[number * 7919 % len(found)] for number in range(len(found))]  # a prime: well mixed, each once


def _archive() -> Iterator[Article]:
    now = datetime.now(UTC)
    for capture in scan(REAL):
        if "html" not in capture.content_type:
            body = body_of(read_record(REAL, capture.offset), LIMIT)
            for lead in read_feed(body, outlet="", source="", seen_at=now).leads:
                yield article_of_lead(lead, "online", "")


def _corpus() -> Iterator[Article]:
    for name in CORPUS:
        with gzip.open(REAL.parents[1] / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as stream:
            yield from (article_of_row(json.loads(line)) for line in stream)


def raced(
    articles: Sequence[Article], ours: Callable[[Article], Any], rival: Callable[[Article], Any]
) -> tuple[float, float]:
    """Seconds that each needs for all, by turns."""
    seconds = [0.0, 0.0]
    for start in range(0, len(articles), BLOCK):
        for number, work in enumerate((ours, rival)):
            began = time.perf_counter()
            for article in articles[start : start + BLOCK]:
                work(article)
            seconds[number] += time.perf_counter() - began
    return seconds[0], seconds[1]


def _sentences(article: Article) -> list[str]:
    reading = read(article)
    return [reading.text[slice(*sentence.span)] for sentence in sentences_of(reading)]


def check_same(articles: Sequence[Article], tagger: Tagger) -> int:
    """The sentences on which both taggers were compared; ends the bench where they differ."""
    sentences = [sentence for article in articles for sentence in _sentences(article)]
    for sentence in sentences:
        if tagger.tag(sentence) != [Tagged(*word) for word in ner(sentence)]:
            sys.exit(f"bench: the taggers differ on {sentence!r}")
    return len(sentences)


def measure() -> dict[str, float]:
    """All figures of one run."""
    articles, annotator, tagger = texts(), annotator_for(load()), Tagger()
    for warm in (annotator.annotate, lambda article: word_tokenize(article.text), lambda _: ner("Một câu.")):
        warm(articles[0])
    ours, rival = raced(articles, annotator.annotate, lambda article: word_tokenize(article.text))
    named = articles[:NAMED]
    tagged, stock = raced(
        named,
        lambda article: [tagger.tag(sentence) for sentence in _sentences(article)],
        lambda article: [ner(sentence) for sentence in _sentences(article)],
    )
    return {
        "texts": len(articles), "annotation": ours, "word_tokenize": rival,
        "named": len(named), "names": tagged, "ner": stock, "same_sentences": check_same(named, tagger),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201
