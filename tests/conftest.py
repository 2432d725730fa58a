"""Settings for every test: generated cases are the same on every run (``--hypothesis-profile=wide`` looks further)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

_COMMON = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("same", max_examples=20, derandomize=True, **_COMMON)  # type: ignore[arg-type]
settings.register_profile("wide", max_examples=500, **_COMMON)  # type: ignore[arg-type]
settings.load_profile("same")
