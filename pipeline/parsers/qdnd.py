"""Quân đội nhân dân, after what a public crawler of it says."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("h1.post-title",),
        body=("div[itemprop=articleBody]",),
        published=("span.post-subinfo span", "span.post-subinfo"),
    ),
)
