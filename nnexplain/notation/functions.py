"""Every elementary function, a row each: whoever reads, works or writes one looks here.

A new one is a row and a line of ``Elementary``, an operation with its gradient rule (``ops/elementary.py``), and for
the tests its value in as many digits as they like. A carrier that has to know more about it than its row says
(a corner, a value for −∞) has a method of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Function(NamedTuple):
    """``name`` is how it is typed, and the head of its written form; ``called`` what operations, carriers and NumPy
    call it ("" for one that proofs write and nobody types); ``points`` are where it is rational, if not everywhere.
    """

    name: str
    called: str = ""
    words: str = ""  # what a person reads, where the name does not say it
    sympy: str = ""  # SymPy's name, and mpmath's where that has it
    latex: str = ""  # its command; else its name set upright
    sign: str = ""  # the letter or sign that it is printed by; its name is then told from others by its case
    inside: str = ""  # how the place between its brackets is called
    points: Mapping[int, int] = {}
    aliases: tuple[str, ...] = ()
    composed: bool = False  # of others: an operation, but no carrier has it


FUNCTIONS = (
    Function("exp", "exp", "exponential", "exp", inside="e^x", points={0: 1}),
    Function("ln", "log", "logarithm", "log", r"\ln", inside="ln", points={1: 0}, aliases=("log",)),
    Function("log2", "log2", "logarithm to base 2", "", r"\log_{2}", "log₂", points={1: 0, 2: 1}, aliases=("log_2",)),
    Function(
        "log10", "log10", "logarithm to base 10", "", r"\log_{10}", "log₁₀", points={1: 0, 10: 1}, aliases=("log_10",)
    ),
    Function("sqrt", "sqrt", "square root", "sqrt", inside="√"),
    Function("abs", "absolute", "absolute value", "Abs", inside="| |"),
    Function("ceil", "ceil", "round up", "ceiling", inside="⌈ ⌉", aliases=("ceiling",)),
    Function("floor", "floor", "round down", "floor", inside="⌊ ⌋"),
    Function("step", "step"),
    Function("sign", "sign", sympy="sign"),
    Function("sin", "sin", "sine", "sin", r"\sin", points={0: 0}),
    Function("cos", "cos", "cosine", "cos", r"\cos", points={0: 1}),
    Function("tanh", "tanh", sympy="tanh", latex=r"\tanh", points={0: 0}),
    Function("erf", "erf", sympy="erf", points={0: 0}),
    Function("Phi", "normal_cdf", "normal share", latex=r"\Phi", sign="Φ", composed=True),
    Function("phi", "normal_pdf", "normal density", latex=r"\varphi", sign="φ", aliases=("ϕ",), composed=True),
    Function("max", "maximum", "the largest", "Max", r"\max", aliases=("maximum",)),
    Function("min", "minimum", "the smallest", "Min", r"\min", aliases=("minimum",)),
    Function("sinh", sympy="sinh", latex=r"\sinh"),
    Function("cosh", sympy="cosh", latex=r"\cosh"),
)
BY_NAME = {row.name: row for row in FUNCTIONS}
# signs of formulas that are no functions, as a page explains them
MEANINGS = {
    "odot": "⊙ multiplies entry by entry.",
    "T": "ᵀ swaps rows and columns.",
    "concat": "Concat sets the heads side by side.",
}
TYPED = tuple(row for row in FUNCTIONS if row.called)
CARRIED = tuple(row for row in TYPED if not row.composed)


class Elementary(Generic[T]):
    """The functions that a carrier of ``T`` has, under the names by which formulas call them."""

    exp: Callable[[T | float], T]
    log: Callable[[T | float], T]
    log2: Callable[[T | float], T]
    log10: Callable[[T | float], T]
    sqrt: Callable[[T | float], T]
    absolute: Callable[[T | float], T]
    ceil: Callable[[T | float], T]
    floor: Callable[[T | float], T]
    step: Callable[[T | float], T]
    sign: Callable[[T | float], T]
    sin: Callable[[T | float], T]
    cos: Callable[[T | float], T]
    tanh: Callable[[T | float], T]
    erf: Callable[[T | float], T]
    maximum: Callable[..., T]
    minimum: Callable[..., T]
