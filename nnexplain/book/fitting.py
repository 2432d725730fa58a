"""``examples fit``: reads what a trace prints, finds the layers, proves them by running, and shows them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import TypedDict

import numpy as np
import yaml
from numpy.typing import NDArray

from nnexplain.book.check import check
from nnexplain.book.entry import entries
from nnexplain.book.fit import FittedLayer, Numbers, Vector, Wanted, exact, fit_layers, layer_of
from nnexplain.book.inverse import straight
from nnexplain.book.placed import entries_of
from nnexplain.book.printed import Printed, as_printed
from nnexplain.book.report import SCHEMA
from nnexplain.errors import InputError, InternalCheckError, plural, quote
from nnexplain.inputs.choices import choose, whole
from nnexplain.inputs.paths import indexed
from nnexplain.notation.decimals import full
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import Block, Gap, Heading, Line, Listing, Matrix, Paragraph, Record
from nnexplain.worked.declared import Declared
from nnexplain.worked.lesson import ACTIVATION_NAMES

ID = "fitted-trace"
_ROUNDING = 2.0**-45  # what sums of a few products lose in float64, and some to spare
_RANGE = 100  # powers of ten; decimals beyond them are no one's trace
_EQUAL = "print fewer digits, or numbers of more equal size"

Work = tuple[str, dict[str, object], dict[str, Numbers]]  # a command, its inputs, what comes out


class Filed(TypedDict):
    """An entry as a file has it."""

    id: str
    section: str
    note: str
    command: str
    inputs: dict[str, object]
    printed: dict[str, list[str]]


class Fitted(Declared):
    """The layers, the entry that they make, and whether every output is exact; as a page: what comes out of them."""

    layers: list[FittedLayer]
    entry: Filed
    exact: bool

    def blocks(self) -> Iterator[Block]:
        yield Heading("Weights behind the trace")
        for name, values in self._arrays():
            yield Matrix(name, values.astype(float), values.__getitem__, most=None)
        sign, figures = "=" if self.exact else "≈", Unicode().figures
        printed = self.entry["printed"].items()
        yield Listing(tuple(Line((figures(f"{name} {sign} [{', '.join(texts)}]"),), 0) for name, texts in printed))
        yield Gap()
        how = "exactly" if self.exact else "to the digits printed (exactly it cannot: the activation is curved)"
        words = f"With these, every number comes out {how}. --format yaml gives the entry for a file of examples."
        yield Paragraph(words, listed=True)

    def records(self, precision: int) -> Iterator[Record]:
        """Name and value, one a line, every digit of it."""
        for name, values in self._arrays():
            for indices, value in np.ndenumerate(values):
                yield indexed(name, indices), full(float(value), value)

    def document(self, precision: int = 4) -> dict[str, object]:
        layers = list(map(_parameters, self.layers))
        return {"schema": SCHEMA, "fit": {"layers": layers, "exact": self.exact, "entry": self.entry}}

    def _arrays(self) -> Iterator[tuple[str, NDArray[np.object_]]]:
        """Each layer's W and b as arrays of fractions; those of several layers have numbers."""
        for place, layer in enumerate(self.layers, 1):
            number = str(place) if len(self.layers) > 1 else ""
            yield f"W{number}", np.array(layer.W, dtype=object)
            if layer.b is not None:
                yield f"b{number}", np.array(layer.b, dtype=object)


def fit(
    inputs: object = None,
    outputs: object = None,
    activation: object = None,
    upstream: object = None,
    gradient: object = None,
    decimals: object = 1,
    seed: object = 0,
) -> Fitted:
    """Weights and biases with which a trace comes out; ``outputs``, ``activation`` and ``gradient`` may be lists of
    such, one for each layer."""
    wanted = Wanted(
        outputs=[numbers(part, "--outputs") for part in _each(outputs)],
        gradients=[numbers(part, "--gradient") for part in _each(gradient)],
        inputs=numbers(inputs, "--inputs"),
        upstream=numbers(upstream, "--upstream"),
        activations=[],
    )
    _check_together(wanted)
    wanted = wanted._replace(activations=_activations(activation, len(wanted.outputs)))
    layers = fit_layers(wanted, whole(decimals, 0, "--decimals", 4), whole(seed, 0, "--seed"))
    _check_parameters(layers)
    fitted = Fitted(layers, _entry(layers, wanted), {*wanted.activations} <= {*straight()})
    _prove(fitted, wanted)
    return fitted


def numbers(value: object, option: str) -> Numbers:
    """Printed numbers: ``"0.3, 0.70"``, a JSON list, or a list of numbers or text."""
    parts = value.strip().strip("[]").split(",") if isinstance(value, str) else value
    return [_decimal(part, option) for part in _listed(parts)]


def _decimal(part: object, option: str) -> Printed:
    """A number that float64 holds, also beside other numbers: else no weights would make it come out."""
    number = as_printed(str(part))
    if number is None:
        raise InputError(f"{option} has {quote(part)}; write decimal numbers with commas between, as in 0.3,0.7")
    if number.value and abs(number.value.adjusted()) > _RANGE:
        raise InputError(f"{option} has {quote(part)}; a trace has numbers between 1e-{_RANGE} and 1e{_RANGE}")
    if Decimal(repr(float(number.value))) != number.value:
        raise InputError(f"{option} has {quote(part)}, which has more digits than float64 holds (15 are always safe)")
    return number


def _each(value: object) -> list[object]:
    """One for each layer: the texts or lists in a list; text, or a list of numbers, is one layer's."""
    layers = isinstance(value, (list, tuple)) and all(isinstance(part, (list, tuple, str)) for part in value)
    return _listed(value) if layers or value is None else [value]


def _listed(value: object) -> list[object]:
    """What is in a list; a word or a number by itself; nothing where there is nothing."""
    if value is None:
        return []
    return [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)


def _check_together(wanted: Wanted) -> None:
    """The options that belong together are there."""
    first, every, incoming, backs = wanted.inputs, wanted.outputs, wanted.upstream, wanted.gradients
    if first and not every:
        raise InputError("--inputs needs --outputs: what the layer should give")
    if not (every or backs or incoming):
        raise InputError("fit needs --inputs and --outputs, as in --inputs 0.5,0.3 --outputs 0.3,0.7; "
                         "or --upstream and --gradient, for a backward pass")  # fmt: skip
    if every and not first:
        raise InputError("--outputs needs --inputs: what the first layer is given")
    if bool(incoming) != bool(backs):
        given, missing = ("--upstream", "--gradient") if incoming else ("--gradient", "--upstream")
        raise InputError(f"{given} needs {missing}: a layer turns the gradient at its output into that at its input")
    if len(backs) > max(len(every), 1):
        raise InputError(f"--gradient is given {len(backs)} times, but there {_are(max(len(every), 1))}")


def _are(layers: int) -> str:
    return f"{'is' if layers == 1 else 'are'} {plural(layers, 'layer')}"


def _activations(given: object, layers: int) -> list[str]:
    names = [choose(name, ACTIVATION_NAMES, "--activation") for name in _listed(given)] or ["identity"]
    if not layers and names != ["identity"]:
        raise InputError("--activation goes with --outputs; a gradient alone passes through the weights only")
    if len(names) not in (1, layers) and layers:
        raise InputError(f"--activation is given {len(names)} times, but there {_are(layers)}; give one, or one each")
    return names * layers if len(names) == 1 else names


def _check_parameters(layers: Sequence[FittedLayer]) -> None:
    """Weights and biases are given as numbers: each must be a float64's shortest decimal, or the trace would not do."""
    for place, layer in enumerate(layers):
        for name, values in (("weight", chain(*layer.W)), ("bias", layer.b or [])):
            for value in values:
                if Fraction(repr(float(value))) != value:
                    which, shown = f"{layer_of(place, len(layers))}the {name}", quote(full(float(value), value))
                    raise InputError(f"{which} that would do, {shown}, has more digits than float64 holds; {_EQUAL}")


def _short(values: Vector) -> list[float]:
    """Fractions as the numbers that a file has: whole ones, and shortest decimals."""
    return [int(value) if value.denominator == 1 else float(value) for value in values]


def _parameters(layer: FittedLayer) -> dict[str, object]:
    b = None if layer.b is None else _short(layer.b)
    return {"W": list(map(_short, layer.W)), "b": b, "activation": layer.activation}


def _entry(layers: Sequence[FittedLayer], wanted: Wanted) -> Filed:
    """What to put into the file: the layers, and the trace that comes out of them."""
    command, inputs, printed = _forward(layers, wanted) if wanted.outputs else _backward(layers[0], wanted)
    return {
        "id": ID,
        "section": "Fitted",
        "note": "The weights are ours: the text prints none.",
        "command": command,
        "inputs": inputs,
        "printed": {name: list(map(str, values)) for name, values in printed.items()},
    }


def _backward(layer: FittedLayer, wanted: Wanted) -> Work:
    sets = {"W": _parameters(layer)["W"], "g": _short(exact(wanted.upstream))}
    return "calc", {"expr": "d = W' @ g", "set": sets}, {"d": wanted.gradients[0]}


def _forward(layers: Sequence[FittedLayer], wanted: Wanted) -> Work:
    each, single = list(map(_parameters, layers)), len(layers) == 1
    stacks = each[0] if single else {name: [layer[name] for layer in each] for name in each[0]}
    inputs = {"W": stacks["W"], "x": _short(exact(wanted.inputs))} | stacks
    printed = {"y" if single else f"a{place}": values for place, values in enumerate(wanted.outputs, 1)}
    if wanted.gradients:
        inputs |= {"backward": True, "upstream": _short(exact(wanted.upstream))}
        for place, back in enumerate(wanted.gradients, len(layers) - len(wanted.gradients)):
            printed[f"gradients.a{place}" if place else "gradients.x"] = back
    return "layer" if single else "network", inputs, printed


def _prove(fitted: Fitted, wanted: Wanted) -> None:
    """Run the entry as ``examples check`` will: what is printed must come out, exactly where that is promised."""
    for row in check(entries(entries_of(json.dumps({"entries": [fitted.entry]}), ID), ID), ID):
        printed, computed = as_printed(row.figure.printed), row.computed
        assert printed is not None
        if not row.as_recorded or (fitted.exact and computed != printed.value):
            given = f"{computed} for {row.figure.name}, not {row.figure.printed}"
            lost = abs(computed - printed.value) if isinstance(computed, Decimal) else math.inf
            if float(lost) <= _ROUNDING * _largest(fitted.layers, wanted):
                raise InputError(f"the weights that would do cancel so far that float64 gives {given}; {_EQUAL}")
            raise InternalCheckError(f"the fitted weights give {given}")


def _largest(layers: Sequence[FittedLayer], wanted: Wanted) -> float:
    """No sum of products and bias is larger on the way."""
    vectors = [wanted.inputs, *wanted.outputs, wanted.upstream, *wanted.gradients]
    number = max(abs(number.exact) for vector in vectors for number in vector)
    weights = max(sum(map(abs, row)) for layer in layers for row in (*layer.W, *zip(*layer.W, strict=True)))
    bias = max((abs(b) for layer in layers for b in layer.b or []), default=0)
    return float(weights * number + bias)


def as_yaml(fitted: Fitted) -> str:
    """The entry, ready to stand in a file under ``entries:``."""
    text: str = yaml.safe_dump([fitted.entry], sort_keys=False, default_flow_style=None, allow_unicode=True, width=120)
    return text
