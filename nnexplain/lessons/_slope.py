"""The derivative of a loss as a formula: by SymPy, and held to the engine's own gradient at every step."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp
from mpmath import mp  # type: ignore[import-untyped]

from nnexplain.errors import InternalCheckError
from nnexplain.graph import Index, Node, ancestors
from nnexplain.notation.unicode import Unicode
from nnexplain.readings import symbols
from nnexplain.readings.reader import Reader, deep_recursion

_DIGITS = 30
_TOLERANCE = 1e-9
_LONGEST = 60  # a formula that no one reads is not shown
_JUMPS = (sp.floor, sp.ceiling, sp.sign)  # flat between their jumps: the derivative is taken as 0


class Slope:
    """dL/dW and d²L/dW² in symbols, and their numbers anywhere."""

    def __init__(self, loss: Node, W: Node) -> None:
        self.W = sp.Symbol("W", real=True)
        with deep_recursion():
            self.loss = _symbolic(loss, W, self.W)
            self.first = _derivative(self.loss, self.W)
            self.second = _derivative(self.first, self.W)
        self._first = sp.lambdify(self.W, self.first, modules="mpmath")
        self._second = sp.lambdify(self.W, self.second, modules="mpmath")
        self.agreed = 0  # steps at which both were compared

    def note(self, steps: int) -> str:
        """The derivative in symbols, and where it was compared."""
        text = self._text(self.first)
        formula = f"dL/dW = {text} by SymPy; " if len(text) <= _LONGEST else "SymPy's derivative is long; "
        if not self.agreed:
            return f"{formula}there is no finite number to compare it with."
        where = "at every step" if self.agreed == steps else f"at {self.agreed} of {steps} steps (the others have none)"
        return f"{formula}it agrees with the gradient found here {where}."

    def _text(self, expression: Any) -> str:
        from nnexplain.deriving.from_sympy import written

        return Unicode(numbers=False).text(written(expression, {}))

    @property
    def constant_curvature(self) -> bool:
        """Whether the second derivative is one number everywhere."""
        return not self.second.free_symbols

    def curvature(self, W: float) -> float | None:
        """d²L/dW² at W, or None where there is none."""
        return _number(self._second, W)

    def check(self, gradient: Node, loss: Node, W: Node) -> None:
        """Raise ``InternalCheckError`` where SymPy's derivative and the engine's gradient differ."""
        at, ours = float(W.value), float(gradient.value)
        if not math.isfinite(ours) or not math.isfinite(float(loss.value)):
            return
        theirs = _number(self._first, at)
        if theirs is None:
            return
        allowed = _TOLERANCE * _scale(gradient, W)
        if abs(theirs - ours) > allowed and not self._at_a_kink(at, ours, allowed):
            raise InternalCheckError(f"the derivative at W = {at!r} is {ours!r}, but SymPy's formula gives {theirs!r}")
        self.agreed += 1

    def _at_a_kink(self, at: float, ours: float, allowed: float) -> bool:
        """At a corner any slope between those of its two sides is a convention."""
        h = 1e-9 * max(abs(at), 1.0)
        sides = [_number(self._first, at - h), _number(self._first, at + h)]
        known = [side for side in sides if side is not None]
        apart = len(known) == 2 and abs(known[0] - known[1]) > 1e-6 * max(map(abs, known))
        return apart and min(known) - allowed <= ours <= max(known) + allowed


def _symbolic(loss: Node, W: Node, symbol: Any) -> Any:
    def leaf(part: Node, index: Index) -> Any:
        if part is W:
            return symbol
        return _exactly(float(part.value[index])) if part.op is None else None

    return sp.sympify(Reader(symbols, leaf).cell(loss, ()))


def _exactly(number: float) -> Any:
    if not math.isfinite(number):
        return sp.oo if number > 0 else -sp.oo
    return sp.Rational(repr(number))


def _derivative(expression: Any, symbol: Any) -> Any:
    jumps = {part: sp.Dummy() for part in expression.atoms(*_JUMPS)}
    found = sp.diff(expression.xreplace(jumps), symbol)
    return found.xreplace({dummy: part for part, dummy in jumps.items()})


def _number(function: Any, at: float) -> float | None:
    """The function at a point, worked with 30 digits; None where it is not a real number there."""
    with mp.workdps(_DIGITS):
        try:
            found = function(mp.mpf(at))
            return float(found) if math.isfinite(float(found)) else None
        except (TypeError, ValueError, ZeroDivisionError, OverflowError, NameError):
            return None


def _scale(gradient: Node, W: Node) -> float:
    """The largest number on the way to the gradient: what cancels there cannot be told apart more finely."""
    sizes = (abs(node.value).max() for node in ancestors(gradient, into_bodies=True, stops={W.serial}))
    return max((float(size) for size in sizes if math.isfinite(size)), default=1.0)
