"""The functions and constants an expression may name, and how many arguments each takes."""

from __future__ import annotations

from nnexplain.discovery import choices
from nnexplain.notation.functions import TYPED

CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}

MANY = 10_000
# the identity has no name in an expression: it is what stands there
_ACTIVATIONS = tuple(name.replace("-", "_") for name in choices("ops/activations") if name != "identity")
_OVER_MANY = ("sum", "mean", "max", "min")
_ONE = (*_ACTIVATIONS, "softmax", "norm", *(row.name for row in TYPED if row.name not in _OVER_MANY))
ARITY = dict.fromkeys(_ONE, (1, 1)) | dict.fromkeys(_OVER_MANY, (1, MANY))

# spelled exactly so: a capital Φ or Σ means another thing than a small one
_EXACT = {"Σ": "sum", "∑": "sum", "σ": "sigmoid"}
_EXACT |= {spelled: row.name for row in TYPED if row.sign for spelled in (row.name, row.sign, *row.aliases)}
_OTHER = {"swish": "silu", "average": "mean"} | {name.replace("_", ""): name for name in _ACTIVATIONS}
_OTHER |= {alias: row.name for row in TYPED if not row.sign for alias in row.aliases}


def function(name: str) -> str | None:
    """The plain name of a function, whatever its letter case; None where there is none.

    >>> function("ReLU"), function("Σ"), function("Phi"), function("rleu")
    ('relu', 'sum', 'Phi', None)
    """
    if name in _EXACT:
        return _EXACT[name]
    folded = name.casefold()
    folded = _OTHER.get(folded, folded)
    return folded if folded in ARITY else None


def spellings() -> list[str]:
    """The names to choose from in a suggestion."""
    return [*ARITY, "log"]
