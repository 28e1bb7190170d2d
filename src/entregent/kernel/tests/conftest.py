"""No test of the kernel is judged by the time it takes: the machine may be busy."""

from hypothesis import settings

settings.register_profile("kernel", deadline=None)
settings.load_profile("kernel")
