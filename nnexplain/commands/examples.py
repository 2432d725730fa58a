"""A chapter's numbers, recomputed: list, show, check; fit finds weights behind a printed trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from nnexplain.cli import option, summary
from nnexplain.errors import InputError, nearest, quote

FORMATS = ("table", "plain", "json")
ACTIONS = ("list", "show", "check", "fit")


def examples(action: str = "list", *ids: str, file: Any = None, **options: Any) -> Any:
    """``"list"``, ``"show"``, ``"check"`` or ``"fit"``: what the command of that name gives, as plain data.

    ``ids`` select entries (``*`` stands for any letters; none: all) of ``file`` (none: the chapter that ships).
    ``show`` takes one id and gives its worked examples. A file with mistakes is an ``InputError`` that lists
    each with its line.

    >>> import nnexplain as nn
    >>> row = nn.examples("check", "perceptron-first-*")["rows"][0]
    >>> row["printed"], row["verdict"]
    ('0.1', 'reproduced')
    """
    if action not in ACTIONS:
        raise InputError(_unknown(action))
    from nnexplain.book import check, report

    found, label = check.read_file(file)
    chosen = check.select(found, ids)
    if action == "check":
        return check.document(check.check(chosen, label))
    return report.contents_document(chosen)


def command() -> TyperGroup:
    """``nnexplain examples list | show ID | check [ID ...] | fit``."""
    commands = {made.name: made for made in (_list(), _check())}
    for made in commands.values():
        made.rich_markup_mode = None
    help_line = f"{summary(Path(__file__))}."
    made = _Actions(name="examples", commands=commands, help=help_line, short_help=help_line.rstrip("."))
    made.rich_markup_mode = None
    return made


class _Actions(TyperGroup):
    """The commands under ``examples``; an unknown one names the nearest."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise InputError(_unknown(args[0]))
        return super().resolve_command(ctx, args)


def _unknown(action: str) -> str:
    return f"examples does not know {quote(action)}; write {', '.join(ACTIONS)}{nearest(action, ACTIONS)}"


def _ids(help: str) -> Any:
    return TyperArgument(param_decls=["ids"], nargs=-1, required=False, type=str, metavar="ID", help=help)


def _shared(formats: tuple[str, ...] = FORMATS) -> list[Any]:
    return [
        option(["--file"], "a file of examples (default: the chapter that ships)", metavar="FILE"),
        option(["--format"], f"how to show it: {', '.join(formats)}", metavar="NAME", choices=formats),
        option(["--json"], "short for --format json", flag=True),
        option(["--precision"], "decimals shown, 0 to 17 (default 4)", metavar="N"),
        option(["--output"], "write there instead of standard output", metavar="FILE"),
        option(["--no-color"], "no colour", flag=True),
    ]


def _check() -> TyperCommand:
    params = [_ids("the entries to check; * stands for any letters (none named: all)"), *_shared()]
    return TyperCommand(
        "check", callback=_run_check, params=params,
        help="Recompute every printed number; exit status 1 where one is not as recorded.",
    )  # fmt: skip


def _list() -> TyperCommand:
    params = [_ids("the entries to list; * stands for any letters (none named: all)"), *_shared()]
    return TyperCommand("list", callback=_run_list, params=params, help="List the entries by section.")


def _run_check(**given: Any) -> int:
    from nnexplain.book import check, report

    found, label = check.read_file(given["file"])
    rows = check.check(check.select(found, given["ids"]), label)
    _write(given, lambda options: report.page(rows, options), lambda: report.plain(rows), lambda: check.document(rows))
    return 0 if all(row.as_recorded for row in rows) else 1


def _run_list(**given: Any) -> int:
    from nnexplain.book import check, report

    found, _ = check.read_file(given["file"])
    chosen = check.select(found, given["ids"])
    _write(
        given,
        lambda options: report.contents(chosen, options),
        lambda: report.contents_plain(chosen),
        lambda: report.contents_document(chosen),
    )
    return 0


def _write(given: dict[str, Any], table: Any, plain: Any, document: Any) -> None:
    from nnexplain.calculator import _escaped, _format, _options, write

    form, options = _format(given, FORMATS), _options(given)
    if form == "json":
        import json

        text = json.dumps(document(), ensure_ascii=False, allow_nan=False) + "\n"
        text = _escaped(text) if options.ascii else text
    else:
        text = plain() if form == "plain" else table(options)
    write(text, given.get("output"))
