"""How a lesson declares what it takes: names, forms, help. Imports nothing heavy, so that ``--help`` is fast."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from nnexplain.discovery import ROOT, choices, doc, modules
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from nnexplain.engine.graph import Node
    from nnexplain.symbolic.statements import Line
    from nnexplain.worked.bind import Bound
    from nnexplain.worked.example import WorkedExample
    from nnexplain.worked.request import Request

    Value: TypeAlias = Node
else:
    Value = object  # a lesson's inputs and result are nodes; naming the class would import NumPy for --help

ACTIVATION_NAMES, LOSS_NAMES = choices("ops/activations"), choices("models/losses")

LONG_NAMES = {
    "w": "weights", "W": "weights", "x": "input", "b": "bias", "z": "logits", "p": "probabilities",
    "Q": "queries", "K": "keys", "V": "values", "grad": "gradient", "lr": "learning-rate",
}  # fmt: skip


def spelling(name: str) -> str:
    """An input's name as an option."""
    return "--" + name.replace("_", "-")


class Parameter(Declared):
    """One input of a lesson. ``name``, ``default`` and ``required`` come from where it is declared."""

    help: str = ""
    name: str = ""
    default: object = None
    required: bool = False
    needs: str = ""  # NAME or NAME=VALUE: without that input this one means nothing, and has no default
    metavar: str = "TEXT"
    repeat: bool = False  # may be given several times; its value is a list
    argument: bool = False  # a word of its own, without an option's name before it

    @property
    def usually(self) -> str:
        """Its default as a person writes it: 1e-5."""
        return re.sub(r"(?<=e[-+])0+", "", str(self.default))

    @property
    def spellings(self) -> list[str]:
        long = LONG_NAMES.get(self.name)
        return [spelling(self.name)] + ([f"--{long}"] if long else [])


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


class Word(Text):
    """A single name, such as a token."""


class Spec(Text):
    """A spec file, standard input, or one of the ``shipped`` specs by its name."""

    metavar: str = "SPEC"
    argument: bool = True


def spec(*shipped: str, **more: Any) -> Spec:
    """The spec that a lesson takes; ``shipped`` are those of its kind that come with the package."""
    return Spec(f"a spec file (YAML or JSON), - for standard input, or one that ships: {', '.join(shipped)}", **more)


scalar = partial(Numeric, metavar="NUMBER")
vector = partial(Numeric, metavar="VECTOR", forms=("n",))


def matrix(help: str, form: str, **more: Any) -> Numeric:
    return Numeric(help, forms=(form,), metavar="MATRIX", **more)


def usual(value: float | None = None) -> Any:
    """What a numeric input is where it is not given: binding makes a node of it, or fills one."""
    return value


ACTIVATION = Choice("the activation function", names=ACTIVATION_NAMES)


class Lesson(Declared):
    """A calculation and its declared inputs.

    ``read`` makes the function's arguments of the inputs where they are not one and the same (layers, a spec file).
    ``show`` makes the worked example where the function's result is no graph to be read.
    ``jacobian`` builds the Jacobian of a result whose entries hang together, from it and the inputs;
    ``derivation`` gives lines of its own to ``--derive``: ``derivation(table, steps)``.
    ``refuses`` names shared options that make no sense here, with the reason.
    ``template`` names the commented spec file that ``--spec-template`` prints.
    ``example`` are the words of a command line that works, ``gives`` its result to four decimals; ``more`` says what
    further names its Python function takes.
    """

    name: str
    function: Callable[..., object]
    parameters: Mapping[str, Parameter]
    read: Callable[[Request], Bound] | None = None
    show: Callable[[Request, Bound], WorkedExample] | None = None
    jacobian: Callable[..., Node] | None = None
    derivation: Callable[..., Iterable[Line]] | None = None
    refuses: Mapping[str, str] = MappingProxyType({})
    kind: Callable[[str], str] = staticmethod(lambda name: "forward")  # of a step of that name, unless it says so
    result_last: bool = False  # the result stands last among the values, whatever step gave it
    template: str = ""
    each_operation: bool = False  # its lines show every operation, as one works an expression by hand
    example: str = ""
    gives: str = ""
    more: str = ""
    listing: Callable[[], str] | None = None  # the end of its help: what there is, found where it is
    section: Callable[[str, str], str] = staticmethod(lambda kind, id: "")  # the heading that a step begins, or ""

    @property
    def help(self) -> str:
        text = doc(self.function)
        return text if self.listing is None else f"{text}\n\n{self.listing()}"

    def short(self, name: str) -> str:
        """The name of the input that goes by that long name too (``learning_rate``); any other as it is."""
        long = {LONG_NAMES[key].replace("-", "_"): key for key in self.parameters if key in LONG_NAMES}
        return long.get(name, name)

    @property
    def title(self) -> str:
        return self.help.splitlines()[0].rstrip(".")


def later(module: str, function: str) -> Callable[..., object]:
    """That function of that module, imported when it is called: ``--help`` has no need of it."""
    return lambda *given: getattr(import_module(f"nnexplain.{module}"), function)(*given)


def lesson(inputs: Mapping[str, Parameter] | None = None, **attributes: Any) -> Callable[[Callable[..., Any]], Lesson]:
    """Make a lesson of a function whose annotations declare its inputs.

    Where a reader makes other arguments of them, ``inputs`` declares them: they are what it takes.
    """

    def make(function: Callable[..., object]) -> Lesson:
        declared = _annotated(function) if inputs is None else inputs
        parameters = {name: parameter.but(name=name) for name, parameter in declared.items()}
        return Lesson(function.__name__.rstrip("_"), function, parameters, **attributes)

    return make


def _annotated(function: Callable[..., object]) -> dict[str, Parameter]:
    """What a function's annotations declare; without a default it is required."""
    hints = typing.get_type_hints(function, include_extras=True)
    found = {}
    for name, spec in inspect.signature(function).parameters.items():
        (declared,) = (note for note in hints[name].__metadata__ if isinstance(note, Parameter))
        required = spec.default is inspect.Parameter.empty
        found[name] = declared.but(required=required, default=None if required else spec.default)
    return found


def lesson_names() -> list[str]:
    """The lessons there are: one file each."""
    return list(modules(ROOT / "lessons"))


def find(name: str) -> Lesson:
    """The lesson of that name; imports its file and nothing else."""
    found: Lesson = getattr(import_module(f"nnexplain.lessons.{name}"), name)
    return found
