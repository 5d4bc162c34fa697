"""Where outlets offer their readers' comments, and what their interfaces answer.

Three families, as other people's crawlers found them in July and August 2026 (../shared/press/outlet_facts.md, 5); none
was asked by us, so every field is taken as it may be missing. What is read here stays in memory: only
:mod:`crawlers.redacted` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from markup import TooDeep, decoded, lines_of, parse_html, remove, text_of
from records import Interface
from times import HANOI, UTC, parse_moment

SIZE = 100  # comments that are asked for at a time
PAGES = 5  # of a thread that one visit turns: the 500 that most readers liked
REPLIES = 20  # threads of replies that one visit opens, those with most replies
_ESCAPED = 3  # times that an interface may have escaped its text
_ID = re.compile(r"[\w-]{1,64}")
_NUMBER = re.compile(r"\d{1,25}")


class Unreadable(ValueError):
    """An answer that is none of an interface of this family."""


@dataclass(frozen=True, slots=True)
class Said:
    """One reader's comment as the interface gives it: private, never to be written."""

    id: str
    name: str
    text: str
    at: datetime | None
    likes: int
    replies: int  # that it is said to have, beyond those given with it
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """What one answer holds."""

    said: tuple[Said, ...]
    total: int | None  # of all comments, as the interface counts them


# --- where: from an article's page to an address ---


def address_of(interface: Interface, html: str) -> str | None:
    """The address of an article's comments; None where its page offers none."""
    try:
        tree = parse_html(html)
    except TooDeep:
        return None
    facts = _FACTS[interface.family](tree)
    if any(not _NUMBER.fullmatch(value) for value in facts.values()) or not facts:
        return None
    return interface.url.format(**facts, size=SIZE)


def _vnexpress_facts(tree: LexborHTMLParser) -> dict[str, str]:
    for node in tree.css("[data-component-input]"):
        try:
            given = json.loads(node.attributes["data-component-input"] or "")
        except ValueError:
            continue
        if isinstance(given, dict) and given.get("type", "comment") == "comment":
            return {name: str(given.get(name)) for name in ("article_id", "article_type", "site_id", "category_id")}
    return {}


def _vccorp_facts(tree: LexborHTMLParser) -> dict[str, str]:
    node = tree.css_first("#hdNewsId")
    return {"news_id": str(node.attributes.get("value"))} if node else {}


def _vietnamnet_facts(tree: LexborHTMLParser) -> dict[str, str]:
    node = tree.css_first("[data-objectid][data-websiteid]")
    names = {"object_id": "data-objectid", "website_id": "data-websiteid"}
    return {name: str(node.attributes.get(written)) for name, written in names.items()} if node else {}


# --- what: from an answer to comments ---


def read_thread(family: str, body: bytes) -> Thread:
    """The comments of an answer (undone from its coding); Unreadable for anything else."""
    try:
        return _READ[family](body)
    except (ValueError, TooDeep, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error  # without the error's words: they may be a reader's


def _vnexpress(body: bytes) -> Thread:
    data = _object(json.loads(body)).get("data")
    if isinstance(data, list):  # so it writes that there is nothing
        return Thread((), 0)
    rows = _object(data)
    said = [one for row in _rows(rows.get("items")) for one in _vnexpress_said(row)]
    return Thread(tuple(said), _count(rows.get("total")))


def _vnexpress_said(row: Mapping[str, Any]) -> Iterator[Said]:
    told = row.get("replys")
    replies: Mapping[str, Any] = told if isinstance(told, dict) else {}
    given = [one for reply in _rows(replies.get("items")) for one in _vnexpress_said(reply)]
    own = str(row.get("comment_id"))
    seconds = _count(row.get("creation_time"))
    yield Said(
        id=own, name=_plain(row.get("full_name")), text=_plain(row.get("content")),
        at=datetime.fromtimestamp(seconds, UTC) if seconds and seconds < 1 << 33 else None,
        likes=_count(row.get("userlike")) or 0,
        replies=max(0, (_count(replies.get("total")) or 0) - len(given)),
        is_reply=str(row.get("parent_id") or 0) not in ("0", own),
    )  # fmt: skip
    yield from given


def _vietnamnet(body: bytes) -> Thread:
    answer = _object(json.loads(body))
    if answer.get("status") is False:
        raise ValueError("status")
    rows = _object(answer.get("data") or {})
    said = [
        Said(
            id=str(row.get("commentId")), name=_plain(row.get("userName")), text=_plain(row.get("commentContent")),
            at=_local(str(row.get("createdDate") or "").partition(".")[0], "%Y-%m-%dT%H:%M:%S"),
            likes=_count(row.get("totalLike")) or 0, replies=_count(row.get("totalAnswer")) or 0,
            is_reply=bool(row.get("parentId")) and row.get("parentId") != row.get("commentId"),
        )
        for row in _rows(rows.get("comments"))
    ]  # fmt: skip
    return Thread(tuple(said), _count(rows.get("totalComment")))


def _vccorp(body: bytes) -> Thread:
    """A fragment of HTML, empty where there is nothing."""
    html = decoded(body)
    if html.strip() and "<" not in html:
        raise ValueError("no fragment")
    tree = parse_html(html)
    items = tree.css(".item.box_cm[data-cmid]")
    if html.strip() and not items and tree.css_first("title"):
        raise ValueError("a page")
    said: list[Said] = []
    for item in items:
        replies = item.css(".item-reply")
        given = [_fragment(reply, is_reply=True) for reply in replies]
        for reply in replies:
            reply.decompose()
        said += [_fragment(item), *given]
    return Thread(tuple(said), None)


def _fragment(node: LexborNode, *, is_reply: bool = False) -> Said:
    holder = node if node.attributes.get("data-cmid") else node.css_first("[data-cmid]")
    avatar, time = node.css_first(".avatar[title]"), node.css_first(".time-ago[title]")
    text = node.css_first(".text-comment")
    if text:
        remove(text, ".username-reply")  # whom it answers
    return Said(
        id=str(holder.attributes.get("data-cmid")) if holder else "",
        name=_plain(avatar.attributes.get("title")) if avatar else "", text=_plain(lines_of(text)) if text else "",
        at=_local(time.attributes.get("title") or "", "%m/%d/%Y %H:%M:%S") if time else None,
        likes=_count(text_of(node.css_first(".total-like"))) or 0, replies=0, is_reply=is_reply,
    )  # fmt: skip


def _youtube(body: bytes) -> Thread:
    """``commentThreads.list`` of YouTube's Data API (its documentation, as of 2026)."""
    said = [one for row in _rows(_object(json.loads(body)).get("items")) for one in _youtube_said(row)]
    return Thread(tuple(said), None)


def _youtube_said(row: Mapping[str, Any]) -> Iterator[Said]:
    told = row.get("snippet")
    snippet: Mapping[str, Any] = told if isinstance(told, dict) else {}
    replies = row.get("replies")
    given = _rows(replies.get("comments")) if isinstance(replies, dict) else []
    waiting = max(0, (_count(snippet.get("totalReplyCount")) or 0) - len(given))
    for number, one in enumerate([*_rows([snippet.get("topLevelComment")]), *given]):
        words = one.get("snippet")
        of: Mapping[str, Any] = words if isinstance(words, dict) else {}
        yield Said(
            id=str(one.get("id") or ""), name=_plain(of.get("authorDisplayName")),
            text=_plain(of.get("textDisplay") or of.get("textOriginal")), at=parse_moment(str(of.get("publishedAt"))),
            likes=_count(of.get("likeCount")) or 0, replies=0 if number else waiting, is_reply=number > 0,
        )  # fmt: skip


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _count(value: Any) -> int | None:
    digits = str(value if value is not None else "").strip()
    return int(digits) if re.fullmatch(r"\d{1,15}", digits) else None


def _local(written: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(written.strip(), form).replace(tzinfo=HANOI).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain(written: Any) -> str:
    """A text without markup and entities, however often they were escaped."""
    text = str(written or "")
    for _ in range(_ESCAPED):
        text = unescape(text)
    if "<" not in text:
        return text
    body = parse_html(text).body
    return lines_of(body) if body else ""


_FACTS: dict[str, Callable[[LexborHTMLParser], dict[str, str]]] = {
    "vnexpress": _vnexpress_facts, "vccorp": _vccorp_facts, "vietnamnet": _vietnamnet_facts,
}  # fmt: skip
_READ: dict[str, Callable[[bytes], Thread]] = {"vnexpress": _vnexpress, "vccorp": _vccorp, "vietnamnet": _vietnamnet,
                                                    "youtube": _youtube}  # fmt: skip


# --- on: from an answer to what is to be asked next ---


def further(family: str, url: str, thread: Thread, step: int) -> Iterator[tuple[str, int]]:
    """Addresses of a thread's next page and of replies that were not given, each with its step.

    Nothing follows replies: their step is PAGES.
    """
    comments = [one for one in thread.said if not one.is_reply]
    if step >= PAGES or not comments:
        return
    offset = int(_asked(url).get("offset") or 0) + len(comments)
    if family == "vnexpress" and thread.total is not None and offset < thread.total:
        yield _with(url, offset=offset), step + 1
    elif family != "vnexpress" and len(comments) >= SIZE:
        number = "page" if family == "vccorp" else "PageIndex"
        yield _with(url, **{number: int(_asked(url).get(number) or 0) + 1}), step + 1
    waiting = sorted((one for one in comments if one.replies and _ID.fullmatch(one.id)), key=lambda one: -one.replies)
    for one in waiting[:REPLIES] if step == 1 and family != "vccorp" else ():
        yield _replies(family, url, one.id), PAGES


def _replies(family: str, url: str, comment: str) -> str:
    if family == "vnexpress":
        parts = urlsplit(_with(url, offset=0, id=comment))
        return urlunsplit(parts._replace(path=re.sub(r"get$", "getreplay", parts.path)))
    return _with(url, PageIndex=0, ParentId=comment)


def written_address(url: str) -> str:
    """An address as it may be written: without a comment's own id, by which anybody finds the comment and its name."""
    own = [name for name in ("id", "ParentId") if name in _asked(url)]
    return _with(url, **dict.fromkeys(own, "")) if own else url


def _asked(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _with(url: str, **values: object) -> str:
    return urlunsplit(urlsplit(url)._replace(query=urlencode({**_asked(url), **values})))
