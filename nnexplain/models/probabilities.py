"""What probabilities say, in plain words."""

from __future__ import annotations

import numpy as np

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import say
from nnexplain.engine.remark import Rough
from nnexplain.errors import listed
from nnexplain.notation.decimals import show


def percent(share: float) -> Rough:
    """A share as a percentage of two or three figures.

    >>> print(percent(0.5638), percent(0.00012), percent(0.9999), percent(1.0), sep=", ")
    56 %, 0.012 %, over 99.9 %, 100 %
    """
    value = 100 * share
    figures = f"{value:.3g}" if value > 99 else f"{value:.2g}"
    if 99.95 <= value < 100:
        figures = "over 99.9"
    elif value != 0 and not value >= 0.01:
        figures = show(value, None, 1)
    return Rough(share, figures, " %")


def read_probabilities(p: Node) -> None:
    """Say which class gets the most, and how much."""
    rows = p.value.reshape(-1, p.shape[-1])
    if len(rows) > 1:
        winners = [int(np.argmax(row)) for row in rows]
        if len(set(winners)) == 1:
            say(f"In every row class {winners[0]} gets the most.")
        else:
            say(f"Row by row, the largest shares go to the classes {listed(map(str, winners), 8)}.")
        return
    best = np.flatnonzero(rows[0] == rows[0].max())
    share = percent(float(rows[0].max()))
    if len(best) > 1:
        say(f"Classes {', '.join(map(str, best[:8]))} tie with {{share}} each.", share=share)
    else:
        say(f"Class {best[0]} gets {{share}}.", share=share)
