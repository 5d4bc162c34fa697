"""A claim of the tests, the body that it is about, and the two who may speak on it."""

CLAIM = "Trạm y tế xã Thử Nghiệm bán thuốc hết hạn cho bảy mươi người già."
BODY = "Trạm y tế xã Thử Nghiệm"
A, B = "Trần Thị An", "Lê Văn Bình"
ALSO_A = ("An Trần Thị", "đ/c Trần Thị An", "Trần Thị An (Sở Thử Nghiệm)", "TranThiAn", "Trần An")
