"""The specs that tests of the transformer begin with: the template, and the small one that ships."""

from __future__ import annotations

import yaml

from nnexplain.discovery import TEMPLATES
from nnexplain.inputs.specs.document import SHIPPED

TEMPLATE = yaml.safe_load((TEMPLATES / "transformer.yaml").read_text(encoding="utf-8"))
TWO = yaml.safe_load((SHIPPED / "two-tokens.yaml").read_text(encoding="utf-8"))
