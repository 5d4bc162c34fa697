"""The Word file of a digest. What writes Word takes long to load, so it is loaded when the first is asked for."""

from __future__ import annotations

from pipeline.jobs.exports.digest_made import MadeDigest


def word_file(made: MadeDigest) -> bytes:
    """The file as the command ``digest`` writes it."""
    from pipeline.jobs.exports.digest_files import content_of

    return content_of(made, "docx")
