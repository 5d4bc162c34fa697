"""What an outlet shows: article pages, a home page, the RSS feed, pictures and error pages."""

from html import escape
from zlib import crc32

from demo.addresses import picture_path
from demo.dates import feed_date
from demo.families import FAMILIES, Page
from demo.markup import Site, links
from demo.press import Story

FEED_LENGTH = 12
SIDEBAR_LENGTH = 6
FICTION = "Báo hư cấu, viết cho bản trình diễn diembao. Nhân vật và sự việc không có thật."
STYLE = (
    "body{font:18px/1.6 Georgia,serif;max-width:1080px;margin:0 auto;padding:0 16px}"
    "header{border-bottom:3px solid #a21;font:700 28px Arial}main{float:left;width:66%}"
    "aside.cot-phai{float:right;width:28%;font-size:15px}footer{clear:both;color:#666;"
    "border-top:1px solid #ccc;font-size:14px}figcaption{color:#666;font-size:15px}"
    "img{max-width:100%;height:auto}h1{line-height:1.25}"
)


def article_page(site: Site, story: Story) -> bytes:
    """The page of one article in the markup of its family."""
    return whole(site, story.title, FAMILIES[site.outlet.family](site, story), story)


def home_page(site: Site) -> bytes:
    """The front page: every headline with its lede."""
    teasers = "".join(
        f'<div class="tin"><h2><a class="title1" href="{escape(site.path(story))}">'
        f"{escape(story.title)}</a></h2><p>{escape(story.sapo)}</p></div>"
        for story in site.stories
    )
    return whole(site, site.outlet.name, Page("", teasers), None)


def whole(site: Site, title: str, page: Page, story: Story | None) -> bytes:
    """The frame around the main part: menu, sidebar of other headlines, footer."""
    others = [other.title for other in site.stories if other != story][:SIDEBAR_LENGTH]
    menu = " | ".join(escape(name) for name in site.outlet.sections.values())
    name = escape(site.outlet.name)
    feed = escape(site.outlet.feed_path)
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8">
<title>{escape(title)}</title>
<link rel="alternate" type="application/rss+xml" href="{feed}">
{page.head}
<style>{STYLE}</style></head>
<body><header><a href="/">{name}</a></header><nav>{menu}</nav>
<main>{page.main}</main>
<aside class="cot-phai"><h3>Tin khác</h3>{links(site, others)}</aside>
<footer><p>{name}. {FICTION}</p></footer></body></html>
""".encode()


def error_page(code: int, message: str) -> bytes:
    """A small page for what cannot be shown."""
    return f"<!DOCTYPE html><title>{code}</title><h1>{code}</h1><p>{message}</p>\n".encode()


def feed(site: Site) -> bytes:
    """The RSS feed: the newest stories in the outlet's own habits."""
    newest = site.stories[:FEED_LENGTH]
    items = "\n".join(feed_item(site, story) for story in newest)
    built = feed_date(max(story.modified for story in newest), site.outlet) if newest else ""
    name = escape(site.outlet.name)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
<title>{name} - RSS</title><link>{escape(site.base)}</link><description>{name}</description>
<language>vi</language><lastBuildDate>{built}</lastBuildDate>
{items}
</channel></rss>
""".encode()


def feed_item(site: Site, story: Story) -> str:
    """One entry of the feed."""
    # One outlet forgets to escape its titles, as some real ones do: readers must cope.
    title = story.title if site.outlet.loose_feed else escape(story.title, quote=False)
    address = escape(site.url(story))
    return f"""<item><title>{title}</title><link>{address}</link><guid>{address}</guid>
<description>{escape(description(site, story), quote=False)}</description>
<pubDate>{feed_date(story.published, site.outlet)}</pubDate></item>"""


def description(site: Site, story: Story) -> str:
    """The summary as HTML or plain text, after the family's habit."""
    sapo = escape(story.sapo, quote=False)
    if site.outlet.family == "vccorp":
        image = f'<img src="{escape(site.base + picture_path(story))}" />'
        return f'<a href="{escape(site.url(story))}">{image}</a>{sapo}'
    if site.outlet.family == "onecms":
        related = links(site, story.article.related).replace('href="/', f'href="{site.base}/')
        box = f'<div style="clear: both;">{related}</div>'
        return f"<p>{sapo}</p>" + (box if story.article.related else "")
    return story.sapo


def drawing(story: Story) -> bytes:
    """A plain landscape in place of a photograph, its colour taken from the article."""
    hue = crc32(story.article.id.encode()) % 360
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 370">
<rect width="660" height="370" fill="hsl({hue},45%,82%)"/>
<path d="M0 300 160 150 290 260 430 110 660 290V370H0Z" fill="hsl({hue},35%,45%)"/>
<circle cx="{100 + hue}" cy="80" r="34" fill="#fff6d0"/></svg>
""".encode()
