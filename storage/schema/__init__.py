"""The tables of ``diembao.db`` and the migrations that make them; ``migrations.py`` has their order."""
