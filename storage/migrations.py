"""All migrations in the order in which they are applied: append here, never change one that was released."""

from __future__ import annotations

from sqlite_utils import Migrations

from storage.schema import m001_first_tables, m002_sources, m003_article_fields, m004_duplicates, m007_read_by
from storage.schema_comments import m007_comments
from storage.schema_counts import m010_counts, m011_days, m017_lists
from storage.schema_decisions import m005_decisions, m005_labels
from storage.schema_events import m006_event_hours
from storage.schema_matters import m013_matters, m014_claims
from storage.schema_names import m005_names
from storage.schema_pieces import m015_pieces, m018_channels
from storage.schema_reading import m019_reading
from storage.schema_social import m016_social

STEPS = (
    m001_first_tables, m002_sources, m003_article_fields, m004_duplicates, m005_decisions, m005_labels,
    m005_names, m006_event_hours, m007_comments, m010_counts, m011_days, m013_matters, m014_claims,
    m007_read_by, m015_pieces, m016_social, m018_channels, m017_lists, m019_reading,
)  # fmt: skip

migrations = Migrations("diembao")
for step in STEPS:
    migrations()(step)
