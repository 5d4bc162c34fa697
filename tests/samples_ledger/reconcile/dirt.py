"""Addresses, titles and days as people paste and type them."""

import random
import re
import unicodedata

from collected import fold


def dirty_address(rng: random.Random, url: str) -> str:
    """The same page as people paste it."""
    path = url.removeprefix("https://tienphong.vn")
    cut = path.rindex("-post") + 1
    return rng.choice(
        [
            url,
            url,
            url,
            "http://tienphong.vn" + path,
            "http://www.tienphong.vn" + path,
            "https://m.tienphong.vn" + path,
            "https://amp.tienphong.vn" + path,
            "tienphong.vn" + path,
            "www.tienphong.vn" + path,
            "HTTPS://TienPhong.vn" + path,
            url + "?utm_source=zalo&utm_medium=social&utm_campaign=tq25",
            url + "?fbclid=IwAR0aBcD3fGh1JkLmN0pQrStUvWxYz_" + path[1:5],
            url + "/",
            url + "#comment",
            url + "?gidzl=x7Yt_9",
            " " + url + "  ",
            url + "\u00a0",
            url + "\n",
            "https://tienphong.vn" + path[:cut] + "\n" + path[cut:],
            "https://tienphong.vn" + path[:cut] + " " + path[cut:],
            "https://tienphong.vn/ " + path[1:],
            "Link: " + url,
            "<" + url + ">",
            url + "?utm_source=facebook#box_comment",
        ]
    )


def clean(address: str) -> str:
    """An address as a program writes it behind a cell: with its scheme, without spaces."""
    bare = re.sub(r"^(Link: |<)|>$|[\s\u00a0]", "", address)
    return bare if bare.lower().startswith("http") else "http://" + bare


OLD_TONES = {"òa": "oà", "óa": "oá", "ủy": "uỷ", "úy": "uý", "òe": "oè", "Hòa": "Hoà"}


def old_tones(title: str) -> str:
    """Tone marks in the other place, where the title has any."""
    for new, other in OLD_TONES.items():
        title = re.sub(f"(?<![qQ]){new}(?![a-zà-ỹ])", other, title)
    return title


def other_marks(rng: random.Random, title: str) -> str:
    """Other quotes and other dashes."""
    left, right = rng.choice([('"', '"'), ("«", "»"), ("'", "'"), ("‘", "’"), ("", "")])
    return (
        title.replace("“", left)
        .replace("”", right)
        .replace(" – ", rng.choice([" - ", " — ", "-", ": "]))
        .replace(" - ", " – ")
    )


def dirty_title(rng: random.Random, title: str) -> str:
    """The same title as people type it."""
    return (
        rng.choice(
            [
                title,
                title,
                old_tones(title),
                old_tones(title).upper(),
                unicodedata.normalize("NFD", title),
                title.upper(),
                other_marks(rng, title),
                other_marks(rng, old_tones(title)),
                "(VIDEO) " + title,
                "Bài 1: " + title,
                "[Ảnh] " + title,
                "(Báo in) " + title,
                title + ".",
                "  " + title.replace(" ", "  ", 2),
                title.replace(" ", "\u00a0", 3),
                title + " | Báo Tiền Phong",
                title.replace(" ", "\n", 1),
                title.rstrip("?") + " (Tin ảnh)",
            ]
        )
        if "Bài " not in title
        else rng.choice([title, old_tones(title), title.upper(), other_marks(rng, title), "(VIDEO) " + title])
    )


def trimmed(title: str, others: list[str], *, alone: bool) -> str | None:
    """The title cut with an ellipsis, such that it begins one collected title (or, not alone, several)."""
    words = title.split()
    for keep in range(len(words) - 1, 3, -1):
        start = " ".join(words[:keep])
        count = sum(1 for other in others if other.startswith(fold(start) + " "))
        if alone and count == 1 and keep <= len(words) - 2:
            return start + "…"
        if not alone and count > 1:
            return start + " ..."
    return None


def date_style(rng: random.Random) -> str:
    """How the clerk of the outlet wrote the day."""
    return rng.choice(["slash", "slash", "words", "short", "serial", "real", "real", "dots", "weekday", "no_year"])


def full_date_style(rng: random.Random) -> str:
    """The same, never without the year."""
    return rng.choice(["slash", "words", "short", "serial", "real", "dots", "weekday"])
