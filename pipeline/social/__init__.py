"""Pure readers of what platforms' interfaces answer: posts and totals; no network, no database."""
