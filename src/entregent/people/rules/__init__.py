"""Pure decisions about persons: how a name is cut, what a search looks for, which two persons may be one."""
