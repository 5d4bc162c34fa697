"""``evidence``: what the archive holds of an item, as one folder or zip that verifies itself."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.wording import sentence, shipped_sentences
from crawlers.archive import checksums, sha256_of
from pipeline.jobs.home import Home
from pipeline.jobs.items.stamping import LOOPBACK, stamped
from pipeline.jobs.items.views import item_view
from pipeline.reports.evidence import Kept, Wording, evidence_files
from pipeline.reports.verify import SEAL, packed, records_in, sealed, sha256
from records import Fetch, Trouble
from storage.evidence import archived_of
from storage.opening import open_database
from times import HANOI, from_iso

STEP = 65536  # bytes read at a time
_SAID = "verify."  # keys of the verifier's messages among the sentences


@dataclass(frozen=True, slots=True)
class Evidence:
    """An evidence that was written: where, and the seal by which it is known again."""

    path: Path
    item: str
    versions: int
    records: int
    files: int
    seal: str  # SHA-256 of the file SEAL
    time_stamp: str  # the server that stamped it; "" for none

    def as_json(self) -> dict[str, Any]:
        return {
            "path": str(self.path), "item": self.item, "versions": self.versions, "records": self.records,
            "files": self.files, "seal": self.seal, "time_stamp": self.time_stamp,
        }  # fmt: skip


def write_evidence(home: Home, wanted: str, output: Path | None) -> Evidence:
    """Write the evidence of an item, to a zip where the name ends so, else to a folder that must be new or empty.

    Trouble says why not: an unknown item, a record that the archive lacks, an archive file that is not what the
    closed list of its day says, a place that cannot be written to, a time-stamp server that does not answer.
    """
    item = item_view(home, wanted)
    path = output or Path(f"bang-chung-{item['id']}.zip")
    kept = _kept(home, item)
    settings = home.configuration().settings
    server = settings.time_stamp_server
    files = sealed(evidence_files(item, kept, _wording(item, kept, server)))
    if server:
        files = stamped(files, server, loopback=LOOPBACK if settings.allow_loopback else ())
    _write(path, files)
    return Evidence(path, item["id"], len(item["versions"]), len(kept), len(files), sha256(files[SEAL]), server)


def _kept(home: Home, item: Mapping[str, Any]) -> list[Kept]:
    db = open_database(home.path, write=False)
    try:
        fetches = archived_of(db, item["id"])
    finally:
        db.close()
    missing = {version["record"] for version in item["versions"]} - {fetch.key for fetch in fetches}
    if missing:
        raise Trouble("archive.no-record", record=min(missing))
    listed = checksums(home.archive)
    for name in sorted({str(fetch.warc) for fetch in fetches}):
        _check_listed(home.archive / name, listed.get(name, ""))
    return [_kept_record(home.archive, fetch, listed.get(str(fetch.warc), "")) for fetch in fetches]


def _check_listed(path: Path, listed: str) -> None:
    """What is proven must be what was archived: a changed file makes no evidence."""
    try:
        if listed and sha256_of(path) != listed:
            raise Trouble("evidence.archive-changed", file=path.name)
    except OSError as error:
        raise Trouble("archive.unreadable", file=str(path), offset=0, detail=str(error)) from error


def _kept_record(archive: Path, fetch: Fetch, listed: str) -> Kept:
    path = archive / str(fetch.warc)
    if not path.exists() and not listed:
        path = path.with_name(f"{path.name}.open")  # a crawl is writing it
    try:
        record = next(records_in(_member(path, fetch.offset or 0)))
    except (OSError, ValueError, StopIteration) as error:
        raise Trouble("archive.unreadable", file=str(path), offset=fetch.offset, detail=str(error)) from error
    day_list = f"{path.name[:10]}.sha256" if listed else ""
    return Kept(fetch, record, day_list, listed, (archive / day_list).read_bytes() if listed else b"")


def _member(path: Path, offset: int) -> bytes:
    """The gzip member at an offset, as it stands there: one record (``crawlers/archive.py`` packs them so)."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content = bytearray()
    with path.open("rb") as stream:
        stream.seek(offset)
        while not inflater.eof and (piece := stream.read(STEP)):
            try:
                inflater.decompress(piece)
            except zlib.error as error:
                raise ValueError(str(error)) from error
            content += piece
    return bytes(content[: len(content) - len(inflater.unused_data)])


def _wording(item: Mapping[str, Any], kept: Sequence[Kept], server: str) -> Wording:
    versions = "\n".join(
        sentence(
            "evidence.version",
            number=row["number"],
            title=row["title"],
            seen=_moment(row["seen_at"]),
            record=row["record"],
            digest=row["text_sha256"],
        )
        for row in reversed(item["versions"])
    )
    removed = sentence("evidence.removed", moment=_moment(item["removed_at"])) if item["removed_at"] else ""
    facts = {
        "title": item["title"], "url": item["url"], "outlet": item["outlet"], "versions": versions, "removed": removed,
        "records": len(kept), "unlisted": sum(not one.listed_in for one in kept), "server": server,
    }  # fmt: skip
    names = ["what", "open"] if all(one.listed_in for one in kept) else ["what", "unclosed", "open"]
    names += ["verify", "proves", "proves-not", "stamp" if server else "no-stamp"]
    paragraphs = [(sentence(f"evidence.{name}-heading"), sentence(f"evidence.{name}", **facts)) for name in names]
    messages = {
        key.removeprefix(_SAID): words for key, words in shipped_sentences().items() if key.startswith(_SAID)
    }  # fmt: skip
    return Wording(sentence("evidence.title", **facts), paragraphs, messages)


def _moment(written: str) -> str:
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y %H:%M:%S")


def _write(path: Path, files: Mapping[str, bytes]) -> None:
    try:
        if path.suffix.lower() == ".zip":
            path.write_bytes(packed(files))
            return
        if path.exists() and any(path.iterdir()):
            raise Trouble("evidence.not-empty", folder=str(path))
        for name, content in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
    except OSError as error:
        raise Trouble("output.cannot-write", file=str(path), detail=error.strerror) from error
