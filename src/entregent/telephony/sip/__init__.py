"""Signalling: who calls whom, and what becomes of it."""
