"""Worked examples inside a Markdown text, computed: marked places are filled anew"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import chdir
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from nnexplain.book.weave import Place, Woven, woven
from nnexplain.cli.options import argument, opened, option
from nnexplain.cli.streams import save, write
from nnexplain.discovery import summary
from nnexplain.errors import InputError, plural, quote

if TYPE_CHECKING:
    from nnexplain.cli.options import Param

FORMATS = ("markdown", "html")
_HELP = """Between <!-- nnexplain COMMAND OPTIONS --> and <!-- /nnexplain --> stands what the command gives: an example
where the marks stand on lines of their own, with --get NAME a number inside a line. Files that an example reads are
looked for from the text's own folder.

Exit status 1 with --check where a text is not as it would be written."""


def weave(*files: str, check: bool = False, format: str = "markdown") -> dict[str, list[int]]:
    """Compute the worked examples in those files anew: each file, and the lines of those that were stale.

    ``check`` writes nothing. A place that cannot be computed is an ``InputError`` that names it, and no file is
    written.

    >>> import tempfile, pathlib, nnexplain as nn
    >>> folder = tempfile.TemporaryDirectory()
    >>> book = pathlib.Path(folder.name, "book.md")
    >>> _ = book.write_text("y is <!-- nnexplain perceptron --w 0.1,0.2 --x 1,0 --get y -->?<!-- /nnexplain -->.")
    >>> list(nn.weave(str(book)).values()), list(nn.weave(str(book), check=True).values())
    ([[1]], [[]])
    >>> folder.cleanup()
    """
    return {str(file): [place.line for place in new.stale] for file, new in _woven(files, check, format)}


def command() -> TyperCommand:
    """``nnexplain weave FILE ...``."""
    params: list[Param] = [
        argument("files", "the Markdown files", metavar="FILE ...", many=True),
        option(["--check"], "write nothing; exit 1 where a text is stale", flag=True),
        option(["--format"], f"how examples are written: {', '.join(FORMATS)} (default markdown)", metavar="NAME",
               choices=FORMATS),
    ]  # fmt: skip
    line = f"{summary(Path(__file__))}."
    help = opened(f"{line}\n\n{_HELP}", "weave --check chapter.md")
    return TyperCommand("weave", callback=_run, params=params, help=help, short_help=line.rstrip("."))


def _run(**given: Any) -> int:
    if not given["files"]:
        raise InputError("weave needs the name of a Markdown file")
    found = _woven(given["files"], given["check"], given["format"] or "markdown")
    stale = [(file, place) for file, new in found for place in new.stale]
    for file, place in stale:
        write(f"{file}:{place.line}: {'stale' if given['check'] else 'written'}: {' '.join(place.words)}\n")
    if stale and given["check"]:
        write(f"{plural(len(stale), 'place')} stale; nnexplain weave computes them anew\n")
    return int(bool(stale) and given["check"])


def _woven(names: Sequence[str], check: bool, form: str) -> list[tuple[str, Woven]]:
    """Every file's text with its examples computed; all are before the first is written."""
    from nnexplain.inputs.choices import choose

    form = choose(form, FORMATS, "--format")
    texts = [(name, *_read(name)) for name in dict.fromkeys(map(str, names))]
    found = [(name, file, woven_file(name, file, text, form)) for name, file, text in texts]
    for _, file, new in found:
        if new.stale and not check:
            try:
                save([new.text], file)
            except OSError as error:
                raise InputError(f"{quote(str(file), 80)} cannot be written: {error.strerror or error}") from None
    return [(name, new) for name, _, new in found]


def _read(name: str) -> tuple[Path, str]:
    file = Path(name).expanduser()
    try:
        return file, file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{quote(name, 80)} is no UTF-8 text: byte {error.start} is none of its signs") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{quote(name, 80)} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def woven_file(name: str, file: Path, text: str, form: str) -> Woven:
    """A file's text with its examples computed."""
    try:
        with chdir(file.resolve().parent):
            computed = lru_cache(_computed)

            def compute(place: Place) -> str:
                if place.before is None and "--get" not in " ".join(place.words):
                    raise InputError(f"line {place.line}: an example needs marks on lines of their own, or --get NAME "
                                     "for a number inside a line")  # fmt: skip
                try:
                    return computed(tuple(place.words), form)
                except InputError as error:
                    raise InputError(f"line {place.line}: {error}") from None

            return woven(text, compute)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _computed(words: tuple[str, ...], form: str) -> str:
    from nnexplain.cli.inside import rendered

    return rendered(words, form)
