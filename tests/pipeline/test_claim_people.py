"""Who is the same person, and whose word on a claim is independent of the body that it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import ABOUT_CLAIM
from pipeline.claims import is_same_body, is_same_person, person, register
from records import Decision
from tests.desk import NOW, TQ
from tests.pipeline.claimed import ALSO_A, BODY, CLAIM, A, B


@pytest.mark.parametrize("same", [*ALSO_A, ".", ""])
def test_one_person_under_two_names_refutes_nothing(same: str) -> None:
    """Also where the lines were written past the door."""
    said = [{"do": "add", "claim": CLAIM, "variants": [], "body": BODY, "province": TQ}]
    said += [{"do": "source", "source": "Thanh tra Sở Y tế", "date": "2026-07-20"}]
    said += [{"do": "state", "state": "refuted"}] * 2
    names = (A, A, A, same)
    lines = [Decision(f"d{n}", names[n], NOW, ABOUT_CLAIM, "x", one, document="1/KL") for n, one in enumerate(said)]
    assert register(lines)["x"].state == "verifying"
    assert register([*lines[:3], replace(lines[3], by=B)])["x"].state == "refuted"


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_person_is_the_same_whoever_is_named_first(one: str, other: str) -> None:
    assert is_same_person(one, one)
    assert is_same_person(one, other) == is_same_person(other, one)


def test_bodies_and_persons_are_compared_in_their_normal_form() -> None:
    assert is_same_body("UBND xã Bản Thử", "Ủy ban nhân dân xã Bản Thử (tỉnh Tuyên Quang)")
    assert not is_same_body("Cục Quản lý Dược", BODY)
    assert person("  Lê  Hoà ") == person("LÊ HÒA")
    assert person("Lê Hòa") != person("Lê Hóa An")


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ("Sở Giáo dục và Đào tạo", "Sở GDĐT"),
        ("Sở Giáo dục và Đào tạo", "Sở GD-ĐT tỉnh"),
        ("Sở Giáo dục Đào tạo", "Giám đốc Sở GD&ĐT Tuyên Quang"),
        ("Sở Nông nghiệp và Môi trường", "Sở NN&MT"),
        ("Sở NNMT", "Lãnh đạo Sở Nông nghiệp và Môi trường"),
        ("Công an tỉnh", "CA tỉnh"),
        ("Công an tỉnh Tuyên Quang", "Người phát ngôn CA tỉnh"),
        ("Sở Văn hóa, Thể thao và Du lịch", "Sở VHTTDL"),
        ("Sở Văn hóa, Thể thao và Du lịch", "Phó Giám đốc Sở VH-TT&DL"),
        ("UBND xã Thử Nghiệm", "Chủ tịch xã Thử Nghiệm"),
        ("UBND xã Thử Nghiệm", "Xã Thử Nghiệm"),
        ("Bệnh viện Đa khoa tỉnh", "BVĐK tỉnh"),
        ("Sở Y tế tỉnh Tuyên Quang", "Giám đốc Sở Y tế"),
        ("UBND tỉnh Tuyên Quang", "Văn phòng UBND tỉnh"),
        ("UBND tỉnh Tuyên Quang", "Chủ tịch"),
        ("Ủy ban Mặt trận Tổ quốc tỉnh", "UB MTTQ tỉnh"),
        ("UBND tỉnh", "Ủy ban tỉnh"),
        ("Viện Kiểm sát nhân dân tỉnh", "VKSND tỉnh"),
    ],
)
def test_a_bodys_own_word_is_not_independent(body: str, source: str) -> None:
    assert is_same_body(source, body, TQ)
    assert is_same_body(body, source, TQ)


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ("UBND xã Thử Nghiệm", "UBND tỉnh Tuyên Quang"),
        ("UBND xã Thử Nghiệm", "Chủ tịch UBND tỉnh"),
        ("Công an xã Thử Nghiệm", "CA tỉnh"),
        ("Sở Y tế tỉnh Tuyên Quang", "Bộ Y tế"),
        ("Sở Y tế", "Thanh tra tỉnh Tuyên Quang"),
        ("Sở Giáo dục và Đào tạo", "Sở NN&MT"),
        (BODY, "Thanh tra Sở Y tế"),
        (BODY, "Cục Quản lý Dược"),
    ],
)
def test_another_bodys_word_is_independent(body: str, source: str) -> None:
    assert not is_same_body(source, body, TQ)
