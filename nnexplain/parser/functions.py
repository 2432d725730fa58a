"""The functions and constants an expression may name, and how many arguments each takes."""

from __future__ import annotations

from textwrap import fill

from nnexplain.discovery import choices
from nnexplain.errors import nearest
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


def listing() -> str:
    """What an expression may call, in words: functions of numbers and of arrays, activations, constants."""
    arrays = ("softmax", "norm", *_OVER_MANY)
    numbers = [name for name in ARITY if name not in (*arrays, *_ACTIVATIONS)]
    parts = {"Of numbers": numbers, "Of vectors and matrices": arrays, "Activations": _ACTIVATIONS,
             "Constants": [name for name in CONSTANTS if name.isascii()]}  # fmt: skip
    lines = (f"{what}: {', '.join(names)}." for what, names in parts.items())
    return "\n\n".join(fill(line, 104, break_on_hyphens=False) for line in lines)


# what is no function here, written with those that are
INSTEAD = {
    "sinh": "(e^x - e^(-x)) / 2", "cosh": "(e^x + e^(-x)) / 2", "tan": "sin(x) / cos(x)", "lg": "log10(x)",
    "lb": "log2(x)", "log1p": "ln(1 + x)", "expm1": "e^x - 1", "logit": "ln(x / (1 - x))", "pow": "x^2",
    "square": "x^2", "cbrt": "x^(1/3)", "root": "sqrt(x)", "round": "floor(x + 0.5)", "sgn": "sign(x)",
    "var": "mean((x - mean(x))^2)", "variance": "mean((x - mean(x))^2)", "std": "sqrt(mean((x - mean(x))^2))",
    "dot": "x · x", "transpose": "x'", "logsumexp": "ln(sum(exp(x)))",
}  # fmt: skip


def suggestion(name: str) -> str:
    """What a person who calls a function that is not there may have meant, as the end of a message; or "".

    >>> suggestion("sigmod"), suggestion("sinh"), suggestion("foo")
    ('; did you mean sigmoid?', '; write (e^x - e^(-x)) / 2', '')
    """
    folded = name.casefold()
    if folded in INSTEAD:
        return f"; write {INSTEAD[folded]}"
    return nearest(name, [*ARITY, "log"])
