"""Inputs of lessons, made from what the lessons declare; what a declaration cannot say stands in ``MAKERS``.

A lesson that neither can serve fails its tests: nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from nnexplain.errors import InputError
from nnexplain.models.loss import Loss
from nnexplain.models.loss import find as find_loss
from nnexplain.parser.expression import free_names, parse
from nnexplain.worked.lesson import Choice, Flag, Lesson, NumberOr, Numeric, Parameter, Whole
from nnexplain.worked.request import Request
from nnexplain.worked.run import Run, run

MOST_TRIES = 80
Raw = dict[str, Any]


class Maker:
    """Random inputs: ``typed`` numbers have two decimals, so that many results stay exact."""

    def __init__(
        self, seed: int, *, typed: bool = False, scale: float = 2.0, choices: Mapping[str, str] | None = None
    ) -> None:
        self.rng, self.typed, self.scale = np.random.default_rng(seed), typed, scale
        self.choices = choices or {}
        self.lengths: dict[str, int] = {}

    def numbers(self, *shape: int, low: float | None = None, high: float | None = None) -> Any:
        low, high = (-self.scale if low is None else low), (self.scale if high is None else high)
        found = self.rng.uniform(low, high, shape)
        return np.round(found, 2) + 0.0 if self.typed else found

    def length(self, least: int = 1, most: int = 3) -> int:
        return int(self.rng.integers(least, most + 1))

    def chance(self, share: float = 0.5) -> bool:
        return bool(self.rng.random() < share)

    def one_of(self, options: Any) -> Any:
        return options[int(self.rng.integers(len(options)))]

    def shape(self, form: str) -> tuple[int, ...]:
        """Axes of one letter have one length; a ``*`` or a digit leaves the length open."""
        open_ended = [letter.startswith("*") or letter.isdigit() for letter in form.split()]
        return tuple(
            self.length() if free else self.lengths.setdefault(letter, self.length())
            for letter, free in zip(form.split(), open_ended, strict=True)
        )

    def parameter(self, parameter: Parameter) -> Any:
        if isinstance(parameter, NumberOr) and self.chance():
            return self.one_of(parameter.names)
        if isinstance(parameter, Numeric) and parameter.least is not None:
            return parameter.least + int(self.rng.integers(40))
        if isinstance(parameter, Numeric):
            shape = self.shape(self.one_of(parameter.forms))
            return self.numbers(*shape) if shape else float(self.numbers())
        if isinstance(parameter, Choice):
            return self.choices.get(parameter.name) or self.one_of(parameter.names)
        if isinstance(parameter, Whole):
            return min(parameter.least + int(self.rng.integers(3)), parameter.most or parameter.least + 3)
        if isinstance(parameter, Flag):
            return self.chance()
        raise AssertionError(f"nothing can be drawn for {parameter.name} ({type(parameter).__name__})")

    def shares(self, *shape: int) -> Any:
        found = self.rng.uniform(0.05, 1, shape)
        return found / found.sum(axis=-1, keepdims=True)


def declared(lesson: Lesson, make: Maker) -> Raw:
    """Every required input, and each of the others half the time."""
    wanted = (p for p in lesson.parameters.values() if p.required or p.name in make.choices or make.chance())
    return {parameter.name: make.parameter(parameter) for parameter in wanted}


def _loss(lesson: Lesson, make: Maker) -> Raw:
    kind = make.parameter(lesson.parameters["kind"])
    loss, form = find_loss(kind), make.one_of(find_loss(kind).takes)
    classes, rows = make.length(2, 4), make.one_of([(), (make.length(),)])
    target = _target(loss, form, rows, classes, make)
    if loss.classes and make.chance():
        target = np.eye(classes)[target] if np.shape(target) == rows else target
    if form == "p":
        shown = make.shares(*rows, classes) if loss.classes else make.numbers(*rows, classes, low=0.05, high=0.95)
    else:
        shown = make.numbers(*rows, classes)
    return {"kind": kind, form: shown, "target": np.asarray(target).tolist()}


def _target(loss: Loss, form: str, rows: tuple[int, ...], outputs: int, make: Maker) -> Any:
    """What the loss takes as the target of a prediction of that form."""
    if loss.shares and outputs > 1 and make.chance(0.4):
        return make.shares(*rows, outputs)
    if loss.classes:
        return make.rng.integers(0, outputs, rows)
    if form == "y":
        return make.numbers(*rows, outputs)
    return make.numbers(*rows, outputs, low=0, high=1) if make.chance() else make.rng.integers(0, 2, (*rows, outputs))


EXPRESSIONS = ("(W-2)^2", "W^2/2 + 3W", "exp(W) - W", "(W-1)^2 * (W+1)^2", "sin(W) + 0.1 W^2")


def _step(lesson: Lesson, make: Maker) -> Raw:
    raw: Raw = {"lr": float(make.numbers(low=0.01, high=0.3)) or 0.1}
    if make.chance():
        raw |= {"expr": make.one_of(EXPRESSIONS), "W": float(make.numbers(low=0.1, high=1.5))}
        return raw | ({"steps": make.length(1, 4)} if make.chance() else {})
    shape = make.one_of([(), (make.length(),), (make.length(), make.length())])
    raw |= {"W": make.numbers(*shape).tolist(), "grad": make.numbers(*shape).tolist()}
    return raw | ({"loss": float(make.numbers(low=0.5, high=2))} if make.chance() else {})


def _attention(lesson: Lesson, make: Maker) -> Raw:
    heads, keys = make.length(1, 2), make.length(1, 3)
    width, value_width = heads * make.length(1, 2), heads * make.length(1, 2)
    queries = keys
    raw: Raw = {"heads": heads, "causal": make.chance(0.3)}
    if make.chance():
        queries = keys if raw["causal"] else make.length(1, 3)
        raw |= {"Q": make.numbers(queries, width), "K": make.numbers(keys, width), "V": make.numbers(keys, value_width)}
    else:
        inner = make.length(1, 3)
        raw |= {"X": make.numbers(keys, inner), "WQ": make.numbers(inner, width), "WK": make.numbers(inner, width)}
        raw["WV"] = make.numbers(inner, value_width)
    if make.chance():
        raw["WO"] = make.numbers(value_width, make.length())
    if make.chance(0.4):
        mask = make.rng.integers(0, 2, (queries, keys))
        mask[:, 0] = 1
        raw["mask"] = mask
    if "scale" in lesson.parameters and make.chance():
        raw["scale"] = make.one_of(["sqrt", "none", "0.25"])
    return raw


CALCULATIONS = (
    "a*b + a", "relu(a*b + 0.05)", "s = v · u; s^2 + a", "z = M @ v + 1; h = tanh(z); sum(h)", "softmax(2 v) · u",
    "1 / (1 + e^(-a))", "[a, b, a*b]", "mean(v) - max(u)", "p = sigmoid(a); -ln(p) - ln(1 - p)", "(a + 1)(b - 2) / 4",
    r"\frac{a + b}{2} - \tanh(a)", r"\text{ReLU}\left(M v\right)", "⌈3.5⌉ a", "norm(v) + |a|", "y = 2 a; y + b",
)  # fmt: skip


def _calc(lesson: Lesson, make: Maker) -> Raw:
    expr = make.one_of(CALCULATIONS)
    size = make.length(2, 3)
    every: Raw = {"a": float(make.numbers()), "b": float(make.numbers()), "v": make.numbers(size).tolist()}
    every |= {"u": make.numbers(size).tolist(), "M": make.numbers(make.length(1, 3), size).tolist()}
    return {"expr": expr} | {name: every[name] for name in free_names(parse(expr)) if name in every}


def _transformer(lesson: Lesson, make: Maker) -> Raw:
    """Every part there or not; weights so small that no probability is, which differences could not tell from 0.

    And not so small that two typed decimals leave rows of equal numbers, which a norm would make rounded zeros of.
    """
    most = 0.3 * max(make.scale, 2.0)
    words, width, count = make.length(2, 3), 2, make.length(1, 3)

    def weights(*shape: int) -> Any:
        return make.numbers(*shape, low=-most, high=most).tolist()

    def maybe(made: Raw) -> Raw:
        return made if make.chance() else {}

    def block() -> Raw:
        heads, inner, norm = make.length(1, 2), make.length(1, 2), make.one_of(["none", "pre", "post"])
        attention = {key: weights(width, width) for key in ("WQ", "WK", "WV")} | maybe({"WO": weights(width, width)})
        attention |= {"heads": heads, "causal": make.chance()} | maybe({"scale": make.one_of(["none", 0.25])})
        ffn = {"W1": weights(width, inner), "W2": weights(inner, width), "activation": make.one_of(["relu", "tanh"])}
        ffn |= maybe({"b1": weights(inner), "b2": weights(width)})
        made = {"attention": attention, "residual": make.chance(), "norm": norm} | maybe({"ffn": ffn})
        return made | (maybe({"gamma": weights(width), "eps": 0.1}) if norm != "none" else {"residual": True})

    ids, every = make.rng.integers(0, words, count).tolist(), make.chance(0.3)
    spec: Raw = {
        "vocabulary": list("ABC"[:words]),
        "embeddings": weights(words, width),
        "positions": make.one_of(["none", "sinusoidal", {"sinusoidal": {"base": 100}}, weights(count, width)]),
        "blocks": [block() for _ in range(make.length(1, 2))],
        "output": {"W": weights(width, words)} | maybe({"b": weights(words)}),
        "tokens": ["ABC"[id] for id in ids],
        "predict": "all" if every else "last",
    }
    raw: Raw = {"spec": spec}
    if make.chance(0.7):
        spec["target"] = make.rng.integers(0, words, count).tolist() if every else "A"
        raw |= maybe({"lr": float(make.numbers(low=0.01, high=0.3)) or 0.1})
    return raw


def _network(lesson: Lesson, make: Maker) -> Raw:
    """One to four layers of any activations, a vector or a batch, with any loss or none."""
    widths = [make.length() for _ in range(make.length(2, 5))]
    kind = make.choices.get("kind") or make.one_of(lesson.parameters["kind"].names)  # type: ignore[attr-defined]
    names = list(lesson.parameters["activation"].names)  # type: ignore[attr-defined]
    activations = [make.choices.get("activation") or make.one_of(names) for _ in widths[1:]]
    asked = make.chance(0.7)
    softmax = make.chance(0.3) and "activation" not in make.choices
    loss = find_loss(kind)
    if asked and loss.output == "p" and not softmax:
        activations[-1] = "sigmoid"
    if softmax or (asked and loss.classes):  # of one class the softmax is 1
        widths[-1] = make.length(2, 3)
    if loss.options and activations[-1] == "step":  # whole numbers would lie on a margin's corner
        asked = False
    chosen = make.choices.get("activation")
    asked = asked and chosen in (None, activations[-1])
    raw: Raw = {"activation": chosen or ",".join(activations), "kind": kind}
    for n, (inputs_, outputs) in enumerate(pairwise(widths), 1):
        raw[f"W{n}"] = (make.numbers(outputs, inputs_, low=-0.8, high=0.8)).tolist()
        # always a bias: without one, a layer of zeros would put the next on the corner of ReLU or the jump of a step
        raw[f"b{n}"] = make.numbers(*make.one_of([(), (outputs,)]), low=-0.8, high=0.8).tolist()
    rows = make.one_of([(), (make.length(),)])
    raw["x"] = make.numbers(*rows, widths[0], low=-1.5, high=1.5).tolist()
    if softmax:
        raw["softmax"] = True
    if asked:
        raw["target"] = np.asarray(_target(loss, loss.output, rows, widths[-1], make)).tolist()
        if make.chance(0.4):
            raw["lr"] = float(make.numbers(low=0.01, high=0.3)) or 0.1
    return raw


def _train(lesson: Lesson, make: Maker) -> Raw:
    """A small training of a network's own inputs, as a spec."""
    rows, classes = make.length(1, 5), make.length(2, 3)
    layers = [
        {"W": make.numbers(3, 2).tolist(), "activation": make.one_of(["relu", "tanh", "gelu"])},
        {"W": make.numbers(classes, 3).tolist(), "b": make.numbers(classes).tolist(), "activation": "identity"},
    ]
    data = {"x": make.numbers(rows, 2).tolist(), "target": make.rng.integers(0, classes, rows).tolist()}
    if make.chance(0.3):
        data["target"] = make.shares(rows, classes).tolist()
    spec = {"layers": layers, "data": data, "lr": 0.1, "epochs": make.length(0, 3), "shuffle": make.chance()}
    return {"spec": spec, "batch_size": make.length(), "seed": make.length()}


MAKERS: dict[str, Callable[[Lesson, Maker], Raw]] = {
    "loss": _loss, "step": _step, "attention": _attention, "calc": _calc,
    "transformer": _transformer, "network": _network, "train": _train,
}  # fmt: skip


def every_choice(lessons: Mapping[str, Lesson]) -> list[tuple[str, str, str]]:
    """Each choice that the lessons offer, as (lesson, parameter, name)."""
    every = ((name, parameter) for name, lesson in lessons.items() for parameter in lesson.parameters.values())
    return [(name, p.name, choice) for name, p in every if isinstance(p, Choice) for choice in p.names]


def asked(lesson: Lesson, **wanted: Any) -> Raw:
    """The shared options that the lesson does not refuse."""
    return {option: value for option, value in wanted.items() if option not in lesson.refuses}


def inputs(lesson: Lesson, seed: int, **how: Any) -> Raw:
    """Valid inputs of a lesson; drawn again where they do not make a whole (a residual that does not fit)."""
    if lesson.show is not None:
        return MAKERS[lesson.name](lesson, Maker(seed, **how))
    return drawn(lesson, seed, **how)[0]


def drawn(lesson: Lesson, seed: int, **how: Any) -> tuple[Raw, Run]:
    """Valid inputs, and the run of the lesson with them."""
    make = MAKERS.get(lesson.name, declared)
    refusal = ""
    for attempt in range(MOST_TRIES):
        raw = make(lesson, Maker(seed * MOST_TRIES + attempt, **how))
        try:
            with np.errstate(all="ignore"):  # as a worked example is
                return raw, run(Request(lesson, raw))
        except InputError as error:
            refusal = str(error)
            assert make is declared, f"{lesson.name} refuses what is made for it: {refusal}"
    raise AssertionError(f"no inputs can be made for {lesson.name} (add it to MAKERS): {refusal}")
