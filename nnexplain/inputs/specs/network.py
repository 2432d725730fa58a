"""What the spec of a network or of its training may hold."""

from __future__ import annotations

from typing import Annotated

import msgspec

from nnexplain.inputs.specs.structure import Numbers, Part, Word


class Layer(Part):
    """W is (outputs, inputs); without b it starts from zeros."""

    W: Numbers
    b: Numbers = None
    activation: str | None = None


class Data(Part):
    """Examples, one a row, and what the network should give for each."""

    x: Numbers
    target: Numbers = None


class Network(Part):
    """A stack of layers, the loss, the data, and how to train on it."""

    layers: Annotated[list[Layer], msgspec.Meta(min_length=1)]
    loss: str | None = None
    softmax: bool = False
    data: Data | None = None
    lr: Numbers = None
    freeze: list[str] | str | None = None
    epochs: Word = None
    batch_size: Word = None
    shuffle: bool | None = None
    seed: Word = None
