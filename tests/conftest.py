"""What every test keeps to: no property fails because the machine is slow."""

import os

from hypothesis import settings

settings.register_profile("patient", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))
