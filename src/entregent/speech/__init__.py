"""Texts said aloud, and speech understood as words."""
