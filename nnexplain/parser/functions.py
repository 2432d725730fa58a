"""The functions and constants an expression may name, and how many arguments each takes."""

from __future__ import annotations

CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}

MANY = 10_000
_ONE = (
    "relu", "sigmoid", "tanh", "gelu", "gelu_tanh", "silu", "softplus", "leaky_relu", "softmax", "exp", "ln", "sqrt",
    "abs", "ceil", "floor", "norm", "step", "sign", "sin", "cos", "erf", "Phi", "phi",
)  # fmt: skip
ARITY = dict.fromkeys(_ONE, (1, 1)) | dict.fromkeys(("sum", "mean", "max", "min"), (1, MANY))

# spelled exactly so: a capital Φ or Σ means another thing than a small one
_EXACT = {"Phi": "Phi", "phi": "phi", "Φ": "Phi", "φ": "phi", "ϕ": "phi", "Σ": "sum", "∑": "sum", "σ": "sigmoid"}
_OTHER = {
    "log": "ln", "leakyrelu": "leaky_relu", "swish": "silu", "average": "mean", "ceiling": "ceil",
    "gelutanh": "gelu_tanh", "maximum": "max", "minimum": "min",
}  # fmt: skip


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
