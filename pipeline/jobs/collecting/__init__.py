"""How pages come in: what is due, the crawl, what a probe finds."""
