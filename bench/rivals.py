"""Reads pages by one named tool, in whatever interpreter has it: ``python bench/rivals.py TOOL < pages > readings``.

Stands alone, because a rival may need other versions of our libraries: nothing of ours is imported. A page is a JSON
line of ``url`` and ``path``; a reading is one of ``title, authors, time, body``, the time with its zone or None.
The last line tells how many seconds of processor time each round over all pages took: what else the machine does
counts for nobody. Exit 3: the tool is not installed here.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

Reading = dict[str, Any]
ROUNDS = 5  # over all pages; the fastest counts, as for us


def told(title: Any, authors: Any, moment: Any, body: Any) -> Reading:
    names = [authors] if isinstance(authors, str) else [str(one) for one in authors or ()]
    written = moment.isoformat() if isinstance(moment, datetime) else (str(moment) if moment else None)
    return {"title": title or "", "authors": names, "time": written, "body": body or ""}


def trafilatura(url: str, html: bytes) -> Reading:
    tool = importlib.import_module("trafilatura")
    found = tool.bare_extraction(html, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return told("", (), None, "")
    return told(found.title, (found.author or "").split("; ") if found.author else (), found.date, found.text)


def newspaper4k(url: str, html: bytes) -> Reading:
    tool = importlib.import_module("newspaper")
    article = tool.Article(url, language="vi", fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return told(article.title, article.authors, article.publish_date, article.text)


def news_please(url: str, html: bytes) -> Reading:
    tool = importlib.import_module("newsplease").NewsPlease
    found = tool.from_html(html.decode("utf-8", "replace"), url=url, fetch_images=False)
    return told(found.title, found.authors, found.date_publish, found.maintext)


def fundus(url: str, html: bytes) -> Reading:
    """Its one Vietnamese parser, VnExpress; a page of another outlet is none of its."""
    if "vnexpress" not in url:
        raise LookupError(url)
    publisher = importlib.import_module("fundus").PublisherCollection.vn.VnExpress
    found = publisher.parser().parse(html.decode("utf-8", "replace"), error_handling="suppress")
    body = str(found.get("body") or "")
    return told(found.get("title"), found.get("authors"), found.get("publishing_date"), body)


TOOLS: dict[str, Callable[[str, bytes], Reading]] = {
    "trafilatura": trafilatura, "newspaper4k": newspaper4k, "news-please": news_please, "fundus": fundus,
}  # fmt: skip
MODULES = {"trafilatura": "trafilatura", "newspaper4k": "newspaper", "news-please": "newsplease", "fundus": "fundus"}


def read_by(tool: Callable[[str, bytes], Reading], url: str, html: bytes) -> Reading | None:
    """None where the tool has no parser for the outlet; a tool that breaks has read nothing."""
    try:
        return tool(url, html)
    except LookupError:
        return None
    except Exception as error:  # noqa: BLE001 - a rival may raise what it likes
        return told("", (), None, "") | {"error": repr(error)[:200]}


def main(name: str) -> int:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    try:
        importlib.import_module(MODULES[name])
    except ImportError as error:
        print(json.dumps({"absent": repr(error)[:200]}))  # noqa: T201
        return 3
    pages = [(page["url"], Path(page["path"]).read_bytes()) for page in map(json.loads, sys.stdin)]
    seconds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        readings = [read_by(TOOLS[name], url, html) for url, html in pages]
        seconds.append(time.process_time() - began)
    for reading in readings:
        print(json.dumps(reading, ensure_ascii=False))  # noqa: T201
    print(json.dumps({"seconds": seconds}))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
