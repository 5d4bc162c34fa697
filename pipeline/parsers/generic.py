"""The reader for pages of unknown markup: trafilatura finds where the text is, we read what stands there.

Never a URL to a library: it would ask the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import trafilatura
from selectolax.lexbor import LexborHTMLParser, LexborNode

from markup import lines_of, remove, text_of
from pipeline.parsers.check import fullest
from pipeline.parsers.forms import count_photos, dress_of, form_of, players_of
from pipeline.parsers.layout import FURNITURE, RELATED
from pipeline.parsers.metadata import Metadata
from pipeline.parsers.names import names_of
from pipeline.parsers.reader import Reading, printed_moment, signed
from text import matching, stored

LONG_LINE = 40  # characters: a shorter line may stand in a menu too, so it does not tell where the text is
MOST_OF_TEXT = 0.8  # share of the found text that the element around it must hold: the rest is from elsewhere
HALF = 0.5  # share of the found text that stands in one element: then the rest is the page around it
LINKED = 0.6  # share of a block's characters that are links: above it the block leads away
LONGEST_CAPTION = 400  # characters: a table with a picture and more words is a table
HEAD_LINES = 5  # lines of a text among which its lede must stand
LONGEST_TIME = 60  # characters of a printed time with its weekday and zone
NEAR = 40  # short elements below the title among which its time stands
KEPT = 0.9  # share of the found words that the element must give again, else what was found stands

# What newspapers call things inside the element of a text that are not its text.
_CAPTIONS = "figcaption, [class*=caption], [class*=chu-thich], [class*=img-desc], [class*=photo-desc], p.Image"
_BESIDE = (
    "[class*=related], [class*=relate-], [class*=-relate], [class*=lien-quan], [class*=tinlienquan], "
    "[class*=tin-khac], "
    "[class*=share], [class*=social], [class*=breadcrumb], [class*=comment], [class*=pagination], [class*=paging], "
    "[class*=banner], [class*=advert], [class*=tu-khoa], [class*=tags], [class*=-tag-], [class*=author], "
    "[class*=tac-gia], [class*=read-more], [class*=xem-them], nav, aside, footer, .d-none, [hidden]"
)
_TOO_WIDE = "nav, header, footer"  # an element that holds these is the page, not a text
_LEDES = "[class*=sapo], [class*=lede], [class*=summary], [class*=tom-tat], [class*=description], [class*=abstract]"
_TIMES = "time, [class*=time], [class*=date], [class*=ngay]"


def read_generic(html: str, tree: LexborHTMLParser, metadata: Metadata, path: str = "") -> Reading:
    """Read any page; an empty body says that there is no article on it. Changes the tree."""
    found = _found(html)
    container = _around(tree, found)
    if container is not None and container.css_first(_TOO_WIDE) is not None:
        container, found = _narrower(tree, found)
    printed_ledes = _ledes(tree, metadata)  # before the tree is changed
    title, dress = text_of(tree.css_first("h1")) or metadata.title, dress_of(tree, container)
    published = metadata.published_at or _printed(tree)
    captions: tuple[str, ...] = ()
    photos, players = 0, ""
    if container is not None:
        remove(container, RELATED)
        photos, players = count_photos(container), players_of(container)
        captions = _captions(container)
    lede, body = _lede_apart(_whole(found, container, {*captions, title}), printed_ledes)
    words = len(body.split()) + len(lede.split())
    form = form_of(path, title, metadata.kind, dress, words=words, photos=photos, players=players)
    read = Reading(
        title, lede, body, published, captions=captions, section=metadata.section, tags=metadata.tags, photos=photos,
        form=form, comments=metadata.comments, authors=names_of(metadata.authors),
    )  # fmt: skip
    return signed(read)


def _captions(container: LexborNode) -> tuple[str, ...]:
    """What is called a caption, and the words of tables that only hold a picture; these tables are taken away."""
    told = [text_of(node) for node in container.css(_CAPTIONS)]
    for table in container.css("table"):
        if table.css_first("img") is not None and _length(table) <= LONGEST_CAPTION:
            told.append(text_of(table))
            table.decompose()
    return tuple(dict.fromkeys(text for text in told if text))


def _found(html: str) -> list[str]:
    extracted = trafilatura.extract(
        html, fast=True, include_comments=False, include_tables=False, output_format="txt", deduplicate=False
    )
    return [line.removeprefix("- ") for line in stored(extracted or "").split("\n")]


def _around(tree: LexborHTMLParser, found: list[str]) -> LexborNode | None:
    """The smallest element that holds most of the found text."""
    wanted = {line[:LONG_LINE]: len(line) for line in found if len(line) >= LONG_LINE}
    held: dict[int, tuple[int, int, LexborNode]] = {}  # by element: characters of found text below it, its depth
    for node in _leaves(tree) if wanted else ():
        begins = stored(" ".join(node.text().split())[: 2 * LONG_LINE])[:LONG_LINE]
        if size := wanted.pop(begins, 0):
            above = list(_ancestors(node))
            for depth, one in enumerate(reversed(above)):
                held[one.mem_id] = (held.get(one.mem_id, (0, 0, one))[0] + size, depth, one)
    most = max((size for size, _, _ in held.values()), default=0)
    around = [(depth, one) for size, depth, one in held.values() if size >= MOST_OF_TEXT * most]
    return max(around, key=lambda pair: pair[0])[1] if around else None


def _narrower(tree: LexborHTMLParser, found: list[str]) -> tuple[LexborNode | None, list[str]]:
    """Where text was found all over a page: the element with the most text in paragraphs, if that is most of it."""
    paragraphs = fullest(tree)
    around = paragraphs[0][1].parent if paragraphs else None
    if around is None or _length(around) < HALF * sum(map(len, found)):
        return None, found
    return around, [stored(text) for text, _ in paragraphs]


def _leaves(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Elements that may be a paragraph: those made for it, and any other with words of its own."""
    for node in tree.css("p, li, div, h2, h3, h4, blockquote, span, td"):
        if (
            node.tag in ("p", "li", "h2", "h3", "h4", "blockquote")
            or len(node.text(deep=False).strip()) >= LONG_LINE // 2
        ):
            yield node


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None and above.tag not in ("html", "-undef"):
        yield above
        above = above.parent


def _whole(found: list[str], container: LexborNode | None, not_text: set[str]) -> str:
    """The lines of the element, if it gives again what was found; what was found where it does not."""
    found = [line for line in found if line not in not_text]
    if container is None:
        return "\n".join(found)
    remove(container, f"{FURNITURE}, {_CAPTIONS}, {_BESIDE}, h1")
    for block in container.css("p, div, ul, ol, li, h2, h3, h4, table"):
        if _leads_away(block):
            block.decompose()
    lines = [line for line in lines_of(container).split("\n") if line and line not in not_text]
    words = set(matching(" ".join(lines)).split())
    again = sum(word in words for line in found for word in matching(line).split())
    whole = sum(len(line.split()) for line in found)
    return "\n".join(lines if again >= KEPT * whole else found)


def _leads_away(block: LexborNode) -> bool:
    whole = _length(block)
    links = block.css("a[href]") if whole else []
    return bool(links) and sum(map(_length, links)) > LINKED * whole


def _length(node: LexborNode) -> int:
    return len(" ".join(node.text().split()))


def _ledes(tree: LexborHTMLParser, metadata: Metadata) -> list[str]:
    """What may be the lede: the description that the page tells machines, or what is printed as one."""
    printed = (text for selector in (_LEDES, "h2") if len(text := text_of(tree.css_first(selector))) >= LONG_LINE)
    return list(dict.fromkeys(one for one in (metadata.description, *printed) if one))


def _lede_apart(body: str, ledes: list[str]) -> tuple[str, str]:
    """Lede and body. A lede that stands among the first lines ends what is above the text: a time, a kicker, a
    button. The description is the lede even where it is not printed, unless the body has it further down."""
    lines = body.split("\n")
    for place, line in enumerate(lines[:HEAD_LINES]):
        if line in ledes and all(len(above) < LONG_LINE for above in lines[:place]):
            return line, "\n".join(lines[place + 1 :])
    return ("" if not ledes or ledes[0] in body or len(ledes[0]) < LONG_LINE else ledes[0]), body


def _printed(tree: LexborHTMLParser) -> datetime | None:
    """The time that is printed nearest below the title, else anywhere: above it some sites print today's."""
    nodes = tree.css("h1, time, span, div, p, li")
    title = next((place for place, node in enumerate(nodes) if node.tag == "h1"), 0)
    below = islice((node for node in nodes[title + 1 :] if len(node.text()) <= LONGEST_TIME), NEAR)
    moments = (printed_moment(node.attributes.get("datetime") or text_of(node)) for node in [*below, *tree.css(_TIMES)])
    return next((moment for moment in moments if moment), None)
