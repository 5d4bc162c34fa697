"""The text of markup: bytes to characters, and a node to lines, one for each block a reader sees."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from text import stored

BLOCKS = (
    "p, div, br, li, h1, h2, h3, h4, h5, h6, tr, td, th, section, article, blockquote, ul, ol, table, "
    "figure, figcaption, header, footer, aside, pre, dt, dd, hr"
)
_BREAK = "\x1e"  # a control character that no page may hold once it is parsed into text
MANY_TAGS = 10_000  # a long real page has some 3,000; below this even the deepest nesting costs little
MOST_TAGS = 100_000  # more cost the generic reader 20 microseconds each
DEEPEST = 500  # elements; real pages stay below 60
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*")  # "<div</p>" is one tag, of an element called "div<"
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"}
_CELLS = {"td", "th"}
# Elements that need no end: what such a tag ends where it follows.
_ENDS = {
    "p": {"p"}, "li": {"li"}, "option": {"option"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "td": _CELLS, "th": _CELLS,
    "tr": {"tr", *_CELLS},
}  # fmt: skip
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HTTP_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


def decoded(body: bytes, content_type: str = "") -> str:
    """The characters of a page. UTF-8 wins where the bytes are valid UTF-8, whatever is declared:
    outlets declare wrongly, and other codings of Vietnamese are hardly ever valid UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    mended = body.decode("utf-8", "replace")
    if _is_mostly_utf8(mended):
        return mended
    names = [name for name in _declared(body, content_type) if name.lower().replace("-", "") != "utf8"]
    for name in (*names, "windows-1258"):
        try:
            return body.decode(name, "replace")
        except (LookupError, UnicodeError):  # no such coding, or one that is no coding of pages ("idna")
            continue
    return mended


def _declared(body: bytes, content_type: str) -> list[str]:
    """The codings that the header and the page's own meta element name."""
    header, meta = _HTTP_CHARSET.search(content_type), _META_CHARSET.search(body[:4096])
    return [*([header[1]] if header else []), *([meta[1].decode("ascii")] if meta else [])]


def _is_mostly_utf8(text: str) -> bool:
    """Is this UTF-8 with some bad bytes (a cut excerpt), and not another coding, of which hardly a letter fits?"""
    broken = text.count("\ufffd")
    return sum(not letter.isascii() for letter in text) - broken > broken


class TooDeep(ValueError):
    """Markup nested so deeply that the parser would take minutes (its time grows with the square of the depth), or
    of so many elements that reading it would take long."""


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a page; TooDeep for one that is made to be slow."""
    tags = html.count("<")
    if tags > MOST_TAGS:
        raise TooDeep(f"more than {MOST_TAGS} elements")
    if tags > MANY_TAGS and _depth(html) > DEEPEST:
        raise TooDeep(f"nested deeper than {DEEPEST} elements")
    return LexborHTMLParser(html)


def _depth(html: str) -> int:
    """How many elements stand open at once, at most: void ones left out, a closing tag closes what it names.

    One that names nothing open closes nothing, as in the parser: markup with the wrong ends is deep too.
    """
    opened: list[str] = []
    named: Counter[str] = Counter()
    deepest = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if not tag[1] and name not in _VOID:
            while opened and opened[-1] in _ENDS.get(name, ()):
                named[opened.pop()] -= 1
            opened.append(name)
            named[name] += 1
            deepest = max(deepest, len(opened))
        elif tag[1] and named[name]:
            while (closed := opened.pop()) != name:
                named[closed] -= 1
            named[name] -= 1
    return deepest


def lines_of(node: LexborNode) -> str:
    """The text below a node in its stored form, one line a block; changes the node's tree."""
    for block in node.css(BLOCKS):
        block.insert_before(_BREAK)
        block.insert_after(_BREAK)
    return stored(" ".join(node.text().split("\n")).replace("\r", " ").replace(_BREAK, "\n"))


def remove(node: LexborNode, selector: str) -> None:
    if selector:
        for found in node.css(selector):
            found.decompose()


def text_of(node: LexborNode | None) -> str:
    """The text of a heading or label, on one line; a line break in it is a blank."""
    if node is None:
        return ""
    for line_break in node.css("br"):
        line_break.insert_before(" ")
    return stored(" ".join(node.text().split()))
