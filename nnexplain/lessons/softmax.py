"""Logits to probabilities: p = softmax(z)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from nnexplain.worked.lesson import NumberOr, Numeric, Value, lesson, scalar, usual

if TYPE_CHECKING:
    from nnexplain.arrays import Array


def _jacobian(p: Value, z: Value, temperature: Value, base: Value | str) -> Value:
    """∂pᵢ/∂zⱼ = pᵢ (δᵢⱼ − pⱼ), over T; times the logarithm of a base other than e."""
    from nnexplain.engine.arithmetic import log
    from nnexplain.engine.naming import named
    from nnexplain.ops.softmax import share_jacobian

    slopes = share_jacobian(p)
    slopes = slopes if isinstance(base, str) else slopes * log(base)
    slopes = slopes if float(temperature.value) == 1 else slopes / temperature
    return named("jacobian", slopes, "the Jacobian Jᵢⱼ = ∂pᵢ/∂zⱼ", symbol="J", public=False, view="each row")


@lesson(jacobian=_jacobian, example="--z 1,2,0.5,0.3", gives="[0.2074, 0.5638, 0.1258, 0.103]")
def softmax(
    z: Annotated[Value, Numeric("the logits; a matrix is taken row by row", forms=("classes", "rows classes"))],
    temperature: Annotated[
        Value, scalar("divides the logits: above 1 flattens, below 1 sharpens", constant=True, symbol="T")
    ] = usual(1),
    base: Annotated[
        Value | str,
        NumberOr("the base of the powers: e, or a number", names=("e",), metavar="e|NUMBER", symbol="c"),
    ] = "e",
) -> Value:
    """Softmax · logits to probabilities: pᵢ = e^(zᵢ) / Σ e^(zⱼ)

    Shifts by the largest logit, raises e to each, and divides by the sum.
    """
    from nnexplain.engine.naming import named
    from nnexplain.engine.trace import convention
    from nnexplain.errors import InputError
    from nnexplain.models.probabilities import read_probabilities
    from nnexplain.ops.softmax import softmax_steps

    if float(temperature.value) <= 0:
        raise InputError(f"--temperature is {float(temperature.value):g}; give a number above 0")
    warm = float(temperature.value) == 1
    scaled = z if warm else z / temperature
    if not isinstance(base, str):
        if float(base.value) <= 0:
            raise InputError(f"--base is {float(base.value):g}; give e or a number above 0")
        convention(f"the base of the powers is {float(base.value):g} instead of e")

    def shift() -> Array:
        ahead: Array = z.value - z.value.max(axis=-1, keepdims=True)
        return ahead / temperature.value

    shares = softmax_steps(scaled, None if isinstance(base, str) else base, shift=shift)
    p = named("p", shares, "probabilities", view="shares")
    read_probabilities(p)
    return p
