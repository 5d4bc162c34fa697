"""Speed and memory beside named rivals, in one run: ``python -m bench``."""
