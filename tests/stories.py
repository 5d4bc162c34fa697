"""Four stories with their labels, from which the tests train models of their own."""

STORIES = [
    ("Tuyên Quang: xe khách lật, người bị thương", "đ1", "neg", "incident", "tin", "criticism", 2, 0),
    ("Lễ hội trái cây ở Đồng Tháp thu hút du khách", "d1", "pos", None, "tin", None, 0, 2),
    ("Dân Đồng Tháp bức xúc vì dự án chậm tiến độ", "d3", "neg", "criticism", "bai", "dispute", 0, 2),
    ("Dự báo mưa lớn ở Lào Cai, Yên Bái, Tuyên Quang, Cao Bằng", "g2", "neu", None, "tin", None, 1, 0),
]
FIELDS = ("themes", "tone", "neg_kind", "genre", "flag", "about_tq", "about_dt")
