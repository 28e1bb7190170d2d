"""Changing what the house knows."""
