"""Edits of articles, written by hand before the code that judges them: what was changed, and is it material?

Each case replaces words of one of three texts (title, lede, body); "+" as the old words adds a line at the end. The
kinds are those that a reader would name first; "" where the edit is not material.
"""

FLOOD = (
    "Lũ quét cuốn trôi ba ngôi nhà ở xã Minh Thử",
    "Mưa lớn đêm 19/7 gây lũ quét tại xã Minh Thử, tỉnh Tuyên Quang, làm 2 người mất tích.",
    "Ông Nguyễn Văn Thử, chủ tịch xã, cho biết lũ về lúc 2 giờ sáng khi người dân đang ngủ.\n"
    "“Nước lên quá nhanh, chúng tôi chỉ kịp gọi bà con chạy lên đồi”, ông Thử nói với phóng viên.\n"
    "Thiệt hại ban đầu khoảng 4,5 tỷ đồng, trong đó có 12 ha lúa và một cầu treo dài 60 mét.\n"
    "Lực lượng quân sự huyện đã đưa 45 hộ dân đến nơi an toàn. Đường vào xã vẫn bị chia cắt ở bốn điểm.",
)
BUDGET = (
    "Phó giám đốc sở bị tố nhận tiền của doanh nghiệp",
    "Công an tỉnh đang xác minh đơn tố cáo ông Trần Văn Mẫu, phó giám đốc Sở Xây dựng Thử.",
    "Theo đơn, ông Mẫu bị tố cáo nhận 300 triệu đồng để cấp phép cho Công ty Thử Nghiệm năm 2025.\n"
    "Ông Mẫu khẳng định mình không nhận tiền và sẵn sàng đối chất, hòa giải.\n"
    "“Tôi không quen giám đốc công ty này”, ông Mẫu trả lời qua điện thoại chiều 3/8.\n"
    "Đại diện Công ty Thử Nghiệm chưa trả lời. Sở cho biết sẽ cung cấp hồ sơ cho cơ quan điều tra.",
)
SCHOOL = (
    "Trường vùng cao có thêm sáu phòng học",
    "Trường tiểu học Nà Thử khánh thành sáu phòng học mới trước năm học.",
    "Công trình do Quỹ Ánh Thử tài trợ, khởi công tháng 3 và hoàn thành sau bốn tháng.\n"
    "Cô hiệu trưởng Lê Thị Minh nói các em không còn phải học ca ba.\n"
    "Năm nay trường có 214 học sinh, phần lớn là người Mông và người Dao.\n"
    "Xã dự kiến làm thêm bếp ăn bán trú vào cuối năm nếu xin được kinh phí.",
)

CASES = [
    # --- headlines ---
    ("headline-number", FLOOD, "ba ngôi nhà ở xã", "bốn ngôi nhà ở xã", "headline"),
    ("headline-softened", BUDGET, "bị tố nhận tiền của doanh nghiệp", "bị tố cáo", "headline"),
    ("headline-new", SCHOOL, "Trường vùng cao có thêm sáu phòng học", "Niềm vui đầu năm học ở Nà Thử", "headline"),
    ("headline-place", FLOOD, "cuốn trôi ba ngôi nhà ở xã Minh Thử", "cuốn trôi ba ngôi nhà ở Tuyên Quang", "headline"),
    ("headline-question", BUDGET, "Phó giám đốc sở bị tố", "Có hay không việc phó giám đốc sở bị tố", "headline"),
    (
        "headline-removed-accusation",
        BUDGET,
        "Phó giám đốc sở bị tố nhận tiền của doanh nghiệp",
        "Xác minh đơn thư tại một sở",
        "headline",
    ),
    ("headline-one-word", SCHOOL, "Trường vùng cao", "Trường vùng sâu", "headline"),
    # --- figures ---
    ("figure-missing", FLOOD, "2 người mất tích", "3 người mất tích", "figures"),
    ("figure-damage", FLOOD, "4,5 tỷ đồng", "45 tỷ đồng", "figures"),
    ("figure-decimal", FLOOD, "4,5 tỷ", "4,8 tỷ", "figures"),
    ("figure-date", FLOOD, "đêm 19/7", "đêm 18/7", "figures"),
    ("figure-money", BUDGET, "300 triệu đồng", "30 triệu đồng", "figures"),
    ("figure-year", BUDGET, "năm 2025", "năm 2024", "figures"),
    ("figure-pupils", SCHOOL, "214 học sinh", "241 học sinh", "figures"),
    ("figure-in-words", FLOOD, "ở bốn điểm", "ở sáu điểm", "figures"),
    ("figure-in-words-rooms", SCHOOL, "sau bốn tháng", "sau năm tháng", "figures"),
    ("figure-added", FLOOD, "một cầu treo dài 60 mét", "một cầu treo dài 60 mét, 7 km đường", "figures"),
    ("figure-unit", FLOOD, "4,5 tỷ đồng", "4,5 triệu đồng", "figures"),
    ("figure-hour", FLOOD, "lúc 2 giờ sáng", "lúc 4 giờ sáng", "figures"),
    # --- names ---
    ("name-person", FLOOD, "Ông Nguyễn Văn Thử, chủ tịch xã", "Ông Hoàng Văn Mới, chủ tịch xã", "names"),
    ("name-middle", BUDGET, "ông Trần Văn Mẫu, phó giám đốc", "ông Trần Mạnh Mẫu, phó giám đốc", "names"),
    ("name-company", BUDGET, "cấp phép cho Công ty Thử Nghiệm", "cấp phép cho Công ty Nam Sơn", "names"),
    ("name-hidden", BUDGET, "cấp phép cho Công ty Thử Nghiệm", "cấp phép cho một công ty", "names"),
    ("name-fund", SCHOOL, "Quỹ Ánh Thử tài trợ", "Quỹ Bình Minh tài trợ", "names"),
    ("name-place", FLOOD, "xã Minh Thử, tỉnh Tuyên Quang, làm", "xã Minh Thử, tỉnh Hà Giang cũ, làm", "names"),
    ("name-initials", BUDGET, "đơn tố cáo ông Trần Văn Mẫu, phó", "đơn tố cáo ông T.V.M., phó", "names"),
    ("name-teacher", SCHOOL, "Lê Thị Minh", "Lê Thị Mai", "names"),
    ("name-people", SCHOOL, "người Mông và người Dao", "người Mông và người Tày", "names"),
    # --- quotes ---
    (
        "quote-softened",
        FLOOD,
        "Nước lên quá nhanh, chúng tôi chỉ kịp gọi",
        "Nước lên nhanh, chúng tôi đã kịp gọi",
        "quotes",
    ),
    (
        "quote-denied",
        BUDGET,
        "“Tôi không quen giám đốc công ty này”",
        "“Tôi chỉ biết giám đốc công ty này qua công việc”",
        "quotes",
    ),
    (
        "quote-gone",
        BUDGET,
        "“Tôi không quen giám đốc công ty này”, ông Mẫu trả lời qua điện thoại chiều 3/8.",
        "",
        "quotes",
    ),
    ("quote-added", SCHOOL, "+", "“Mùa mưa năm nay các cháu không còn lo dột”, một phụ huynh chia sẻ.", "quotes"),
    # --- accusations and denials ---
    (
        "accusation-harder",
        BUDGET,
        "Công an tỉnh đang xác minh đơn tố cáo",
        "Công an tỉnh đã khởi tố sau đơn tố cáo",
        "accusation",
    ),
    ("accusation-softer", BUDGET, "ông Mẫu bị tố cáo nhận", "ông Mẫu được cho là nhận", "accusation"),
    ("accusation-bribe", BUDGET, "nhận 300 triệu đồng để", "nhận hối lộ 300 triệu đồng để", "accusation"),
    ("accusation-new", FLOOD, "Đường vào xã", "Xã bị phê bình vì chậm sơ tán. Đường vào xã", "accusation"),
    ("denial-turned", BUDGET, "khẳng định mình không nhận tiền", "khẳng định mình có nhận tiền", "accusation"),
    (
        "denial-dropped",
        BUDGET,
        "Đại diện Công ty Thử Nghiệm chưa trả lời",
        "Đại diện Công ty Thử Nghiệm đã trả lời",
        "accusation",
    ),
    ("negation-added", SCHOOL, "nếu xin được kinh phí", "nếu không xin được kinh phí", "accusation"),
    (
        "violation",
        SCHOOL,
        "hoàn thành sau bốn tháng",
        "hoàn thành sau bốn tháng nhưng sai phạm về đấu thầu",
        "accusation",
    ),
    # --- corrections, passages ---
    (
        "notice-at-end",
        FLOOD,
        "+",
        "Đính chính: Bản trước của bài ghi nhầm tên xã. Tòa soạn thành thật xin lỗi bạn đọc.",
        "correction",
    ),
    (
        "notice-sorry",
        BUDGET,
        "+",
        "Tòa soạn xin lỗi ông Trần Văn Mẫu và bạn đọc vì thông tin chưa chính xác.",
        "correction",
    ),
    ("notice-edited", SCHOOL, "+", "Bài viết đã được chỉnh sửa sau phản hồi của nhà trường.", "correction"),
    (
        "passage-added",
        FLOOD,
        "+",
        "Nhiều gia đình mất hết đồ đạc, phải ăn nhờ ở nhà họ hàng bên kia suối cho tới khi nước rút.",
        "passage",
    ),
    ("passage-gone", FLOOD, "Đường vào xã vẫn bị chia cắt ở bốn điểm.", "", "passage"),
    ("passage-reply", BUDGET, "Sở cho biết sẽ cung cấp hồ sơ cho cơ quan điều tra.", "", "passage"),
    (
        "passage-rewritten",
        SCHOOL,
        "Xã dự kiến làm thêm bếp ăn bán trú vào cuối năm nếu xin được kinh phí.",
        "Phụ huynh mong con mình có chỗ ngủ lại vì nhiều em phải đi bộ hàng giờ qua suối.",
        "passage",
    ),
    # --- not material ---
    ("comma", FLOOD, "Mưa lớn đêm 19/7 gây", "Mưa lớn, đêm 19/7, gây", ""),
    ("full-stop", FLOOD, "đến nơi an toàn. Đường", "đến nơi an toàn; đường", ""),
    (
        "plain-quotes",
        FLOOD,
        "“Nước lên quá nhanh, chúng tôi chỉ kịp gọi bà con chạy lên đồi”",
        '"Nước lên quá nhanh, chúng tôi chỉ kịp gọi bà con chạy lên đồi"',
        "",
    ),
    ("headline-comma", FLOOD, "Lũ quét cuốn trôi", "Lũ quét, cuốn trôi", ""),
    ("headline-capitals", SCHOOL, "Trường vùng cao có thêm sáu phòng học", "TRƯỜNG VÙNG CAO CÓ THÊM SÁU PHÒNG HỌC", ""),
    ("tone-marks", BUDGET, "hòa giải", "hoà giải", ""),
    ("tone-mark-placing", SCHOOL, "khánh thành sáu", "khánh thành  sáu", ""),
    ("date-form", FLOOD, "đêm 19/7", "đêm 19-7", ""),
    ("blanks", FLOOD, "4,5 tỷ", "4,5  tỷ", ""),
    ("typo", FLOOD, "người dân đang ngủ", "ngưòi dân đang ngủ", ""),
    ("typo-mended", SCHOOL, "hoàn thành sau bốn", "hòan thành sau bốn", ""),
    ("word-order", FLOOD, "vẫn bị chia cắt", "bị chia cắt vẫn", ""),
    ("synonym", FLOOD, "khi người dân đang ngủ", "lúc người dân đang ngủ", ""),
    ("filler", FLOOD, "cho biết lũ về", "cho biết, cơn lũ về", ""),
    (
        "filler-lead",
        SCHOOL,
        "khánh thành sáu phòng học mới trước năm học",
        "vừa khánh thành sáu phòng học mới trước năm học",
        "",
    ),
    ("line-break", FLOOD, "đến nơi an toàn. Đường", "đến nơi an toàn.\nĐường", ""),
    (
        "order-of-lines",
        SCHOOL,
        "Cô hiệu trưởng Lê Thị Minh nói các em không còn phải học ca ba.\nNăm nay trường có 214 học sinh, "
        "phần lớn là người Mông và người Dao.",
        "Năm nay trường có 214 học sinh, phần lớn là người Mông và người Dao.\n"
        "Cô hiệu trưởng Lê Thị Minh nói các em không còn phải học ca ba.",
        "",
    ),
    ("related-link", FLOOD, "+", "Xem thêm: Hà Thử sơ tán 300 hộ dân trước bão số 5", ""),
    ("related-link-arrow", BUDGET, "+", ">> Khởi tố nguyên giám đốc Ban quản lý dự án Nam Sơn", ""),
    ("related-heading", SCHOOL, "+", "Tin liên quan\nĐọc thêm: 20 trường vùng cao có điện mặt trời", ""),
    ("follow-us", FLOOD, "+", "Mời bạn đọc theo dõi Báo Thử trên Google News", ""),
    ("newsletter", SCHOOL, "+", "Đăng ký nhận bản tin của Báo Thử để không bỏ lỡ tin nóng trong ngày", ""),
    ("photo-credit", SCHOOL, "+", "Ảnh: Hoàng Thử", ""),
    ("video-line", FLOOD, "+", "Video: Lũ quét ở xã Minh Thử (Nguồn: VTV)", ""),
    (
        "comment-invitation",
        BUDGET,
        "+",
        "Mời bạn đọc gửi ý kiến về bài viết theo địa chỉ bandoc@bao-thu.example.vn",
        "",
    ),
    ("copyright", SCHOOL, "+", "© Bản quyền thuộc Báo Thử. Ghi rõ nguồn khi phát hành lại thông tin.", ""),
    ("signature", FLOOD, "+", "Theo dõi chúng tôi trên Facebook", ""),
    ("same", BUDGET, "Ông Mẫu", "Ông Mẫu", ""),
    ("abbreviation", FLOOD, "2 giờ sáng", "2h sáng", ""),
    ("number-as-figure", SCHOOL, "sau bốn tháng", "sau 4 tháng", ""),
    ("double-dash", SCHOOL, "người Mông và người Dao.", "người Mông và người Dao .", ""),
]

# Written after the code, to see what it makes of edits that it was not written for.
LATER = [
    ("injured", FLOOD, "làm 2 người mất tích", "làm 2 người mất tích, 1 người bị thương", "figures"),
    ("found-dead", FLOOD, "2 người mất tích", "2 người chết", "passage"),
    ("rank", BUDGET, "phó giám đốc Sở Xây dựng Thử", "giám đốc Sở Xây dựng Thử", "names"),
    ("percent", SCHOOL, "phần lớn là người Mông", "90% là người Mông", "figures"),
    ("month", SCHOOL, "khởi công tháng 3", "khởi công tháng 4", "figures"),
    ("deadline", SCHOOL, "vào cuối năm", "vào quý 1 năm sau", "figures"),
    ("suspended", BUDGET, "+", "Sở đã tạm đình chỉ công tác ông Mẫu.", "accusation"),
    ("no-comment", BUDGET, "+", "Đến chiều 4/8, sở chưa có phản hồi.", "figures"),
    (
        "sorry-school",
        SCHOOL,
        "+",
        "Báo Thử thành thật xin lỗi cô Lê Thị Minh vì ghi sai chức danh trong bản đăng sáng nay.",
        "correction",
    ),
    ("other-village", FLOOD, "một cầu treo dài 60 mét", "một cầu treo ở bản Nà Mới dài 60 mét", "names"),
    (
        "quote-word",
        BUDGET,
        "“Tôi không quen giám đốc công ty này”",
        "“Tôi không hề quen giám đốc công ty này”",
        "quotes",
    ),
    ("headline-kicker", BUDGET, "Phó giám đốc sở bị tố", "Tuyên Quang: Phó giám đốc sở bị tố", "headline"),
    (
        "whole-new-lead",
        SCHOOL,
        "Trường tiểu học Nà Thử khánh thành sáu phòng học mới trước năm học.",
        "Sau nhiều năm học nhờ nhà văn hóa, thầy trò Nà Thử đã có lớp học của mình.",
        "passage",
    ),
    (
        "dropped-denial",
        BUDGET,
        "Ông Mẫu khẳng định mình không nhận tiền và sẵn sàng đối chất, hòa giải.\n",
        "",
        "accusation",
    ),
    (
        "semicolon",
        BUDGET,
        "Đại diện Công ty Thử Nghiệm chưa trả lời. Sở",
        "Đại diện Công ty Thử Nghiệm chưa trả lời; Sở",
        "",
    ),
    ("already", FLOOD, "cho biết lũ về", "đã cho biết lũ về", ""),
    ("spacing", SCHOOL, "Trường tiểu học Nà Thử", "Trường tiểu học  Nà Thử", ""),
    ("ellipsis", FLOOD, "chạy lên đồi”", "chạy lên đồi...”", ""),
    ("capital", SCHOOL, "Cô hiệu trưởng", "Cô Hiệu trưởng", ""),
    ("office", FLOOD, "chủ tịch xã, cho biết", "Chủ tịch xã, cho biết", ""),
    ("see-also", SCHOOL, "+", "Xem thêm: 15 điểm trường ở Hà Thử được xóa phòng học tạm năm 2025", ""),
    ("two-links", BUDGET, "+", "Bài liên quan\n>> Bắt tạm giam nguyên chủ tịch huyện Nam Thử", ""),
    ("photo-caption", FLOOD, "+", "Ảnh: UBND xã Minh Thử cung cấp", ""),
    ("million", BUDGET, "300 triệu đồng", "300 triệu VND", ""),
    ("sharing", SCHOOL, "+", "Chia sẻ bài viết lên Facebook, Zalo", ""),
    ("that", FLOOD, "lúc 2 giờ sáng khi", "vào lúc 2 giờ sáng khi", ""),
]
