"""What must be known of a site's markup to read its articles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors of one markup family; the first of several that matches is taken."""

    title: tuple[str, ...]
    body: tuple[str, ...]  # the element around the paragraphs
    lede: tuple[str, ...] = ()
    kicker: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()  # elements whose text is the time, where no metadata has it
    section: tuple[str, ...] = ()
    captions: str = "figcaption"
    not_body: str = ""  # inside the body, but not the article's text


# Never an article's text, whoever marks it up.
FURNITURE = (
    "figure, figcaption, script, style, noscript, iframe, form, button, video, audio, svg, "
    ".related-news, .box-tinlienquan, .VCSortableInPreviewMode[type=RelatedOneNews], [type=RelatedNewsBox], "
    "[type=RelatedOneNews]"
)
