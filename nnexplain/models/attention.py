"""The parts of attention, named as the transformer lesson names them too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnexplain.arrays import Array, most_of
from nnexplain.engine.graph import Node, constant
from nnexplain.engine.naming import named
from nnexplain.engine.remark import Remark, Told
from nnexplain.engine.trace import add_remark, convention
from nnexplain.errors import InputError
from nnexplain.models.probabilities import percent
from nnexplain.ops.elementary import sqrt
from nnexplain.ops.matrix import matmul, transpose
from nnexplain.ops.select import mask as hide
from nnexplain.ops.shape import join_heads, split_heads
from nnexplain.ops.softmax import softmax

MOST_TOLD = 4  # queries
Scale = Node | str  # a number of the reader's, sqrt or none


def projections(**parts: Node | None) -> tuple[Node, Node, Node]:
    """Q, K and V as given, or made from X by WQ, WK and WV; a clear message where the inputs do not make a whole."""
    given = {name: node for name, node in parts.items() if node is not None}
    direct, mapped = ("Q", "K", "V"), ("X", "WQ", "WK", "WV")
    has_direct, has_mapped = ([name for name in names if name in given] for names in (direct, mapped))
    if has_direct and has_mapped:
        raise InputError(
            f"--{has_direct[0]} and --{has_mapped[0]} do not go together; give Q, K and V, or X with WQ, WK and WV"
        )
    missing = [f"--{name}" for name in (mapped if has_mapped else direct) if name not in given]
    if missing:
        whole = "--Q, --K and --V, or --X with --WQ, --WK and --WV"
        raise InputError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; attention takes {whole}"
        )
    if has_direct:
        return named("Q", given["Q"]), named("K", given["K"]), named("V", given["V"])
    return project(*(given[name] for name in mapped))


def project(X: Node, WQ: Node, WK: Node, WV: Node) -> tuple[Node, Node, Node]:
    """Queries, keys and values made from the tokens."""
    return (
        named("Q", matmul(X, WQ), "queries: what each token looks for"),
        named("K", matmul(X, WK), "keys: what each token offers"),
        named("V", matmul(X, WV), "values: what each token passes on"),
    )


def check_heads(heads: int, Q: Node, V: Node) -> None:
    """Heads cut the columns of Q, K and V evenly."""
    for name, width in (("Q and K have", Q.shape[1]), ("V has", V.shape[1])):
        if width % heads:
            raise InputError(f"--heads is {heads}, but {name} {width} columns, which {heads} heads cannot share evenly")


def allowed(mask: Node | None, causal: bool, queries: int, keys: int) -> Node | None:
    """1 where a query may attend to a key, 0 where it may not; None where everything may be seen."""
    if mask is None and not causal:
        return None
    seen = np.ones((queries, keys)) if mask is None else mask.value
    if mask is not None and not np.isin(seen, (0, 1)).all():
        wrong = seen[~np.isin(seen, (0, 1))].flat[0]
        raise InputError(f"--mask has {wrong:g}; give 1 where a query may attend and 0 where it may not")
    if causal:
        seen = seen * (np.arange(keys) <= np.arange(queries)[:, None])
    hidden = np.flatnonzero(seen.sum(axis=1) == 0)
    if len(hidden):
        also = " (together with --causal)" if causal else ""
        raise InputError(f"--mask row {hidden[0] + 1} hides every key{also}; each query must see at least one")
    meaning = "M is 1 where a query may see a key, and 0 elsewhere."
    return constant(seen, "M").but(name="allowed", meaning=meaning)


def attend(
    Q: Node, K: Node, V: Node, heads: int, keep: Node | None, scale: Scale = "sqrt", names: Sequence[str] | None = None
) -> Node:
    """Scores, scaled, masked, weights and context, as named steps; ``names`` are what the tokens are called."""
    width = Q.shape[1] // heads
    if heads > 1:
        Q, K, V = (split_heads(part, heads=heads) for part in (Q, K, V))
        convention(f"{heads} heads: the columns of Q, K and V are cut into {heads} parts, each worked separately")
    scores = named("scores", matmul(Q, transpose(K)), "scores: every query with every key")
    scaled = _scaled(scores, width, scale)
    shown, title = scaled, "hide what may not be seen: −∞"
    if keep is not None:
        shown = named("masked", hide(scaled, keep), title, view="masked")  # its −∞ is no accident, and warns of nothing
    weights = named("weights", softmax(shown), "weights: a softmax over each row", view="heat")
    _read(weights, names)
    mixed = matmul(weights, V)
    return named("context", mixed if heads == 1 else join_heads(mixed), "context: the values, mixed by the weights")


def _scaled(scores: Node, width: int, scale: Scale) -> Node:
    """The scores over √d_k, as they are, or times a number of the reader's."""
    if isinstance(scale, Node):
        convention(f"scores are multiplied by {float(scale.value):g} (usual is ÷ √d_k)")
        return named("scaled", scores * scale, f"multiply by {float(scale.value):g}")
    if scale == "sqrt":
        convention("scores are divided by √d_k, d_k being the width of one head")
        return named("scaled", scores / sqrt(constant(width, "d_k")), f"divide by √d_k, d_k = {width}")
    convention("scores are not scaled (usual is ÷ √d_k)")
    return named("scaled", scores, "no scaling")


def _read(weights: Node, names: Sequence[str] | None) -> None:
    """Say where each query looks; of tokens with names it is noted at the step itself."""
    table = weights.value if weights.ndim == 2 else weights.value[0]
    where = "" if weights.ndim == 2 else " (head 1)"
    shown = table[: most_of(len(table), MOST_TOLD)]
    said = [_look(row, shares, where, names) for row, shares in enumerate(shown) if not _is_tied(shares)]
    tied = [row for row, shares in enumerate(shown) if _is_tied(shares)]
    if tied:
        said.append(_looks_at_several(tied, where, names))
    if len(table) > len(shown):
        said.append(Remark("… and {rest} more queries.", {"rest": len(table) - len(shown)}))
    for remark in said:
        if names is None:
            add_remark(remark)
        else:
            weights.notes.append(str(remark))


def _is_tied(shares: Array) -> bool:
    return bool((shares == shares.max()).sum() > 1)


def _look(row: int, shares: Array, where: str, names: Sequence[str] | None) -> Remark:
    best = int(np.argmax(shares))
    query, key = (f"Query {row + 1}", f"key {best + 1}") if names is None else (names[row], names[best])
    values: dict[str, Told] = {"query": query, "key": key, "share": percent(float(shares[best])), "where": where}
    return Remark("{query} looks most at {key}: {share}{where}.", values)


def _looks_at_several(rows: Sequence[int], where: str, names: Sequence[str] | None) -> Remark:
    called = [str(row + 1) if names is None else names[row] for row in rows]
    together = called[0] if len(called) == 1 else f"{', '.join(called[:-1])} and {called[-1]}"
    who = together if names is not None else f"{'Query' if len(called) == 1 else 'Queries'} {together}"
    looks = "looks" if len(called) == 1 else "look"
    return Remark(f"{{who}} {looks} at several keys equally{{where}}.", {"who": who, "where": where})
