"""Scaled dot-product attention: softmax(Q Kᵀ / √d_k) V."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import Flag, NumberOr, Numeric, Value, Whole, lesson, matrix


@lesson(example='--Q "1,0;0,1" --K "1,0;0,1" --V "1,2;3,4" --causal', gives="[[1.0, 2.0], [2.3395, 3.3395]]")
def attention(
    Q: Annotated[Value | None, matrix("the queries, a row for each token", "queries keywidth")] = None,
    K: Annotated[Value | None, matrix("the keys, a row for each token", "keys keywidth")] = None,
    V: Annotated[Value | None, matrix("the values, a row for each token", "keys valuewidth")] = None,
    X: Annotated[Value | None, matrix("the tokens, a row each (instead of Q, K and V)", "keys width")] = None,
    WQ: Annotated[Value | None, matrix("makes queries: Q = X WQ", "width keywidth", symbol="W_Q")] = None,
    WK: Annotated[Value | None, matrix("makes keys: K = X WK", "width keywidth", symbol="W_K")] = None,
    WV: Annotated[Value | None, matrix("makes values: V = X WV", "width valuewidth", symbol="W_V")] = None,
    WO: Annotated[Value | None, matrix("maps the context to the output", "valuewidth outputs", symbol="W_O")] = None,
    heads: Annotated[int, Whole("how many heads share the columns")] = 1,
    causal: Annotated[bool, Flag("each query sees only the keys up to its own place")] = False,
    mask: Annotated[
        Value | None, Numeric("1 where a query may attend, 0 where it may not", forms=("queries keys",), constant=True)
    ] = None,
    scale: Annotated[
        Value | str,
        NumberOr(
            "sqrt: divide the scores by √d_k; none: leave them; NUMBER: multiply by it",
            names=("sqrt", "none"),
            metavar="sqrt|none|NUMBER",
            symbol="s",
        ),
    ] = "sqrt",
) -> Value:
    """Attention · softmax(Q Kᵀ / √d_k) V

    From queries, keys and values, or from tokens X and the maps WQ, WK, WV. Row-vector form: Q = X WQ.
    """
    from nnexplain.engine.naming import named
    from nnexplain.engine.trace import convention
    from nnexplain.models import attention as parts
    from nnexplain.ops.matrix import matmul

    convention("row-vector form, one token a row: Q = X W_Q")
    Q, K, V = parts.projections(Q=Q, K=K, V=V, X=X, WQ=WQ, WK=WK, WV=WV)
    parts.check_heads(heads, Q, V)
    keep = parts.allowed(mask, causal, Q.shape[0], K.shape[0])
    context = parts.attend(Q, K, V, heads, keep, scale)
    return context if WO is None else named("output", matmul(context, WO), "map to the output")
