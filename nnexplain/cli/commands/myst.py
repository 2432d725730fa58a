"""Worked examples in MyST: an executable plugin, with a directive for an example and a role for a number."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from nnexplain.cli.options import opened, option
from nnexplain.cli.streams import tell, write
from nnexplain.discovery import summary
from nnexplain.errors import InputError, nearest, quote

if TYPE_CHECKING:
    from nnexplain.book.nodes import Node
    from nnexplain.cli.options import Param

NAME = "nnexplain"
_SAID = {
    "directive": "A worked example: a command line of nnexplain without the word itself, such as "
    "`softmax --z 1,2`; what does not fit on the line goes on in the body.",
    "role": "One number of a worked example, such as `softmax --z 1,2 --get p[1]`.",
}
_TEXT = """\
Without options it prints the plugin's specification. MyST calls it with --directive NAME or --role NAME and the
directive's or role's data as JSON on standard input, and reads the nodes of the page from standard output. It wants a
file to run, such as a script nnexplain.sh of two lines, #!/bin/sh and exec nnexplain myst "$@", named in myst.yml under
project: plugins: as type: executable, path: nnexplain.sh.

The names of files are relative to the folder that MyST runs in."""


def myst() -> dict[str, Any]:
    """The plugin's specification as plain data.

    >>> import nnexplain as nn
    >>> [part["name"] for part in nn.myst()["directives"]]
    ['nnexplain']
    """
    arg = {"type": "string", "doc": "the command line"}
    body = {"type": "string", "doc": "more of the command line"}
    return {
        "name": "nnexplain: worked examples for neural networks",
        "directives": [{"name": NAME, "doc": _SAID["directive"], "arg": arg, "body": body}],
        "roles": [{"name": NAME, "doc": _SAID["role"], "body": arg | {"required": True}}],
        "transforms": [],
    }


def command() -> TyperCommand:
    """``nnexplain myst``."""
    params: list[Param] = [
        option([f"--{kind}"], f"answer the {kind} on standard input", metavar="NAME") for kind in (*_SAID, "transform")
    ]
    help_line = f"{summary(Path(__file__))}."
    full = opened(f"{help_line}\n\n{_TEXT}", "myst")
    return TyperCommand("myst", callback=_run, params=params, help=full, short_help=help_line.rstrip("."))


def _run(**given: Any) -> int:
    from nnexplain.visible import json_text

    asked = {kind: name for kind, name in given.items() if name is not None}
    if len(asked) > 1:
        raise InputError(f"{' and '.join(f'--{kind}' for kind in asked)} are given; MyST asks for one at a time")
    answer: object = myst()
    for kind, name in asked.items():
        if kind == "transform" or name != NAME:
            hint = nearest(name, [NAME]) if kind != "transform" else ""
            has = "a directive and a role nnexplain, and no transforms" if kind == "transform" else f"the {kind} {NAME}"
            raise InputError(f"--{kind} is {quote(name)}, but this plugin has {has}{hint}")
        answer = _answer(kind, _data())
    write([json_text(answer), "\n"], safe=True)
    return 0


def _data() -> dict[str, Any]:
    """What MyST says of the directive or role."""
    import json

    from nnexplain.inputs.sources import Sources

    try:
        found = json.loads(Sources(tell).standard_input("the data of a directive or role"))
    except (json.JSONDecodeError, RecursionError):
        raise InputError("standard input is not valid JSON; MyST gives the data of a directive or role there") from None
    if not isinstance(found, dict):
        raise InputError("standard input is no JSON object; MyST gives the data of a directive or role there")
    return found


def _answer(kind: str, data: dict[str, Any]) -> list[Node]:
    """The nodes that stand in the place of a directive or role."""
    from nnexplain.book.nodes import nodes, paragraph, text
    from nnexplain.cli.line import Lines, options
    from nnexplain.engine.reader import deep_recursion

    lines = Lines("myst")
    line = lines.read(_words(kind, data))
    if kind == "role" and line.given.get("get") is None:
        raise InputError("the role nnexplain is one number; add --get NAME, or use the directive for an example")
    with deep_recursion():
        if line.given.get("get") is not None:
            number = text(lines.number(line))
            return [number] if kind == "role" else [paragraph(number)]
        how = options(line)
        return nodes(lines.report(line), how.precision, full=how.full)


def _words(kind: str, data: dict[str, Any]) -> list[str]:
    """The words of the command line that stands in a directive's argument and body, or in a role."""
    parts = [data.get("arg"), data.get("body")]
    if any(part is not None and not isinstance(part, str) for part in parts):
        raise InputError(f"the {kind}'s arg and body are to be text")
    try:
        words = shlex.split("\n".join(filter(None, parts)))
    except ValueError:
        raise InputError(f"the {kind}'s command line cannot be split into words: a quotation is not closed") from None
    if not words:
        raise InputError(f"the {kind} names no command; write one such as softmax --z 1,2")
    return words
