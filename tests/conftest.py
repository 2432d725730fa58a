"""Settings for every test: generated cases are the same on every run (``tests.support.cases`` looks further)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same", deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("same")
