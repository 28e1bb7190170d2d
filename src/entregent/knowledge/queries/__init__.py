"""Reading what the house knows."""
