"""What all tests share."""

from hypothesis import settings

# No test is about time: a loaded machine must not make one fail.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
