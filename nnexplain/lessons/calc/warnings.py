"""What goes wrong in a calculation: no number at all (an error), or one that float64 cannot hold (a warning)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import divide, multiply, negate, power, same
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.trace import warn
from nnexplain.errors import InputError
from nnexplain.lessons.calc.inputs import OPTION
from nnexplain.notation.decimals import as_typed
from nnexplain.notation.unicode import Unicode
from nnexplain.ops.elementary import exp
from nnexplain.parser.tree import Apply, Program

LOGARITHMS = ("ln", "log2", "log10")
_FACTORS = (multiply, divide, power, negate, exp, same)


class Watch:
    """Sees every operation of a program as it is made."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.made: dict[int, Apply] = {}  # which part of the text a node stands for

    def see(self, tree: Apply, node: Node) -> None:
        """NaN is an error at the place where it arises; a new infinity of a quotient or a logarithm is a warning."""
        self.made[node.serial] = tree
        if np.isnan(node.value).any():
            raise InputError(f"{OPTION} {self._why_none(tree, node)} {self.program.place(tree)}, which is no number")
        if np.isinf(node.value).any() and all(np.isfinite(part.value).all() for part in node.inputs):
            if tree.head == "/" and (node.inputs[1].value == 0).any():
                warn(f"a division by 0 {self.program.place(tree)} gives Infinity")
            elif tree.head in LOGARITHMS:
                warn(f"the logarithm of 0 {self.program.place(tree)} is −Infinity")
            elif tree.head == "^" and (node.inputs[0].value == 0).any():
                warn(f"a negative power of 0 {self.program.place(tree)} gives Infinity")

    @staticmethod
    def _why_none(tree: Apply, node: Node) -> str:
        values = [part.value for part in node.inputs]
        if tree.head in (*LOGARITHMS, "sqrt") and (values[0] < 0).any():
            kind = "square root" if tree.head == "sqrt" else "logarithm"
            return f"takes the {kind} of {_shown(float(values[0][values[0] < 0].flat[0]))}"
        if tree.head == "/" and (values[1] == 0).any():
            return "divides 0 by 0"
        if tree.head == "^":
            return "raises a negative number to a power that is not whole"
        return "mixes infinities"

    def report(self, nodes: Sequence[Node]) -> None:
        """Products that underflow to 0 or overflow: what the sum of the logarithms keeps of them."""
        every = ancestors(*nodes, into_bodies=False)
        logs = _Logarithms()
        extreme = {node.serial: node for node in every if logs.is_lost(node)}
        inner = {part.serial for node in extreme.values() if node.op is not None for part in node.inputs}
        for serial, node in extreme.items():
            if serial not in inner:
                tree = self.made.get(serial)
                whole = tree is None or tree is self.program.statements[-1].expression
                warn(_lost(node, logs, "" if tree is None or whole else f" {self.program.place(tree)}"))


def _lost(node: Node, logs: _Logarithms, place: str) -> str:
    true = logs.of(node)
    spots = np.isfinite(true) & ((node.value == 0) | np.isinf(node.value))
    log = float(true[spots].flat[0])
    tiny = log < 0
    what = "the power" if node.op is power else "e^x" if node.op is exp else "the product"
    becomes = "0 (underflow)" if tiny else "Infinity (overflow)"
    of_factors = ", the sum of the factors' logarithms," if what == "the product" else ""
    return (
        f"{what}{place} is too {'small' if tiny else 'large'} for float64 and becomes {becomes}; "
        f"its logarithm{of_factors} is {_shown(log)}, so it is about {_power_of_ten(log)}"
    )


def _power_of_ten(log: float) -> str:
    """e^log as a mantissa and a power of ten.

    >>> _power_of_ten(-1381.5510557964)
    '1.00 × 10^−600'
    """
    exponent = math.floor(log / math.log(10) + 1e-9)
    mantissa = 10 ** (log / math.log(10) - exponent)
    return Unicode().figures(f"{mantissa:.2f} × 10^{exponent}")


def _shown(number: float) -> str:
    exact = as_typed(number) if number == round(number, 4) else None
    return Unicode().number(number, exact)


class _Logarithms:
    """ln |x| of products, powers and quotients, from the logarithms of what they are made of."""

    def __init__(self) -> None:
        self._known: dict[int, Array] = {}

    def of(self, node: Node) -> Array:
        """NaN where it cannot be told (a sum of what is too small)."""
        if node.serial not in self._known:
            self._known[node.serial] = self._made(node)
        return self._known[node.serial]

    def _made(self, node: Node) -> Array:
        with np.errstate(all="ignore"):
            plain = np.log(np.abs(node.value))
            if node.op not in _FACTORS:
                return plain
            if node.op is exp:
                return np.asarray(node.inputs[0].value)
            parts = [self.of(part) for part in node.inputs]
            if node.op is multiply:
                return np.asarray(parts[0] + parts[1])
            if node.op is divide:
                return np.asarray(parts[0] - parts[1])
            if node.op is power:
                return np.asarray(parts[0] * node.inputs[1].value)
            return parts[0]

    def is_lost(self, node: Node) -> bool:
        """Whether some entry became 0 or infinite although its logarithm is a number."""
        if node.op not in _FACTORS:
            return False
        gone = (node.value == 0) | np.isinf(node.value)
        return bool(gone.any() and (gone & np.isfinite(self.of(node))).any())
