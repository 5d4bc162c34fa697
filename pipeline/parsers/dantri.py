"""Dân Trí: the page of 2026 and the older one."""

from pipeline.parsers.layout import FURNITURE, Layout

LAYOUT = Layout(
    title=("article h1", "h1.title-page", "h1"),
    lede=("article h2", "h2.singular-sapo"),
    body=("[data-slot=content]#desktop-in-article", "[data-slot=content]", ".singular-content", ".dt-news__content"),
    authors=(".author-name a", ".author-name"),
    published=("time[datetime]", "time"),
    section=("ul.breadcrumbs a", ".breadcrumb a"),
    captions="figcaption",
    not_body=FURNITURE + ", section.article-business, .dt-news__tag, .dt-related",
)
