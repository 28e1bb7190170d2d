"""The sound: a process of its own, which knows nothing of calls."""
