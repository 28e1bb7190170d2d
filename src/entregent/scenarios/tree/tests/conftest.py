"""No test of the trees is judged by the time it takes: the machine may be busy."""

from hypothesis import settings

settings.register_profile("scenarios", deadline=None)
settings.load_profile("scenarios")
