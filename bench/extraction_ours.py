"""Our part of the extraction bench, in a process of its own: ``python -m bench.extraction_ours TOOL < pages``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.rivals import ROUNDS, Reading, told
from pipeline.extract import article_of_page
from records import Article, Dropped, Outlet, Page
from times import from_iso


def main(tool: str) -> int:
    pages = [_page(json.loads(line)) for line in sys.stdin]
    outlets = [Outlet("vi-du", "Báo", parser="generic" if tool == "ours, generic" else parser) for _, parser in pages]
    seconds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        articles = [article_of_page(page, outlet) for (page, _), outlet in zip(pages, outlets, strict=True)]
        seconds.append(time.process_time() - began)
    for article in articles:
        print(json.dumps(_reading(article), ensure_ascii=False))  # noqa: T201
    print(json.dumps({"seconds": seconds}))  # noqa: T201
    return 0


def _page(given: dict[str, Any]) -> tuple[Page, str]:
    captured, html = from_iso(given["captured_at"]), Path(given["path"]).read_bytes()
    return Page("vi-du", given["url"], given["url"], captured, html, "text/html; charset=utf-8", "bench"), given[
        "parser"
    ]


def _reading(article: Article | Dropped) -> Reading:
    if isinstance(article, Dropped):
        return told("", (), None, "")
    return told(article.title, article.authors, article.published_at, article.body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
