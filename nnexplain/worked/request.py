"""What is asked: a lesson, its inputs as they were given, and the shared options that change what is worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, TypeAlias

from nnexplain.errors import InputError, nearest
from nnexplain.worked.declared import Declared
from nnexplain.worked.lesson import Lesson

if TYPE_CHECKING:  # it brings NumPy, and a list of examples needs none
    from nnexplain.inputs.sources import Sources


class Settings(Declared):
    """``backward`` adds gradients, ``upstream`` their seed, ``derive`` the SymPy derivation, ``hand`` a
    calculation rounded to so many decimals, ``versus`` the same with one input changed; ``only`` keeps some steps;
    ``trace`` is the chain of one number, which takes the gradients too."""

    backward: bool = False
    upstream: object = None
    derive: bool = False
    hand: int | str | None = None
    versus: Mapping[str, object] | Iterable[str | Mapping[str, object]] | None = ()
    only: str | None = None
    trace: str | None = None

    @classmethod
    def names(cls) -> set[str]:
        return set(cls._fields)

    @property
    def changes(self) -> list[tuple[str, object]]:
        """The ``versus`` changes as pairs; from Python also a mapping or a list of NAME=VALUE."""
        pairs: list[tuple[str, object]] = []
        for change in [self.versus] if isinstance(self.versus, (str, Mapping)) else self.versus or ():
            if isinstance(change, Mapping):
                pairs += change.items()
                continue
            name, sign, value = str(change).partition("=")
            if not sign or not name.strip() or not value.strip():
                raise InputError(f"--versus is {change!r}; write NAME=VALUE, as in --versus b=0.1")
            pairs.append((name.strip().lstrip("-").replace("-", "_"), value.strip()))
        return pairs


Told: TypeAlias = "Callable[[int, float], None]"  # how many parts are done, and the loss in the last
Watch: TypeAlias = "Callable[[int], AbstractContextManager[Told]]"  # how many parts there will be → who is told


@contextmanager
def unwatched(total: int) -> Iterator[Told]:
    """Nobody looks on."""
    yield lambda done, loss: None


class Request:
    """``raw`` has the inputs: typed text, or Python values; ``sources`` reads what they point at.

    ``spell`` writes an input's name in messages as the reader gives it: an option, or a word of its own; ``watch``
    looks on where something takes long.
    """

    def __init__(
        self,
        lesson: Lesson,
        raw: Mapping[str, object],
        settings: Settings = Settings(),
        sources: Sources | None = None,
        spell: Callable[[str], str] = str,
        watch: Watch = unwatched,
    ) -> None:
        from nnexplain.inputs.sources import Sources

        settings = settings if settings.trace is None else settings.but(backward=True)
        self.lesson, self.raw, self.settings = lesson, raw, settings
        self.sources, self.spell, self.watch = sources or Sources(), spell, watch

    def but(self, raw: Mapping[str, object], spell: Callable[[str], str] | None = None) -> Request:
        """The same with other inputs, and perhaps another way to spell them."""
        return Request(self.lesson, raw, self.settings, self.sources, spell or self.spell, self.watch)

    def refuse_settings(self) -> None:
        """Shared options that make no sense here."""
        for name, reason in self.lesson.refuses.items():
            if getattr(self.settings, name, None):
                raise InputError(f"{self.spell(name)} does not fit {self.lesson.name}: {reason}")
        if self.settings.upstream is not None and not self.settings.backward:
            raise InputError(
                f"{self.spell('upstream')} is the gradient that the backward pass starts from; "
                f"add {self.spell('backward')}"
            )

    def refuse_unknown(self, known: Callable[[str], bool] = lambda name: False) -> None:
        """Inputs that the lesson does not take; ``known`` knows names that it takes besides the declared ones."""
        for name in self.raw:
            if name not in self.lesson.parameters and not known(name):
                hint = nearest(name, list(self.lesson.parameters))
                raise InputError(f"{self.lesson.name} takes no {self.spell(name)}{hint}")

    def changed(self, raw: Mapping[str, object], name: str, value: object) -> Request:
        """The same with one input changed, which messages call the change's (``b of --versus``)."""

        def spell(key: str) -> str:
            return f"{name} of --versus" if key == name else self.spell(key)

        return self.but({**raw, name: value}, spell)
