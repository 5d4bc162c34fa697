"""Reads an article by the layout of its family."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from markup import lines_of, remove, text_of
from pipeline.parsers.forms import count_photos, dress_of, form_of, number_in, players_of
from pipeline.parsers.layout import FURNITURE, RELATED, Layout
from pipeline.parsers.metadata import Metadata, section_path
from pipeline.parsers.names import credit_in, credit_of, names_of, signature_of
from records import Form
from text import one_line
from times import parse_moment

# A time as printed on Vietnamese pages: "07/03/2026 08:47", "08:47 07/03/2026", "2026-03-07 08:07".
_CLOCK = (
    r"(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\s*(?:AM|PM))?"
    r"(?:\s*\(?(?P<zone>(?:GMT|UTC)\s*[+-]\d{1,2}(?::?\d{2})?)\)?)?"
)
_DAY = r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})"
_PRINTED = (
    re.compile(rf"{_DAY}[\s,\-–|]+{_CLOCK}"),
    re.compile(rf"{_CLOCK}[\s,'\-–|]+(?:ngày\s+)?{_DAY}"),
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})[T\s]+{_CLOCK}"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a layout or the generic reader found on a page."""

    title: str
    lede: str
    body: str
    published_at: datetime | None
    kicker: str = ""
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    byline: str = ""  # the by-line's own element, then the lines that sign the text
    credit: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    photos: int = 0
    form: Form = "text"
    comments: int | None = None

    @property
    def text(self) -> str:
        """All words of the article: what another reader must not find more of."""
        return "\n".join((self.title, self.lede, self.body, *self.captions, self.byline))


def container_of(tree: LexborHTMLParser, layout: Layout) -> LexborNode | None:
    """The element that holds the text, if the page has this layout."""
    return next((node for selector in layout.body for node in tree.css(selector) if node.text().strip()), None)


def read_by_layout(tree: LexborHTMLParser, layout: Layout, metadata: Metadata, path: str = "") -> Reading:
    """Read a page at this path; an empty body says that the layout does not fit. Changes the tree."""
    container = container_of(tree, layout)
    printed = _bylines(tree, layout.authors)
    read = Reading(
        title=_first_text(tree, layout.title) or metadata.title,
        lede=_first_text(tree, layout.lede),
        body="",
        published_at=metadata.published_at or _printed_time(tree, layout.published),
        kicker=_first_text(tree, layout.kicker),
        authors=names_of(printed),
        byline="\n".join(printed),
        credit=_credit(tree, layout.credit),
        section=metadata.section or _linked(tree, layout.section),
        tags=tuple(_texts(tree, layout.tags)) or metadata.tags,
        comments=_comments(tree, layout.comments, metadata),
    )
    if container is not None:
        read = _with_body(read, container, dress_of(tree, container), layout, metadata, path)
    return replace(read, authors=read.authors or names_of(metadata.authors))


def _with_body(
    read: Reading, container: LexborNode, dress: str, layout: Layout, metadata: Metadata, path: str
) -> Reading:
    """Count what stands in the text, take away what is not text, and read the rest."""
    remove(container, RELATED)
    photos, players = count_photos(container), players_of(container)
    captions = tuple(_captions(container, layout.captions))
    remove(container, f"{FURNITURE}, {layout.not_body}" if layout.not_body else FURNITURE)
    read = signed(replace(read, body=_without_lede(lines_of(container), read.lede), captions=captions))
    words = len(read.body.split()) + len(read.lede.split())
    form = form_of(path, read.title, metadata.kind, dress, words=words, photos=photos, players=players)
    return replace(read, photos=photos, form=form)


def signed(read: Reading) -> Reading:
    """A reading whose last lines, where they sign it, are its by-line and source and no longer its text."""
    lines = read.body.split("\n")
    signature = signature_of(lines)
    body = "\n".join(lines[: len(lines) - signature.lines])
    printed = [read.byline, *(line for line in signature.bylines if line not in read.byline)]
    return replace(
        read,
        body=body,
        authors=read.authors or names_of(signature.bylines),
        byline="\n".join(line for line in printed if line),
        credit=read.credit or signature.credit or credit_in(read.byline) or credit_in(body),
    )


def _first_text(tree: LexborHTMLParser, selectors: Iterable[str]) -> str:
    return next((text for selector in selectors if (text := _text_at(tree.css_first(selector)))), "")


def _text_at(node: LexborNode | None) -> str:
    """The text of an element, the content of a meta element."""
    if node is not None and node.tag == "meta":
        return one_line(node.attributes.get("content") or "")
    return text_of(node)


def _texts(tree: LexborHTMLParser, selectors: Iterable[str]) -> list[str]:
    """The texts of all that the first matching selector finds, each once."""
    for selector in selectors:
        if texts := list(dict.fromkeys(text for node in tree.css(selector) if (text := text_of(node)))):
            return texts
    return []


def _bylines(tree: LexborHTMLParser, selectors: Iterable[str]) -> list[str]:
    """By-lines as printed, of the first selector that finds names."""
    found = (_texts(tree, [selector]) for selector in selectors)
    return next((texts for texts in found if names_of(texts)), [])


def _credit(tree: LexborHTMLParser, selectors: Iterable[str]) -> str:
    printed = _first_text(tree, selectors)
    return credit_of(printed) or printed


def _linked(tree: LexborHTMLParser, selectors: Iterable[str]) -> str:
    return section_path(_texts(tree, selectors))


def _comments(tree: LexborHTMLParser, selectors: Iterable[str], metadata: Metadata) -> int | None:
    """The number that the page prints; 0 stands there until a script puts the true one in its place."""
    printed = (number_in(node) for selector in selectors for node in tree.css(selector))
    return next((number for number in printed if number), metadata.comments)


def _captions(container: LexborNode, selector: str) -> Iterator[str]:
    yield from dict.fromkeys(caption for node in container.css(selector) if (caption := text_of(node)))


def _without_lede(body: str, lede: str) -> str:
    first, _, rest = body.partition("\n")
    return rest if lede and first == lede else body


def _printed_time(tree: LexborHTMLParser, selectors: Iterable[str]) -> datetime | None:
    for selector in selectors:
        node = tree.css_first(selector)
        if node is None:
            continue
        for written in (node.attributes.get("datetime") or "", text_of(node)):
            if moment := printed_moment(written):
                return moment
    return None


def printed_moment(written: str) -> datetime | None:
    """The moment in a printed line such as " - 07/03/2026 08:47", day first; Hà Nội time where no zone is printed."""
    if moment := parse_moment(written):
        return moment
    for pattern in _PRINTED:
        if found := pattern.search(written):
            day = f"{found['day']}/{found['month']}/{found['year']} {found['clock']}"
            return parse_moment(f"{day} {found['zone'] or ''}".strip())
    return None
