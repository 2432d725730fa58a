"""``examples fit``: reads what a trace prints, finds the layers, proves them by running, and shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from nnexplain.book.check import check
from nnexplain.book.entry import Entry, entries
from nnexplain.book.fit import Layer, Vector, trace
from nnexplain.book.inverse import straight
from nnexplain.book.placed import entries_of
from nnexplain.book.printed import Printed, read
from nnexplain.book.report import SCHEMA
from nnexplain.errors import InputError, InternalCheckError, plural, quote
from nnexplain.inputs.choices import choose, whole
from nnexplain.notation.decimals import full
from nnexplain.pages.blocks import Block, Gap, Heading, Line, Listing, Matrix, Paragraph, Record
from nnexplain.worked.lesson import ACTIVATION_NAMES

ID = "fitted-trace"
_ROUNDING = 2.0**-45  # what sums of a few products lose in float64, and some to spare
_RANGE = 100  # powers of ten; decimals beyond them are no one's trace


class Fitted(NamedTuple):
    """The layers, the entry that they make, and whether every output is exact."""

    layers: list[Layer]
    entry: dict[str, Any]
    exact: bool


def fit(
    inputs: Any = None,
    outputs: Any = None,
    activation: Any = None,
    upstream: Any = None,
    gradient: Any = None,
    decimals: Any = 1,
    seed: Any = 0,
) -> Fitted:
    """Weights and biases with which a trace comes out; ``outputs``, ``activation`` and ``gradient`` may be lists of
    such, one for each layer."""
    every = [numbers(text, "--outputs") for text in _each(outputs)]
    backs = [numbers(text, "--gradient") for text in _each(gradient)]
    first = None if inputs is None else numbers(inputs, "--inputs")
    incoming = None if upstream is None else numbers(upstream, "--upstream")
    _whole_trace(first, every, incoming, backs)
    names = _activations(activation, len(every))
    layers = trace(
        _exact(first) if first else None, every, names, _exact(incoming) if incoming else None,
        [_exact(back) for back in backs],
        whole(decimals, 0, "--decimals", 4), whole(seed, 0, "--seed"),
    )  # fmt: skip
    _check_parameters(layers)
    entry = _entry(layers, first, every, incoming, backs)
    found = Fitted(layers, entry, set(names) <= set(straight()))
    _prove(found, [vector for vector in (first, incoming, *every, *backs) if vector])
    return found


def numbers(value: Any, option: str) -> list[Printed]:
    """Printed numbers: ``"0.3, 0.70"``, a JSON list, or a list of numbers or text."""
    parts = value.strip().strip("[]").split(",") if isinstance(value, str) else value
    if isinstance(parts, (int, float)):
        parts = [parts]
    found = []
    for part in parts:
        number = read(str(part).strip())
        if number is None:
            raise InputError(f"{option} has {quote(part)}; write decimal numbers with commas between, as in 0.3,0.7")
        _check_held(number, part, option)
        found.append(number)
    return found


def _check_held(number: Printed, text: Any, option: str) -> None:
    """Refuse what float64 cannot hold, or would lose beside other numbers: no weights make that come out."""
    if number.value and abs(number.value.adjusted()) > _RANGE:
        raise InputError(f"{option} has {quote(text)}; a trace has numbers between 1e-{_RANGE} and 1e{_RANGE}")
    if Decimal(repr(float(number.value))) != number.value:
        raise InputError(f"{option} has {quote(text)}, which has more digits than float64 holds (15 are always safe)")


def _check_parameters(layers: Sequence[Layer]) -> None:
    """Weights and biases are given as numbers: each must be a float64's shortest decimal, or the trace would not do."""
    for place, layer in enumerate(layers):
        for name, values in (("weight", [weight for row in layer.W for weight in row]), ("bias", layer.b or [])):
            lost = next((value for value in values if Fraction(repr(float(value))) != value), None)
            if lost is not None:
                where = f"layer {place + 1}: " if len(layers) > 1 else ""
                raise InputError(
                    f"{where}the {name} that would do, {quote(full(float(lost), lost))}, has more digits "
                    "than float64 holds; "
                    "print fewer digits, or numbers of more equal size"
                )


def _each(value: Any) -> list[Any]:
    """One for each layer: the texts or lists in a list; text, or a list of numbers, is one layer's."""
    if value is None:
        return []
    layers = isinstance(value, (list, tuple)) and all(isinstance(part, (list, tuple, str)) for part in value)
    return list(value) if layers else [value]


def _whole_trace(first: Any, every: Sequence[Any], incoming: Any, backs: Sequence[Any]) -> None:
    """The options that belong together are there."""
    if first is not None and not every:
        raise InputError("--inputs needs --outputs: what the layer should give")
    if not every and not backs and incoming is None:
        raise InputError("fit needs --inputs and --outputs, as in --inputs 0.5,0.3 --outputs 0.3,0.7; "
                         "or --upstream and --gradient, for a backward pass")  # fmt: skip
    if every and first is None:
        raise InputError("--outputs needs --inputs: what the first layer is given")
    if (incoming is None) != (not backs):
        given, missing = ("--upstream", "--gradient") if incoming else ("--gradient", "--upstream")
        raise InputError(f"{given} needs {missing}: a layer turns the gradient at its output into that at its input")
    if len(backs) > max(len(every), 1):
        raise InputError(f"--gradient is given {len(backs)} times, but there {_are(max(len(every), 1))}")


def _are(layers: int) -> str:
    return f"{'is' if layers == 1 else 'are'} {plural(layers, 'layer')}"


def _activations(given: Any, layers: int) -> list[str]:
    names = [given] if isinstance(given, str) else list(given or ["identity"])
    names = [choose(name, ACTIVATION_NAMES, "--activation") for name in names]
    if not layers and names != ["identity"]:
        raise InputError("--activation goes with --outputs; a gradient alone passes through the weights only")
    if len(names) not in (1, layers) and layers:
        raise InputError(f"--activation is given {len(names)} times, but there {_are(layers)}; give one, or one each")
    return names * layers if len(names) == 1 else names


def _exact(values: Sequence[Printed]) -> Vector:
    return [Fraction(value.value) for value in values]


def _texts(values: Sequence[Printed]) -> list[str]:
    return [f"{value.value:f}" for value in values]


def plain(value: Any) -> Any:
    """Fractions as the numbers that a file has: whole ones, and shortest decimals."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    number = Fraction(value.value) if isinstance(value, Printed) else value
    return int(number) if number.denominator == 1 else float(number)


def _entry(layers: Sequence[Layer], first: Any, every: Any, incoming: Any, backs: Any) -> dict[str, Any]:
    """What to put into the file: the layers, and the trace that comes out of them."""
    about = {"id": ID, "section": "Fitted", "note": "The weights are ours: the text prints none."}
    if not every:
        sets = {"W": plain(layers[0].W), "g": plain(incoming)}
        return about | {"command": "calc", "inputs": {"expr": "d = W' @ g", "set": sets},
                        "printed": {"d": _texts(backs[0])}}  # fmt: skip
    single = len(layers) == 1
    inputs = {
        "W": [plain(layer.W) for layer in layers],
        "x": plain(first),
        "b": [plain(layer.b) for layer in layers],
        "activation": [layer.activation for layer in layers],
    }
    names = ["y"] if single else [f"a{place + 1}" for place in range(len(layers))]
    printed = {name: _texts(values) for name, values in zip(names, every, strict=True)}
    if single:
        inputs = {name: value if name == "x" else value[0] for name, value in inputs.items()}
    if backs:
        inputs |= {"backward": True, "upstream": plain(incoming)}
        start = len(layers) - len(backs)
        for place, back in enumerate(backs, start):
            printed[f"gradients.a{place}" if place else "gradients.x"] = _texts(back)
    return about | {"command": "layer" if single else "network", "inputs": inputs, "printed": printed}


def _prove(fitted: Fitted, vectors: Sequence[Sequence[Printed]]) -> None:
    """Run the entry as ``examples check`` will: what is printed must come out, exactly where that is promised."""
    made: list[Entry] = entries(entries_of(json.dumps({"entries": [fitted.entry]}), ID), ID)
    for row in check(made, ID):
        value = read(row.printed)
        assert value is not None
        if not row.as_recorded or (fitted.exact and row.computed != value.value):
            given = f"{row.computed} for {row.name}, not {row.printed}"
            if abs(float(row.computed) - float(value.value)) <= _ROUNDING * _largest(fitted.layers, vectors):
                raise InputError(f"the weights that would do cancel so far that float64 gives {given}; "
                                 "print fewer digits, or numbers of more equal size")  # fmt: skip
            raise InternalCheckError(f"the fitted weights give {given}")


def _largest(layers: Sequence[Layer], vectors: Sequence[Sequence[Printed]]) -> float:
    """No sum of products and bias is larger on the way."""
    weights = max(
        sum(abs(weight) for weight in row) for layer in layers for row in (*layer.W, *zip(*layer.W, strict=True))
    )
    bias = max((abs(b) for layer in layers for b in layer.b or []), default=0)
    return float(weights * max(abs(Fraction(value.value)) for vector in vectors for value in vector) + bias)


class FittedPage(NamedTuple):
    """The weights, what comes out of them, and how to use them."""

    fitted: Fitted

    def blocks(self) -> Iterator[Block]:
        """The page, from top to bottom."""
        import numpy as np

        yield Heading("Weights behind the trace")
        for name, values in _parameters(self.fitted.layers):
            exact = np.array(values, dtype=object)
            yield Matrix(name, exact.astype(float), exact.__getitem__, most=None)
        sign = "=" if self.fitted.exact else "≈"
        printed = self.fitted.entry["printed"].items()
        yield Listing(tuple(Line((_shown(name, sign, texts),), level=0) for name, texts in printed))
        yield Gap()
        how = "exactly" if self.fitted.exact else "to the digits printed (exactly it cannot: the activation is curved)"
        words = f"With these, every number comes out {how}. --format yaml gives the entry for a file of examples."
        yield Paragraph(words, listed=True)

    def records(self, precision: int) -> Iterator[Record]:
        """Name and value, one a line, every digit of it."""
        for name, values in _parameters(self.fitted.layers):
            rows = values if isinstance(values[0], list) else [values]
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    index = f"[{i}][{j}]" if rows is values else f"[{j}]"
                    yield f"{name}{index}", full(float(value), value)

    def document(self, precision: int = 4) -> dict[str, object]:
        """The JSON object."""
        layers = [
            {"W": plain(layer.W), "b": None if layer.b is None else plain(layer.b), "activation": layer.activation}
            for layer in self.fitted.layers
        ]
        return {"schema": SCHEMA, "fit": {"layers": layers, "exact": self.fitted.exact, "entry": self.fitted.entry}}


def _shown(name: str, sign: str, texts: Sequence[str]) -> str:
    return f"{name} {sign} [{', '.join(texts)}]".replace("-", "−")


def as_yaml(fitted: Fitted) -> str:
    """The entry, ready to stand in a file under ``entries:``."""
    import yaml

    text: str = yaml.safe_dump([fitted.entry], sort_keys=False, default_flow_style=None, allow_unicode=True, width=120)
    return text


def _parameters(layers: Sequence[Layer]) -> list[tuple[str, Any]]:
    many = len(layers) > 1
    return [
        (f"{name}{place + 1 if many else ''}", values)
        for place, layer in enumerate(layers)
        for name, values in (("W", layer.W), ("b", layer.b))
        if values is not None
    ]
