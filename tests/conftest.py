"""What every test has in common."""

from hypothesis import settings

# A shared machine may pause a test at any moment; how long an example took says nothing there.
settings.register_profile("evalkit", deadline=None)
settings.load_profile("evalkit")
