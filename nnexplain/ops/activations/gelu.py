"""GELU, a ReLU without its corner."""

from __future__ import annotations

from nnexplain.engine.arithmetic import EACH, add, call, multiply, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.ops import kernels as special
from nnexplain.ops.activation import Activation
from nnexplain.ops.elementary import normal_cdf, normal_pdf


@op(EACH, notation=call("GELU"))
def gelu(m: Carrier[T], x: T) -> T:
    """GELU weighs x by the share of a standard normal below it: x · Φ(x)."""
    return x * ((1 + m.erf(x / m.sqrt(2))) / 2)


gelu.kernel(special.gelu)
gelu.gradient(lambda g, node, x: [product(g, add(normal_cdf(x), multiply(x, normal_pdf(x))))])


ACTIVATION = Activation(gelu, label="GELU")
