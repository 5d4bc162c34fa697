"""Readers' comments from a real server on the loopback: what is asked, what is kept, and nothing private."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import TextResponse

from config.load import load
from crawlers.outcomes import Readers, archive_response
from crawlers.recorder import Answered, Recorder, fetch_of
from crawlers.redacted import read_redacted, redacted_record
from crawlers.threads import Unreadable, further, read_thread
from crawlers.warc import REDACTED, scan
from pipeline.jobs.collecting.follow import Follow
from pipeline.jobs.collecting.run import run_process
from pipeline.jobs.home import Home
from pipeline.jobs.items.views import item_view
from pipeline.jobs.items.voices import voice_lines
from pipeline.jobs.reading.process import process, take_journal
from records import Visit
from storage.store import Store
from tests.conftest import ROOT, Diembao, rss
from tests.replayed import Nobody

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
TEXT = (
    "UBND xã Hàm Yên, tỉnh Tuyên Quang vừa khánh thành cầu treo qua sông Lô. Lãnh đạo tỉnh Tuyên Quang dự lễ. "
    "Người dân xã Hàm Yên, Tuyên Quang phấn khởi vì từ nay không phải đi đò. Tỉnh Tuyên Quang sẽ xây thêm bốn cầu."
)
ELSEWHERE = (
    "Thành phố Cần Thơ tổ chức chợ nổi Cái Răng. Du khách đến Cần Thơ đông. Chợ nổi Cần Thơ mở từ sáng sớm. " * 3
)

# Readers' names, addresses and telephones, as they must nowhere be found; the comments that hold them.
NAMES = ("Nguyễn Thị Bí Mật", "trần kín đáo 88", "Bạn đọc mới", "lan.kin@thu.example.vn", "Giấu Tên")
PRIVATE = (*NAMES, "bimat", "kindao", "912345678", "987654321", "977 111 222", "user-7788", "c0ffee-11")
SAID = [
    ("Tuyệt vời quá, ai cần xe ôm gọi 0912 345 678 hoặc bimat @ gmail . com", 12),
    ("Thất vọng, cầu làm chậm trễ. Zalo o987.654.321, thư bimat a còng gmail chấm com", 40),
    ("@trần kín đáo 88 nói đúng, +84 977 111 222 gọi tôi", 3),
    ("Cho hỏi đi đò giá bao nhiêu? fb.com/kindao", 0),
]


def vnexpress(asked: dict[str, str]) -> bytes:
    if "id" in asked:
        items = [{"comment_id": "9", "parent_id": asked["id"], "content": "Đồng ý với Nguyễn Thị Bí Mật",
                  "full_name": "Giấu Tên", "creation_time": 1784527000, "userlike": 1}]  # fmt: skip
        return json.dumps({"error": 0, "data": {"items": items}}).encode()
    rows = [
        {"comment_id": f"user-7788-{n}", "parent_id": f"user-7788-{n}", "content": f"{text}<br/>Xem thêm",
         "full_name": NAMES[n % 2], "creation_time": 1784526000 + n, "userlike": likes, "userid": 7788,
         "replys": {"total": int(n == 0), "items": []}}
        for n, (text, likes) in enumerate(SAID)
    ]  # fmt: skip
    offset = int(asked["offset"])
    return json.dumps({"error": 0, "data": {"total": 4, "items": rows[offset : offset + 3]}}).encode()


def vccorp(asked: dict[str, str]) -> bytes:
    entities = "".join(f"&#x{ord(letter):X};" for letter in NAMES[2])

    def box(n: int, inside: str = "") -> str:
        text, likes = SAID[n]
        return (
            f'<div class="item box_cm" data-cmid="c0ffee-11{n}"><a class="avatar" title="{entities}"></a>'
            f'<p class="text-comment">{text}</p><span class="total-like">{likes}</span>'
            f'<span class="time time-ago" title="07/20/2026 13:05:00"></span>{inside}</div>'
        )

    reply = (
        f'<div class="box-reply"><div class="item-reply"><a class="avatar" title="{NAMES[3]}"></a>'
        f'<p class="text-comment"><b class="username-reply">{entities}</b> Hay quá</p><span class="total-like">2</span>'
        '<span class="time time-ago" title="07/20/2026 14:05:00"></span><a data-cmid="c0ffee-119"></a></div></div>'
    )
    return (box(0, reply) + box(1) + box(2) + box(3)).encode() if asked["page"] == "1" else b""


def vietnamnet(asked: dict[str, str]) -> bytes:
    rows = [
        {"commentId": 100 + n, "commentContent": text, "createdDate": "2026-07-20T13:05:00", "totalLike": likes,
         "userName": NAMES[0], "totalAnswer": int(n == 1)}
        for n, (text, likes) in enumerate(SAID)
    ]  # fmt: skip
    if "ParentId" in asked:
        rows = [
            {
                **rows[0],
                "commentId": 500,
                "parentId": 101,
                "userName": NAMES[4],
                "commentContent": "Nguyễn Thị Bí Mật nói hay quá",
            }
        ]
    return json.dumps({"status": True, "data": {"comments": rows, "totalComment": 5}}).encode()


FAMILIES = {"vnexpress": vnexpress, "vccorp": vccorp, "vietnamnet": vietnamnet}
MARKED = {  # what a page says of itself
    "vnexpress": "<div data-component-input='"
    '{"type":"comment","article_id":77,"article_type":1,"site_id":3,"category_id":4}\'></div>',
    "vccorp": '<input type="hidden" id="hdNewsId" value="1851"/>',
    "vietnamnet": '<div data-objectid="99" data-categoryid="000" data-websiteid="000003"></div>',
}
ADDRESS = {
    "vnexpress": "/vnexpress/get?offset=0&limit={size}&objectid={article_id}&objecttype={article_type}&siteid={site_id}"
    "&categoryid={category_id}",
    "vccorp": "/vccorp/ListComment.htm?page=1&NewsID={news_id}&pageSize={size}",
    "vietnamnet": "/vietnamnet/Gets?ObjectId={object_id}&WebsiteId={website_id}&PageIndex=0&PageSize={size}",
}


def article(title: str, text: str, mark: str) -> bytes:
    return (
        f'<html><head><title>{title}</title><meta property="og:title" content="{title}"></head><body><article>'
        f"<h1>{title}</h1><p>{text}</p><p>{text}</p></article>{mark}</body></html>"
    ).encode()


@contextmanager
def press() -> Iterator[tuple[str, list[str]]]:
    """A server whose /FAMILY/… is an interface of that family; yields its address and the paths asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            parts = urlsplit(self.path)
            _, family, name = f"{parts.path}//".split("/")[:3]
            values = {key: value[0] for key, value in parse_qs(parts.query).items()}
            kind, body = _answer(family, name, values)
            packed = gzip.compress(body)
            headers = {"Content-Type": kind, "Content-Length": str(len(packed)), "Content-Encoding": "gzip"}
            self.send_response(200)
            for header, value in headers.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, format: str, *args: object) -> None:
            """Keep stderr clean."""

    with ThreadingHTTPServer(("127.0.0.47", 0), Handler) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.47:{listening.server_port}", asked
        listening.shutdown()


def _answer(family: str, name: str, values: dict[str, str]) -> tuple[str, bytes]:
    if family == "robots.txt":
        return "text/plain", b"User-agent: *\nDisallow: /kin\n"
    if name.startswith("tin-"):
        return "text/html", page_of(family, name)
    return ("application/rss+xml", rss()) if name == "rss" else ("application/json", FAMILIES[family](values))


def page_of(family: str, name: str) -> bytes:
    if name == "tin-1.html":
        return article("Hàm Yên có cầu mới", TEXT, MARKED[family])
    return article("Chợ nổi Cái Răng", ELSEWHERE, MARKED[family])


def home_of(folder: Path, base: str, switch: str = "comments = true\n") -> Home:
    (folder / "config" / "outlets").mkdir(parents=True)
    pace = "allow_loopback = true\ndelay_seconds = 0\nbackoff_seconds = 1\ntimeout_seconds = 5\n"
    follow = ", ".join(f'"{family}"' for family in FAMILIES)
    (folder / "config" / "settings.toml").write_text(f"follow = [{follow}]\n{pace}{switch}", encoding="utf-8")
    for family in FAMILIES:
        (folder / "config" / "outlets" / f"{family}.toml").write_text(
            f'slug = "{family}"\nname = "Báo {family}"\ndomains = [{{ name = "{family}.thu.example.vn" }}]\n'
            f'article_path = \'\\.html$\'\nfeeds = [{{ url = "{base}/{family}/rss", trust = "verified" }}]\n'
            f'comments = {{ family = "{family}", url = "{base}{ADDRESS[family]}", trust = "verified" }}\n',
            encoding="utf-8",
        )
    return Home(folder)


def read_articles(home: Home, base: str) -> None:
    """Each outlet's two articles, read at NOW and judged."""
    with Recorder(home.path) as recorder:
        for family in FAMILIES:
            for name in ("tin-1.html", "tin-2.html"):
                url = f"{base}/{family}/{name}"
                fetch = fetch_of(Visit(family, url, "page"), NOW, "ok", status=200)
                html = (("Content-Type", "text/html; charset=utf-8"),)
                recorder.response(fetch, Answered(url, "200 OK", html, page_of(family, name)))
    run_process(home, since=None, clock=lambda: NOW)


CRAWL = """
import sys
from datetime import datetime
from pathlib import Path
from pipeline.jobs.home import Home
from pipeline.jobs.collecting.run import run_crawl
report = run_crawl(Home(Path(sys.argv[1])), replay=None, clock=lambda: datetime.fromisoformat(sys.argv[2]))
print(report.as_json())
"""


def look_again(home: Home) -> str:
    """A crawl in a process of its own two hours later, when the articles' first look is due; what it says."""
    words = [sys.executable, "-c", CRAWL, str(home.path), LATER.isoformat()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def everything_in(home: Path) -> str:
    """All that stands in the home's files, archives undone and databases as they lie on the disk."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file() and "config" not in path.parts:
            content = path.read_bytes()
            if path.name.endswith(".gz"):
                content = gzip.decompress(content)
            found.append(content.decode("utf-8", "replace"))
    return "\n".join(found)


def assert_nothing_private(home: Path, private: tuple[str, ...] = PRIVATE) -> None:
    written = everything_in(home).casefold()
    plain = "".join(letter for letter in written if letter not in " .-")
    for one in private:
        escaped = json.dumps(one).strip('"').casefold()
        assert one.casefold() not in written, one
        assert escaped not in written, one
        assert "".join(letter for letter in one.casefold() if letter not in " .-") not in plain, one


@pytest.fixture(scope="module")
def looked(tmp_path_factory) -> tuple[Home, str, list[str], str]:
    """A home whose articles were looked at again: with the server's address, the paths asked for, and what was said."""
    with press() as (base, asked):
        home = home_of(tmp_path_factory.mktemp("comments") / "home", base)
        read_articles(home, base)
        said = look_again(home)
    with Store.open(home.path) as store:
        process_nothing_but_captures(home, store)
    return home, base, asked, said


@pytest.mark.network
def test_nothing_private_is_written_or_said(looked):
    home, _, asked, said = looked
    assert [path for path in asked if "ListComment" in path]
    assert_nothing_private(home.path)
    for private in PRIVATE:
        assert private.casefold() not in said.casefold()


@pytest.mark.network
@pytest.mark.parametrize(
    ("family", "said", "total", "readers"), [("vnexpress", 5, 4, 3), ("vccorp", 5, None, 2), ("vietnamnet", 5, 5, 2)]
)
def test_an_item_shows_how_much_praise_and_blame_it_got(looked, family, said, total, readers):
    home, base, _, _ = looked
    view = item_view(home, f"{base}/{family}/tin-1.html")["comments"]
    assert (view["read"], view["total"], view["readers"]) == (said, total, readers)
    assert view["tones"]["pos"]["comments"] >= 1
    assert view["tones"]["neg"] == {"comments": 1, "likes": 40}
    assert view["at"] == "2026-07-20T07:00:00Z"
    assert set(view) == {"total", "readers", "at", "read", "by", "tones"}  # no list of readers
    lines = list(voice_lines(view))
    assert "5 ý kiến" in lines[0]
    assert "1 chê, bức xúc (40 lượt thích)" in lines[1]


@pytest.mark.network
def test_only_articles_of_a_province_are_asked_for_comments(looked):
    home, base, asked, _ = looked
    paths = [path for path in asked if "ListComment" in path or "/get" in path.lower()]
    assert len(paths) == 2 + 1 + 1 + 2  # pages of three, a reply each of the two that give none along
    assert "/robots.txt" in asked
    for family in FAMILIES:
        assert item_view(home, f"{base}/{family}/tin-2.html")["comments"] is None


@pytest.mark.network
def test_what_is_archived_is_ours_and_its_texts_are_whole_but_for_what_is_private(looked):
    home, base, _, _ = looked
    records = [one for path in home.archive.glob("*.gz") for one in scan(path) if one.content_type == REDACTED]
    assert len(records) == 6
    assert {one.url for one in records} == {f"{base}/{family}/tin-1.html" for family in FAMILIES}
    with Store.open(home.path) as store:
        texts = {row["text"] for row in store.db.query("SELECT text FROM comments")}
        outcomes = {row["outcome"] for row in store.db.query("SELECT outcome FROM fetches WHERE kind = 'comments'")}
    assert outcomes == {"ok"}
    assert "Tuyệt vời quá, ai cần xe ôm gọi [số] hoặc [thư điện tử]" in texts
    assert "Cho hỏi đi đò giá bao nhiêu? [liên kết]" in texts


@pytest.mark.network
def test_a_home_is_made_anew_and_a_replay_brings_the_comments_along(looked, tmp_path, diembao: Diembao):
    home, base, _, _ = looked
    before = comments_in(home)
    whole = tmp_path / "all.warc.gz"
    whole.write_bytes(b"".join(path.read_bytes() for path in sorted(home.archive.glob("*.gz"))))
    other = home_of(tmp_path / "other", base)
    for outlet in (other.path / "config" / "outlets").glob("*.toml"):  # a replay tells outlets by their domains
        host = base.removeprefix("http://")
        outlet.write_text(outlet.read_text("utf-8").replace("vccorp.thu.example.vn", host), encoding="utf-8")
    done = diembao("--home", other.path, "crawl", "--replay", whole, "--format", "json")
    assert json.loads(done.stdout)["failures"] == [], done.stderr
    for one in (home, other):
        for path in one.path.glob("diembao.db*"):
            path.unlink()
        with Store.open(one.path) as store:
            take_journal(one, store)
            process_nothing_but_captures(one, store)
    assert comments_in(home) == before
    assert comments_in(other) == before
    assert_nothing_private(other.path)


def comments_in(home: Home) -> list[tuple[object, ...]]:
    with Store.open(home.path) as store:
        return store.db.execute("SELECT * FROM comments ORDER BY url, id").fetchall()


def process_nothing_but_captures(home: Home, store: Store) -> None:
    process(home, home.configuration(), store, Nobody(), store.unprocessed())


# --- whatever readers write ---

VISIT = Visit(
    "vnexpress", "https://binhluan.example.vn/get?objectid=1", "comments", named_by="https://thu.example.vn/tin-1.html"
)
CONFIGURATION = load()
READERS = Readers(b"k" * 32, {"vnexpress": "vnexpress"}, 10_000_000)
words = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30)
# Longer than anything that a hash, a date or a word of ours would hold by chance.
private_names = st.from_regex(r"(?:Xq[a-z]{6}) (?:Zk[a-z]{6})", fullmatch=True)
private_mails = st.from_regex(r"xq[a-z]{8}@zk[a-z]{5}\.(?:com|vn)", fullmatch=True)
private_numbers = st.from_regex(r"0[35789]\d{8}", fullmatch=True)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(private_names, words, private_mails, private_numbers, words), min_size=1, max_size=4),
    st.booleans(),
)
def test_nothing_private_is_written_whatever_readers_write(rows, is_escaped):
    """Through the recorder and ``process``: archive, journal and database are searched as they lie on the disk."""
    items = [
        {"comment_id": str(n), "full_name": name, "userlike": n, "creation_time": 1784526000,
         "content": f"{before} {rows[0][0]}, {mail} {number[:4]} {number[4:7]}.{number[7:]} {after}"}
        for n, (name, before, mail, number, after) in enumerate(rows)
    ]  # fmt: skip
    body = json.dumps({"data": {"total": len(items), "items": items}}, ensure_ascii=is_escaped).encode()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with Recorder(home.path) as recorder:
            answer = archive_response(recorder, READERS)
            response = TextResponse(VISIT.url, body=body, encoding="utf-8")
            assert answer(VISIT, NOW, response.request, response) == "ok"
        with Store.open(home.path) as store:
            take_journal(home, store)
            process(home, CONFIGURATION, store, Nobody(), store.unprocessed())
            assert store.db.table("comments").count == len(rows)
        private = tuple(one for name, _, mail, number, _ in rows for one in (*name.split(), mail, number[1:]))
        assert_nothing_private(home.path, private)


def test_the_recorder_refuses_comments_as_they_came(tmp_path):
    with Recorder(tmp_path) as recorder, pytest.raises(ValueError, match="redacted"):
        recorder.response(fetch_of(VISIT, NOW, "ok", status=200), Answered(VISIT.url, "200 OK", (), b"Lan: 0912345678"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]


def test_the_address_of_a_reply_is_written_without_the_comment_that_it_answers():
    for name in ("id", "ParentId"):
        visit = replace(VISIT, url=f"https://binhluan.example.vn/get?objectid=1&{name}=c0ffee-11")
        for outcome in ("ok", "timeout", "over-budget"):
            assert "c0ffee" not in str(fetch_of(visit, NOW, outcome))


@pytest.mark.parametrize("status", [301, 403, 404, 429, 500, 503])
def test_an_answer_that_is_no_200_leaves_its_word_alone(tmp_path, status):
    with Recorder(tmp_path) as recorder:
        answer = archive_response(recorder, READERS)
        body = b"<html>Lan 0912345678 lan@thu.example.vn"
        headers = {
            "Set-Cookie": "user=lan@thu.example.vn",
            "ETag": "lan@thu.example.vn",
            "Location": "/lan@thu.example.vn",
        }
        answer(VISIT, NOW, None, TextResponse(VISIT.url, status=status, body=body, headers=headers))
    written = everything_in(tmp_path)
    assert "lan@thu" not in written
    assert "0912345678" not in written
    assert not list((tmp_path / "archive").glob("*.gz*"))


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>x</title>0912345678 bimat@gmail.com</html>",
        b'{"data": "0912345678"}',
        b'["bimat@gmail.com"]',
        b"\x00\xff",
    ],
    ids=["page", "other-json", "list", "bytes"],
)
def test_of_an_answer_that_is_none_its_word_alone_is_kept(tmp_path, body):
    with Recorder(tmp_path) as recorder:
        assert (
            archive_response(recorder, READERS)(VISIT, NOW, None, TextResponse(VISIT.url, body=body)) == "not-comments"
        )
    assert "not-comments" in everything_in(tmp_path)
    assert_nothing_private(tmp_path)


@pytest.mark.parametrize(("switch", "about", "expected"), [(True, True, 1), (False, True, 0), (True, False, 0)])
def test_comments_are_asked_for_only_where_the_office_wants_them_and_the_article_is_about_a_province(
    tmp_path, switch, about, expected
):
    home = home_of(tmp_path, "http://127.0.0.47:1", switch="comments = true\n" if switch else "")
    follow = Follow(home.configuration(), Told(about), {})
    visit = Visit("vccorp", "https://vccorp.thu.example.vn/tin-1.html", "page")
    found = list(follow(visit, page_of("vccorp", "tin-1.html"), NOW))
    assert [(one.kind, one.named_by) for one in found] == [("comments", visit.url)] * expected
    assert list(follow(replace(visit, at=NOW), page_of("vccorp", "tin-1.html"), NOW)) == []  # a replay asks nobody


class Told:
    """What a home knows of an article, as ``Follow`` asks it."""

    def __init__(self, about: bool) -> None:
        self.about = about

    def has_comments(self, _url: str) -> bool:
        return self.about


@given(st.binary(max_size=300), st.sampled_from(sorted(FAMILIES)))
def test_any_bytes_are_a_thread_or_none(body, family):
    with suppress(Unreadable):
        assert all(one.likes >= 0 for one in read_thread(family, body).said)


KEYS = (
    "data", "items", "comments", "total", "totalComment", "status", "comment_id", "parent_id", "content", "full_name",
    "creation_time", "userlike", "replys", "commentId", "commentContent", "createdDate", "totalLike", "userName",
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=12,
)


@given(values, st.sampled_from(["vnexpress", "vietnamnet"]))
def test_any_json_is_a_thread_or_none_and_its_record_can_be_read(given_json, family):
    with suppress(Unreadable):
        thread = read_thread(family, json.dumps(given_json).encode())
        record = redacted_record(thread, article="https://a.vn/1", asked="https://a.vn/c", key=b"k", known=())
        assert len(read_redacted(record)["comments"]) == len(thread.said)
        assert all(step >= 2 for _, step in further(family, "https://a.vn/get?offset=0", thread, 1))
