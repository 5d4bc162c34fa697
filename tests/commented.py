"""Articles with readers' comments on a real server of the loopback, in three families of interfaces."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from crawlers.recorder import Answered, Recorder, fetch_of
from pipeline.jobs.collecting.run import run_process
from pipeline.jobs.home import Home
from records import Visit
from tests.conftest import ROOT, rss

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
