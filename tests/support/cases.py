"""How many generated cases a test runs; ``NNEXPLAIN_CASES=20`` looks twenty times as far."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

TIMES = int(os.environ.get("NNEXPLAIN_CASES", "1"))


def cases(count: int) -> Any:
    return settings(max_examples=count * TIMES)
