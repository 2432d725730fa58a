"""Entry-by-entry arithmetic: + − × ÷ and powers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from operator import mul

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import OPERATORS, Node, Notation, constant, op
from nnexplain.engine.patterns import Elementwise, Moves, SumsOver, broadcast
from nnexplain.notation.tree import Leaf, Tree, Written, lift

EACH = Elementwise()
_LEAST_SQUARE = 1e-290
_LEAST_PLAIN = 1e-6


def product_sign(node: Node, a: Written, b: Written) -> Written:
    """× for numbers, ⊙ where two arrays are multiplied entry by entry."""
    both = all(_source(part).ndim > 0 for part in node.inputs)
    return Tree("odot" if both else "*", (a, b))


def _source(node: Node) -> Node:
    """What an unnamed node has only given another shape, as a number spread over an array."""
    while node.name is None and node.op is not None and isinstance(node.op.kind, Moves) and node.op.kind.shapes:
        node = node.inputs[0]
    return node


def call(head: str) -> Notation:
    """Notation ``head(argument)``."""
    return lambda node, *parts: Tree(head, parts)


def unchanged(node: Node, a: Written) -> Written:
    return a


@op(Moves(lambda index, node: (0, index)), notation=unchanged)
def same(m: object, a: Array) -> Array:
    """The same value under another name."""
    return a


same.gradient(lambda g, node, a: [g])


@op(Moves(lambda index, node: (0, broadcast(index, node.inputs[0].shape)), shapes=True), notation=unchanged)
def spread(m: object, a: Array, shape: tuple[int, ...]) -> Array:
    """One operand spread over a larger shape (broadcasting)."""
    return np.broadcast_to(a, shape).copy()


spread.gradient(lambda g, node, a, shape: [unspread(g, a)])


def _over(node: Node) -> str:
    """Over what a sum goes, where that is not every entry."""
    (a,) = node.inputs
    if node.ndim == 0:
        return ""
    return "Σ adds up the rows where one value serves them all." if a.ndim > node.ndim else "Σ is taken over each row."


@op(SumsOver(), notation=lambda node, a: Tree("sum", (a,)), meaning=_over)
def sum_to(m: object, a: Array, shape: tuple[int, ...]) -> Array:
    """Sum over the axes along which a value was spread: the gradient of a shared operand."""
    extra = a.ndim - len(shape)
    a = np.asarray(a.sum(axis=tuple(range(extra)))) if extra else a
    shared = tuple(i for i, size in enumerate(shape) if size == 1 and a.shape[i] != 1)
    return np.asarray(a.sum(axis=shared, keepdims=True)) if shared else a


sum_to.gradient(lambda g, node, a, shape: [spread(g, shape=a.shape)])


def unspread(g: Node, operand: Node) -> Node:
    """The gradient for an operand that broadcasting may have spread."""
    return g if g.shape == operand.shape else sum_to(g, shape=operand.shape)


def product(g: Node, factor: Node) -> Node:
    """g × factor, where a factor of plain ones (the seed of a backward pass) is left out.

    What divides g and what multiplies the factor is written as one number: ½ · (2 e) is e.
    """
    if is_one(g) and g.shape == factor.shape:
        return factor
    if g.op is negate and is_one(g.inputs[0]) and g.shape == factor.shape:
        return negate(factor)
    if is_one(factor) and g.shape == factor.shape:
        return g
    if _is_switch(factor):
        return switched(g, factor)
    share, parts = _divided(g)
    times, rest = _multiplied(factor)
    folds = parts is not None or (times != 1 and _is_plain(g))
    if folds and np.broadcast_shapes(share.shape, rest.shape) == rest.shape:
        return portion(share, rest, times=times, parts=1.0 if parts is None else parts)
    return multiply(g, factor)


def _divided(g: Node) -> tuple[Node, float | None]:
    """What an unnamed quotient by a plain number divides, in the quotient's own shape, and that number."""
    if g.name is None and g.op is divide and _is_plain(g.inputs[1]):
        return g.inputs[0], float(g.inputs[1].value)
    if g.name is None and g.op is not None and isinstance(g.op.kind, Moves) and g.op.kind.shapes:
        part, parts = _divided(g.inputs[0])
        return (g if parts is None else g.op(part, **g.params)), parts
    return g, None


def _multiplied(factor: Node) -> tuple[float, Node]:
    """The plain number that an unnamed product begins with (else 1), and the rest."""
    if factor.name is None and factor.op in (multiply, _unless_zero) and _is_plain(factor.inputs[0]):
        return float(factor.inputs[0].value), factor.inputs[1]
    return 1.0, factor


def _is_plain(node: Node) -> bool:
    """Whether a node is a number that stands in the formula itself, and of a size that one multiplies in one's head."""
    plain = node.op is None and node.constant and node.ndim == 0 and node.symbol is None and not node.here
    return plain and _LEAST_PLAIN <= abs(float(node.value)) <= 1 / _LEAST_PLAIN


def _is_switch(factor: Node) -> bool:
    """Whether a factor is the slope of a switch: 1 where it is on, 0 where it is off."""
    if factor.op is not None:
        return factor.op.switch
    return factor.constant and bool(((factor.value == 0) | (factor.value == 1)).all())


def is_one(node: Node) -> bool:
    """Whether a node is plain ones; ones that hold at this run's inputs only are not plain."""
    node = _source(node)
    return node.op is None and node.constant and not node.here and bool((node.value == 1).all())


@op(EACH, notation=call("+"))
def add(m: object, a: T, b: T) -> T:
    """Sum, entry by entry: a + b."""
    return a + b


@op(EACH, notation=call("+"))
def accumulate(m: object, a: T, b: T) -> T:
    """Sum of the gradients that reach one value along two ways: a + b."""
    if _is_nothing(a):
        return b
    return a if _is_nothing(b) else a + b


def _is_nothing(written: object) -> bool:
    """Whether a term is the 0 of a place that no gradient comes to: it is not written."""
    return isinstance(written, Leaf) and written.symbol is None and written.value == 0


for each in (add, accumulate):
    each.gradient(lambda g, node, a, b: [unspread(g, a), unspread(g, b)])


@accumulate.kernel
def _(a: Array, b: Array) -> Array:
    """What cancels to within its own rounding is 0, as it is on paper."""
    found = a + b
    gone = np.abs(found) < 2.0**-50 * np.abs(a)  # then b is −a to within as much
    return np.where(gone, 0.0, found) if gone.any() else found


@op(EACH, notation=call("neg"))
def negate(m: object, a: T) -> T:
    """The opposite: −a."""
    return -a


negate.gradient(lambda g, node, a: [negate(g)])


@op(EACH, notation=call("-"))
def subtract(m: object, a: T, b: T) -> T:
    """Difference, entry by entry: a − b."""
    return a - b


subtract.gradient(lambda g, node, a, b: [unspread(g, a), unspread(negate(g), b)])


@op(EACH, notation=product_sign)
def multiply(m: object, a: T, b: T) -> T:
    """Product, entry by entry: a × b."""
    return a * b


@op(EACH, notation=product_sign)
def switched(m: object, g: T, slope: T) -> T:
    """A gradient behind a switch: g × slope."""
    return g * slope


@switched.kernel
def _(g: Array, slope: Array) -> Array:
    """Where the switch is off nothing passes, not even an infinite slope from above (0 · ∞ is no number)."""
    found = g * slope
    check = np.sum(found)
    return found if check - check == 0 else np.where(slope == 0, 0.0, found)


def _portion_written(node: Node, g: Written, a: Written) -> Written:
    g_ = lift(1) if is_one(node.inputs[0]) else g
    return _share(g_, a, node.params["times"], node.params["parts"], partial(product_sign, node))


def _share(g: T, a: T, times: float, parts: float, sign: Callable[[T, T], T]) -> T:
    """times · g · a / parts, its numbers in one and in lowest terms; a factor 1 is not there."""
    share = Fraction(repr(times)) / Fraction(repr(parts))
    factors = [g, a]
    if isinstance(g, Leaf) and g.symbol is None and g.exact is not None:
        share, factors = share * g.exact, [a]
    above: float = share.numerator
    below = share.denominator
    if Fraction(repr(float(share))) == share and Fraction(repr(parts)) * share % 1 != 0:
        above, below = float(share), 1  # of decimals the product is one
    factors[0] = factors[0] if above == 1 else above * factors[0]
    whole = reduce(sign, factors)
    return whole if below == 1 else whole / below


@op(EACH, notation=_portion_written)
def portion(m: object, g: T, a: T, times: float, parts: float) -> T:
    """A gradient that was divided, times a multiple of a number: (g / parts) × (times · a)."""
    return _share(g, a, times, parts, mul)


portion.kernel(lambda g, a, times, parts: (g / parts) * (times * a))  # in the order of the chain rule
portion.samples(lambda draw: ((draw(2, 1), draw(2, 3)), {"times": 2.0, "parts": 3.0}))


@portion.gradient
def _(h: Node, node: Node, g: Node, a: Node, times: float, parts: float) -> list[Node]:
    by_parts = divide(h, parts)
    return [unspread(product(by_parts, multiply(times, a)), g), unspread(product(by_parts, multiply(times, g)), a)]


@op(EACH, notation=product_sign)
def _unless_zero(m: object, a: T, b: T) -> T:
    """A product that is 0 where its first factor is: a^0 is 1 everywhere, and 0^b is 0 for every b above 0."""
    return a * b


_unless_zero.kernel(lambda a, b: np.where(a == 0, 0.0, a * b))
for each in (multiply, switched, _unless_zero):
    each.gradient(lambda g, node, a, b: [unspread(product(g, b), a), unspread(product(g, a), b)])


@op(EACH, notation=call("/"))
def divide(m: object, a: T, b: T) -> T:
    """Quotient, entry by entry: a / b."""
    return a / b


@op(EACH, notation=lambda node, a, b: Tree("/", (a, Tree("^", (b, lift(2))))))
def _over_square(m: Carrier[T], a: T, b: T) -> T:
    """Quotient by a square: a / b²."""
    return a / m.power(b, 2)


divide.gradient(lambda g, node, a, b: [unspread(divide(g, b), a), unspread(negate(_over_square(product(g, a), b)), b)])


@_over_square.kernel
def _(a: Array, b: Array) -> Array:
    """Divided twice where the square is beyond float64 or has lost digits to the subnormals."""
    square = np.square(b)
    found = a / square
    kept = (square > _LEAST_SQUARE) & (square < np.inf)
    return found if np.all(kept) else np.where(kept, found, a / b / b)


@_over_square.gradient
def _(g: Node, node: Node, a: Node, b: Node) -> list[Node]:
    by_b = negate(divide(multiply(2, product(g, a)), power(b, 3)))
    return [unspread(divide(g, power(b, 2)), a), unspread(by_b, b)]


@op(EACH, notation=call("ln"))
def log(m: Carrier[T], x: T) -> T:
    """The natural logarithm ln x."""
    return m.log(x)


log.gradient(lambda g, node, x: [divide(g, x)])


@op(EACH, notation=call("^"))
def power(m: Carrier[T], a: T, b: T) -> T:
    """Power, entry by entry: a^b."""
    return m.power(a, b)


@power.gradient
def _(g: Node, node: Node, a: Node, b: Node) -> list[Node | None]:
    slope = multiply(b, a) if float(b.value.flat[0]) == 2 and b.ndim == 0 else _unless_zero(b, power(a, _one_less(b)))
    by_exponent = None if b.constant else unspread(product(g, _unless_zero(node, log(a))), b)
    return [unspread(product(g, slope), a), by_exponent]


def _one_less(exponent: Node) -> Node:
    """b − 1; a plain number is taken down at once, as one writes 3 x² and not 3 x^(3 − 1)."""
    if exponent.op is None and exponent.constant and exponent.ndim == 0 and exponent.symbol is None:
        return constant(float(Decimal(repr(float(exponent.value))) - 1))
    return exponent - 1


for each in (divide, _over_square):
    each.samples(lambda draw: ((draw(2, 3), draw(3, low=0.5, high=3)), {}))
power.samples(lambda draw: ((draw(2, 3, low=0.5, high=3), draw(3)), {}))
log.samples(lambda draw: ((draw(2, 3, low=0.1, high=4),), {}))
spread.samples(lambda draw: ((draw(3),), {"shape": (2, 3)}))


OPERATORS.update({"+": add, "-": subtract, "*": multiply, "/": divide, "^": power, "neg": negate})
