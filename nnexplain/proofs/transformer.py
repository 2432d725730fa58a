"""The parts of a transformer: projections, attention, layer normalisation, the residual path."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.engine.graph import constant
from nnexplain.ops.matrix import matmul
from nnexplain.ops.norm import norm_steps
from nnexplain.ops.reduce import mean
from nnexplain.symbolic.letters import column, entries, matrix, plus, products, real, reals, rows, times, vector
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import at, called, dot, numbered, opened, slope, stands, tanh, worked

PLACE = 11
a, b, c, d, x = reals("a b c d x")
f = sp.Function("f", real=True)


@topic()
def matvec_2x2_system() -> Iterator[Line]:
    """Two linear equations in two unknowns are one product of a matrix and a vector."""
    unknowns, M = vector("x", 2), rows([[2, 3], [4, 5]])
    x1, x2 = entries(unknowns)
    system = column([plus(2 * x1, 3 * x2), plus(4 * x1, 5 * x2)])
    yield Line(M * unknowns, system, "each equation is a row with x")
    yield Line(slope("y", opened(system), unknowns), M, "the matrix holds the numbers before x₁ and x₂")
    yield Line(sp.Determinant(M), -2, "2 × 5 − 3 × 4: not 0, so the equations can be solved")
    half = sp.Rational(1, 2)
    yield Line(sp.Inverse(M), rows([[-5 * half, 3 * half], [2, -1]]), "the matrix that undoes it")
    y1, y2 = entries(vector("y", 2))
    found = sp.linsolve((M, sp.Matrix([y1, y2])), [x1, x2])
    yield Line(called("x", column(next(iter(found)))),
               column([plus(times(-5 * half, y1), times(3 * half, y2)), plus(2 * y1, -y2)]),
               "solved for given y: the inverse times y")  # fmt: skip


@topic()
def matmul_row_column(n: int) -> Iterator[Line]:
    """An entry of A B is the dot product of a row of A and a column of B."""
    A, B = entries(matrix("A", 2, n)), entries(matrix("B", n, 2))
    product = worked(matmul, A, B)
    for i in range(2):
        for j in range(2):
            yield Line(called("(A B)", product[i, j], index=(i, j)), plus(*products(A.row(i), B.col(j))),
                       f"row {i + 1} of A with column {j + 1} of B")  # fmt: skip
    yield Line(called("shape of A B", sp.Tuple(*product.shape)), sp.Tuple(2, 2),
               f"2 × {n} times {n} × 2: the inner sizes agree, the outer ones stay")  # fmt: skip


@topic()
def qkv_maps(n: int) -> Iterator[Line]:
    """Query, key and value are three linear maps of the same embedding."""
    u, v = matrix("u", 1, n), matrix("v", 1, n)
    maps = {"query": "W_Q", "key": "W_K", "value": "W_V"}
    weights = {name: matrix(symbol, n, n) for name, symbol in maps.items()}
    for name, W in weights.items():
        yield Line((a * u + c * v) * W, a * u * W + c * v * W, f"the {name} of a mixture is the same mixture of theirs")
    side_by_side = sp.Matrix.hstack(*map(entries, weights.values()))
    every = opened(u) * side_by_side
    yield Line(called("shape of all three", sp.Tuple(*every.shape)), sp.Tuple(1, 3 * n),
               "the matrices side by side: one product, three pieces of its row")  # fmt: skip
    yield Line(called("number of maps", every.cols // sp.Integer(n)), 3, "each as wide as the embedding")


@topic()
def attention_dot_2d() -> Iterator[Line]:
    """The attention score of [a, b] and [c, d] before scaling is a c + b d."""
    left, right = column([a, b]), column([c, d])
    yield Line(dot(left, right), plus(a * c, b * d), "matching entries multiplied, then added")
    yield Line(dot(right, left), dot(left, right), "the same the other way round")
    yield Line(dot(left, left), plus(a**2, b**2), "with itself: the squared length")


@topic()
def attention_cosine() -> Iterator[Line]:
    """For vectors of length 1 the dot product is the cosine of the angle between them; otherwise lengths count too."""
    alpha, beta = reals("alpha beta")
    r, s = reals("r s", positive=True)
    u, v = (column([sp.cos(angle), sp.sin(angle)]) for angle in (alpha, beta))
    long_u, long_v = (column([times(size, one) for one in way]) for size, way in ((r, u), (s, v)))
    yield Line(dot(u, u), 1, "length 1, at the angle α")
    yield Line(dot(u, v), sp.cos(alpha - beta), "two of length 1: the cosine of the angle between them")
    yield Line(dot(long_u, long_v), times(r, s, sp.cos(alpha - beta)), "lengths r and s: the product grows with both")
    yield Line(at(dot(u, v), {beta: alpha + sp.pi / 2}), 0, "at a right angle: 0")
    short = column([sp.Rational(1, 10), 0])
    yield Line(dot(short, short), sp.Rational(1, 100), "the same direction but short: a low score all the same")
    yield Line(called("its cosine", dot(short, short) / short.norm() ** 2), 1, "divided by both lengths it is 1")


@topic()
def weighted_average() -> Iterator[Line]:
    """A weighted average is a dot product with weights that add up to 1."""
    parts = [sp.Rational(part) for part in ("0.5", "0.3", "0.2")]
    weights, values = column(parts), column([a, b, c])
    average = dot(weights, values)
    yield Line(average, plus(*products(parts, values)), "each value times its share")
    yield Line(plus(*parts), 1, "the shares add up to 1")
    yield Line(dot(weights, column([a, a, a])), a, "so values that agree give just that value")
    yield Line(average, plus(a, times(parts[1], plus(b, -a)), times(parts[2], plus(c, -a))),
               "from a, 0.3 of the way to b and 0.2 of the way to c: it stays among them")  # fmt: skip


def _scores(xs: sp.MatrixBase, ddof: int = 0) -> sp.MatrixBase:
    """The calculators' standard scores, with no ε."""
    return worked(lambda x: norm_steps(x, None, None, constant(0.0), ddof), xs)


@topic(condition="σ > 0: the numbers are not all equal; σ with n below, the population's")
def layernorm_z(n: int) -> Iterator[Line]:
    """Standard scores z = (x − μ) / σ have mean 0 and variance 1."""
    inputs = vector("x", n)
    xs = entries(inputs)
    share = sp.Rational(1, n)
    mu = stands("mu", worked(mean, xs))
    sigma = stands("sigma", sp.sqrt(sum((one - mu) ** 2 for one in xs) / n))
    z = numbered("z", _scores(xs))
    yield Line(times(share, plus(*z)), 0, "the mean of z: the distances from the mean μ cancel")
    yield Line(times(share, plus(*(one**2 for one in z))), 1, "the variance of z: σ² over σ²")
    sample = _scores(xs, ddof=1)
    yield Line(called("variance of z", sum(one**2 for one in sample) / n), sp.Rational(n - 1, n),
               f"not 1 with the sample's σ, which divides by n − 1 = {n - 1}")  # fmt: skip
    alike = {inputs: column([c] * n)}
    yield Line(at(plus(xs[0], -mu), alike), 0, "the condition: where all numbers are equal, the distance is 0")
    yield Line(at(sigma, alike), 0, "and so is σ: z would be 0 / 0")
    epsilon = real("epsilon", positive=True)
    yield Line(at(plus(xs[0], -mu) / sp.sqrt(sigma**2 + epsilon), alike), 0, "an ε under the root makes it 0")


@topic()
def residual_formula() -> Iterator[Line]:
    """What a residual connection adds to the layer's output is the input itself."""
    out = plus(f(x), x)
    yield Line(plus(f(x), x, times(-1, f(x))), x, "output f(x) + x, without the layer's part")
    yield Line(at(out, {f(x): 0}), x, "a layer that gives 0 passes its input on")
    yield Line(at(out, {f(x): plus(c, -x)}), c, "to reach c the layer only has to give the difference c − x")


@topic()
def residual_gradient() -> Iterator[Line]:
    """Past a residual connection the slope is the layer's own plus 1."""
    out = plus(f(x), x)
    own = sp.Derivative(f(x), x)
    yield Line(sp.Derivative(out, x), plus(own, 1), "the slope of a sum")
    yield Line(plus(sp.Derivative(out, x), times(-1, own)), 1, "the shortcut's part, whatever the layer does")
    flat = tanh(x)
    yield Line(sp.Limit(sp.Derivative(flat, x), x, sp.oo), 0, "a saturated layer lets no gradient through")
    yield Line(sp.Limit(sp.Derivative(plus(flat, x), x), x, sp.oo), 1, "with the shortcut it arrives whole")
