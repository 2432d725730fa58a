"""What a transformer's spec file may hold. Values by place: ``blocks[0].attention.WQ`` is ``block1.WQ`` elsewhere."""

from __future__ import annotations

from nnexplain.inputs.specs.structure import Numbers, Part, Word


class Attention(Part):
    """The maps to queries, keys and values, (width, heads × d_k), and the map back."""

    WQ: Numbers
    WK: Numbers
    WV: Numbers
    WO: Numbers = None
    heads: Word = 1
    causal: bool = False
    scale: Word = "sqrt"
    gamma: Numbers = None
    beta: Numbers = None


class FeedForward(Part):
    """Two layers, for each token by itself."""

    W1: Numbers
    W2: Numbers
    b1: Numbers = None
    b2: Numbers = None
    activation: Word = "relu"
    gamma: Numbers = None
    beta: Numbers = None


class Scales(Part):
    """What a normalisation may be given."""

    gamma: Numbers = None
    beta: Numbers = None
    eps: Numbers = None


class Norm(Part):
    """Where a block normalises, with what: ``{pre: {eps: 0}}``."""

    pre: Scales | None = None
    post: Scales | None = None


class Block(Part):
    """Attention and a feed-forward network, with what stands around both."""

    attention: Attention
    ffn: FeedForward | None = None
    residual: bool = True
    norm: Norm | str | None = "none"
    gamma: Numbers = None
    beta: Numbers = None
    eps: Numbers = None


class Waves(Part):
    """The base of sinusoidal positions."""

    base: Numbers = 10_000


class Positions(Part):
    """``{sinusoidal: {base: 100}}``."""

    sinusoidal: Waves | None = None


class Output(Part):
    """From a token's vector to a logit for each word: W is (width, vocabulary)."""

    W: Numbers
    b: Numbers = None


class Transformer(Part):
    """The whole file."""

    vocabulary: list[int | float | str]
    embeddings: Numbers
    blocks: list[Block]
    output: Output
    positions: Positions | str | list[Numbers] | None = "none"
    predict: Word = "last"
    tokens: list[int | float | str] | str | None = None
    text: str | None = None
    target: Numbers = None
    lr: Numbers = None
    trainable: list[str] | str | None = "all"
