"""The host: what a tree asks to be done, done in the rooms below."""
