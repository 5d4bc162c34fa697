"""What is told with a piece: the files that came with it, its web twin, what its platform counted when."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from pieces import ENCLOSED, PIECE, Piece
from records import Fetch
from times import iso


def digests_at(db: Database, url: str) -> list[str]:
    """The digests of all that was told of the piece under an address, oldest first."""
    rows = db.query("SELECT digest FROM fetches WHERE url = ? AND kind = ? ORDER BY at, rowid", [url, PIECE])
    return [row["digest"] for row in rows]


def is_enclosed(db: Database, url: str) -> bool:
    """Is the file with this address archived?"""
    sql = "SELECT 1 FROM fetches WHERE url = ? AND kind = ? AND warc IS NOT NULL"
    return db.execute(sql, [url, ENCLOSED]).fetchone() is not None


def save_piece(db: Database, fetch: Fetch, piece: Piece) -> None:
    """Write what stands beside the text of a piece; read again, it gives the same rows."""
    for table in ("pieces", "enclosed", "totals"):
        db.execute(f"DELETE FROM {table} WHERE record = ?", [fetch.key])
    of = {"record": fetch.key, "url": fetch.url}
    told = {"channel": piece.channel, "source": piece.source, "seconds": piece.seconds, "twin": piece.twin}
    db.table("pieces").insert({**of, "at": iso(fetch.at), **told})
    files = [
        {**of, "sha256": one.sha256, "name": one.name, "media_type": one.media_type, "bytes": one.size}
        for one in piece.enclosed
    ]
    db.table("enclosed").insert_all(files, ignore=True)
    if totals := piece.totals:
        counted = {**of, "at": iso(totals.at), "platform": totals.platform}
        rows = [{**counted, "name": name, "value": value} for name, value in sorted(totals.counts.items())]
        db.table("totals").insert_all(rows, ignore=True)


_OF_ITEM = "url IN (SELECT url FROM addresses WHERE item = ?)"


def enclosed_of(db: Database, item: str) -> list[dict[str, Any]]:
    """The files that came with an item: name, media_type, bytes, sha256."""
    sql = f"SELECT DISTINCT name, media_type, bytes, sha256 FROM enclosed WHERE {_OF_ITEM} ORDER BY name, sha256"
    return list(db.query(sql, [item]))


def totals_of(db: Database, item: str) -> list[dict[str, Any]]:
    """What platforms counted of an item, as a series: platform, name, at, value; a later value may be the lesser."""
    sql = f"SELECT platform, name, at, value FROM totals WHERE {_OF_ITEM} ORDER BY platform, name, at"
    return list(db.query(sql, [item]))


def told_of(db: Database, item: str) -> dict[str, Any] | None:
    """The newest that was told of an item beside its text: channel, source, seconds, twin; None for a crawled one."""
    sql = f"SELECT channel, source, seconds, twin FROM pieces WHERE {_OF_ITEM} ORDER BY at DESC, record LIMIT 1"
    return next(db.query(sql, [item]), None)
