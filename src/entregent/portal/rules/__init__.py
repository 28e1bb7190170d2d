"""What the portal decides: pure."""
