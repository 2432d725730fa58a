"""Numbers in a document: JSON or typed text, and the values of an nnexplain JSON by their names."""

from __future__ import annotations

import re

from nnexplain.errors import InputError
from nnexplain.inputs.numbers import Quantity, from_nested, read_json, read_text, refuse_constant
from nnexplain.inputs.paths import lookup
from nnexplain.limits import ENTRIES


def read_document(text: str, path: str, where: str) -> Quantity:
    """JSON or typed numbers; of an nnexplain JSON the result, or the value that ``path`` names.

    >>> read_document("0.1\\n0.2", "", "standard input").array.tolist()
    [[0.1], [0.2]]
    """
    text = text.strip()
    if not text:
        raise InputError(f"is to come from {where}, which is empty")
    ENTRIES.check(text.count(",") + 1, "")
    if text.startswith("{"):
        return _from_object(_json(text, where), path, where)
    if path:
        raise InputError(f"asks for {path}, but {where} is not an nnexplain JSON")
    if text.startswith("["):
        return _from_list(text)
    found = read_text(re.sub(r"[\s;]*\n\s*", ";", text))
    return found._replace(loose="\n" in text and 1 in found.array.shape)


def _from_list(text: str) -> Quantity:
    """A JSON list; a long one counts as typed by its shortest decimals, which is what JSON writers write."""
    import json

    if len(text) > 10_000:
        try:
            return from_nested(read_json(text, refuse_constant))
        except json.JSONDecodeError:
            pass
    return read_text(text)


def _json(text: str, where: str) -> object:
    import json

    try:
        return read_json(text)
    except json.JSONDecodeError as error:
        place = f"{error.msg} at line {error.lineno}"
        raise InputError(f"is to come from {where}, which is not valid JSON: {place}") from None


def _from_object(document: object, path: str, where: str) -> Quantity:
    """A value of an nnexplain JSON, or a named list of any other JSON object."""
    assert isinstance(document, dict)  # the text begins with a brace
    if str(document.get("schema", "")).startswith("nnexplain/"):
        if "result" not in document and not path:
            raise InputError(f"is to come from {where}, which has no result; name a value, as in {where}:p")
        return from_nested(lookup(document, path or "result"))
    if path:
        return from_nested(lookup({"values": document}, path))
    raise InputError(f"is to come from {where}, whose JSON object is not an nnexplain result; give a list of numbers")
