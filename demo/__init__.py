"""A fictional press for demonstrations: ten small newspapers served on the loopback."""
