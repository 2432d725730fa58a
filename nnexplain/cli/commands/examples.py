"""A chapter's numbers, recomputed: list, show, check; fit finds weights behind a printed trace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from nnexplain.cli.options import argument, opened, option
from nnexplain.cli.output import format_name, report_options, send, shared_option, show, show_options
from nnexplain.cli.streams import tell
from nnexplain.discovery import summary
from nnexplain.errors import InputError, listed, nearest, quote
from nnexplain.worked.shared import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable

    from nnexplain.book.showing import EntryPage
    from nnexplain.cli.options import Command, Context, Given, Param
    from nnexplain.inputs.sources import Sources
    from nnexplain.pages.proofs import Proofs

ACTIONS = ("list", "show", "check", "fit")


def examples(action: str = "list", *ids: str, file: Any = None, **options: Any) -> Any:
    """``"list"``, ``"show"``, ``"check"`` or ``"fit"``: what the command of that name gives, as plain data.

    ``ids`` select entries (``*`` stands for any letters; none: all) of ``file`` (none: the chapter that ships).
    ``show`` takes one id and gives its worked examples. A file with mistakes is an ``InputError`` that lists
    each with its line.

    >>> import nnexplain as nn
    >>> row = nn.examples("check", "perceptron-x10-*")["rows"][0]
    >>> row["printed"], row["verdict"]
    ('0.1', 'reproduced')
    """
    if action not in ACTIONS:
        raise InputError(_unknown(action))
    if action == "fit":
        from nnexplain.book import fitting

        return fitting.fit(**options).document()
    strange = sorted(options.keys() - {"all"}) if action != "show" else []
    if strange:
        raise InputError(f"examples {action} takes no {listed(strange)}; it takes ids and file")
    from nnexplain.book import check, report

    found, label = check.read_file(file, ids)
    if action == "check":
        return report.Verdicts(check.check(found, label)).document()
    if action == "show":
        from nnexplain.api import answer
        from nnexplain.book import showing

        entry = showing.one(found, " ".join(ids) or "no id")
        return list(map(answer, showing.examples(entry, options, str)))
    return report.Contents(found).document()


def command() -> TyperGroup:
    """``nnexplain examples list | show ID | check [ID ...] | fit``."""
    file = option(["--file"], "a file of examples (default: the chapter that ships)", metavar="FILE")
    every = option(["--all"], "list what is reproduced too, instead of counting it", flag=True)
    entry = argument("ids", "the entry to show", metavar="ID")
    fit = [option([f"--{name}"], help, metavar=metavar, repeat=name in _REPEATED) for name, help, metavar in _FIT]
    made: list[tuple[str, str, Callable[..., int], list[Param], str]] = [
        ("list", "'softmax-*'", _run_list, [_entries("list"), file, *report_options()],
         "What each entry is, by section."),
        ("show", "forward-softmax", _run_show, [entry, file, *map(shared_option, SHARED)],
         "One entry as its command works it, and how what is printed compares."),
        ("check", "'softmax-*'", _run_check, [_entries("check"), file, every, *report_options()],
         "Recompute every printed number.\n\nExit status 1 where one is not as recorded."),
        ("fit", "--inputs 0.5,0.3 --outputs 0.3,0.7", _run_fit, [*fit, *report_options("yaml", precision=False)],
         "Weights behind a printed trace.\n\nFinds weights and biases of few decimals with which the numbers really "
         "come out, layer after layer."),
    ]  # fmt: skip
    commands: dict[str, Command] = {
        name: TyperCommand(name, callback=run, params=params, help=opened(help, f"examples {name} {example}"),
                           short_help=help.split("\n")[0].rstrip("."))
        for name, example, run, params, help in made
    }  # fmt: skip
    help_line = f"{summary(Path(__file__))}."
    full = opened(help_line, "examples check")
    return _Actions(name="examples", commands=commands, help=full, short_help=help_line.rstrip("."))


def _entries(verb: str) -> Param:
    help = f"the entries to {verb}; * stands for any letters (none named: all)"
    return argument("ids", help, metavar="ID ...", many=True)


class _Actions(TyperGroup):
    """The commands under ``examples``; an unknown one names the nearest."""

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise InputError(_unknown(args[0]))
        return super().resolve_command(ctx, args)


def _unknown(action: str) -> str:
    return f"examples does not know {quote(action)}; write {', '.join(ACTIONS)}{nearest(action, ACTIONS)}"


def _run_show(**given: Any) -> int:
    from nnexplain.cli.calculator import show_worked
    from nnexplain.inputs.sources import Sources

    form, options = format_name(given), show_options(given)
    entry = shown(given, Sources(tell))
    if given["get"] is not None:
        show_worked(entry.example, given, form, options)
        return 0
    if form == "plain":
        for warning in (warning for page in entry.worked for warning in page.example.warnings):
            tell(f"warning: {warning}")
    show(entry, given)
    return 0


def shown(given: Given, sources: Sources) -> EntryPage:
    """The entry that the options ask for, worked; for ``--get`` neither proved nor judged."""
    from nnexplain.book import check, showing
    from nnexplain.cli.calculator import spell
    from nnexplain.pages.worked import WorkedPage

    if not given["ids"]:
        raise InputError("show needs the id of an entry; nnexplain examples list shows the ids")
    found, label = check.read_file(given["file"], [given["ids"]])
    entry = showing.one(found, given["ids"])
    asked = {spec.name: given[spec.name] for spec in SHARED if spec.works}
    worked = showing.examples(entry, asked, lambda name: spell(name) if name in asked else name, sources)
    if given["get"] is not None:
        return showing.EntryPage(entry, list(map(WorkedPage, worked)), None, [])
    return showing.page(entry, worked, label, _proofs)


def _proofs(topics: list[str]) -> Proofs:
    """What proves a formula: what ``nnexplain derive`` shows of it."""
    from nnexplain.cli.commands.derive import proofs
    from nnexplain.proofs import select

    return proofs(select(topics))


_FIT = (
    ("inputs", "what the first layer is given", "VECTOR"),
    ("outputs", "what the layer should give; once for each layer", "VECTOR"),
    ("activation", "the layer's activation (default identity); one for all, or once for each layer", "NAME"),
    ("upstream", "the gradient that comes in at the last output", "VECTOR"),
    ("gradient", "the gradient that should come out at the layer's input; once for each of the last layers", "VECTOR"),
    ("decimals", "decimals of the weights (default 1)", "N"),
    ("seed", "other weights that do it as well (default 0)", "N"),
)
_REPEATED = ("outputs", "activation", "gradient")


def _run_fit(**given: Any) -> int:
    from nnexplain.book import fitting

    names = [name for name, *_ in _FIT]
    fitted = fitting.fit(**{name: given[name] for name in names if given[name] not in (None, (), [])})
    if format_name(given, "yaml") == "yaml":
        send([fitting.as_yaml(fitted)], given)
    else:
        show(fitted, given)
    return 0


def _run_check(**given: Any) -> int:
    from nnexplain.book import check, report

    found, label = check.read_file(given["file"], given["ids"])
    rows = check.check(found, label)
    show(report.Verdicts(rows, given["all"]), given)
    return 0 if all(row.as_recorded for row in rows) else 1


def _run_list(**given: Any) -> int:
    from nnexplain.book import check, report

    found, _ = check.read_file(given["file"], given["ids"])
    show(report.Contents(found), given)
    return 0
