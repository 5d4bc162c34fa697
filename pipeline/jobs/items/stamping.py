"""A time-stamp of RFC 3161 upon an evidence, from the server that the settings name."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Container, Mapping
from functools import partial
from hashlib import sha256
from urllib.parse import urlsplit

from outbound import RefusedAddress, connected, may_ask
from pipeline.reports.verify import SEAL, STAMP, SUMS, seal_of
from records import Trouble

TIMEOUT = 30  # seconds
MOST_BYTES = 1_000_000  # of an answer; one with its certificates has some 6,000
LOOPBACK = frozenset({"127.0.0.1", "::1"})
GRANTED = (0, 1)  # PKIStatus: granted, granted with changes
_SHA256 = bytes.fromhex("300d06096086480165030402010500")  # its AlgorithmIdentifier
_VERSION, _WITH_CERTIFICATE = bytes.fromhex("020101"), bytes.fromhex("0101ff")
_TYPES = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


def stamped(files: Mapping[str, bytes], server: str, *, loopback: Container[str] = ()) -> dict[str, bytes]:
    """The files with the server's time-stamp upon their list of sums, and sealed anew.

    Trouble("evidence.stamp-failed") where the server does not answer, refuses, or stamps something else.
    """
    digest, nonce = sha256(files[SUMS]).digest(), secrets.token_bytes(8)
    nonce = bytes([nonce[0] & 0x3F | 0x40]) + nonce[1:]  # a positive number of eight bytes
    try:
        answer = _asked(server, _request(digest, nonce), loopback)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Trouble("evidence.stamp-failed", server=server, detail=str(error)) from error
    if not (_status(answer) in GRANTED and digest in answer and _der(2, nonce) in answer):
        raise Trouble("evidence.stamp-failed", server=server, detail=f"status {_status(answer)}")
    with_stamp = {**files, STAMP: answer}
    return {**with_stamp, SEAL: seal_of(with_stamp)}


def _request(digest: bytes, nonce: bytes) -> bytes:
    """A TimeStampReq (RFC 3161, 2.4.1) of a SHA-256 that asks for the certificate too."""
    imprint = _der(0x30, _SHA256 + _der(4, digest))
    return _der(0x30, _VERSION + imprint + _der(2, nonce) + _WITH_CERTIFICATE)


def _der(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content  # all of ours are shorter than 128 bytes


def _status(answer: bytes) -> int:
    """The PKIStatus of a TimeStampResp; -1 for bytes that are none."""
    try:
        outer = _content(answer)
        number = _content(outer)
        return number[2] if outer[0] == 0x30 and number[:2] == b"\x02\x01" else -1
    except IndexError:
        return -1


def _content(der: bytes) -> bytes:
    """What stands behind the tag and length at the beginning."""
    return der[2 + (der[1] & 0x7F if der[1] & 0x80 else 0) :]


def _asked(server: str, request: bytes, loopback: Container[str]) -> bytes:
    parts = urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(server)
    may = partial(may_ask, loopback=loopback)
    try:
        connection = connected(parts.scheme, parts.hostname, parts.port, may=may, timeout=TIMEOUT)
    except RefusedAddress as error:
        raise ValueError(f"{error}: private address") from error
    try:
        connection.request("POST", parts.path or "/", request, _TYPES)
        response = connection.getresponse()
        body = response.read(MOST_BYTES)
    finally:
        connection.close()
    if response.status != 200:
        raise ValueError(f"HTTP {response.status}")
    return body
