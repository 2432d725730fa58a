"""``--trace PATH``: one number's chain, from the result back to it; every factor is a slope that the operations give.

A path goes from a named value's entry to an entry of the next, as the calculation did; its product is what that way
carries, and the sum over the paths is the gradient, which the backward pass has worked by itself: the two are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce

import numpy as np

from nnexplain.arrays import Index
from nnexplain.engine.graph import Node
from nnexplain.engine.patterns import broadcast
from nnexplain.engine.reader import ArithmeticWriter, deep_recursion
from nnexplain.errors import InputError, InternalCheckError, listed, nearest, quote
from nnexplain.inputs.paths import indexed, pick, split
from nnexplain.inputs.shapes import described
from nnexplain.notation.decimals import show
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.worked.arithmetic import MOST_TERMS, is_worked, line
from nnexplain.worked.declared import Declared
from nnexplain.worked.example import Cell, Step
from nnexplain.worked.get import outline
from nnexplain.worked.lesson import LONG_NAMES
from nnexplain.worked.run import Run
from nnexplain.worked.ways import Edge, Way, Ways

_TOLERANCE = 1e-9  # of the largest of the terms: what their rounding may come to
MOST_NAMED = 4  # entries of a result whose sum is written out
_TINY = 1e-290  # below it float64 has not all its digits


class Factor(Declared):
    """A slope of one step, or (``step`` says where it was worked) a gradient that stands for all that follows."""

    name: Leaf
    cell: Cell
    step: int = 0

    @property
    def value(self) -> float:
        return float(self.cell.result.value or 0.0)


class Path(Declared):
    """One way from the result back to the number: its factors, and their product."""

    factors: tuple[Factor, ...]
    cell: Cell

    @property
    def value(self) -> float:
        return float(self.cell.result.value or 0.0)


class Traced(Declared):
    """The chain of one number: ``name`` is its gradient's, ``cell`` the sum over the paths.

    ``counted`` says how many paths there are in all where some are told together (None: more than were counted);
    ``of`` what is differentiated, where that is no single number by itself; ``step`` where the gradient was worked.
    """

    path: str
    name: Leaf
    paths: tuple[Path, ...]
    cell: Cell
    together: bool = False
    counted: int | None = None
    of: str = ""
    step: int = 0

    @property
    def value(self) -> float:
        return float(self.cell.result.value or 0.0)

    def document(self, precision: int) -> dict[str, object]:
        """As the JSON has it."""
        notation = Unicode(precision, most_terms=MOST_TERMS)
        paths = [[_factor(factor, notation) for factor in path.factors] for path in self.paths]
        return {"path": self.path, "paths": paths, "value": self.value}

    def records(self, precision: int) -> Iterator[tuple[str, str]]:
        """Every factor and every path as a word and its number."""
        notation = Unicode(precision)
        for place, path in enumerate(self.paths):
            parts = {notation.text(factor.name): factor.cell.result for factor in path.factors}
            for name, number in (parts | {"product": path.cell.result}).items():
                yield f"trace.paths[{place}].{name}", show(number.value or 0.0, number.exact, precision)
        yield f"trace.{self.path}", show(self.value, self.cell.result.exact, precision)


def _factor(factor: Factor, notation: Unicode) -> dict[str, object]:
    name, cell = notation.text(factor.name), factor.cell
    arithmetic = line(cell, notation) if is_worked(cell, notation) else notation.text(cell.result)
    return {"factor": name, "arithmetic": arithmetic, "value": factor.value}


def trace(run: Run, wanted: str, writer: ArithmeticWriter, steps: Sequence[Step]) -> Traced:
    """The chain of the number that ``wanted`` names, checked against its gradient."""
    node, index, path = _found(run, wanted)
    with deep_recursion(), np.errstate(all="ignore"):
        return _Chain(run, writer, steps).of(node, index, path)


def _found(run: Run, wanted: str) -> tuple[Node, Index, str]:
    """The entry that a path names; a clear message where it names none, or one that has no gradient."""
    option = run.request.spell("trace")
    nodes = _traceable(run)
    try:
        name, indices = split(wanted)
        long = {word: key for key, word in LONG_NAMES.items() if key in nodes}
        name = name if name in nodes else long.get(name, name)
        if name not in nodes:
            raise InputError(_no_such_name(run, name, list(nodes)))
        node = nodes[name]
        pick(outline(node.shape), indices, indexed(name, indices))
    except InputError as error:
        raise InputError(f"{option} {error}") from None
    if len(indices) < node.ndim:
        example = indexed(name, [*indices, *[0] * (node.ndim - len(indices))])
        what = described(node.shape[len(indices) :])
        raise InputError(f"{option} is {quote(wanted)}, which is {what}; name one number of it, as in {example}")
    return node, tuple(indices), indexed(name, indices)


def _traceable(run: Run) -> dict[str, Node]:
    """Inputs and values with a gradient, and the steps between that are named on the page."""
    steps = {node.name: node for node in run.nodes if node.name and run.kind(node) not in ("backward", "update")}
    return run.differentiable | {name: node for name, node in steps.items() if not node.constant}


def _no_such_name(run: Run, name: str, known: Sequence[str]) -> str:
    if name in run.bound.named:
        numeric = name in run.bound.nodes
        what = "stays as it is, so no gradient is taken by it" if numeric else "is no number"
        return f"asks for {name}, which {what}; a chain leads to {listed(known)}"
    if any(node.name == name for node in run.nodes):
        return f"asks for {name}, which comes after the result: nothing leads from there to it"
    hint = nearest(name, known) or f"; they are {listed(known)}"
    return f"asks for {quote(name)}, which is no input or value here{hint}"


class _Chain:
    """Factors and paths of a run, as a reader sees them."""

    def __init__(self, run: Run, writer: ArithmeticWriter, steps: Sequence[Step]) -> None:
        assert run.back is not None
        self.run, self.back, self.writer = run, run.back, writer
        self._numbers = {step.id: step.number for step in steps}
        result = run.result.symbol or Symbol(run.result.name or "y")
        self._top = Symbol(result.base, result.sub)

    def of(self, node: Node, index: Index, path: str) -> Traced:
        inputs = {given.serial for given in self.run.bound.nodes.values()}
        ways = Ways(self.run.result, node, index, inputs, self.writer)
        paths = tuple(self._path(way) for way in ways.found)
        value = float(self.back.gradient(node)[index])
        self._check(paths, value, path)
        gradient = self.back.of.get(node.serial)
        exact = None if gradient is None else self.writer.exact.of(gradient, broadcast(index, gradient.shape))
        result = Leaf(value, Fraction(0) if not paths else exact)
        terms = tuple(path.cell.result for path in paths if path.value != 0)
        total: Written = Tree("+", terms) if len(terms) > 1 else result
        return Traced(
            path=path,
            name=self._gradient_name(node, index),
            paths=paths,
            cell=Cell((), lambda: total, lambda: result),
            together=ways.together,
            counted=ways.counted,
            of=self._differentiated(),
            step=self._numbers.get(f"gradients.{node.name}", 0),
        )

    def _path(self, way: Way) -> Path:
        factors = (*self._end(way), *reversed([self._slope(edge) for edge in way.merged]))
        product = reduce(lambda a, b: Tree("*", (a, b)), (factor.cell.result for factor in factors))  # type: ignore[arg-type, return-value]
        found = Leaf(math.prod(factor.value for factor in factors) + 0.0, _product(factors))
        return Path(factors, Cell((), lambda: product, lambda: found))

    def _slope(self, edge: Edge) -> Factor:
        top = symbol_text(_symbol(edge.top), edge.top_index)
        name = Leaf(symbol=Symbol(top, over=_symbol(edge.bottom)), index=edge.bottom_index)
        written, leaf = edge.written, edge.leaf
        return Factor(name, Cell((), lambda: written, lambda: leaf))

    def _end(self, way: Way) -> Iterator[Factor]:
        """What comes before the slopes: the gradient where they end, which at the result is the incoming one."""
        node, index = way.end, way.end_index
        given = self.run.upstream is not None
        if node is self.run.result and not given and way.merged:
            return
        gradient = self.back.of[node.serial]
        spot = broadcast(index, gradient.shape)
        leaf = self.writer.leaf(gradient, spot)
        if node is self.run.result:
            name = Leaf(symbol=Symbol("g"), index=spot) if given else self._gradient_name(node, index)
            yield Factor(name, Cell((), lambda: leaf, lambda: leaf))
            return
        written = self.writer.entry(gradient, spot)
        name = self._gradient_name(node, index)
        yield Factor(name, Cell((), lambda: written, lambda: leaf), self._numbers.get(f"gradients.{node.name}", 0))

    def _gradient_name(self, node: Node, index: Index) -> Leaf:
        return Leaf(symbol=Symbol(self._top.base, self._top.sub, over=_symbol(node)), index=index)

    def _differentiated(self) -> str:
        """What the gradient is the gradient of, where the result is not one number, or g comes in."""
        result, given = self.run.result, self.run.upstream is not None
        if result.ndim == 0 and not given:
            return ""
        places, many = list(np.ndindex(result.shape)), result.value.size > MOST_NAMED
        g, y = Symbol("g"), self._top
        if not given:
            terms = [symbol_text(y, at) for at in places[:MOST_NAMED]]
            return f"the sum of its {result.value.size} entries" if many else " + ".join(terms)
        terms = [f"{symbol_text(g, at)} {symbol_text(y, at)}" for at in places[:MOST_NAMED]]
        whole = f"Σ g {symbol_text(y)} over its {result.value.size} entries" if many else " + ".join(terms)
        return f"{whole}, where g is the gradient that comes in"

    def _check(self, paths: Sequence[Path], value: float, path: str) -> None:
        """The sum over the paths is the gradient, but for rounding; numbers beyond float64 cannot say."""
        values = [path.value for path in paths]
        factors = [abs(factor.value) for path in paths for factor in path.factors]
        if not all(map(math.isfinite, (*values, *factors, value))) or any(0 < factor < _TINY for factor in factors):
            return
        size = max(map(abs, (*values, value)), default=0.0)
        if abs(math.fsum(values) - value) > _TOLERANCE * size + _TINY:
            raise InternalCheckError(f"the paths to {path} sum to {math.fsum(values)!r}, but its gradient is {value!r}")


def _symbol(node: Node) -> Symbol:
    return node.symbol or Symbol(str(node.name))


def _product(factors: Sequence[Factor]) -> Fraction | None:
    exact = [factor.cell.result.exact for factor in factors]
    if any(part == 0 for part in exact):
        return Fraction(0)
    return math.prod((part for part in exact if part is not None), start=Fraction(1)) if None not in exact else None
