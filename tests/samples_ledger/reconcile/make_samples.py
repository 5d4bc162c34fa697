"""Make `items.jsonl`, the outlet's own list in three files, and `expected.jsonl` beside this script.

Own code of the sample's author, seeded, needs openpyxl only:  python make_samples.py
The same parts and seed give the same files to the byte.
"""

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import sheets
from clerk import Clerk
from collected import Numbers, Row, Stock, collect

HERE = Path(__file__).resolve().parent
ROWS = 2000
CSV_RECORDS = 200


def write_rows(clerk: Clerk, room: int) -> tuple[list[Row], list[tuple[Row, Row]]]:
    """All rows but the duplicates, and pairs of a row and its duplicate; together they fill the room."""
    rng = clerk.rng
    free = [i for i, _ in clerk.collection.plain] + clerk.collection.series + [p[0] for p in clerk.collection.people]
    rng.shuffle(free)
    rows = clerk.misses() + clerk.strangers() + clerk.doubtful() + clerk.contradictions(free) + clerk.dated_twins()
    rows += [clerk.moved_slug(free.pop()) for _ in range(15)]
    doubles = 45
    while len(rows) < room - doubles:
        rows.append(clerk.matched(free.pop(), by_title=rng.random() < 0.19))
    firsts = rng.sample(
        [r for r in rows if r.expect == "matched" and r.why.startswith(("address", "title only"))], doubles
    )
    return rows, [(first, clerk.again(first)) for first in firsts]


def in_order(rng: random.Random, rows: list[Row], pairs: list[tuple[Row, Row]]) -> list[Row]:
    """By month, shuffled a little within it; a duplicate stands after its first."""
    placed = sorted(
        rows,
        key=lambda r: (r.month, r.day.day if r.day and r.day.month == r.month else rng.randint(1, 28), rng.random()),
    )
    for first, second in pairs:
        start = next(n for n, row in enumerate(placed) if row is first)
        end = min(len(placed), start + rng.randint(1, 300))
        month = placed[min(end, len(placed) - 1)].month
        placed.insert(end, replace(second, month=month))
    return sorted(placed, key=lambda r: r.month)


def expectation(file: str, sheet: str | None, number: int, row: Row | None) -> dict[str, object]:
    """One line of expected.jsonl."""
    if row is None:
        return {"file": file, "sheet": sheet, "row": number, "expect": "not_a_row", "accept": ["not_a_row"]}
    line: dict[str, object] = {
        "file": file,
        "sheet": sheet,
        "row": number,
        "expect": row.expect,
        "accept": list(row.accept),
        "why": row.why,
    }
    if row.url:
        line["url"] = row.url
    if row.never:
        line["never"] = row.never
    if row.candidates:
        line["candidates"] = list(row.candidates)
    return line


def csv_rows(rng: random.Random, clerk: Clerk, rows: list[Row], room: int) -> list[Row]:
    """A shorter list of the same kinds, with four rows claimed twice."""
    chosen = [replace(r, style="text") for r in rng.sample([r for r in rows if r.expect != "duplicate"], room - 4)]
    taken = [r for r in chosen if r.expect == "matched" and r.accept == ("matched",)]
    return chosen + [clerk.again(r) for r in rng.sample(taken, 4)]


def lines(path: Path, rows: list[dict[str, object]]) -> None:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


def main() -> None:
    """Write everything beside this script."""
    rng = random.Random(20251231)
    stock, numbers = Stock(rng), Numbers(rng)
    collection = collect(rng, stock, numbers)
    clerk = Clerk(rng, stock, numbers, collection)
    rows, pairs = write_rows(clerk, ROWS - sheets.STRUCTURE)
    ordered = in_order(rng, rows, pairs)
    placed = sheets.write_workbook(HERE / "danh-sach.xlsx", ordered, rng)
    expected = [expectation("danh-sach.xlsx", sheet, n, row) for sheet, n, row in placed]
    short = csv_rows(rng, clerk, ordered, CSV_RECORDS - sheets.CSV_STRUCTURE)
    for name, encoding in (("danh-sach-1258.csv", "cp1258"), ("danh-sach-utf16.csv", "utf-16")):
        expected += [expectation(name, None, n, row) for n, row in sheets.write_csv(HERE / name, short, encoding)]
    lines(
        HERE / "items.jsonl",
        [
            {"url": i.url, "outlet": "tien-phong", "title": i.title, "published": i.when.isoformat()}
            for i in collection.all()
        ],
    )
    lines(HERE / "expected.jsonl", expected)
    (HERE / "counts.json").write_text(
        json.dumps(
            {
                "items": len(collection.all()),
                "expect": dict(sorted(Counter(f"{e['file']} {e['expect']}" for e in expected).items())),
                "why": dict(
                    sorted(
                        Counter(str(e["why"]) for e in expected if e["file"] == "danh-sach.xlsx" and "why" in e).items()
                    )
                ),
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
