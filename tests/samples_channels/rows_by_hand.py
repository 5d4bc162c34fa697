# ruff: noqa: E501 - a row of a sheet stands on one line
"""The rows of the three smaller files, written by hand: what stands in the cells, and what ought to become of them."""

import datetime as dt
from dataclasses import dataclass

Cell = str | int | float | dt.datetime | None
EPOCH = dt.datetime.fromisoformat("1899-12-30")


@dataclass(frozen=True)
class Value:
    """The right values of an imported row; numbers that the tool did not give are None, which is not 0."""

    platform: str
    page: str
    published: str
    reactions: int | None
    comments: int | None
    shares: int | None
    views: int | None


@dataclass(frozen=True)
class Row:
    """One row: cells, fate ("imported", "known", "refused:WORD", "empty"), other fates that are right too, values."""

    fate: str
    cells: tuple[Cell, ...]
    tag: str = ""
    first: str = ""
    also: tuple[str, ...] = ()
    value: Value | None = None


def serial(day: str) -> float:
    """A local time as the number that a workbook keeps."""
    return (dt.datetime.fromisoformat(day) - EPOCH) / dt.timedelta(days=1)


def real(day: str) -> dt.datetime:
    """A local time as a date cell."""
    return dt.datetime.fromisoformat(day)


FB, YT, TT = "https://www.facebook.com/", "https://www.youtube.com/watch?v=", "https://www.tiktok.com/"
OK, EMPTY = "imported", Row("empty", ())
NO_TEXT, NO_DATE, NO_ADDRESS = "refused:no-text", "refused:no-date", "refused:no-address"
PRIVATE, GROUP, FUTURE = "refused:private-profile", "refused:closed-group", "refused:future-date"

# Names of private persons in the files; none may stand in a database, an archive, an export or a list of refusals.
PRIVATE_NAMES = (
    "Nguyễn Thị Hạ Mây",
    "Lê Văn Cầu Tre",
    "Hoàng Seo Lửng",
    "Trần Ngọc Bèo Dạt",
    "Bàn Thị Sương Giăng",
    "Phạm Quốc Đò Ngang",
    "Võ Thị Bông Súng",
    "Đặng Minh Lá Cọ",
)

VNSOCIAL_HEAD = (
    (None, "Thông tin bài viết", None, None, None, None, None, None, "Tương tác", None, None, None, None, None),
    (
        *("STT", "Nền tảng", "Tên nguồn", "Loại nguồn", "Tiêu đề", "Nội dung", "Thời gian đăng", "Liên kết"),
        *("Lượt thích", "Bình luận", "Chia sẻ", "Lượt xem", "Tổng", "Sắc thái"),
    ),
)
# platform, page, kind, title, text, time, address, reactions, comments, shares, views; number, sum and tone come after.
VNSOCIAL = (
    Row(
        OK,
        ("Facebook", "Tuyên Quang Ngày Mới", "Fanpage", "", "Chợ phiên Thượng Lâm mở thêm buổi tối thứ bảy 🎉",
         "21/07/2026 08:15", FB + "tuyenquangngaymoi/posts/90010001", 1204, 88, 31, None),
        tag="v1",
        value=Value("facebook", "Tuyên Quang Ngày Mới", "2026-07-21T01:15:00Z", 1204, 88, 31, None),
    ),
    Row(
        OK,
        ("Facebook", "Tuyên Quang Ngày Mới", "Fanpage", "", "Cầu tràn qua suối Nậm Chang ngập 40 cm, bà con đi vòng nhé ⚠️",
         serial("2026-07-22 06:40"), FB + "tuyenquangngaymoi/posts/90010002", 530, 41, 120, None),
        tag="v2",
        value=Value("facebook", "Tuyên Quang Ngày Mới", "2026-07-21T23:40:00Z", 530, 41, 120, None),
    ),
    Row(
        OK,
        ("Youtube", "Truyền hình Na Hang xanh", "Kênh", "Bản tin tối 22/7: nước hồ xuống nửa mét", "",
         "22/07/2026 19:30", YT + "nHx22Jul01a", 64, 5, 0, 8210),
        tag="v3",
        value=Value("youtube", "Truyền hình Na Hang xanh", "2026-07-22T12:30:00Z", 64, 5, 0, 8210),
    ),
    Row(
        "known",
        ("Facebook", "Tuyên Quang Ngày Mới", "Fanpage", "", "Chợ phiên Thượng Lâm mở thêm buổi tối thứ bảy 🎉",
         "21/07/2026 08:15", FB + "tuyenquangngaymoi/posts/90010001", 1204, 88, 31, None),
        first="v1",
    ),
    EMPTY,
    Row(
        OK,
        ("Tiktok", "@sadecnoomoimua", "Kênh", "Đêm hoa trên sông 🌸🌸 #sadec", "Đêm hoa trên sông 🌸🌸 #sadec",
         serial("2026-07-23 21:05"), TT + "@sadecnoomoimua/video/7530000000000000101", 45210, 611, 2038, 903412),
        tag="v4",
        value=Value("tiktok", "@sadecnoomoimua", "2026-07-23T14:05:00Z", 45210, 611, 2038, 903412),
    ),
    Row(
        OK,
        ("Báo điện tử", "Báo Sông Lô", "Báo", "Xã Yên Hoa bàn chuyện làm đường",
         "Sáng 23/7, họ dân hai thôn bàn góp đất mở đường vào bến.", real("2026-07-23 09:00"),
         "https://songlo.example/xa-hoi/yen-hoa-lam-duong-1201.html", None, None, None, None),
        value=Value("web", "Báo Sông Lô", "2026-07-23T02:00:00Z", None, None, None, None),
    ),
    Row(
        OK,
        ("Facebook", "Cổng tin Cao Lãnh", "Fanpage", "", "Lịch cắt nước phường Cao Lãnh ngày 25/7",
         "24/07/2026 16:02", '=HYPERLINK("https://www.facebook.com/congtincaolanh/posts/90020001","Xem")', 77, 19, 6, None),
        tag="v5",
        value=Value("facebook", "Cổng tin Cao Lãnh", "2026-07-24T09:02:00Z", 77, 19, 6, None),
    ),
    Row(
        "known",
        ("Facebook", "Cổng tin Cao Lãnh", "Fanpage", "", "Lịch cắt nước phường Cao Lãnh ngày 25/7",
         "24/07/2026 16:02", '=HYPERLINK("https://www.facebook.com/congtincaolanh/posts/90020001?ref=share","Xem")', 79, 19, 6, None),
        first="v5",
    ),
    Row(
        OK,
        ("Facebook", "Cổng tin Cao Lãnh", "Fanpage", "", "Đã có nước trở lại lúc 17 giờ, cảm ơn bà con 🙏",
         serial("2026-07-25 17:10"), ("LINK " + FB + "congtincaolanh/posts/90020002"), 120, 14, 2, None),
        value=Value("facebook", "Cổng tin Cao Lãnh", "2026-07-25T10:10:00Z", 120, 14, 2, None),
    ),
    Row(
        PRIVATE,
        ("Facebook", "Nguyễn Thị Hạ Mây", "Cá nhân", "", "Ai biết quán phở nào mở sớm ở Minh Xuân chỉ mình với",
         "24/07/2026 06:12", FB + "profile.php?id=100077001122334", 8, 15, 0, None),
    ),
    Row(
        PRIVATE,
        ("Facebook", "Lê Văn Cầu Tre", "Cá nhân", "", "Con đường trước nhà tôi lại đọng nước",
         serial("2026-07-24 18:44"), FB + "levan.cautre.77/posts/90090001", 31, 22, 3, None),
    ),
    Row(
        GROUP,
        ("Facebook", "Hội mua bán Mỹ Tho", "Nhóm kín", "", "Cần bán ghe cũ, máy còn tốt",
         "25/07/2026 10:00", FB + "groups/hoimuabanmytho/posts/90030001", 4, 9, 0, None),
    ),
    Row(
        GROUP,
        ("Facebook", "Hội người Tuyên Quang xa quê", "Nhóm kín", "", "Tết này về chung xe không cả nhà 🚌",
         "25/07/2026 22:31", FB + "groups/300400500/permalink/90030002/", 65, 48, 1, None),
    ),
    EMPTY,
    EMPTY,
    Row(
        NO_TEXT,
        ("Facebook", "Chợ nổi Cái Bè hôm nay", "Fanpage", "", "", "26/07/2026 07:20",
         FB + "chonoicaibe/posts/90040001", 210, 3, 8, None),
    ),
    Row(
        NO_TEXT,
        ("Youtube", "Truyền hình Na Hang xanh", "Kênh", "   ", None, "26/07/2026 19:30", YT + "nHx26Jul01a", 70, 2, 0, 5100),
    ),
    Row(
        OK,
        ("Youtube", "Truyền hình Na Hang xanh", "Kênh", "Bản tin tối 26/7: thuyền thư viện", "Phát lại lúc 21 giờ.",
         "26/07/2026 19:30", YT + "nHx26Jul01a", 71, 2, 0, 5230),
        tag="v6",
        value=Value("youtube", "Truyền hình Na Hang xanh", "2026-07-26T12:30:00Z", 71, 2, 0, 5230),
    ),
    Row(
        "known",
        ("Youtube", "Truyền hình Na Hang xanh", "Kênh", "Bản tin tối 26/7: thuyền thư viện", "",
         "26/07/2026 19:30", "https://youtu.be/nHx26Jul01a?t=35", 80, 3, 0, 6001),
        first="v6",
    ),
    Row(
        NO_ADDRESS,
        ("Facebook", "Tuyên Quang Ngày Mới", "Fanpage", "", "Chào buổi sáng từ Lũng Cú 🌄", "27/07/2026 05:58", None, 990, 12, 5, None),
    ),
    Row(
        NO_ADDRESS,
        ("Facebook", "Tuyên Quang Ngày Mới", "Fanpage", "", "Mùa ngô trên đá", serial("2026-07-27 11:00"), "  ", 412, 9, 2, None),
    ),
    Row(
        "refused:not-an-address",
        ("Facebook", "Tuyên Quang Ngày Mới", "Fanpage", "", "Tối nay trời quang", "27/07/2026 18:00", "(bài đã bị gỡ)", 12, 0, 0, None),
    ),
    Row(
        NO_DATE,
        ("Tiktok", "@meovacsommai", "Kênh", "Gùi ngô qua dốc", "Gùi ngô qua dốc", None,
         TT + "@meovacsommai/video/7530000000000000102", 1800, 22, 40, 52000),
    ),
    Row(
        NO_DATE,
        ("Tiktok", "@meovacsommai", "Kênh", "Chảo thắng cố ngày chợ", "Chảo thắng cố ngày chợ", "hôm kia",
         TT + "@meovacsommai/video/7530000000000000103", 950, 10, 7, 21000),
    ),
    Row(
        NO_DATE,
        ("Facebook", "Cổng tin Cao Lãnh", "Fanpage", "", "Thông báo nhập học lớp 1", "31/02/2026 08:00",
         FB + "congtincaolanh/posts/90020003", 15, 2, 1, None),
    ),
    Row(
        FUTURE,
        ("Facebook", "Cổng tin Cao Lãnh", "Fanpage", "", "Kết quả bốc thăm lô chợ", "27/07/2062 08:00",
         FB + "congtincaolanh/posts/90020004", 44, 6, 0, None),
    ),
    Row(
        FUTURE,
        ("Báo điện tử", "Báo Sông Lô", "Báo", "Mưa lớn ở thượng nguồn", "Nước lên nhanh từ nửa đêm.", serial("2099-07-28 08:00"),
         "https://songlo.example/thoi-tiet/mua-lon-1207.html", None, None, None, None),
    ),
    Row(
        OK,
        ("Facebook", "Cổng tin Cao Lãnh", "Fanpage", "=cmd|' /C calc'!A0", "Trúng 2 vé xem hội, nhấn vào đây!!!",
         "28/07/2026 09:09", FB + "congtincaolanh/posts/90020005", 1, 0, 0, None),
        value=Value("facebook", "Cổng tin Cao Lãnh", "2026-07-28T02:09:00Z", 1, 0, 0, None),
    ),
    Row(
        OK,
        ("Facebook", "Cổng tin Cao Lãnh", "Fanpage", "", "+84 là đầu số giả danh công an, bà con đừng nghe máy",
         "28/07/2026 10:30", FB + "congtincaolanh/posts/90020006", "1.530", "96", "410", "-"),
        value=Value("facebook", "Cổng tin Cao Lãnh", "2026-07-28T03:30:00Z", 1530, 96, 410, None),
    ),
    Row(
        "refused:comment",
        ("Facebook", "Trần Ngọc Bèo Dạt", "Bình luận", "", "Đăng bài mà không trả lời dân à?", "28/07/2026 11:02",
         FB + "congtincaolanh/posts/90020006?comment_id=5501", 3, 0, 0, None),
        also=("known", PRIVATE),
    ),
    Row(
        "known",
        ("Tiktok", "@sadecnoomoimua", "Kênh", "Đêm hoa trên sông 🌸🌸 #sadec", "Đêm hoa trên sông 🌸🌸 #sadec",
         "23/07/2026 21:05", TT + "@sadecnoomoimua/video/7530000000000000101?is_from_webapp=1&sender_device=pc", 45290, 615, 2040, 905118),
        first="v4",
    ),
    Row(
        OK,
        ("Zalo", "UBND xã Hồng Thái", "OA", "Lịch tiếp dân tháng 8", "Thứ năm hằng tuần, từ 8 giờ 00.", "29/07/2026 08:00",
         "https://rd.zapps.vn/detail/1480157338290000001", None, None, None, 640),
        value=Value("zalo", "UBND xã Hồng Thái", "2026-07-29T01:00:00Z", None, None, None, 640),
    ),
    Row(
        "known",
        ("Facebook", "Tuyên Quang Ngày Mới", "Fanpage", "", "Cầu tràn qua suối Nậm Chang ngập 40 cm",
         "22/07/2026 06:40", "https://m.facebook.com/tuyenquangngaymoi/posts/90010002", 560, 44, 131, None),
        first="v2",
    ),
    Row(
        OK,
        ("Facebook", "Nhà thiếu nhi 👨‍👩‍👧 Gò Công", "Fanpage", "", "Lớp bơi miễn phí 👶🏽➡️🏊", real("2026-07-30 07:45"),
         FB + "permalink.php?story_fbid=90050001&id=61500000000001", 88, 31, 17, None),
        value=Value("facebook", "Nhà thiếu nhi 👨‍👩‍👧 Gò Công", "2026-07-30T00:45:00Z", 88, 31, 17, None),
    ),
    Row(
        OK,
        ("Facebook", "Nhà thiếu nhi 👨‍👩‍👧 Gò Công", "Fanpage", "", "Lớp vẽ còn 6 chỗ", serial("2026-07-30 14:00"),
         FB + "permalink.php?story_fbid=90050002&id=61500000000001", 12, 1, 0, None),
    ),
    EMPTY,
)  # fmt: skip

REPUTA_HEAD = (
    *("Kênh", "Tác giả/Trang", "Kiểu tài khoản", "Nội dung", "Thời gian", "URL"),
    *("Cảm xúc", "Bình luận", "Chia sẻ", "Lượt xem", "Sắc thái"),
)
REPUTA = (
    Row(
        OK,
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "Hôm nay làng họp bàn ba việc:\n1. Sửa mái đình\n2. Trồng cây\n3. Đội bóng",
         "20/07/2026 20:15", FB + "chuyenbantantrao/posts/80010001", "1.234", "56", "12", ""),
        tag="r1",
        value=Value("facebook", "Chuyện bản Tân Trào", "2026-07-20T13:15:00Z", 1234, 56, 12, None),
    ),
    Row(
        OK,
        ("Tiktok", "@gocongbientinh", "Kênh", "Ốc gạo mùa này béo 🐚", "21/07/2026 06:00", TT + "@gocongbientinh/video/7531000000000000201",
         "1,2K", "87", "2,5K", "1.045.300"),
        tag="r2",
        value=Value("tiktok", "@gocongbientinh", "2026-07-20T23:00:00Z", 1200, 87, 2500, 1045300),
    ),
    Row(
        NO_DATE,
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "Đang mưa to ở đầu làng", "3 giờ trước", FB + "chuyenbantantrao/posts/80010002", "98", "7", "1", ""),
    ),
    Row(
        NO_DATE,
        ("Youtube", "Mỹ Tho FM hình", "Kênh", "Trực tiếp: đua ghe", "Hôm qua lúc 15:20", YT + "mTfm20Jul_1", "311", "40", "", "12.400"),
    ),
    Row(
        NO_DATE,
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "Gà gáy là dậy", "1 tuần", FB + "chuyenbantantrao/posts/80010003", "45", "1", "0", ""),
    ),
    Row(
        OK,
        ("Youtube", "Mỹ Tho FM hình", "Kênh", 'Phát thanh viên kể chuyện "con tàu sắt"; nghe kỹ nhé,\nhay lắm', "19/07/2026 18:00",
         YT + "mTfm19Jul_1", "2K", "140", "", "33,4K"),
        tag="r3",
        value=Value("youtube", "Mỹ Tho FM hình", "2026-07-19T11:00:00Z", 2000, 140, None, 33400),
    ),
    Row(
        "known",
        ("Youtube", "Mỹ Tho FM hình", "Kênh", 'Phát thanh viên kể chuyện "con tàu sắt"', "19/07/2026 18:00",
         YT + "mTfm19Jul_1&feature=share", "2,1K", "144", "", "35K"),
        first="r3",
    ),
    EMPTY,
    Row(
        PRIVATE,
        ("Facebook", "Hoàng Seo Lửng", "Cá nhân", "Ngựa nhà mình lạc từ chiều, ai thấy báo giúp", "21/07/2026 19:40",
         FB + "profile.php?id=100088002233445", "77", "35", "60", ""),
    ),
    Row(
        PRIVATE,
        ("Tiktok", "Võ Thị Bông Súng", "Cá nhân", "Nấu canh chua với tôi nè", "21/07/2026 17:00",
         TT + "@bongsung.private/video/7531000000000000202", "3,1K", "90", "14", "80K"),
    ),
    Row(
        GROUP,
        ("Facebook", "Chợ cá Vàm Láng (nhóm)", "Nhóm kín", "Ghe về lúc 4 giờ sáng", "22/07/2026 04:30", FB + "groups/chocavamlang/posts/80020001", "20", "18", "0", ""),
    ),
    Row(
        GROUP,
        ("Facebook", "", "", "Sang lại sạp rau đầu chợ", "22/07/2026 09:10", "https://m.facebook.com/groups/777888999/permalink/80020002/", "2", "5", "0", ""),
    ),
    Row(
        "known",
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "Hôm nay làng họp bàn ba việc", "20/07/2026 20:15",
         FB + "chuyenbantantrao/posts/80010001?__cft__[0]=AZWfake&__tn__=%2CO", "1.251", "58", "12", ""),
        first="r1",
    ),
    Row(
        OK,
        ("Báo điện tử", "Miền Tây tin sớm", "Báo", "Xoài vụ nghịch được giá.\n\nThương lái vào tận vườn.", "22/07/2026 10:45:30",
         "https://mientaytinsom.example/kinh-te/xoai-nghich-vu-3301.html", "", "", "", ""),
        value=Value("web", "Miền Tây tin sớm", "2026-07-22T03:45:30Z", None, None, None, None),
    ),
    Row(
        OK,
        ("Báo điện tử", "Miền Tây tin sớm", "Báo", "Lúa hè thu: máy gặt chờ nắng", "22/07/2026",
         "https://mientaytinsom.example/kinh-te/lua-he-thu-3302.html", "", "0", "", ""),
        also=(NO_DATE,),
    ),
    Row(NO_ADDRESS, ("Facebook", "Chuyện bản Tân Trào", "Trang", "Ảnh chụp màn hình, xem tệp kèm", "22/07/2026 12:00", "", "5", "0", "0", "")),
    Row(
        "refused:not-an-address",
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "Bài trong story", "22/07/2026 12:30", "story (24h)", "5", "0", "0", ""),
    ),
    Row(
        "refused:not-an-address",
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "Bấm để nhận quà", "22/07/2026 12:31", "javascript:alert(1)", "0", "0", "0", ""),
    ),
    Row(NO_TEXT, ("Facebook", "Chuyện bản Tân Trào", "Trang", "", "22/07/2026 15:00", FB + "chuyenbantantrao/posts/80010004", "64", "2", "0", "")),
    Row(
        OK,
        ("Facebook", "Ví dụ \t có tab 🙂", "Trang", "Cái tab trong tên trang do người ta gõ nhầm", "22/07/2026 16:00", FB + "cotabtrongten/posts/80030001", "1", "0", "0", ""),
    ),
    Row(
        OK,
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "@nhà mình ơi, mai đóng cổng sớm", "23/07/2026 05:05", FB + "chuyenbantantrao/posts/80010005", "12K", "1.003", "0", ""),
        tag="r4",
        value=Value("facebook", "Chuyện bản Tân Trào", "2026-07-22T22:05:00Z", 12000, 1003, 0, None),
    ),
    Row(
        OK,
        ("Zalo", "Công an phường Đạo Thạnh", "OA", "Cảnh báo: tin nhắn trúng thưởng là giả", "23/07/2026 08:00",
         "https://rd.zapps.vn/detail/1480157338290000002", "", "", "", "1,1 Tr"),
        value=Value("zalo", "Công an phường Đạo Thạnh", "2026-07-23T01:00:00Z", None, None, None, 1100000),
    ),
    Row(FUTURE, ("Facebook", "Chuyện bản Tân Trào", "Trang", "Lịch tập văn nghệ", "23/07/2126 08:00", FB + "chuyenbantantrao/posts/80010006", "9", "0", "0", "")),
    Row(
        "refused:comment",
        ("Facebook", "Bàn Thị Sương Giăng", "Bình luận", "Đình sửa xong thì cúng luôn nhé", "20/07/2026 21:00",
         FB + "chuyenbantantrao/posts/80010001?comment_id=6601", "4", "0", "", ""),
        also=("known", PRIVATE),
    ),
    Row(
        "known",
        ("Tiktok", "@gocongbientinh", "Kênh", "Ốc gạo mùa này béo 🐚", "21/07/2026 06:00", TT + "@gocongbientinh/video/7531000000000000201",
         "1,3K", "91", "2,6K", "1.102.000"),
        first="r2",
    ),
    Row(
        "known",
        ("Facebook", "Chuyện bản Tân Trào", "Trang", "Đêm trăng", "3 ngày trước", FB + "chuyenbantantrao/posts/80010005", "13K", "1.100", "2", ""),
        also=(NO_DATE,), first="r4",
    ),
    Row("refused:heading-row", REPUTA_HEAD[:10]),
    Row(OK, ("Facebook", "Chuyện bản Tân Trào", "Trang", "Đội bóng thắng 3-2 😂", "24/07/2026 21:30", FB + "chuyenbantantrao/posts/80010007", "640", "70", "3", "")),
    Row("refused:totals-row", ("Tổng cộng", "", "", "", "", "", "22.310", "1.890", "5.140", "2,4 Tr")),
)  # fmt: skip

SOCIALBEAT_HEAD = (
    *("Platform", "Source", "Source type", "Headline", "Body", "Published", "Link"),
    *("Reactions", "Comments", "Shares", "Views"),
)
SOCIALBEAT = (
    Row(
        OK,
        ("facebook", "Hà Giang cũ, chuyện mới", "Page", "Phiên chợ lùi Xín Mần", "Chợ họp sớm hơn một ngày.", "2026-07-20T08:15:00+07:00",
         FB + "hagiangcu/posts/70010001", "1,204", "33", "12", "N/A"),
        tag="s1",
        value=Value("facebook", "Hà Giang cũ, chuyện mới", "2026-07-20T01:15:00Z", 1204, 33, 12, None),
    ),
    Row(
        OK,
        ("facebook", "Hà Giang cũ, chuyện mới", "Page", "Chè cổ thụ Cao Bồ", "Búp một tôm hai lá; hái trước 9 giờ.", "2026-07-20T23:50:00Z",
         FB + "hagiangcu/posts/70010002", "310", "4", "1", "N/A"),
        tag="s2",
        value=Value("facebook", "Hà Giang cũ, chuyện mới", "2026-07-20T23:50:00Z", 310, 4, 1, None),
    ),
    Row(
        OK,
        ("youtube", "Lòng hồ TV", "Channel", "Câu cá chiên ban đêm", "Tập 14", "07/21/2026 3:15 PM", YT + "LhTv21Jul_1", "88", "9", "", "10,450"),
        tag="s3",
        value=Value("youtube", "Lòng hồ TV", "2026-07-21T08:15:00Z", 88, 9, None, 10450),
    ),
    Row(
        OK,
        ("youtube", "Lòng hồ TV", "Channel", "Vá lưới", "Tập 15", "22/07/2026 15:15", YT + "LhTv22Jul_1", "90", "7", "", "9,870"),
        value=Value("youtube", "Lòng hồ TV", "2026-07-22T08:15:00Z", 90, 7, None, 9870),
    ),
    Row(
        OK,
        ("youtube", "Lòng hồ TV", "Channel", "Nấu rượu ngô", "Tập 16", "07/08/2026 15:15", YT + "LhTv08Jul_1", "101", "3", "", "8,000"),
        also=("refused:ambiguous-date",),
    ),
    Row(
        OK,
        ("news", "Delta Morning", "Online news", "Ferry fares frozen until Tet", "No rise before February; \"not one dong\".",
         "Jul 22, 2026 08:00", "https://deltamorning.example/news/ferry-fares-410.html", "", "", "", ""),
        tag="s4",
        value=Value("web", "Delta Morning", "2026-07-22T01:00:00Z", None, None, None, None),
    ),
    Row(
        "known",
        ("news", "Delta Morning", "Online news", "Ferry fares frozen until Tet", "", "2026-07-22 08:00",
         "https://deltamorning.example/news/ferry-fares-410.html?utm_source=socialbeat&utm_medium=export", "", "", "", ""),
        first="s4",
    ),
    Row(
        OK,
        ("tiktok", "@thapmuoisen", "Channel", "Sen nở trễ", "Sen nở trễ mà thơm", "2026-07-23 06:30", TT + "@thapmuoisen/video/7532000000000000301",
         "5600", "78", "", "120000"),
        tag="s5",
        value=Value("tiktok", "@thapmuoisen", "2026-07-22T23:30:00Z", 5600, 78, None, 120000),
    ),
    EMPTY,
    Row(
        "known",
        ("tiktok", "@thapmuoisen", "Channel", "Sen nở trễ", "Sen nở trễ mà thơm", "07/23/2026 6:30 AM",
         TT + "@thapmuoisen/video/7532000000000000301?_t=8abc&_r=1", "5,712", "80", "", "121,900"),
        first="s5",
    ),
    Row(
        "known",
        ("facebook", "Hà Giang cũ, chuyện mới", "Page", "Phiên chợ lùi Xín Mần", "Chợ họp sớm hơn một ngày.", "2026-07-20T01:15:00Z",
         "http://facebook.com/hagiangcu/posts/70010001/", "1,204", "33", "12", "N/A"),
        first="s1",
    ),
    Row(PRIVATE, ("facebook", "Phạm Quốc Đò Ngang", "User", "", "Đò nghỉ vì sóng to", "2026-07-23 10:00", FB + "profile.php?id=100099003344556", "6", "2", "0", "")),
    Row(PRIVATE, ("facebook", "Đặng Minh Lá Cọ", "User", "", "Lợp lại mái", "07/23/2026 10:05 AM", FB + "dang.laco.5/posts/70090002", "16", "3", "0", "")),
    Row(GROUP, ("facebook", "Group: Rao vat Cai Lay", "Group", "", "Can ban may xoi", "2026-07-23 11:00", "https://facebook.com/groups/raovatcailay/posts/70020001", "1", "1", "0", "")),
    Row(NO_DATE, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Không rõ ngày", "", FB + "hagiangcu/posts/70010003", "9", "0", "0", "")),
    Row(NO_DATE, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Yesterday once more", "yesterday", FB + "hagiangcu/posts/70010004", "9", "0", "0", "")),
    Row(NO_DATE, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Ngày ba mươi lăm", "2026-07-35", FB + "hagiangcu/posts/70010005", "9", "0", "0", "")),
    Row(NO_DATE, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Lỗi bảng tính", "#VALUE!", FB + "hagiangcu/posts/70010006", "9", "0", "0", "")),
    Row(
        OK,
        ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Đọc là Hoàng Su Phì, viết cũng vậy", "2026-07-24 00:05", FB + "hagiangcu/posts/70010007", "45", "2", "", "#N/A"),
        value=Value("facebook", "Hà Giang cũ, chuyện mới", "2026-07-23T17:05:00Z", 45, 2, None, None),
    ),
    Row(NO_TEXT, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "", "2026-07-24 09:00", FB + "hagiangcu/posts/70010008", "5", "0", "0", "")),
    Row(NO_TEXT, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "-", "N/A", "2026-07-24 09:01", FB + "hagiangcu/posts/70010009", "5", "0", "0", ""), also=(OK,)),
    Row(NO_ADDRESS, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Bài ghim", "2026-07-24 09:30", "N/A", "5", "0", "0", ""), also=("refused:not-an-address",)),
    Row("refused:not-an-address", ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Tệp trên máy", "2026-07-24 09:31", "file:///C:/Users/may1/anh.png", "5", "0", "0", "")),
    Row(FUTURE, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Hẹn giờ", "2066-07-24 09:31", FB + "hagiangcu/posts/70010010", "0", "0", "0", "")),
    Row(FUTURE, ("facebook", "Hà Giang cũ, chuyện mới", "Page", "", "Hẹn giờ kiểu Mỹ", "12/31/2066 9:31 PM", FB + "hagiangcu/posts/70010011", "0", "0", "0", "")),
    Row(
        OK,
        ("zalo", "Trạm y tế xã Tân Phú Đông", "OA", "Tiêm nhắc cho trẻ", "Sáng thứ bảy, mang theo sổ.", "24/07/2026 7:05 AM",
         "https://rd.zapps.vn/detail/1480157338290000003", "", "", "", "412"),
        value=Value("zalo", "Trạm y tế xã Tân Phú Đông", "2026-07-24T00:05:00Z", None, None, None, 412),
    ),
    Row(
        OK,
        ("news", "Delta Morning", "Online news", "River bank cracks; school moves", "Classes go on in the pagoda.", "2026-07-24 17:00:09",
         "https://deltamorning.example/news/school-moves-415.html", "", "", "", ""),
    ),
    Row(
        OK,
        ("news", "Delta Morning", "Online news", "=1+1 is not a headline", "@SUM(A1:A9) neither.", "2026-07-25 06:00",
         "https://deltamorning.example/opinion/cells-416.html", "", "", "", ""),
    ),
    Row("refused:totals-row", ("TOTAL", "", "", "", "", "", "", "8,140", "251", "13", "270,000")),
)  # fmt: skip
