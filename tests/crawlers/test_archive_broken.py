"""Archives that break off, are damaged or were left by a killed run: mended or told, never read as whole."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.archive import checksums, recover, sha256_of
from crawlers.warc import read_record, scan
from records import Trouble
from tests.crawlers.archived import AT, HTML, body_at, passes_check, write

# --- files that break off ---


def test_scan_tells_where_each_record_stands(tmp_path):
    stored = write(tmp_path, b"a" * 500, b"b" * 10, status="404 Not Found")
    path = tmp_path / stored[0].warc
    captures = list(scan(path))
    assert [(one.record, one.offset, one.url, one.status, one.content_type, one.at) for one in captures] == [
        (place.record, place.offset, f"https://bao.vn/{n}", 404, HTML[0][1], AT) for n, place in enumerate(stored)
    ]
    assert [captures[0].offset, captures[0].end, captures[1].end] == [0, captures[1].offset, path.stat().st_size]


def test_a_truncated_file_yields_its_whole_records_and_then_trouble(tmp_path):
    stored = write(tmp_path, b"a" * 500, b"b" * 500, b"c" * 500)
    path = tmp_path / stored[0].warc
    whole = path.read_bytes()
    for cut in range(stored[2].offset + 1, len(whole) - 1, 7):
        path.write_bytes(whole[:cut])
        captures = scan(path)
        assert [next(captures).record, next(captures).record] == [place.record for place in stored[:2]]
        with pytest.raises(Trouble) as trouble:
            next(captures)
        assert (trouble.value.key, trouble.value.facts["records"]) == ("archive.truncated", 2)
        assert [capture.record for capture in scan(path, tolerant=True)] == [place.record for place in stored[:2]]


def scanned(path):
    """What a scan yields until it ends or says that the file breaks off; any other exception passes."""
    found = []
    with suppress(Trouble):
        found.extend(scan(path))
    return found


@pytest.mark.parametrize("content", [b"", b"<html>no archive</html>", b"\x1f\x8b\x08\x00", b"WARC/1.1\r\n"])
def test_what_is_no_archive_yields_nothing_or_trouble(tmp_path, content):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    assert scanned(path) == []
    assert list(scan(path, tolerant=True)) == []


@pytest.fixture(scope="module")
def three_records(tmp_path_factory):
    folder = tmp_path_factory.mktemp("three")
    stored = write(folder, b"a" * 500, bytes(range(256)) * 3, b"c" * 500)
    return folder / stored[0].warc


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_damaged_byte_is_trouble_and_nothing_else(three_records, tmp_path, place, flip):
    damaged = bytearray(three_records.read_bytes())
    damaged[place % len(damaged)] ^= flip
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(damaged)
    assert len(scanned(path)) <= 3


def test_a_place_without_a_record_is_trouble(tmp_path):
    stored = write(tmp_path, *[b"a" * 500] * 8)
    path = tmp_path / stored[0].warc
    size = path.stat().st_size
    for offset in sorted({*range(size), size, 10**9} - {place.offset for place in stored}):
        with pytest.raises(Trouble, match=r"archive\.unreadable"):
            read_record(path, offset)
    with pytest.raises(Trouble, match=r"archive\.unreadable"):
        read_record(tmp_path / "none.warc.gz", 0)


def test_a_record_that_breaks_off_is_not_read_as_if_it_were_whole(tmp_path):
    (stored,) = write(tmp_path, bytes(range(256)) * 40)
    path = tmp_path / stored.warc
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(Trouble, match=r"archive\.unreadable"):
        body_at(tmp_path, stored)


# --- killed runs ---


def left_open(folder, *bodies):
    """What a run that is killed behind these records leaves."""
    stored = write(folder, *bodies)
    path = folder / stored[0].warc
    (folder / f"{path.name[:10]}.sha256").unlink()
    return stored, path.rename(folder / f"{path.name}.open")


def test_a_file_cut_anywhere_in_its_last_record_ends_with_the_journaled_ones(tmp_path):
    stored, path = left_open(tmp_path, b"a" * 300, b"b" * 300, b"c" * 300)
    whole, closed = path.read_bytes(), tmp_path / stored[0].warc
    journaled = {place.record for place in stored[:2]}
    for cut in range(stored[2].offset, len(whole) + 1, 11):
        path.write_bytes(whole[:cut])
        assert recover(tmp_path, journaled) == [closed.name]
        assert [capture.record for capture in scan(closed)] == [place.record for place in stored[:2]]
        assert closed.read_bytes() == whole[: stored[2].offset]
        assert checksums(tmp_path) == {closed.name: sha256_of(closed)}
        assert sorted(file.name for file in tmp_path.iterdir()) == [closed.name, "2026-07-20.sha256"]
        (tmp_path / "2026-07-20.sha256").unlink()
    assert passes_check(closed)


def test_a_whole_record_without_a_journal_line_is_cut(tmp_path):
    stored, _ = left_open(tmp_path, b"a", b"b")
    recover(tmp_path, {stored[0].record})
    assert [capture.record for capture in scan(tmp_path / stored[0].warc)] == [stored[0].record]


def test_a_file_without_a_journaled_record_goes(tmp_path):
    stored, _ = left_open(tmp_path, b"a")
    assert recover(tmp_path, set()) == [stored[0].warc]
    assert list(tmp_path.iterdir()) == []


def test_an_empty_open_file_goes(tmp_path):
    (tmp_path / "2026-07-20-0001.warc.gz.open").touch()
    assert recover(tmp_path, set()) == ["2026-07-20-0001.warc.gz"]
    assert list(tmp_path.iterdir()) == []


def test_a_closed_file_that_was_not_listed_is_listed(tmp_path):
    (stored,) = write(tmp_path, b"a")
    (tmp_path / "2026-07-20.sha256").write_text("")
    assert recover(tmp_path, {stored.record}) == []
    assert checksums(tmp_path) == {stored.warc: sha256_of(tmp_path / stored.warc)}


def test_a_half_written_checksum_line_is_written_again(tmp_path):
    (stored,) = write(tmp_path, b"a")
    sums = tmp_path / "2026-07-20.sha256"
    sums.write_text(sums.read_text()[:40])
    recover(tmp_path, {stored.record})
    assert checksums(tmp_path).get(stored.warc) == sha256_of(tmp_path / stored.warc)


def test_a_new_run_writes_behind_what_was_mended(tmp_path):
    stored, _ = left_open(tmp_path, b"a")
    recover(tmp_path, {stored[0].record})
    (again,) = write(tmp_path, b"b")
    assert (stored[0].warc, again.warc) == ("2026-07-20-0001.warc.gz", "2026-07-20-0002.warc.gz")
