"""Pieces of markup that the pages and feeds of all families share."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from demo.addresses import path_of, picture_path
from demo.dates import page_date
from demo.press import Outlet, Story


@dataclass(frozen=True)
class Site:
    """An outlet at a moment: where it stands and what it has published, newest first."""

    outlet: Outlet
    base: str
    stories: tuple[Story, ...]

    def path(self, story: Story) -> str:
        """The path of a story."""
        return path_of(story, self.outlet.family)

    def url(self, story: Story) -> str:
        """The whole address of a story."""
        return self.base + self.path(story)

    def path_of_title(self, title: str) -> str:
        """The path of the story with this title, or the home page if it is not ours."""
        return next((self.path(story) for story in self.stories if story.title == title), "/")


def links(site: Site, titles: Iterable[str]) -> str:
    """A list of linked headlines."""
    items = (f'<li><a href="{escape(site.path_of_title(title))}">{escape(title)}</a></li>' for title in titles)
    return f"<ul>{''.join(items)}</ul>"


def picture(story: Story) -> str:
    """The image of a story."""
    return f'<img src="{escape(picture_path(story))}" alt="" width="660" height="370">'


def figures(story: Story, css: str, caption_css: str) -> list[str]:
    """One figure for each caption."""
    return [
        f'<figure class="{css}">{picture(story)}'
        f'<figcaption class="{caption_css}">{escape(caption)}</figcaption></figure>'
        for caption in story.captions
    ]


def body(story: Story, paragraph: Callable[[str], str], inserts: Iterable[str]) -> str:
    """The paragraphs with figures and boxes between them, and the source line at the end."""
    blocks = [paragraph(escape(text, quote=False)) for text in story.paragraphs]
    for n, block in enumerate(inserts):
        blocks.insert(min(2 * n + 1, len(blocks)), block)
    if story.article.source:
        blocks.append(f'<p class="source"><em>({escape(story.article.source)})</em></p>')
    return "\n".join(blocks)


def plain_paragraph(text: str) -> str:
    """A paragraph without attributes."""
    return f"<p>{text}</p>"


def box(site: Site, story: Story, tag: str, attributes: str) -> list[str]:
    """A box of related headlines, if the story has any."""
    if not story.article.related:
        return []
    return [f"<{tag} {attributes}>{links(site, story.article.related)}</{tag}>"]


def person(story: Story, url: str = "") -> dict[str, Any]:
    """The author as a person."""
    return {"@type": "Person", "name": story.article.author} | ({"url": url} if url else {})


def organisation(site: Site) -> dict[str, Any]:
    """The outlet as an organisation."""
    return {"@type": "Organization", "name": site.outlet.name, "url": site.base}


def json_ld(site: Site, story: Story, author: object) -> str:
    """The JSON-LD NewsArticle block."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.sapo,
        "datePublished": page_date(story.published, site.outlet),
        "dateModified": page_date(story.modified, site.outlet),
        "author": author,
        "publisher": organisation(site),
        "mainEntityOfPage": site.url(story),
    }
    text = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def meta(name: str, content: str, key: str = "property") -> str:
    """One meta tag."""
    return f'<meta {key}="{name}" content="{escape(content)}">'


def published_time(site: Site, story: Story) -> str:
    """The meta tags of publication and change."""
    first, last = (page_date(m, site.outlet) for m in (story.published, story.modified))
    return meta("article:published_time", first) + meta("article:modified_time", last)


def open_graph(site: Site, story: Story) -> str:
    """The tags that every family but one writes in the same order."""
    tags = {
        "og:title": story.title,
        "og:description": story.sapo,
        "og:url": site.url(story),
        "og:image": site.base + picture_path(story),
        "og:type": "article",
    }
    return "\n".join(meta(name, content) for name, content in tags.items())
