"""What must be known of a site's markup to read its articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors of one markup family in one time; the first of several that matches is taken.

    ``valid_from`` and ``valid_until`` are the first and last day (both inclusive, None is open) on which a page of
    this markup may have been served. Where the change itself was not seen, two layouts overlap.
    """

    title: tuple[str, ...]
    body: tuple[str, ...]  # the element around the paragraphs
    lede: tuple[str, ...] = ()
    kicker: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()  # whose words these are: "Theo TTXVN"
    published: tuple[str, ...] = ()  # elements whose text is the time, where no metadata has it
    section: tuple[str, ...] = ()  # the links of the path, widest first
    tags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()  # elements whose text has the number of comments
    captions: str = "figcaption"
    not_body: str = ""  # inside the body, but not the article's text
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


# Links to other articles inside a body, whoever marks them up: their pictures and words are not this article's.
RELATED = (
    ".related-news, .box-tinlienquan, .VCSortableInPreviewMode[type=RelatedOneNews], [type=RelatedNewsBox], "
    "[type=RelatedOneNews], noscript"
)
# Never an article's text, whoever marks it up; their captions and pictures are read before.
FURNITURE = "figure, figcaption, script, style, noscript, iframe, form, button, video, audio, svg"
