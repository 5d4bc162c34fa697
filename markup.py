"""The text of markup: bytes to characters, and a node to lines, one for each block a reader sees."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from text import stored

BLOCKS = (
    "p, div, br, li, h1, h2, h3, h4, h5, h6, tr, td, th, section, article, blockquote, ul, ol, table, "
    "figure, figcaption, header, footer, aside, pre, dt, dd, hr"
)
_BREAK = "\x1e"  # a control character that no page may hold once it is parsed into text
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
    declared = _HTTP_CHARSET.search(content_type)
    meta = _META_CHARSET.search(body[:4096])
    for name in (declared[1] if declared else "", meta[1].decode("ascii") if meta else "", "windows-1258"):
        try:
            if name and name.lower().replace("-", "") != "utf8":
                return body.decode(name, "replace")
        except LookupError:
            continue
    return body.decode("utf-8", "replace")


def parse_html(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def lines_of(node: LexborNode) -> str:
    """The text below a node in its stored form, one line a block; changes the node's tree."""
    for block in node.css(BLOCKS):
        block.insert_before(_BREAK)
        block.insert_after(_BREAK)
    return stored(" ".join(node.text().split("\n")).replace("\r", " ").replace(_BREAK, "\n"))


def fragment_lines(html: str, without: str) -> str:
    """The lines of a piece of HTML, without what the CSS selector ``without`` finds."""
    body = parse_html(f"<body>{html}</body>").body
    if body is None:
        return ""
    remove(body, without)
    return lines_of(body)


def remove(node: LexborNode, selector: str) -> None:
    if selector:
        for found in node.css(selector):
            found.decompose()


def text_of(node: LexborNode | None) -> str:
    """The text of a heading or label, on one line."""
    return stored(" ".join(node.text().split())) if node is not None else ""
