"""Faults of article pages: what is no article, what changes, moves or goes between two runs."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from hostile.fault import Fault, words
from hostile.faults_of_feeds import cp1258
from hostile.press import Site, Story, entry, feed, framed, page
from hostile.wire import (
    Ask,
    Wire,
    always,
    answer,
    at,
    either,
    from_stage,
    on_article,
    on_feed,
    on_pages,
    redirect,
)

CHALLENGE = (
    "<!DOCTYPE html><html><head><script>document.cookie='kiem_tra=a81c; path=/';window.location.reload();</script>"
    "</head><body><noscript>Vui lòng bật JavaScript để tiếp tục.</noscript></body></html>"
).encode()
BLOCK = (
    b"<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>"
    b"<p>You don't have permission to access this page on this server.</p><p>Reference 18.2f4</p></body></html>"
)
MOVED = "/tin-moi/dia-chi-moi-000077.html"  # where the oldest article stands in the second run
CORRECTION = "Đính chính: số hộ tham gia là bốn mươi hai, không phải ba mươi như bản tin ban đầu đã nêu."


def edited(site: Site, ask: Ask) -> Wire:
    """The article with a correction in the place of its last paragraph."""
    story = site.story(ask.path)
    assert story, "asked of an article's page only"
    return answer(200, page(site, replace(story, paragraphs=(*story.paragraphs[:-1], CORRECTION))))


def at_new_address(site: Site, _ask: Ask) -> Wire:
    """The oldest article at its new address."""
    return answer(200, page(site, relocated(site)))


def relocated(site: Site) -> Story:
    """The oldest article with its new address."""
    link = site.base + MOVED
    return replace(site.stories[-1], path=MOVED, link=link, guid=link)


def renamed_feed(site: Site, _ask: Ask) -> Wire:
    """The feed names the oldest article by its new address."""
    return answer(200, feed(site, [*map(entry, site.stories[:-1]), entry(relocated(site))]).encode(), "text/xml")


def gone_feed(site: Site, _ask: Ask) -> Wire:
    """The feed without its oldest article."""
    return answer(200, feed(site, [entry(story) for story in site.stories[:-1]]).encode(), "text/xml")


def classed(site: Site, ask: Ask) -> Wire:
    """Pages by class names alone; in the second run the names are others."""
    story = site.story(ask.path)
    assert story, "asked of an article's page only"
    names = ("title-detail", "description", "fck_detail", "Normal", "date")
    if site.stage > 1:
        names = ("k3f9a", "zq01", "m77xd", "u8", "w5c2e")
    title, lede, body, line, date = names
    texts = "\n".join(f'<p class="{line}">{escape(text)}</p>' for text in story.paragraphs)
    main = (
        f'<span class="{date}">{story.published:%d/%m/%Y, %H:%M} (GMT+7)</span><h1 class="{title}">'
        f'{escape(story.title)}</h1><p class="{lede}">{escape(story.lede)}</p><article class="{body}">{texts}</article>'
    )
    return answer(200, framed(story.title, "", main))


def cp1258_page(site: Site, ask: Ask) -> Wire:
    """A page in cp1258 that says so."""
    story = site.story(ask.path)
    assert story, "asked of an article's page only"
    body = cp1258(page(site, story).decode().replace('charset="utf-8"', 'charset="windows-1258"'))
    return answer(200, body, "text/html; charset=windows-1258")


def latin_page(site: Site, ask: Ask) -> Wire:
    """A page in UTF-8 that its headers and its head call ISO-8859-1."""
    story = site.story(ask.path)
    assert story, "asked of an article's page only"
    return answer(200, page(site, story).replace(b'"utf-8"', b'"iso-8859-1"'), "text/html; charset=iso-8859-1")


MOVE = either(on_article(0, always(redirect(MOVED, 301))), at(MOVED, at_new_address))


def gone(code: int) -> Fault:
    """An article that is no longer there in the second run."""
    away = either(on_article(0, always(answer(code, b"<h1>Kh\xc3\xb4ng c\xc3\xb2n</h1>"))), on_feed(gone_feed))
    return Fault(
        f"article-gone-{code}", f"One article answers {code} from the second run on.", words(f"http-{code}"), 4,
        from_stage(2, away), runs=2, effects=frozenset({"removed"}),
    )  # fmt: skip


FAULTS = (
    Fault("challenge-feed", "A JavaScript challenge with status 200 stands in the place of the feed.",
          words("challenge"), 0, on_feed(always(answer(200, CHALLENGE)))),
    Fault("challenge-pages", "A JavaScript challenge with status 200 stands in the place of the pages.",
          words("challenge"), 4, on_pages(always(answer(200, CHALLENGE)))),
    Fault("block-feed", "A short \"Access Denied\" with status 200 stands in the place of the feed.",
          words("block-page"), 0, on_feed(always(answer(200, BLOCK)))),
    Fault("block-pages", "A short \"Access Denied\" with status 200 stands in the place of the pages.",
          words("block-page"), 4, on_pages(always(answer(200, BLOCK)))),
    Fault("page-blank", "Article pages answer 200 with an empty body.", words("no-text|not-html|not-an-article"), 4,
          on_pages(always(answer(200)))),
    Fault("page-home", "Article pages redirect to the home page.", words("not-an-article"), 4,
          on_pages(always(redirect("/")))),
    Fault("page-charset-wrong", "Pages are UTF-8 and say ISO-8859-1.", words(), 4, on_pages(latin_page)),
    Fault("page-cp1258", "Pages are cp1258 and say so.", words(), 4, on_pages(cp1258_page)),
    Fault("layout-drift", "The class names of the pages are others in the second run.", words("layout-drift"), 8,
          on_pages(classed), runs=2, articles=8, late=4, parser="vnexpress"),
    Fault("article-moved", "One article answers 301 to a new address from the second run on.", words("redirect"), 4,
          from_stage(2, MOVE), runs=2, effects=frozenset({"moved"})),
    Fault("article-moved-and-named", "One article moves, and the feed names it by its new address.",
          words("redirect"), 4, from_stage(2, either(MOVE, on_feed(renamed_feed))), runs=2,
          effects=frozenset({"moved"})),
    gone(404),
    gone(410),
    Fault("article-edited", "The text of one article is another in the second run.", words(), 4,
          from_stage(2, on_article(0, edited)), runs=2, effects=frozenset({"edited"})),
    Fault("article-fails-again", "Pages that were read answer 500 when they are looked at again.", words("http-500"),
          4, from_stage(2, on_pages(always(answer(500, b"<h1>500</h1>")))), runs=2),
)  # fmt: skip
