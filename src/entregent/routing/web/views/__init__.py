"""Fragments that the desk and the supervision place in their pages."""
