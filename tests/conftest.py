"""What every test has in common."""

import os

from hypothesis import settings

# A shared machine may pause a test at any moment; how long an example took says nothing there. Continuous integration
# tries the same examples every time, so that a red run is the change's; everybody else tries new ones.
settings.register_profile("evalkit", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("evalkit")
