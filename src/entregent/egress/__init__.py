"""Requests to other people's programs, to addresses that may be reached, within a time that is kept."""
