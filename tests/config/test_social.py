"""The registry of social pages: what may be entered, and the sentence for what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import sentence
from config.load import load
from config.social import load_platforms
from records import Trouble

PAGE = {
    "slug": "fb-thu", "platform": "facebook", "id": "100064000000000", "name": "Trang thử", "kind": "authority",
    "url": "https://www.facebook.com/100064000000000", "owner": "Sở Thử",
}  # fmt: skip
OUTLET = {"kind": "outlet", "outlet": "bao-tuyen-quang", "owner": ""}
ON = {
    "youtube": {"platform": "youtube", "id": "UC0123456789abcdefghijkl",
                "url": "https://www.youtube.com/channel/UC0123456789abcdefghijkl"},
    "zalo": {"platform": "zalo", "id": "1234567890123456789", "url": "https://zalo.me/1234567890123456789"},
    "tiktok": {"platform": "tiktok", "id": "bao.thu", "url": "https://www.tiktok.com/@bao.thu"},
}  # fmt: skip


def registry(home: Path, *pages: dict[str, str], file: str = "trang.toml") -> Path:
    """A home's configuration folder with these pages."""
    (home / "social").mkdir(parents=True, exist_ok=True)
    written = ["[[pages]]\n" + "\n".join(f'{name} = "{value}"' for name, value in page.items()) for page in pages]
    (home / "social" / file).write_text("\n".join(written), encoding="utf-8")
    return home


@pytest.mark.parametrize(
    "changed",
    [{}, OUTLET, ON["youtube"], ON["zalo"], ON["tiktok"], {"kind": "community", "owner": "Hội đồng hương"},
     {"access": "own", "token": "fb-so-thu", "since": "2026-01-01", "until": "2026-12-31"},
     {"url": "https://www.facebook.com/sothutuyenquang"}],
)  # fmt: skip
def test_a_public_page_is_taken_in(tmp_path: Path, changed: dict[str, str]) -> None:
    configuration = load(registry(tmp_path, {**PAGE, **changed}))
    page = configuration.pages["fb-thu"]
    assert page.carrier == ("bao-tuyen-quang" if page.kind == "outlet" else "fb-thu")
    assert configuration.outlets[page.carrier].channel == ("online" if page.kind == "outlet" else "social")
    assert "fb-thu" not in configuration.followed(page.since or load().plans["tuyen-quang-2024-2026"].since)


@pytest.mark.parametrize(
    "changed",
    [{"url": f"https://www.facebook.com/{path}"} for path in (
        "groups/tuyenquang", "people/Nguyen-Van-A/100009", "profile.php?id=100009", "groups/1234/posts/5")]
    + [{**ON["zalo"], "url": url} for url in ("https://zalo.me/0912345678", "https://zalo.me/g/abcdef123")],
)  # fmt: skip
def test_profiles_and_groups_are_turned_away_at_the_door(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(Trouble) as caught:
        load(registry(tmp_path, {**PAGE, **changed}))
    assert caught.value.key == "config.private-page"
    assert "trang cá nhân" in sentence(caught.value.key, **caught.value.facts)


@pytest.mark.parametrize(
    ("changed", "key", "field"),
    [
        ({"kind": "person"}, "config.wrong-type", "kind"),
        ({"kind": "group"}, "config.wrong-type", "kind"),
        ({"platform": "instagram"}, "config.wrong-type", "platform"),
        ({"owner": ""}, "config.bad-page", "owner"),
        ({"outlet": "bao-tuyen-quang"}, "config.bad-page", "outlet"),
        ({**OUTLET, "outlet": "bao-khong-co"}, "config.unknown-outlet", "outlet"),
        ({"id": "bao.tuyen.quang"}, "config.bad-page", "id"),
        ({**ON["zalo"], "id": "0912345678"}, "config.bad-page", "id"),
        ({**ON["youtube"], "id": "baothu"}, "config.bad-page", "id"),
        ({"url": "https://www.facebook.com.example.vn/100064000000000"}, "config.bad-page", "url"),
        ({"url": "http://www.facebook.com/100064000000000"}, "config.bad-page", "url"),
        ({"url": "https://www.facebook.com/100064000000000?sk=about"}, "config.bad-page", "url"),
        ({**ON["youtube"], "url": "https://www.youtube.com/playlist?list=UU1"}, "config.bad-page", "url"),
        ({"slug": "Trang Thử"}, "config.bad-page", "slug"),
        ({"slug": "bao-tuyen-quang"}, "config.bad-page", "slug"),
        ({"token": "EAAB secret"}, "config.bad-page", "token"),
        ({"access_token": "EAAB"}, "config.unknown-key", "access_token"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "config.since-after-until", "since"),
    ],
)
def test_what_cannot_be_has_its_place_and_its_sentence(
    tmp_path: Path, changed: dict[str, str], key: str, field: str
) -> None:
    with pytest.raises(Trouble) as caught:
        load(registry(tmp_path, {**PAGE, **changed}))
    assert (caught.value.key, caught.value.facts["field"]) == (key, field)
    assert "pages[1]" in sentence(caught.value.key, **caught.value.facts)


def test_a_page_stands_in_the_registry_once(tmp_path: Path) -> None:
    registry(tmp_path, PAGE)
    with pytest.raises(Trouble) as caught:
        load(registry(tmp_path, {**PAGE, "slug": "fb-khac"}, file="khac.toml"))
    assert caught.value.key == "config.duplicate-code"


@pytest.mark.parametrize("api", ["https://graph.facebook.example", "http://graph.facebook.com", "http://10.0.0.9:80"])
def test_a_token_goes_to_nobody_but_its_platform(tmp_path: Path, api: str) -> None:
    shipped = (Path(__file__).parents[2] / "config" / "platforms.toml").read_text("utf-8")
    (tmp_path / "platforms.toml").write_text(shipped.replace("https://graph.facebook.com", api), encoding="utf-8")
    with pytest.raises(Trouble) as caught:
        load_platforms(tmp_path)
    assert (caught.value.key, caught.value.facts["entry"]) == ("config.bad-address", "facebook")
