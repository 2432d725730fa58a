"""What --help of calc says it can do, it can; and it says all of it."""

from __future__ import annotations

import re
import shlex

import nnexplain as nn
from nnexplain.parser.functions import ARITY, CONSTANTS, function
from nnexplain.worked.lesson import find

HELP = find("calc").help


def test_every_function_is_listed() -> None:
    words = set(re.findall(r"[A-Za-z_0-9]+", HELP.partition("Of numbers")[2]))
    assert set(ARITY) | {name for name in CONSTANTS if name.isascii()} <= words
    told = re.split(r"[:,.] | or |[()]", HELP.partition("Of numbers: ")[2])
    for name in (name.strip() for name in told if re.fullmatch(r"[a-z_0-9]+", name.strip())):
        assert function(name) is not None or name in CONSTANTS, name


def test_it_opens_with_an_example_that_works() -> None:
    text, *settings = shlex.split(find("calc").example)
    assert nn.calc(text, set=[word for word in settings if word != "--set"]).result == 0.53
