"""Rows into files and screens; pure, so pages may use it too."""
