"""Layer normalisation: z = (x − mean) / std, then y = γ z + β."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import Numeric, Value, Whole, lesson, scalar, usual


@lesson(example="--x 1,2,4", gives="[-1.069, -0.2673, 1.3363]")
def norm(
    x: Annotated[Value, Numeric("the numbers; a matrix is normalised row by row", forms=("n", "rows n"))],
    gamma: Annotated[
        Value | None, Numeric("the scale, one for each entry (default: ones)", forms=("n", ""), fill=1.0)
    ] = None,
    beta: Annotated[
        Value | None, Numeric("the shift, one for each entry (default: zeros)", forms=("n", ""), fill=0.0)
    ] = None,
    eps: Annotated[
        Value,
        scalar(
            "added to the variance, against a division by 0; 0 for plain z-scores",
            constant=True,
            symbol="epsilon",
        ),
    ] = usual(1e-5),
    ddof: Annotated[int, Whole("0: variance over n; 1: over n − 1", least=0, most=1)] = 0,
) -> Value:
    """Layer normalisation · z-scores, scaled and shifted: y = γ (x − μ) / σ + β

    Mean and variance are taken over each row; σ = √(variance + ε).
    """
    from nnexplain.engine.naming import named
    from nnexplain.engine.trace import convention
    from nnexplain.errors import InputError
    from nnexplain.models.normalisation import check_spread, read_scores
    from nnexplain.ops.norm import norm_steps

    if float(eps.value) < 0:
        raise InputError(f"--eps is {float(eps.value):g}; give 0 or a small positive number such as 1e-5")
    check_spread(x.value, float(eps.value), ddof)
    over = "n (the population's)" if ddof == 0 else "n − 1 (a sample's)"
    convention(f"the variance divides by {over}")
    y = named("y", norm_steps(x, gamma, beta, eps, ddof), "scale and shift")
    read_scores(x.value, float(eps.value), ddof)
    return y
