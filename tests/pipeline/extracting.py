"""A page of an outlet of ours, as the tests of extraction hand it to the readers."""

from datetime import UTC, datetime

from pipeline.extract import article_of_page
from records import Outlet, Page

SEEN = datetime(2026, 11, 21, 3, tzinfo=UTC)


def page(body, *, url="https://bao.vn/tit.htm", final_url="", content_type="text/html; charset=utf-8"):
    body = body if isinstance(body, bytes) else body.encode()
    return Page("bao", url, final_url or url, SEEN, body, content_type, "r")


def outlet(parser="generic", article_path=""):
    return Outlet("bao", "Báo", parser=parser, article_path=article_path)


def read(body, parser="generic", article_path="", **about):
    return article_of_page(page(body, **about), outlet(parser, article_path))
