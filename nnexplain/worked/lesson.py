"""How a lesson declares what it takes: names, forms, help. Imports nothing heavy, so that ``--help`` is fast."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any

from nnexplain.discovery import ROOT, choices, doc, modules
from nnexplain.record import Record, field

Value = Any  # a lesson's inputs and result are nodes; naming the class would import NumPy for --help

ACTIVATION_NAMES, LOSS_NAMES = choices("ops/activations"), choices("models/losses")

LONG_NAMES = {
    "w": "weights", "W": "weights", "x": "input", "b": "bias", "z": "logits", "p": "probabilities",
    "Q": "queries", "K": "keys", "V": "values", "grad": "gradient", "lr": "learning-rate",
}  # fmt: skip


class Parameter(Record):
    """One input of a lesson. ``name`` and ``default`` come from the function's signature."""

    help: str = ""
    name: str = ""
    default: Any = None
    required: bool = False
    needs: str = ""  # NAME or NAME=VALUE: without that input this one means nothing, and has no default
    metavar: str = "TEXT"
    repeat: bool = False  # may be given several times; its value is a list
    argument: bool = False  # a word of its own, without an option's name before it

    @property
    def option(self) -> str:
        return "--" + self.name.replace("_", "-")

    @property
    def spellings(self) -> list[str]:
        long = LONG_NAMES.get(self.name)
        return [self.option] + ([f"--{long}"] if long else [])


class Numeric(Parameter):
    """Numbers. ``forms`` names the axes of each allowed shape, as in ``("n", "batch n")``; ``""`` is a scalar.

    Axes of one name have one length over all inputs. ``fill`` fills a missing input of the first form;
    ``constant`` inputs take no part in the backward pass; ``least`` asks for whole numbers of at least so much.
    """

    forms: tuple[str, ...] = ("",)
    constant: bool = False
    fill: float | None = None
    least: int | None = None
    symbol: str = ""
    metavar: str = "NUMBERS"

    @property
    def ranks(self) -> set[int]:
        return {len(form.split()) for form in self.forms}


class Choice(Parameter):
    """One of a few names, in any letter case, with ``_`` for ``-``."""

    names: tuple[str, ...] = ()
    metavar: str = "NAME"


class NumberOr(Numeric):
    """A number of the calculation, or one of a few names (``sqrt``, ``e``) that stand for the usual choice."""

    names: tuple[str, ...] = ()
    constant: bool = True


class Flag(Parameter):
    """Given or not."""


class Whole(Parameter):
    """A whole number of at least ``least`` (and at most ``most``)."""

    least: int = 1
    most: int | None = None
    metavar: str = "N"


class Text(Parameter):
    """Text, taken as it is."""

    symbol: str = ""


def vector(help: str, form: str = "n", **more: Any) -> Numeric:
    return Numeric(help, forms=(form,), metavar="VECTOR", **more)


def scalar(help: str, **more: Any) -> Numeric:
    return Numeric(help, forms=("",), metavar="NUMBER", **more)


def matrix(help: str, form: str, **more: Any) -> Numeric:
    return Numeric(help, forms=(form,), metavar="MATRIX", **more)


ACTIVATION = Choice("what shapes the pre-activation", names=ACTIVATION_NAMES)


class Lesson(Record):
    """A calculation and its declared inputs.

    ``jacobian`` builds the Jacobian of a result whose entries hang together, from it and the inputs;
    ``derivation`` gives lines of its own to ``--derive``: ``derivation(table, steps)``.
    ``refuses`` names shared options that make no sense here, with the reason. ``reader`` stands in for ``bind``
    where inputs are more than one array each (layers, a spec file): ``reader(lesson, raw, sources, spell)`` → Bound.
    ``worker`` stands in for the whole run: ``worker(lesson, raw, settings, sources, spell)`` → WorkedExample.
    ``template`` names the commented spec file that ``--spec-template`` prints.
    """

    name: str
    function: Callable[..., Any]
    parameters: dict[str, Parameter]
    jacobian: Callable[..., Any] | None = None
    derivation: Callable[..., Any] | None = None
    refuses: dict[str, str] = field(factory=dict)
    kind: str = ""  # the kind of every step, where all are of one
    result_last: bool = False  # the result stands last among the values, whatever step gave it
    reader: Callable[..., Any] | None = None
    worker: Callable[..., Any] | None = None
    template: str = ""
    section: Callable[[str, str], str] | None = None  # (kind, id) → the heading that a step stands under, or ""

    @property
    def help(self) -> str:
        if self.function.__doc__ is not None:
            return inspect.cleandoc(self.function.__doc__)
        return doc(self.function)

    @property
    def title(self) -> str:
        return self.help.splitlines()[0].rstrip(".")


def lesson(**attributes: Any) -> Callable[[Callable[..., Any]], Lesson]:
    """Make a lesson of a function whose annotations declare its inputs."""

    def make(function: Callable[..., Any]) -> Lesson:
        hints = typing.get_type_hints(function, include_extras=True)
        parameters = {}
        for name, spec in inspect.signature(function).parameters.items():
            (declared,) = (note for note in hints[name].__metadata__ if isinstance(note, Parameter))
            required = spec.default is inspect.Parameter.empty
            parameters[name] = declared.replace(
                name=name, required=required, default=None if required else spec.default
            )
        return Lesson(function.__name__.rstrip("_"), function, parameters, **attributes)

    return make


def lesson_names() -> list[str]:
    """The lessons there are: one file each."""
    return list(modules(ROOT / "lessons"))


def find(name: str) -> Lesson:
    """The lesson of that name; imports its file and nothing else."""
    from importlib import import_module

    found: Lesson = getattr(import_module(f"nnexplain.lessons.{name}"), name)
    return found
