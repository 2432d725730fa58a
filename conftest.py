"""Lets tests import ``tests.support``; last on the path, so that the package tested is the one installed."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
