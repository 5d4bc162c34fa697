"""Records to rows and back."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from records import Annotation, Article, Fetch, ItemState, Lead, Settled, Version
from times import from_iso, iso, local_day


def fetch_row(fetch: Fetch) -> dict[str, Any]:
    return {
        "key": fetch.key, "outlet": fetch.outlet, "url": fetch.url, "kind": fetch.kind, "at": iso(fetch.at),
        "outcome": fetch.outcome, "status": fetch.status, "warc": fetch.warc, "offset": fetch.offset,
        "named_by": fetch.named_by, "replayed": int(fetch.replayed), "detail": fetch.detail, "digest": fetch.digest,
        "same_as": fetch.same_as, "etag": fetch.etag, "modified": fetch.modified,
        "not_before": iso(fetch.not_before) if fetch.not_before else None,
    }  # fmt: skip


def fetch_of_row(row: dict[str, Any]) -> Fetch:
    return Fetch(
        key=row["key"], outlet=row["outlet"], url=row["url"], kind=row["kind"], at=from_iso(row["at"]),
        outcome=row["outcome"], status=row["status"], warc=row["warc"], offset=row["offset"],
        named_by=row["named_by"], replayed=bool(row["replayed"]), detail=row["detail"], digest=row["digest"],
        same_as=row["same_as"], etag=row["etag"], modified=row["modified"],
        not_before=from_iso(row["not_before"]) if row["not_before"] else None,
    )  # fmt: skip


def item_row(write: Settled) -> dict[str, Any]:
    article = write.article
    published = article.published_at
    return {
        "id": write.id, "url": article.url, "outlet": article.outlet, "channel": article.channel,
        "title": article.title,
        "published_at": iso(published) if published else None, "published_from": article.published_from,
        "day": local_day(published).isoformat() if published else None, "first_seen_at": iso(article.seen_at),
        "origin": article.origin, "version": write.version,
    }  # fmt: skip


def lead_row(lead: Lead, record: str) -> dict[str, Any]:
    return {
        "url": lead.url, "link": lead.link, "source": lead.source, "outlet": lead.outlet, "title": lead.title,
        "summary": lead.summary,
        "published_raw": lead.published_raw, "published_at": iso(lead.published_at) if lead.published_at else None,
        "first_seen_at": iso(lead.seen_at), "last_seen_at": iso(lead.seen_at), "record": record,
    }  # fmt: skip


def version_row(article: Article, item: str, number: int, digests: tuple[str, str]) -> dict[str, Any]:
    return {
        "item": item, "number": number, "seen_at": iso(article.seen_at), "origin": article.origin,
        "source": article.source,
        "title": article.title, "lede": article.lede, "body": article.body, "kicker": article.kicker,
        "captions": _json(article.captions), "authors": _json(article.authors), "section": article.section,
        "tags": _json(article.tags), "parser": article.parser, "text_sha256": digests[0], "reading_sha256": digests[1],
        "published_at": iso(article.published_at) if article.published_at else None,
        "published_from": article.published_from, "record": article.record, "byline": article.byline,
        "credit": article.credit, "updated_at": iso(article.updated_at) if article.updated_at else None,
        "photos": article.photos, "form": article.form, "comments": article.comments, "language": article.language,
        "read_by": article.read_by,
    }  # fmt: skip


def item_state(row: dict[str, Any]) -> ItemState:
    """The state of an item from its id and the JSON list of its versions, oldest first."""
    return ItemState(
        row["item"], tuple(Version(*fields) for fields in sorted(json.loads(row["versions"]))), row["title"]
    )


def article_of_row(row: dict[str, Any]) -> Article:
    """An article from a row of items joined with its current version."""
    return Article(
        outlet=row["outlet"], url=row["url"], title=row["title"], lede=row["lede"], body=row["body"],
        published_at=from_iso(row["published_at"]) if row["published_at"] else None,
        published_from=row["published_from"], seen_at=from_iso(row["seen_at"]), origin=row["origin"],
        record=row["record"], channel=row["channel"], kicker=row["kicker"], captions=tuple(json.loads(row["captions"])),
        authors=tuple(json.loads(row["authors"])), section=row["section"], tags=tuple(json.loads(row["tags"])),
        parser=row["parser"], source=row["source"], byline=row["byline"], credit=row["credit"],
        updated_at=from_iso(row["updated_at"]) if row["updated_at"] else None, photos=row["photos"], form=row["form"],
        comments=row["comments"], language=row["language"], read_by=row["read_by"],
    )  # fmt: skip


def text_of(row: dict[str, Any]) -> str:
    """The text that spans lie on, of a row with title, lede and body: see ``Article.text``."""
    return "\n".join(part for part in (row["title"], row["lede"], row["body"]) if part)


def annotation_row(annotation: Annotation, item: str) -> dict[str, Any]:
    return {
        "item": item, "kind": annotation.kind, "scope": annotation.scope, "label": annotation.label,
        "detail": annotation.detail, "score": annotation.score, "by": annotation.by, "spans": _json(annotation.spans),
    }  # fmt: skip


def annotation_of_row(row: dict[str, Any]) -> Annotation:
    spans = tuple((start, end) for start, end in json.loads(row["spans"]))
    return Annotation(row["kind"], row["scope"], row["label"], row["score"], row["by"], row["detail"], spans)


def item_id(url: str) -> str:
    """The id of an item first seen under this canonical URL: 60 bits of its SHA-256, twelve characters."""
    return base64.b32encode(hashlib.sha256(url.encode()).digest()).decode()[:12].lower()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
