"""A server on the loopback that speaks the documented shapes of the platforms' interfaces, with their refusals.

Written from the documentation (docs/choices.md, "Social platforms"): YouTube's channel feed and Data API v3, the
Graph API, Zalo's official account interface, TikTok's oEmbed. It says more than is asked for, as servers do: names of
people who reacted, commented or were tagged, and the token in the address of the next page and in its complaints.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.social_world import APP_SECRET, PAGE_OF, PEOPLE, TOKENS, HandClock, PageTold, Told, link, shown
from times import iso

HOST = "127.0.0.61"
Answer = tuple[int, Any, dict[str, str]]  # status, body (JSON, or text as it is), headers


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server had it."""

    at: datetime
    platform: str
    path: str
    query: dict[str, str]
    token: str
    answer: str = ""  # the platform's own code of a refusal


@dataclass(slots=True)
class Server:
    """What the server says, and what it was asked."""

    clock: HandClock
    address: str = ""
    log: list[Asked] = field(default_factory=list)
    # Faults by what they befall ("facebook", "fb-mot", …): called with the path, they answer in the place of the page.
    faults: dict[str, Callable[[str, dict[str, str]], Answer | None]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)  # whose token it is: slug by token
    skew: timedelta = timedelta()
    robots: str = "User-agent: *\nDisallow: /api/\nDisallow: /feeds/videos.xml\n"
    drops: set[str] = field(default_factory=set)  # platforms that break the connection off
    usage: dict[str, str] = field(default_factory=dict)  # headers that Graph adds
    renewals: int = 0
    hidden: set[str] = field(default_factory=set)  # posts that no list shows

    def answer(self, method: str, path: str, query: dict[str, str], token: str, form: dict[str, str]) -> Answer:
        platform = platform_of(path)
        found = self._answered(platform, method, path, query, token, form)
        code = str(found[1].get("error", "")) if isinstance(found[1], dict) else ""
        self.log.append(Asked(self.clock.now(), platform, path, query, token, code if found[0] != 200 else ""))
        return found

    def _answered(
        self, platform: str, method: str, path: str, query: dict[str, str], token: str, form: dict[str, str]
    ) -> Answer:
        for name in (platform, self.owners.get(token, ""), _page_in(path, query)):
            if name in self.faults and (refused := self.faults[name](path, query)):
                return refused
        if path == "/robots.txt":
            return 200, self.robots, {"Content-Type": "text/plain"}
        if path == "/oembed":
            return oembed(query)
        if method == "POST":
            return self._renew(form)
        speak = {"youtube": youtube, "facebook": graph, "zalo": zalo}[platform]
        return speak(self, path, query, token)

    def _renew(self, form: dict[str, str]) -> Answer:
        """A refresh token serves once."""
        owner = self.owners.get(form.get("refresh_token", ""))
        if owner is None:
            return 200, {"error": -14014, "error_name": "Invalid refresh token"}, {}
        del self.owners[form["refresh_token"]]
        self.renewals += 1
        access, refresh = f"zalo-renewed-{owner}-{self.renewals:04d}", f"zalo-refresh-{owner}-{self.renewals:04d}"
        self.owners.update({access: owner, refresh: owner})
        return 200, {"access_token": access, "refresh_token": refresh, "expires_in": "90000"}, {}


def platform_of(path: str) -> str:
    if path.startswith(("/youtube/", "/feeds/", "/robots.txt")):
        return "youtube"
    if path == "/oembed":
        return "tiktok"
    return "zalo" if path.startswith(("/v2.0/", "/v4/")) else "facebook"


def _page_in(path: str, query: dict[str, str]) -> str:
    """The page that an address names, where it names one."""
    first = path.split("/")[2] if path.count("/") >= 2 else ""
    number = query.get("id") or query.get("channel_id") or first.partition("_")[0]
    return PAGE_OF[number].slug if number in PAGE_OF else ""


# --- YouTube ----------------------------------------------------------------------------------------


def youtube_error(status: int, reason: str, *, domain: str = "youtube") -> Answer:
    told = {"code": status, "message": f"refused, key={TOKENS['youtube']}", "errors": [
        {"message": f"key {TOKENS['youtube']}", "domain": domain, "reason": reason}]}  # fmt: skip
    return status, {"error": told}, {}


def youtube(server: Server, path: str, query: dict[str, str], token: str) -> Answer:
    now = server.clock.now()
    if path == "/feeds/videos.xml":
        return 200, channel_feed(PAGE_OF[query["channel_id"]], now), {"Content-Type": "text/xml; charset=UTF-8"}
    if token != TOKENS["youtube"]:
        return youtube_error(400, "keyInvalid", domain="usageLimits")
    name = path.rpartition("/")[2]
    return {"channels": _channels, "playlistItems": _uploads, "videos": _videos, "commentThreads": _threads}[name](
        query, now
    )


def _channels(query: dict[str, str], _now: datetime) -> Answer:
    page = PAGE_OF.get(query["id"])
    items = [{"kind": "youtube#channel", "id": page.id, "contentDetails": {
        "relatedPlaylists": {"likes": "", "uploads": f"UU{page.id[2:]}"}}}] if page else []  # fmt: skip
    return 200, {"kind": "youtube#channelListResponse", **({"items": items} if items else {})}, {}


def _uploads(query: dict[str, str], now: datetime) -> Answer:
    page = PAGE_OF[f"UC{query['playlistId'][2:]}"]
    start, size = int(query.get("pageToken", "T0")[1:]), int(query["maxResults"])
    some = shown(page, now)[start : start + size]
    items = [{"kind": "youtube#playlistItem", "contentDetails": {"videoId": one.key, "videoPublishedAt": iso(one.at)}}
             for one in some]  # fmt: skip
    more = {"nextPageToken": f"T{start + size}"} if start + size < len(shown(page, now)) else {}
    return 200, {"kind": "youtube#playlistItemListResponse", **more, "items": items}, {}


def _videos(query: dict[str, str], now: datetime) -> Answer:
    wanted = query["id"].split(",")
    there = [(page, one) for page in PAGE_OF.values() for one in shown(page, now) if one.key in wanted]
    items = [{
        "kind": "youtube#video", "id": one.key,
        "snippet": {"publishedAt": iso(one.at), "channelId": page.id, "title": one.title, "channelTitle": page.slug,
                    "description": one.text(now)},
        "contentDetails": {"duration": "PT4M13S", "dimension": "2d"},
        "statistics": {"viewCount": str(one.counted(now) * 100), "likeCount": str(one.counted(now)),
                       "favoriteCount": "0", "commentCount": "3"},
        "status": {"privacyStatus": "public"},
    } for page, one in there]  # fmt: skip
    return 200, {"kind": "youtube#videoListResponse", "items": items}, {}


def _threads(query: dict[str, str], now: datetime) -> Answer:
    if query["videoId"].endswith("1"):
        return youtube_error(403, "commentsDisabled", domain="youtube.commentThread")
    top = _comment("c1", PEOPLE[0], f"Cảm ơn tỉnh, gọi tôi 0912 777 333, {PEOPLE[1]} cũng thấy vậy", now)
    reply = _comment("c2", PEOPLE[3], f"@{PEOPLE[0]} nói đúng", now)
    thread = {"kind": "youtube#commentThread", "id": "c1", "replies": {"comments": [reply]}, "snippet": {
        "videoId": query["videoId"], "topLevelComment": top, "totalReplyCount": 1}}  # fmt: skip
    return 200, {"kind": "youtube#commentThreadListResponse", "items": [thread]}, {}


def _comment(key: str, name: str, text: str, now: datetime) -> dict[str, Any]:
    return {"kind": "youtube#comment", "id": key, "snippet": {
        "authorDisplayName": name, "authorChannelId": {"value": "UCperson-of-a-comment"}, "textDisplay": text,
        "likeCount": 4, "publishedAt": iso(now)}}  # fmt: skip


def channel_feed(page: PageTold, now: datetime) -> str:
    """The newest fifteen, as every channel's feed has them."""
    entries = "".join(
        f"<entry><id>yt:video:{one.key}</id><yt:videoId>{one.key}</yt:videoId><yt:channelId>{page.id}</yt:channelId>"
        f'<title>{one.title}</title><link rel="alternate" href="{link(page, one)}"/><author><name>{page.slug}</name>'
        f"</author><published>{one.at.isoformat()}</published><updated>{one.at.isoformat()}</updated><media:group>"
        f"<media:title>{one.title}</media:title><media:description>{one.text(now)}</media:description><media:community>"
        f'<media:starRating count="5" average="5.00" min="1" max="5"/><media:statistics views="{one.counted(now)}"/>'
        "</media:community></media:group></entry>"
        for one in shown(page, now)[:15]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        f"<yt:channelId>{page.id}</yt:channelId><title>{page.slug}</title>{entries}</feed>"
    )


# --- Facebook -----------------------------------------------------------------------------------------


def graph_error(code: int, subcode: int = 0, *, status: int = 400, message: str = "", **headers: str) -> Answer:
    """A refusal of the Graph API; its words show the token, as those of the real one may."""
    told: dict[str, Any] = {"message": message or f"Malformed access token {TOKENS['fb-mot']}",
                            "type": "OAuthException", "code": code, "fbtrace_id": "AbC"}  # fmt: skip
    if subcode:
        told["error_subcode"] = subcode
    return status, {"error": told}, {name.replace("_", "-"): value for name, value in headers.items()}


def graph(server: Server, path: str, query: dict[str, str], token: str) -> Answer:
    owner, name = server.owners.get(token), path.split("/", 2)[2]
    if owner is None:
        return graph_error(190, message=f"Invalid OAuth access token {token}")
    if owner == "fb-mot" and not query.get("appsecret_proof"):
        return graph_error(104, message="API calls from the server require an appsecret_proof argument")
    if name == "me":
        return 200, {"id": _of(owner).id, "name": owner}, dict(server.usage)
    if name.endswith("/published_posts"):
        return _posts(server, PAGE_OF[name.partition("/")[0]], query, token)
    page = PAGE_OF[name.partition("_")[0]]
    one = next((one for one in shown(page, server.clock.now()) if one.key == name), None)
    if one is None:
        return graph_error(100, 33, message=f"Unsupported get request. Object with ID '{name}' does not exist")
    return 200, _post(page, one, server.clock.now()), dict(server.usage)


def _of(slug: str) -> PageTold:
    return next((page for page in PAGE_OF.values() if page.slug == slug), PageTold(slug, "facebook", "999", 0))


def _posts(server: Server, page: PageTold, query: dict[str, str], token: str) -> Answer:
    now = server.clock.now()
    start, size = int(query.get("after", "c0")[1:]), int(query["limit"])
    listed = [one for one in shown(page, now) if one.key not in server.hidden]
    some, there = listed[start : start + size], len(listed)
    paging: dict[str, Any] = {"cursors": {"before": f"c{start}", "after": f"c{start + size}"}}
    if start + size < there:
        paging["next"] = f"{server.address}{page.id}/published_posts?access_token={token}&limit={size}&after=c{size}"
    data = [_post(page, one, now) for one in some]
    return 200, {"data": data, "paging": paging}, {"x-app-usage": '{"call_count":9,"total_time":4,"total_cputime":3}',
                                                   **server.usage}  # fmt: skip


def _post(page: PageTold, one: Told, now: datetime) -> dict[str, Any]:
    """A post, with people whom nobody asked for."""
    people = [{"id": "fb-user-100009912", "name": name} for name in PEOPLE]
    counted = one.counted(now)
    return {
        "id": one.key, "message": one.text(now), "created_time": one.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink_url": link(page, one),
        "status_type": "added_photos", "from": people[0], "message_tags": people[1:2],
        "shares": {"count": counted // 9},
        "reactions": {"data": people, "summary": {"total_count": counted, "viewer_reaction": "NONE"}},
        "comments": {"data": [{"from": people[2], "message": f"{PEOPLE[4]} đồng ý"}],
                     "summary": {"total_count": counted // 5, "order": "ranked"}},
    }  # fmt: skip


# --- Zalo -----------------------------------------------------------------------------------------------


def zalo_error(code: int, message: str = "") -> Answer:
    """Every answer of Zalo's has status 200."""
    return 200, {"error": code, "message": message or f"refused {TOKENS['zalo-mot']}"}, {}


def zalo(server: Server, path: str, query: dict[str, str], token: str) -> Answer:
    owner, now = server.owners.get(token), server.clock.now()
    if owner is None:
        return zalo_error(-216, "Access token is invalid")
    page, name = _of(owner), path.rpartition("/")[2]
    if name == "getoa":
        return 200, {"error": 0, "message": "Success", "data": {"oa_id": page.id, "name": page.slug,
                                                                "num_follower": 120}}, {}  # fmt: skip
    if name == "getdetail":
        one = next((one for one in shown(page, now) if one.key == query["id"]), None)
        return zalo_error(-201, "id is invalid") if one is None else (200, _article(one, now), {})
    there = shown(page, now) if query["type"] == "normal" else []
    offset = int(query["offset"])
    medias = [{
        "id": one.key, "type": "normal", "title": one.title, "status": "show", "total_view": one.counted(now),
        "total_share": one.counted(now) // 7, "create_date": int(one.at.timestamp() * 1000),
        "update_date": int(_changed(one, now).timestamp() * 1000), "link_view": link(page, one),
    } for one in there[offset : offset + int(query["limit"])]]  # fmt: skip
    return 200, {"error": 0, "message": "Success", "data": {"total": len(there), "medias": medias}}, {}


def _changed(one: Told, now: datetime) -> datetime:
    is_edited = one.text(now) != one.text(one.at)
    return one.at + timedelta(hours=30) if is_edited else one.at


def _article(one: Told, now: datetime) -> dict[str, Any]:
    body = [{"type": "image", "url": "https://x.example/1.jpg"}, {"type": "text", "content": f"<p>{one.text(now)}</p>"}]
    return {"error": 0, "message": "Success", "data": {
        "id": one.key, "type": "normal", "title": one.title, "author": PEOPLE[4], "status": "show",
        "description": "Tin của tài khoản.", "body": body}}  # fmt: skip


# --- TikTok ---------------------------------------------------------------------------------------------


def oembed(query: dict[str, str]) -> Answer:
    url = query.get("url", "")
    if "/video/404" in url:
        return 400, {"code": 400, "message": "Something went wrong"}, {}
    author = url.split("/")[3].removeprefix("@")
    return 200, {"version": "1.0", "type": "video", "title": "Lễ hội Thành Tuyên ở tỉnh Tuyên Quang #tuyenquang",
                 "author_url": f"https://www.tiktok.com/@{author}", "author_name": PEOPLE[2], "width": "100%",
                 "html": "<blockquote></blockquote>", "provider_name": "TikTok"}, {}  # fmt: skip


# --- the wire -------------------------------------------------------------------------------------------


@contextmanager
def listening(clock: HandClock) -> Iterator[Server]:
    """The server, listening until the block ends."""
    server = Server(clock)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._speak("GET", {})

        def do_POST(self) -> None:
            written = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._speak("POST", {name: value[0] for name, value in parse_qs(written).items()})

        def _speak(self, method: str, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            query = {name: value[0] for name, value in parse_qs(parts.query).items()}
            if platform_of(parts.path) in server.drops:
                server.log.append(Asked(clock.now(), platform_of(parts.path), parts.path, query, "", "dropped"))
                self.close_connection = True
                return
            status, told, headers = server.answer(method, parts.path, query, self._token(), form)
            written = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
            body = gzip.compress(written.encode())
            self.send_response_only(status)
            date = format_datetime(clock.now() + server.skew, usegmt=True)
            plain = {"Date": date, "Content-Type": "application/json", "Content-Encoding": "gzip",
                     "Content-Length": str(len(body)), "Set-Cookie": "who=fb-user-100009912"}  # fmt: skip
            for name, value in {**plain, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _token(self) -> str:
            given = self.headers.get("Authorization", "").removeprefix("Bearer ")
            return given or self.headers.get("X-Goog-Api-Key", "") or self.headers.get("access_token", "")

        def log_message(self, format: str, *args: object) -> None:
            """Keep stderr clean."""

    with ThreadingHTTPServer((HOST, 0), Handler) as http:
        Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        server.address = f"http://{HOST}:{http.server_port}"
        yield server
        http.shutdown()


def owners() -> dict[str, str]:
    """Whose token is whose when the world begins."""
    own = {TOKENS[slug]: slug for slug in ("fb-mot", "fb-hai", "zalo-mot", "zalo-hai", "zalo-ba")}
    refresh = {f"zalo-refresh-{slug}-0000": slug for slug in ("zalo-mot", "zalo-hai", "zalo-ba")}
    return {**own, TOKENS["facebook"]: "public", **refresh}


__all__ = ["APP_SECRET", "Asked", "Server", "graph_error", "listening", "owners", "youtube_error", "zalo_error"]
