"""WARC files by day: what is written reads back, what a killed run left is mended, what breaks off is told."""

import gc
import gzip
import hashlib
import re
import tracemalloc
from datetime import UTC, datetime, timedelta
from io import BytesIO

import brotli  # Scrapy asks for br and zstd, so servers send them
import pytest
from backports import zstd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive import ArchiveWriter, checksums, sha256_of
from crawlers.coding import TooLarge
from crawlers.warc import body_of, read_record, scan
from tests.crawlers.archived import AT, HTML, LIMIT, body_at, passes_check, write


def test_a_response_reads_back_as_it_came(tmp_path):
    body = "Tuyên Quang\r\n\x00".encode()
    (stored,) = write(tmp_path, body)
    record = read_record(tmp_path / stored.warc, stored.offset)
    assert record.rec_headers.get_header("WARC-Target-URI") == "https://bao.vn/0"
    assert record.rec_headers.get_header("WARC-Date") == "2026-07-20T16:59:59Z"
    assert record.rec_headers.get_header("WARC-Record-ID") == f"<{stored.record}>"
    assert record.http_headers.get_statuscode() == "200"
    assert [pair for pair in record.http_headers.headers if pair[0] == "Set-Cookie"] == HTML[2:]
    assert body_of(record, LIMIT) == body
    record.raw_stream.close()


def test_reading_a_record_leaves_no_file_open(tmp_path, recwarn):
    gc.collect()
    recwarn.clear()
    (stored,) = write(tmp_path, b"x")
    body_of(read_record(tmp_path / stored.warc, stored.offset), LIMIT)
    gc.collect()
    assert not [warning for warning in recwarn if issubclass(warning.category, ResourceWarning)]


def test_transfer_headers_are_not_kept(tmp_path):
    headers = [*HTML, ("Transfer-Encoding", "chunked"), ("Connection", "close"), ("Content-Length", "99")]
    (stored,) = write(tmp_path, b"abc", headers=headers)
    record = read_record(tmp_path / stored.warc, stored.offset)
    names = [name.lower() for name, _ in record.http_headers.headers]
    assert names == ["content-type", "server", "set-cookie", "set-cookie", "content-length"]
    assert record.http_headers.get_header("Content-Length") == "3"
    record.raw_stream.close()


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        pytest.param("gzip", gzip.compress(b"<p>x</p>" * 99), id="gzip"),
        pytest.param("gzip", b"<p>x</p>" * 99, id="said-gzip-but-is-not"),
        pytest.param("br", brotli.compress(b"<p>x</p>" * 99), id="brotli"),
        pytest.param("zstd", zstd.compress(b"<p>x</p>" * 99), id="zstd"),
        pytest.param("identity", b"<p>x</p>" * 99, id="identity"),
    ],
)
def test_a_coded_body_is_archived_as_on_the_wire_and_undone_when_read(tmp_path, coding, wire):
    (stored,) = write(tmp_path, wire, headers=[*HTML, ("Content-Encoding", coding)])
    assert body_at(tmp_path, stored) == b"<p>x</p>" * 99
    record = read_record(tmp_path / stored.warc, stored.offset)
    assert record.raw_stream.read() == wire
    record.raw_stream.close()


def test_a_gzip_bomb_is_too_large_and_takes_no_memory(tmp_path):
    bomb = BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as stream:
        for _ in range(100):
            stream.write(bytes(1_000_000))
    (stored,) = write(tmp_path, bomb.getvalue(), headers=[*HTML, ("Content-Encoding", "gzip")])
    record = read_record(tmp_path / stored.warc, stored.offset)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        body_of(record, LIMIT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    record.raw_stream.close()
    assert peak < 50_000_000


@pytest.mark.parametrize("size", [LIMIT - 1, LIMIT, LIMIT + 1])
def test_the_limit_is_the_largest_body(tmp_path, size):
    (stored,) = write(tmp_path, bytes(size))
    if size <= LIMIT:
        assert len(body_at(tmp_path, stored)) == size
    else:
        with pytest.raises(TooLarge):
            body_at(tmp_path, stored)


def test_files_stand_by_day_and_are_sealed(tmp_path):
    write(tmp_path, b"a", b"b")
    write(tmp_path, b"c", at=AT + timedelta(seconds=1), status="404 Not Found")
    write(tmp_path, b"d", at=AT + timedelta(days=1))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "2026-07-20-0001.warc.gz", "2026-07-20-0002.warc.gz", "2026-07-20.sha256",
        "2026-07-21-0001.warc.gz", "2026-07-21.sha256",
    ]  # fmt: skip
    assert checksums(tmp_path) == {path.name: sha256_of(path) for path in tmp_path.glob("*.warc.gz")}
    assert all(passes_check(path) for path in tmp_path.glob("*.warc.gz"))
    listed = (tmp_path / "2026-07-21.sha256").read_text()
    assert listed == f"{hashlib.sha256((tmp_path / names[3]).read_bytes()).hexdigest()}  {names[3]}\n"


def test_more_days_than_files_may_be_open(tmp_path):
    with ArchiveWriter(tmp_path) as archive:
        for n in range(80):
            archive.write_response("https://bao.vn/", AT + timedelta(days=n % 40), "200 OK", HTML, b"x")
    assert sum(1 for path in tmp_path.glob("*.warc.gz") for _ in scan(path)) == 80
    assert set(checksums(tmp_path)) == {path.name for path in tmp_path.glob("*.warc.gz")}


def test_a_copy_keeps_id_date_digest_and_bytes(tmp_path):
    (first,) = write(tmp_path / "from", b"xyz" * 1000)
    with ArchiveWriter(tmp_path / "to") as archive:
        (capture,) = scan(tmp_path / "from" / first.warc)
        second = archive.copy(tmp_path / "from" / first.warc, capture)
    assert second == first
    assert (tmp_path / "to" / second.warc).read_bytes() == (tmp_path / "from" / first.warc).read_bytes()
    assert passes_check(tmp_path / "to" / second.warc)


ODD_HEADS = {
    "no-blank-behind-colon": b"HTTP/1.1 200 OK\r\nContent-Type:text/html\r\n\r\n",
    "newlines-alone": b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n",
    "folded": b"HTTP/1.1 200 OK\r\nX-Long: a\r\n b\r\nContent-Type: text/html\r\n\r\n",
    "utf-8": "HTTP/1.1 200 OK\r\nX-Name: báo\r\nContent-Type: text/html\r\n\r\n".encode(),
    "no-reason": b"HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n",
}


def foreign(path, *blocks, **odd):
    """A WARC file written by other software: these raw HTTP messages, these WARC headers."""
    with path.open("wb") as stream:
        for n, block in enumerate(blocks):
            headers = {
                "WARC-Type": "response", "WARC-Record-ID": f"<urn:uuid:{n}>", "WARC-Date": "2026-07-20T00:00:00Z",
                "WARC-Target-URI": f"https://bao.vn/{n}", "Content-Type": "application/http; msgtype=response",
                "Content-Length": str(len(block)),
                "WARC-Block-Digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
            }  # fmt: skip
            if n == 1:
                headers.update({name.replace("_", "-"): value for name, value in odd.items()})
            lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
            member = "\r\n".join(["WARC/1.1", *lines, "", ""]).encode() + block + b"\r\n\r\n"
            stream.write(gzip.compress(member))
    return path


@pytest.mark.parametrize("head", ODD_HEADS)
def test_a_copy_of_a_foreign_record_still_matches_its_digest(tmp_path, head):
    (capture,) = scan(foreign(tmp_path / "x.warc.gz", ODD_HEADS[head] + b"<p>x</p>"))
    with ArchiveWriter(tmp_path / "to") as archive:
        stored = archive.copy(tmp_path / "x.warc.gz", capture)
    assert passes_check(tmp_path / "to" / stored.warc)


GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"WARC_Type": "metadata"}, id="another-type"),
        pytest.param({"WARC_Date": "yesterday"}, id="bad-date"),
        pytest.param({"WARC_Date": None}, id="no-date"),
        pytest.param({"WARC_Target_URI": None}, id="no-address"),
        pytest.param({"WARC_Target_URI": "dns:bao.vn"}, id="not-http"),
    ],
)
def test_an_odd_record_does_not_hide_those_behind_it(tmp_path, odd):
    path = foreign(tmp_path / "x.warc.gz", GOOD, GOOD, GOOD, **odd)
    assert [capture.url for capture in scan(path)] == ["https://bao.vn/0", "https://bao.vn/2"]


def test_a_status_that_is_no_number_does_not_hide_what_is_behind_it(tmp_path):
    path = foreign(tmp_path / "x.warc.gz", GOOD, GOOD.replace(b"200 OK", b"abc OK"), GOOD)
    assert "https://bao.vn/2" in [capture.url for capture in scan(path)]


def test_fractions_of_a_second_in_a_foreign_date_are_read(tmp_path):
    path = foreign(tmp_path / "x.warc.gz", GOOD, GOOD, WARC_Date="2026-07-20T00:00:00.123456Z")
    assert [capture.at for capture in scan(path)][1] == datetime(2026, 7, 20, 0, 0, 0, 123456, tzinfo=UTC)


# --- the real archive ---


def test_the_real_archive_is_copied_without_a_loss(real_archive, tmp_path):
    captures = list(scan(real_archive))
    with ArchiveWriter(tmp_path) as archive:
        for capture in captures:
            assert archive.copy(real_archive, capture).record == capture.record
    copies = [copy for path in tmp_path.glob("*.warc.gz") for copy in scan(path)]
    assert sorted((c.record, c.url, c.at, c.status) for c in copies) == sorted(
        (c.record, c.url, c.at, c.status) for c in captures
    )
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d-0001\.warc\.gz", path.name) for path in tmp_path.glob("*.warc.gz"))
    assert all(passes_check(path) for path in list(tmp_path.glob("*.warc.gz"))[:3])


def test_a_file_of_another_writer_is_read(tmp_path):
    path = tmp_path / "plain.warc"  # not compressed
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
        for n in range(2):
            writer.write_record(
                writer.create_warc_record(
                    f"https://bao.vn/{n}", "response", payload=BytesIO(b"abc"), length=3, http_headers=http
                )
            )
    captures = list(scan(path))
    assert [capture.url for capture in captures] == ["https://bao.vn/0", "https://bao.vn/1"]
    record = read_record(path, captures[1].offset)
    assert body_of(record, LIMIT) == b"abc"
    with ArchiveWriter(tmp_path / "to") as archive:
        copies = [archive.copy(path, capture) for capture in captures]
    (copied,) = (tmp_path / "to").glob("*.warc.gz")
    assert [capture.offset for capture in scan(copied)] == [copy.offset for copy in copies]
