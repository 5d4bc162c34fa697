"""Evidence: whole as written, broken by one flipped byte anywhere, and honest about what it does not prove."""

import http.server
import json
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from warcio.cli import main as warcio_main

from pipeline.jobs.items.evidence import write_evidence
from pipeline.jobs.items.stamping import _request, _status, stamped
from pipeline.reports import verify
from records import Trouble
from tests.replayed import home_of, page, process_all, record

URL = "https://thu.example.vn/tin-cau-treo-101.html"
FIRST = page("Cầu treo mới thông xe", "Xã Hàm Yên có cầu.", "Cầu dài 120 mét, " + "nối hai bờ sông Lô. " * 5)
SECOND = page("Cầu treo mới thông xe", "Xã Hàm Yên có cầu.", "Cầu dài 140 mét, " + "nối hai bờ sông Lô. " * 5)
SEED = 20260720
FLIPS_A_FILE = 25


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = home_of(tmp_path_factory.mktemp("home"), "thu")
    record(home, (URL, "20 03:00", "200 OK", FIRST), (URL, "21 03:00", "200 OK", SECOND))
    record(home, (URL, "22 03:00", "404 Not Found", b"khong con"))
    process_all(home)
    return home


@pytest.fixture(scope="module")
def box(home, tmp_path_factory):
    path = tmp_path_factory.mktemp("evidence") / "bang-chung.zip"
    write_evidence(home, URL, path)
    return path


@pytest.fixture
def folder(box, tmp_path):
    shutil.unpack_archive(box, tmp_path / "mo")
    return tmp_path / "mo"


def run_verifier(path, *words):
    """The evidence's own verifier, without any installed package."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(path), *map(str, words)], capture_output=True, text=True, check=False
    )


def keys(path, archive=None):
    return {fault.key for fault in verify.faults_of(verify.contents(path), archive)}


def test_the_evidence_holds_every_version_its_headers_and_the_removal(box):
    files = verify.contents(box)
    item = json.loads(files["item.json"])
    assert [version["number"] for version in item["versions"]] == [2, 1]
    assert [told["outcome"] for told in item["records"]] == ["ok", "ok", "http-404"]
    assert item["removed_at"]
    assert b"120" in files["versions/001.txt"]
    assert b"140" in files["versions/002.txt"]
    assert b"HTTP/1.1 200 OK" in files["versions/001.headers.txt"]
    assert {"archive/2026-07-20.sha256", "archive/2026-07-21.sha256", "archive/2026-07-22.sha256"} <= set(files)


def test_its_own_verifier_finds_it_whole_as_zip_and_as_folder(box, folder):
    for done in (run_verifier(folder / "verify.py"), run_verifier(folder / "verify.py", box)):
        assert done.returncode == 0, done.stdout + done.stderr
        assert "NGUYÊN VẸN" in done.stdout


def test_the_chain_goes_back_to_the_archive(home, folder, tmp_path):
    assert run_verifier(folder / "verify.py", "--archive", home.archive).returncode == 0
    other = shutil.copytree(home.archive, tmp_path / "archive")
    warc = next(other.glob("2026-07-21-*.warc.gz"))
    warc.write_bytes(warc.read_bytes() + b"\0")
    assert keys(folder, other) == {"archive-differs"}
    warc.unlink()
    assert keys(folder, other) == {"archive-missing"}


def test_warcio_finds_its_records_whole(folder):
    with pytest.raises(SystemExit) as ended:
        warcio_main(["check", str(folder / "records.warc.gz")])
    assert not ended.value.code


def test_the_same_item_makes_the_same_bytes(home, box, tmp_path):
    again = write_evidence(home, URL, tmp_path / "lai.zip")
    assert again.path.read_bytes() == box.read_bytes()


def flipped(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :]


def test_one_flipped_bit_in_any_file_makes_it_fail(box):
    files, chance = verify.contents(box), random.Random(SEED)
    assert verify.faults_of(files) == []
    for name, content in files.items():
        places = {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(FLIPS_A_FILE))}
        for place in places:
            changed = {**files, name: flipped(content, place, chance.randrange(8))}
            assert verify.faults_of(changed), f"{name} byte {place}"


def test_one_flipped_bit_anywhere_in_the_zip_makes_it_fail(box, tmp_path):
    """Names, times and sizes of the zip's own directory included: it is made again and compared byte by byte."""
    whole, chance = box.read_bytes(), random.Random(SEED)
    directory = range(whole.index(b"PK\x01\x02"), len(whole))
    places = {*range(60), *directory, *(chance.randrange(len(whole)) for _ in range(200))}
    for place in places:
        changed = tmp_path / "changed.zip"
        changed.write_bytes(flipped(whole, place, chance.randrange(8)))
        assert verify.main([str(changed)]) == 1, f"byte {place}"


def test_a_changed_record_is_found_even_under_new_sums(box):
    """Whoever makes sums and seal anew is still caught by the digests inside, and by the seal that was written down."""
    files = {name: content for name, content in verify.contents(box).items() if name not in verify.UNSUMMED}
    files["versions/002.txt"] = files["versions/002.txt"].replace(b"140", b"150")
    assert {fault.key for fault in verify.faults_of(verify.sealed(files))} == {"text-differs"}
    files["archive/2026-07-20.sha256"] = b""
    assert "chain-broken" in {fault.key for fault in verify.faults_of(verify.sealed(files))}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda folder: (folder / "item.json").unlink(), "missing"),
        (lambda folder: (folder / "them.txt").write_text("x"), "not-as-listed"),
        (lambda folder: (folder / "versions" / "001.txt").unlink(), "not-as-listed"),
        (lambda folder: (folder / "records.warc.gz").write_bytes(b"no archive"), "unreadable"),
    ],
    ids=["no-item", "one-file-more", "one-file-less", "no-warc"],
)
def test_what_is_wrong_is_named(folder, change, key):
    change(folder)
    assert key in keys(folder)
    done = run_verifier(folder / "verify.py")
    assert done.returncode == 1
    assert "KHÔNG NGUYÊN VẸN" in done.stdout


def test_the_page_says_what_is_proven_and_what_is_not(box):
    told = verify.contents(box)["doc-truoc.html"].decode()
    assert "Bằng chứng này cho thấy" in told
    assert "Bằng chứng này không cho thấy" in told
    assert "Không có dấu thời gian" in told
    assert "{" not in told.partition("<h1>")[2]


def test_a_changed_archive_makes_no_evidence(home, tmp_path):
    other = home_of(tmp_path / "home", "thu")
    shutil.copytree(home.path, other.path, dirs_exist_ok=True)
    warc = next(other.archive.glob("2026-07-20-*.warc.gz"))
    warc.write_bytes(flipped(warc.read_bytes(), 40, 0))
    with pytest.raises(Trouble, match=r"evidence\.archive-changed"):
        write_evidence(other, URL, tmp_path / "x.zip")


def test_a_folder_that_holds_something_is_left_alone(home, tmp_path):
    (tmp_path / "own.txt").write_text("mine")
    with pytest.raises(Trouble, match=r"evidence\.not-empty"):
        write_evidence(home, URL, tmp_path)


def test_a_folder_can_be_written_too(home, tmp_path):
    write_evidence(home, URL, tmp_path / "moi")
    assert keys(tmp_path / "moi") == set()


# --- time-stamps ---


class Authority(http.server.BaseHTTPRequestHandler):
    """A time-stamp server: openssl's where the machine has it."""

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        body = self.server.answer(query)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Silent."""


@pytest.fixture
def authority():
    server = http.server.HTTPServer(("127.0.0.1", 0), Authority)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.network
def test_a_time_stamp_of_a_real_authority_is_sealed_with_the_rest(box, authority, tmp_path):
    (tmp_path / "ts.cnf").write_text(
        "[req]\ndistinguished_name=dn\n[dn]\n[ext]\nextendedKeyUsage=critical,timeStamping\n"
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ndefault_policy=1.2.3.4\ndigests=sha256\n"
        "accuracy=secs:1\nordering=yes\ntsa_name=yes\ness_cert_id_chain=no\nsigner_digest=sha256\n"
    )
    (tmp_path / "serial").write_text("01\n")
    new = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
        "-subj",
        "/CN=thu",
    ]
    openssl(tmp_path, *new, "-config", "ts.cnf", "-extensions", "ext")

    def answer(query: bytes) -> bytes:
        (tmp_path / "q.tsq").write_bytes(query)
        signed = ["-signer", "cert.pem", "-inkey", "key.pem", "-out", "r.tsr"]
        openssl(tmp_path, "ts", "-reply", "-config", "ts.cnf", "-section", "one", "-queryfile", "q.tsq", *signed)
        return (tmp_path / "r.tsr").read_bytes()

    authority.answer = answer
    server = f"http://127.0.0.1:{authority.server_port}/tsa"
    files = stamped(verify.contents(box), server, loopback={"127.0.0.1"})
    assert verify.faults_of(files) == []
    (tmp_path / "SHA256SUMS").write_bytes(files["SHA256SUMS"])
    openssl(tmp_path, "ts", "-verify", "-data", "SHA256SUMS", "-in", "r.tsr", "-CAfile", "cert.pem")
    changed = flipped(files["timestamp.tsr"], len(files["timestamp.tsr"]) - 1, 0)
    assert verify.faults_of({**files, "timestamp.tsr": changed})


@pytest.mark.network
def test_an_answer_that_stamps_something_else_is_refused(box, authority):
    authority.answer = lambda query: bytes.fromhex("30053003020100")
    server = f"http://127.0.0.1:{authority.server_port}/"
    with pytest.raises(Trouble, match=r"evidence\.stamp-failed"):
        stamped(verify.contents(box), server, loopback={"127.0.0.1"})


@pytest.mark.network
def test_a_private_address_is_not_asked(box, authority):
    authority.answer = pytest.fail
    with pytest.raises(Trouble, match="private address"):
        stamped(verify.contents(box), f"http://127.0.0.1:{authority.server_port}/")


def test_the_request_is_what_rfc_3161_draws():
    made = _request(b"\x11" * 32, b"\x41" * 8)
    assert made[:2] == bytes([0x30, len(made) - 2])
    assert made.endswith(bytes.fromhex("0208" + "41" * 8 + "0101ff"))
    assert [_status(answer) for answer in (b"", b"<html>", bytes.fromhex("30053003020102"))] == [-1, -1, 2]
