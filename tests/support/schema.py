"""Documents held to the JSON Schema that ships."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

import nnexplain as nn

VALIDATOR = Draft202012Validator(nn.schema())


def held(document: Any) -> None:
    """The document obeys the schema, and its text is JSON that any parser reads."""
    text = json.dumps(document, allow_nan=False)
    errors = list(VALIDATOR.iter_errors(json.loads(text)))
    found = [part for error in errors for part in (error, *(error.context or ()))]
    assert not errors, "\n".join(f"{'/'.join(map(str, part.path))}: {part.message[:200]}" for part in found)
