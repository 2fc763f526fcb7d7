"""For every layer: how Hypothesis looks for examples."""

from __future__ import annotations

import os

from hypothesis import settings

# Machines differ in speed, so no example has a deadline. CI looks at the same examples every
# time; at a developer's, each run looks at others, and what is found becomes a test.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "developer")
