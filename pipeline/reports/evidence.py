"""The files of an evidence: what was archived of an item, readable, listed and sealed. Pure: rows in, bytes out."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pipeline.reports import verify
from pipeline.reports.verify import ITEM, MESSAGES, RECORDS, Record
from records import Fetch

PAGE = "doc-truoc.html"
VERIFIER = "verify.py"


@dataclass(frozen=True, slots=True)
class Kept:
    """One record as the archive keeps it, and the closed list of its day that vouches for its file."""

    fetch: Fetch
    record: Record
    listed_in: str  # "2026-07-20.sha256"; "" where the file is not closed yet
    archive_sha256: str
    list_bytes: bytes


@dataclass(frozen=True, slots=True)
class Wording:
    """What the evidence says to its readers: a page of headed paragraphs, and the verifier's messages."""

    title: str
    paragraphs: Sequence[tuple[str, str]]  # heading and text
    messages: Mapping[str, str]


def text_of(version: Mapping[str, Any]) -> str:
    """The text whose SHA-256 the version carries: title, lede and body, one a line."""
    return "\n".join(part for part in (version["title"], version["lede"], version["body"]) if part)


def evidence_files(item: Mapping[str, Any], kept: Sequence[Kept], wording: Wording) -> dict[str, bytes]:
    """Every file of an evidence but the seal, by its name; the same item gives the same bytes."""
    by_id = {one.record.id: one for one in kept}
    files = {
        RECORDS: b"".join(one.record.packed for one in kept),
        ITEM: _json({**_about(item), "records": [_told(one) for one in kept]}),
        MESSAGES: _json(dict(wording.messages)),
        VERIFIER: inspect.getsource(verify).encode(),
        PAGE: _page(wording).encode(),
    }
    files |= {f"archive/{one.listed_in}": one.list_bytes for one in kept if one.listed_in}
    for version in item["versions"]:
        name = f"versions/{version['number']:03d}"
        files[f"{name}.txt"] = text_of(version).encode()
        files[f"{name}.headers.txt"] = by_id[version["record"]].record.said
    return files


def _about(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item without what models say of it: opinions are no evidence."""
    names = ("id", "url", "outlet", "title", "published_at", "published_from", "first_seen_at", "removed_at")
    left_out = ("lede", "body", "warc", "offset")
    versions = [{name: value for name, value in row.items() if name not in left_out} for row in item["versions"]]
    return {**{name: item[name] for name in names}, "addresses": item["addresses"], "versions": versions}


def _told(one: Kept) -> dict[str, Any]:
    fetch = one.fetch
    return {
        "record": one.record.id, "address": one.record.fields.get("warc-target-uri"),
        "date": one.record.fields.get("warc-date"), "outcome": fetch.outcome, "status": fetch.status,
        "sha256": verify.sha256(one.record.packed), "archive_file": fetch.warc, "offset": fetch.offset,
        "length": len(one.record.packed), "archive_sha256": one.archive_sha256, "listed_in": one.listed_in,
    }  # fmt: skip


def _page(wording: Wording) -> str:
    parts = "".join(
        f"<h2>{escape(heading)}</h2>\n"
        + "".join(f"<p>{escape(line)}</p>\n" for line in text.split("\n") if line.strip())
        for heading, text in wording.paragraphs
    )
    title = escape(wording.title)
    return (
        f'<!doctype html>\n<html lang="vi">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>body {{ font-family: sans-serif; max-width: 50em; margin: 2em auto; line-height: 1.5 }}</style>\n"
        f"<h1>{title}</h1>\n{parts}</html>\n"
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
