"""The telephone: calls, from the first ring to what is written afterwards."""
