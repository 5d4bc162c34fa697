"""Five thousand rows of no tool in particular: templates filled by a seeded chance, spoiled by written rules."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rows_by_hand import EPOCH, Cell, Row, Value

SHEET, SEED, ROWS, LOCAL = "Dữ liệu", 20260801, 5000, dt.timedelta(hours=7)
START = dt.datetime.fromisoformat("2026-07-01 05:00")
COVER: tuple[tuple[Cell, ...], ...] = (
    ("DỮ LIỆU THU THẬP THÁNG 7/2026",),
    ("Kỳ", "01/07/2026 - 31/07/2026"),
    ("Số dòng", "5.000"),
    (),
    ("Trang tính", "Nội dung"),
    (SHEET, "Từng bài"),
    ("Pivot", "Cộng theo nguồn"),
)
HEAD: tuple[Cell, ...] = (
    *("Mã nội bộ", "Link bài viết", "Kênh", "Tên nguồn", "Loại", "Người quét", "Ngày giờ"),
    *("Tiêu đề", "Nội dung", "Like", "Comment", "Share", "View", "Link ảnh"),
)
HIDDEN = ("A", "F", "N")
LINK, KIND, SOURCE, TIME, TITLE, TEXT = 1, 4, 3, 6, 7, 8

# How many rows of each fault; what is left is sound.
EXACT, TRACKED, MOBILE, PLAIN, SLASH = 200, 250, 60, 40, 50
QUOTAS = {
    "refused:no-address": 120,
    "refused:not-an-address": 40,
    "refused:no-text": 100,
    "refused:no-date": 60,
    "refused:future-date": 60,
    "refused:private-profile": 130,
    "refused:closed-group": 100,
}
LATE_TEXT, TWO_FAULTS = 10, 20

PAGES = (
    ("Facebook", "Nhịp sống Vị Xuyên", "https://www.facebook.com/nhipsongvixuyen/posts/{n}"),
    ("Facebook", "Bến Tam Nông", "https://www.facebook.com/bentamnong/posts/{n}"),
    ("Facebook", "Đoàn thanh niên Lai Vung", "https://www.facebook.com/doantnlaivung/videos/{n}"),
    ("Youtube", "Sáo Mông TV", "https://www.youtube.com/watch?v=Sm{n}"),
    ("Youtube", "Ký sự miệt vườn", "https://www.youtube.com/watch?v=Kv{n}"),
    ("Tiktok", "@hoanghiepcaolanh", "https://www.tiktok.com/@hoanghiepcaolanh/video/7533000000{n}"),
    ("Zalo", "UBND xã Lùng Tám", "https://rd.zapps.vn/detail/1480157339{n}"),
    ("Website", "Tin Gò Công", "https://tingocong.example/bai/{n}.html"),
    ("Website", "Chiêm Hóa hôm nay", "https://chiemhoahomnay.example/doc/{n}.html"),
)
PLATFORMS = {"Facebook": "facebook", "Youtube": "youtube", "Tiktok": "tiktok", "Zalo": "zalo", "Website": "web"}
WHO = ("Bà con xóm trên", "Học sinh lớp 9", "Tổ tự quản", "Hợp tác xã", "Đội thuyền", "Các cụ làng", "Nhóm thợ trẻ")
DOES = (
    "dọn lại bến nước",
    "thử giống lúa mới",
    "mở lớp bơi",
    "góp công làm cầu",
    "kể chuyện xưa",
    "gói bánh tặng nhau",
)
WHEN = ("sáng nay", "trong mưa", "trước vụ gặt", "đúng ngày chợ", "suốt hai tuần", "dưới trăng")
EMOJI = ("", "", "", " 🌾", " 😀", " 🛶", " ❤️‍🔥")
FAMILY, GIVEN = (
    ("Mùa", "Thào", "Lục", "Kha", "Tạ"),
    ("Khói Lam", "Sóng Lừng", "Rặng Trâm", "Vách Đá", "Bến Lở", "Nắng Hanh"),
)
TRACKING = ("utm_source=listening", "fbclid=IwAR0{n}", "utm_campaign=t7&utm_medium=export", "gclid=x{n}")
BAD_ADDRESSES: tuple[Cell, ...] = ("xem ảnh", "facebook", "#REF!", "mailto:ban@donvi.example", 45871)
BAD_TIMES: tuple[Cell, ...] = (None, "hôm qua", "2 giờ", "00/00/2026", "không rõ", "32/07/2026 10:00")


def private_names() -> list[str]:
    """The invented names of the private profiles."""
    return [f"{family} {given}" for family in FAMILY for given in GIVEN]


def written(moment: dt.datetime, chance: random.Random) -> Cell:
    """A local time in one of the ways of such files: text, number, date cell."""
    days = (moment - EPOCH) / dt.timedelta(days=1)
    ways: tuple[Cell, ...] = (f"{moment:%d/%m/%Y %H:%M}", f"{moment:%Y-%m-%d %H:%M:%S}", days, moment)
    return chance.choice(ways)


def number(value: int, chance: random.Random) -> Cell:
    """A number as a number, as text, or as text with dots between thousands."""
    ways: tuple[Cell, ...] = (value, str(value), f"{value:,}".replace(",", "."))
    return chance.choice(ways)


def sound(index: int, chance: random.Random) -> Row:
    """A row with nothing wrong; every seventh has its text in the title alone."""
    channel, source, pattern = chance.choice(PAGES)
    moment = START + dt.timedelta(minutes=8 * index + chance.randrange(8))
    text = f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHEN)}, số {index}{chance.choice(EMOJI)}"
    figures = (chance.randrange(3000), chance.randrange(200), chance.randrange(90), chance.randrange(60000))
    address = pattern.format(n=100000000 + index)
    title, body = (text, None) if index % 7 == 0 else (None if index % 3 else f"Chuyện số {index}", text)
    at = (moment - LOCAL).strftime("%Y-%m-%dT%H:%M:%SZ")
    cells = (
        f"NB{index:05}",
        address,
        channel,
        source,
        "Trang",
        f"máy {index % 4}",
        written(moment, chance),
        title,
        body,
    )
    told = [number(figure, chance) for figure in figures]
    value = Value(PLATFORMS[channel], source, at, *figures)
    return Row("imported", (*cells, *told, f"https://anh.example/{index}.jpg"), tag=f"g{index}", value=value)


def changed(row: Row, places: dict[int, Cell], **fields: str) -> Row:
    """The row with other cells, without its values and its tag."""
    cells = tuple(places.get(i, cell) for i, cell in enumerate(row.cells))
    return replace(
        row, cells=cells, tag="", value=None, fate=fields.get("fate", row.fate), first=fields.get("first", "")
    )


def private(row: Row, index: int) -> Row:
    """A post of a private profile, by number or by name."""
    names = private_names()
    link = f"https://www.facebook.com/profile.php?id=1000{index:011}"
    if index % 3 == 0:
        link = f"https://www.facebook.com/nguoirieng.{index}/posts/{200000000 + index}"
    places: dict[int, Cell] = {LINK: link, 2: "Facebook", SOURCE: names[index % len(names)], KIND: "Cá nhân"}
    return changed(row, places, fate="refused:private-profile")


def group(row: Row, index: int) -> Row:
    """A post in a closed group."""
    link = f"https://www.facebook.com/groups/{700000 + index % 9}/posts/{300000000 + index}/"
    places: dict[int, Cell] = {LINK: link, 2: "Facebook", SOURCE: f"Nhóm kín số {index % 9}", KIND: "Nhóm kín"}
    return changed(row, places, fate="refused:closed-group")


def spoil(row: Row, fate: str, index: int) -> Row:
    """The row with the fault that the word names."""
    faults: dict[str, Callable[[], Row]] = {
        "refused:no-address": lambda: changed(row, {LINK: None if index % 2 else " "}, fate=fate),
        "refused:not-an-address": lambda: changed(row, {LINK: BAD_ADDRESSES[index % 5]}, fate=fate),
        "refused:no-text": lambda: changed(row, {TITLE: None, TEXT: " " if index % 4 == 0 else None}, fate=fate),
        "refused:no-date": lambda: changed(row, {TIME: BAD_TIMES[index % 6]}, fate=fate),
        "refused:future-date": lambda: changed(row, {TIME: f"{1 + index % 28:02}/03/20{61 + index % 30}"}, fate=fate),
        "refused:private-profile": lambda: private(row, index),
        "refused:closed-group": lambda: group(row, index),
    }
    return faults[fate]()


def again(row: Row, address: str) -> Row:
    """The same post a second time, under an address that leads to the same page."""
    return changed(row, {LINK: address, 0: f"{row.cells[0]}b"}, fate="known", first=row.tag)


def copies(originals: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """Repeated posts: exact, with tracking parameters, for telephones, without encryption, with a stroke at the end."""
    facebook = [row for row in originals if str(row.cells[LINK]).startswith("https://www.facebook.com/")]
    for row in chance.sample(originals, EXACT):
        yield again(row, str(row.cells[LINK]))
    for i, row in enumerate(chance.sample(originals, TRACKED)):
        link = str(row.cells[LINK])
        yield again(row, f"{link}{'&' if '?' in link else '?'}{TRACKING[i % 4].format(n=i)}")
    for row in chance.sample(facebook, MOBILE):
        yield again(row, str(row.cells[LINK]).replace("//www.", "//m."))
    for row in chance.sample(originals, PLAIN):
        yield again(row, str(row.cells[LINK]).replace("https://", "http://"))
    for row in chance.sample(facebook, SLASH):
        yield again(row, f"{row.cells[LINK]}/")


def rows() -> list[Row]:
    """All rows, mixed so that a repeated post stands after its first."""
    chance = random.Random(SEED)
    faulty = sum(QUOTAS.values()) + LATE_TEXT + TWO_FAULTS
    good = ROWS - faulty - EXACT - TRACKED - MOBILE - PLAIN - SLASH
    originals = [sound(i, chance) for i in range(good)]
    made = list(zip((chance.random() for _ in originals), originals, strict=True))
    at = {row.tag: place for place, row in made}
    made += [(chance.uniform(at[row.first], 1.0), row) for row in copies(originals, chance)]
    wrong = (spoil(sound(good + i, chance), fate, i) for fate, n in QUOTAS.items() for i in range(n))
    made += [(chance.random(), row) for row in wrong]
    for row in originals[:LATE_TEXT]:
        early = changed(row, {TITLE: None, TEXT: None}, fate="refused:no-text")
        made.append((at[row.tag] * 0.5, early))
    for i in range(TWO_FAULTS):
        both = changed(private(sound(good + i, chance), 1000 + i), {TITLE: None, TEXT: None})
        made.append((chance.random(), replace(both, also=("refused:no-text",))))
    ordered = [row for _, row in sorted(made, key=lambda pair: pair[0])]
    return thin(ordered)


def thin(ordered: list[Row], every: int = 150) -> list[Row]:
    """Keep the values of about every 150th row: enough to judge by."""
    return [row if i % every == 7 else replace(row, value=None) for i, row in enumerate(ordered)]


def pivot(ordered: Sequence[Row]) -> list[tuple[Cell, ...]]:
    """Rows a source, as a pivot shows them, with a sum."""
    counted = Counter((row.cells[SOURCE], row.cells[2]) for row in ordered if row.cells[KIND] == "Trang")
    lines = [(source, n, channel) for (source, channel), n in counted.most_common()]
    return [("Tên nguồn", "Số bài", "Kênh"), *lines, ("Tổng", sum(counted.values()), None)]
