"""Calls as wires carry them: SIP, sound. It knows no brand, no customer, no database."""
