"""What a call of each command costs beside the least that the same libraries cost (``floor.py``)."""

from __future__ import annotations

import shlex

from nnexplain.discovery import files
from tests.benchmarks.timing import FLOOR, Race, nn

COMMANDS = {
    "perceptron": "perceptron --w 0.1,0.2 --x 1,0",
    "layer": "layer --W 0.1,0.2;0.3,0.4 --x 1,0",
    "layer --backward": "layer --W 0.1,0.2;0.3,0.4 --x 1,0 --backward",
    "ffn": "ffn --W1 0.1,0.2;0.3,0.4 --W2 0.1,0.2;0.3,0.4 --x 1,0",
    "activation": "activation --x 1.5",
    "softmax": "softmax --z 2,1,0.1",
    "loss": "loss --z 2,1,0.1 --target 0",
    "step": "step --W 0.5 --grad 0.2 --lr 0.1",
    "attention": "attention --Q 1,0;0,1 --K 1,0;0,1 --V 1,2;3,4",
    "norm": "norm --x 1,2,3",
    "network": "network --W 0.1,0.2;0.3,0.4 --W 0.5,0.6;0.7,0.8 --x 1,0",
    "network SPEC": "network published-2-2-2",
    "train": "train xor --epochs 1",
    "transformer": "transformer two-tokens",
    "calc": "calc 1+2*3",
    "batches": "batches --examples 1000 --batch-size 32",
    "examples list": "examples list",
    "examples show": "examples show perceptron-x10-output",
    "examples check": "examples check perceptron-x10-output",
    "examples check, all": "examples check",
    "derive --list": "derive --list",
    "weave": "weave --template",
    "myst": "myst",
}
# a YAML file brings PyYAML and msgspec; one with a learning rate is worked twice, the second time with what it learned;
# a transformer's page has forty steps, a whole chapter four hundred numbers
TABLE = {"network SPEC": 1.2, "train": 1.3, "transformer": 1.4, "examples show": 1.25, "examples check, all": 2.7}
JSON = {"network SPEC": 1.1, "train": 1.2, "transformer": 1.3, "examples show": 1.05, "examples check": 1.05,
        "examples check, all": 2.7}  # fmt: skip
NO_JSON = {"derive --list", "weave", "myst"}
USUAL_TABLE, USUAL_JSON, HELP = 1.05, 0.9, 0.5  # on a quiet machine 1.0 and 0.85


def test_every_command_has_its_race() -> None:
    assert {command.split()[0] for command in COMMANDS.values()} >= set(files()) - {"schema"}


def words(command: str) -> list[str]:
    return shlex.split(command.replace(";", "\\;").replace("*", "\\*"))


def test_tables_and_json() -> None:
    runners = {"floor": [*FLOOR, "table"]}
    bounds = {}
    for name, command in COMMANDS.items():
        runners[name] = nn(*words(command))
        bounds[name, "floor"] = TABLE.get(name, USUAL_TABLE)
        if name not in NO_JSON:
            runners[f"{name} --json"] = nn(*words(command), "--json")
            bounds[f"{name} --json", "floor"] = JSON.get(name, USUAL_JSON)
    Race(runners).check(bounds, repetitions=5)


def test_help() -> None:
    runners = {"floor": [*FLOOR, "table"], "--help": nn("--help")}
    runners |= {f"{name} --help": nn(name, "--help") for name in files()}
    Race(runners).check({(name, "floor"): HELP for name in runners if name != "floor"}, repetitions=4)


def test_derivation() -> None:
    race = Race({"floor with SymPy": [*FLOOR, "symbols"], "--derive": nn(*words(COMMANDS["perceptron"]), "--derive")})
    race.check({("--derive", "floor with SymPy"): 1.1}, repetitions=4)
