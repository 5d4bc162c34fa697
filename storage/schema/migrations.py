"""All migrations in the order in which they are applied: append here, never change one that was released."""

from __future__ import annotations

from sqlite_utils import Migrations

from storage.schema.collected import m001_first_tables, m002_sources, m003_article_fields, m004_duplicates, m007_read_by
from storage.schema.comments import m007_comments
from storage.schema.counts import m010_counts, m011_days, m017_lists
from storage.schema.decisions import m005_decisions, m005_labels
from storage.schema.events import m006_event_hours
from storage.schema.matters import m013_matters, m014_claims
from storage.schema.names import m005_names
from storage.schema.pieces import m015_pieces, m018_channels
from storage.schema.reading import m019_reading, m020_outlets
from storage.schema.social import m016_social

STEPS = (
    m001_first_tables, m002_sources, m003_article_fields, m004_duplicates, m005_decisions, m005_labels,
    m005_names, m006_event_hours, m007_comments, m010_counts, m011_days, m013_matters, m014_claims,
    m007_read_by, m015_pieces, m016_social, m018_channels, m017_lists, m019_reading,
    m020_outlets,
)  # fmt: skip

migrations = Migrations("diembao")
for step in STEPS:
    migrations()(step)
