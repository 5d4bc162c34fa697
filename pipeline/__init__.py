"""Stages from archived bytes to judged items; ``pipeline/jobs`` alone wires rooms together."""
