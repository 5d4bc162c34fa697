"""Verifies an evidence folder or zip with Python alone: ``python verify.py [FOLDER|FILE.zip] [--archive FOLDER]``.

A copy of this file lies in every evidence, beside ``messages.json`` with what it says. It imports nothing but
the standard library. Exit code 0: whole; 1: something differs, and what; 2: there is nothing to check.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUMS, SEAL, STAMP, RECORDS, ITEM, MESSAGES = (
    "SHA256SUMS", "SEAL", "timestamp.tsr", "records.warc.gz", "item.json", "messages.json",
)  # fmt: skip
UNSUMMED = (SUMS, SEAL, STAMP)  # the seal vouches for the list of sums and for the time-stamp upon it
HALVES = b"\r\n\r\n"
_DAY = 33  # 1 January 1980 as zip writes it: the same files always make the same bytes
_FLAG_UTF8 = 0x800

Files = Mapping[str, bytes]  # name below the folder, with "/", to content


@dataclass(frozen=True)
class Fault:
    """What is wrong: the key of a message, and with which file or record."""

    key: str
    name: str


@dataclass(frozen=True)
class Record:
    """One WARC record: its packed bytes, and what it unpacks to."""

    packed: bytes
    headers: bytes
    block: bytes

    @property
    def fields(self) -> dict[str, str]:
        lines = self.headers.decode("utf-8", "replace").split("\r\n")[1:]
        pairs = (line.partition(":") for line in lines)
        return {name.strip().lower(): value.strip() for name, _, value in pairs}

    @property
    def id(self) -> str:
        return self.fields.get("warc-record-id", "").strip("<>")

    @property
    def said(self) -> bytes:
        """The headers of the archive and of the server, as ``versions/NNN.headers.txt`` shows them."""
        return self.headers + HALVES + self.block.partition(HALVES)[0] + HALVES


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sums_of(files: Files) -> bytes:
    """The list of sums of all files, in the form that ``sha256sum -c`` reads."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files) if name not in UNSUMMED).encode()


def seal_of(files: Files) -> bytes:
    """One line for the list of sums, one for the time-stamp where there is one."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in (SUMS, STAMP) if name in files).encode()


def sealed(files: Files) -> dict[str, bytes]:
    """The files with their sums and their seal."""
    summed = {**files, SUMS: sums_of(files)}
    return {**summed, SEAL: seal_of(summed)}


def packed(files: Files) -> bytes:
    """A zip of these files, not compressed and without times, so that every one of its bytes can be foretold."""
    body, directory = b"", b""
    for name in sorted(files):
        content, encoded = files[name], name.encode()
        about = struct.pack(
            "<HHHHHIIIHH", 20, _FLAG_UTF8, 0, 0, _DAY, zlib.crc32(content), len(content), len(content), len(encoded), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + about
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + encoded
        body += b"PK\x03\x04" + about + encoded + content
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def contents(path: Path) -> dict[str, bytes]:
    """The files of an evidence; ValueError for a zip of which a byte outside its files was changed."""
    if path.is_dir():
        return {
            entry.relative_to(path).as_posix(): entry.read_bytes() for entry in path.rglob("*") if entry.is_file()
        }  # fmt: skip
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as box:
        files = {name: box.read(name) for name in box.namelist()}
    if packed(files) != whole:
        raise ValueError(path.name)
    return files


def records_in(content: bytes) -> Iterator[Record]:
    """The records of a WARC file that was packed record by record; ValueError where it is not one."""
    while content:
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            plain = inflater.decompress(content)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        rest = inflater.unused_data
        headers, _, block = plain.partition(HALVES)
        if not inflater.eof or not block.endswith(HALVES):
            raise ValueError(RECORDS)
        yield Record(content[: len(content) - len(rest)], headers, block[: -len(HALVES)])
        content = rest


def faults_of(files: Files, archive: Path | None = None) -> list[Fault]:
    """All that is wrong with an evidence; with its archive folder also what is wrong with the chain to it."""
    missing = [name for name in (SUMS, SEAL, ITEM, RECORDS) if name not in files]
    if missing:
        return [Fault("missing", name) for name in missing]
    faults = [*_of_sums(files)]
    try:
        item = json.loads(files[ITEM])
        records = list(records_in(files[RECORDS]))
        faults += [*_of_records(item, records), *_of_versions(files, item, records), *_of_chain(files, item)]
        if archive is not None:
            faults += _of_archive(archive, item, records)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        faults.append(Fault("unreadable", str(error)))
    return faults


def _of_sums(files: Files) -> Iterator[Fault]:
    told = dict(_lines(files[SUMS]))
    for name in sorted(set(files) | set(told)):
        if name not in UNSUMMED and (name not in files or told.get(name) != sha256(files[name])):
            yield Fault("sum-differs" if name in files and name in told else "not-as-listed", name)
    if files[SUMS] != sums_of(files):
        yield Fault("sum-differs", SUMS)
    if files[SEAL] != seal_of(files):
        yield Fault("seal-differs", SEAL)
    if STAMP in files and hashlib.sha256(files[SUMS]).digest() not in files[STAMP]:
        yield Fault("stamp-differs", STAMP)


def _lines(content: bytes) -> Iterator[tuple[str, str]]:
    """Name and sum of each line of a list of sums."""
    for line in content.decode("utf-8", "replace").splitlines():
        checksum, _, name = line.partition("  ")
        yield name, checksum


def _of_records(item: Mapping[str, Any], records: Sequence[Record]) -> Iterator[Fault]:
    if [record.id for record in records] != [told["record"] for told in item["records"]]:
        yield Fault("records-differ", RECORDS)
    for record, told in zip(records, item["records"], strict=False):
        if sha256(record.packed) != told["sha256"] or record.fields.get("warc-target-uri") != told["address"]:
            yield Fault("record-differs", record.id)
        yield from _of_digests(record)


def _of_digests(record: Record) -> Iterator[Fault]:
    """The digests that the archive wrote into the record when the answer came."""
    fields = record.fields
    if "warc-block-digest" in fields and not _matches(fields["warc-block-digest"], record.block):
        yield Fault("digest-differs", record.id)
    payload = record.block.partition(HALVES)[2]
    is_whole = fields.get("warc-type") == "response"
    if is_whole and "warc-payload-digest" in fields and not _matches(fields["warc-payload-digest"], payload):
        yield Fault("digest-differs", record.id)


def _matches(told: str, content: bytes) -> bool:
    """Is this the digest of the content? One by another algorithm than SHA-1 or SHA-256 is not judged."""
    algorithm, _, digest = told.partition(":")
    if algorithm.lower() not in ("sha1", "sha256"):
        return True
    found = hashlib.new(algorithm.lower(), content)
    return digest.lower() in (found.hexdigest(), base64.b32encode(found.digest()).decode().lower())


def _of_versions(files: Files, item: Mapping[str, Any], records: Sequence[Record]) -> Iterator[Fault]:
    by_id = {record.id: record for record in records}
    for version in item["versions"]:
        text, headers = f"versions/{version['number']:03d}.txt", f"versions/{version['number']:03d}.headers.txt"
        if text not in files or sha256(files[text]) != version["text_sha256"]:
            yield Fault("text-differs", text)
        if version["record"] not in by_id or files.get(headers) != by_id[version["record"]].said:
            yield Fault("headers-differ", headers)


def _of_chain(files: Files, item: Mapping[str, Any]) -> Iterator[Fault]:
    """Each record's archive file must stand, with the sum that it had, in the closed list of its day."""
    for told in item["records"]:
        if not told["listed_in"]:
            continue
        listed = dict(_lines(files.get(f"archive/{told['listed_in']}", b"")))
        if listed.get(told["archive_file"]) != told["archive_sha256"]:
            yield Fault("chain-broken", told["archive_file"])


def _of_archive(archive: Path, item: Mapping[str, Any], records: Sequence[Record]) -> Iterator[Fault]:
    by_id = {record.id: record for record in records}
    for told in item["records"]:
        try:
            whole = (archive / told["archive_file"]).read_bytes()
        except OSError:
            yield Fault("archive-missing", told["archive_file"])
            continue
        start, bytes_ = told["offset"], by_id[told["record"]].packed
        if whole[start : start + len(bytes_)] != bytes_ or told["archive_sha256"] not in ("", sha256(whole)):
            yield Fault("archive-differs", told["archive_file"])


def _say(words: Mapping[str, str], key: str, **facts: object) -> None:
    sys.stdout.buffer.write((words.get(key, key + " {name}").format(**{"name": "", **facts}) + "\n").encode())


def main(arguments: Sequence[str]) -> int:
    """Check what is named, or what lies beside this file."""
    given = list(arguments)
    archive = Path(given.pop(given.index("--archive") + 1)) if "--archive" in given[:-1] else None
    named = [word for word in given if word != "--archive"]
    path = Path(named[0]) if named else Path(__file__).parent
    try:
        files = contents(path)
    except FileNotFoundError as error:
        _say({}, "nothing to check:", name=error)
        return 2
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        _say({}, "container-differs", name=error)
        return 1
    faults = faults_of(files, archive)
    words = _words(files)
    for fault in faults:
        _say(words, fault.key, name=fault.name)
    _say(words, "broken" if faults else "whole", name=path)
    _say(words, "seal", name=sha256(files.get(SEAL, b"")))
    return 1 if faults else 0


def _words(files: Files) -> dict[str, str]:
    try:
        words = json.loads(files.get(MESSAGES, b"{}"))
    except ValueError:
        return {}
    return {str(key): str(word) for key, word in words.items()} if isinstance(words, dict) else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
