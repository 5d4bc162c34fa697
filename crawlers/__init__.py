"""Leads and pages: feeds, the one spider, its replay from an archive, the archive and the journal."""
