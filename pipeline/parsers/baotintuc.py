"""Báo Tin tức (TTXVN), after what a public crawler of it says."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("h1.detail-title",),
        lede=("h2.sapo",),
        body=(".boxdetail .contents",),
        authors=("div.author",),
        published=("div.date span.txt", "div.date"),
        not_body="div.author",
    ),
)
