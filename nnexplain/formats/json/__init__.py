"""JSON: one strictly valid object; a number that is not finite is a string."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from nnexplain.visible import json_text

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.pages.blocks import Report


def pieces(report: Report, options: Options) -> Iterator[str]:
    """The report's document; where only ASCII may be written, every other sign as ``\\uXXXX``, which means the same."""
    texts = chain(_encoded(report.document(options.precision)), ["\n"])
    yield from map(ascii_json, texts) if options.ascii else texts


def _encoded(document: object) -> Iterable[str]:
    """Where nothing has imported NumPy there are no arrays, and no need to import it."""
    if "numpy" not in sys.modules:
        return [json_text(document)]
    from nnexplain.formats.json.arrays import encoded

    return encoded(document)


def ascii_json(text: str) -> str:
    r"""JSON text in ASCII.

    >>> print(ascii_json('"×"'))
    "\u00d7"
    """
    if text.isascii():
        return text
    return re.sub(r"[^\x00-\x7f]", lambda sign: json.dumps(sign.group())[1:-1], text)
