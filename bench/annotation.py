"""Annotation beside underthesea, in one process: the rival does its part on the same texts, block by block in turn.

``python -m bench.annotation`` prints one JSON object: processor seconds of ours and of the rival for annotation (all
but names, beside ``word_tokenize``; seconds of the wall too) and for names (beside ``ner`` called sentence by
sentence), and the peak memory.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from pipeline.jobs.reading.labels import article_of_row
from pipeline.jobs.reading.models import annotator_for
from records import Article

CORPUS = ("baomoi_2017", "vietnews_provincial", "dantri_2020_sections", "rss_2026_june")
EVERY = 70  # of the archive's items and of the corpus's texts each: their natural mix, about 770 texts
NAMED = 60  # texts for names: the stock tagger needs seconds for each ten
BLOCK = 40  # texts in turn: a busy moment of the machine falls on both


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


Work = Callable[[Sequence[Article]], Any]


@dataclass
class Seconds:
    """What a work needs for all texts, of the processor, which a busy machine lengthens least, and of the wall."""

    processor: float = 0.0
    wall: float = 0.0

    def add(self, work: Work, articles: Sequence[Article]) -> None:
        """The seconds of one block."""
        processor, wall = time.process_time(), time.perf_counter()
        work(articles)
        self.processor += time.process_time() - processor
        self.wall += time.perf_counter() - wall


def raced(articles: Sequence[Article], ours: Work, rival: Work) -> tuple[Seconds, Seconds]:
    """What each needs for all, by turns."""
    seconds = Seconds(), Seconds()
    for start in range(0, len(articles), BLOCK):
        for own, work in zip(seconds, (ours, rival), strict=True):
            own.add(work, articles[start : start + BLOCK])
    return seconds


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

    def annotated(block: Sequence[Article]) -> None:
        list(annotator.annotate_all(block))

    def cut(block: Sequence[Article]) -> None:
        for article in block:
            word_tokenize(article.text)

    def named(block: Sequence[Article]) -> None:
        for article in block:
            for sentence in _sentences(article):
                tagger.tag(sentence)

    def named_by_rival(block: Sequence[Article]) -> None:
        for article in block:
            for sentence in _sentences(article):
                ner(sentence)

    for warm in (annotated, cut, named, named_by_rival):
        warm(articles[:1])
    ours, rival = raced(articles, annotated, cut)
    tagged, stock = raced(articles[:NAMED], named, named_by_rival)
    return {
        "texts": len(articles), "annotation": ours.processor, "word_tokenize": rival.processor,
        "annotation_wall": ours.wall, "word_tokenize_wall": rival.wall,
        "named": NAMED, "names": tagged.processor, "ner": stock.processor,
        "same_sentences": check_same(articles[:NAMED], tagger),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201
