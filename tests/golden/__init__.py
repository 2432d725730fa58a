"""Pages as they are printed, each in a file of its own beside this one: ``python -m tests.golden`` writes them anew.

A changed page is read line by line, as a student would, before it is kept.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
_THREE_TOKENS = '--X "1,0,1;0,1,0;1,0,0" --WQ "1,0;0,1;1,0" --WK "1,0;0,1;0,1" --WV "1,2;3,4;5,6"'
_NEURON = "perceptron --w 0.1,0.2 --x 1,0 --b 0.05"
_NETWORK = "network published-2-2-2"

COMMANDS = {
    "perceptron": _NEURON,
    "perceptron-backward": f"{_NEURON} --activation gelu --backward",
    "perceptron-hand": f"{_NEURON} --activation sigmoid --hand 2",
    "perceptron-versus": f"{_NEURON} --versus b=-0.1 --versus activation=sigmoid,tanh",
    "perceptron-derive": f"{_NEURON} --activation sigmoid --derive",
    "perceptron-trace": f"{_NEURON} --activation sigmoid --trace w[0]",
    "layer": 'layer --W "0.1,0.2;0.3,0.4" --x 1,0.5 --b 0.1,-0.8 --backward',
    "layer-batch": 'layer --W "0.1,0.2;0.3,0.4" --x "1,0.5;0.2,-0.4" --b 0.1,0.2 --backward',
    "softmax": "softmax --z 1,2,0.5,0.3",
    "softmax-backward": "softmax --z 1,2,0.5 --backward",
    "softmax-rows": 'softmax --z "1,2,0.5;0,3,1" --temperature 2',
    "loss": "loss --z 1,2,0.5 --target 1 --backward",
    "loss-half-sse": "loss --y 0.4,0.7 --target 0.5,0.5 --kind half-sse --backward",
    "attention": f"attention {_THREE_TOKENS}",
    "attention-full": f"attention {_THREE_TOKENS} --full",
    "attention-causal": f"attention {_THREE_TOKENS} --causal --backward",
    "attention-heads": 'attention --Q "1,0,0.2,1;0,1,1,0" --K "1,0,1,1;0,1,0,0.5" --V "1,2,3,4;3,4,5,6" --heads 2',
    "norm": "norm --x 1,2,4 --backward",
    "ffn": 'ffn --W1 "1,-1;0.5,2" --W2 "0.5;-0.25" --x 0.3,0.7 --backward',
    "network": f"{_NETWORK} --backward --lr 0.5",
    "network-trace": f"{_NETWORK} --trace W2[0][0]",
    "network-derive": f"{_NETWORK} --derive",
    "transformer": "transformer two-tokens",
    "train": "train xor --epochs 20",
    "step": "step --W 0.5 --grad -0.3 --lr 0.1 --loss 2.0",
    "step-expr": 'step --expr "(W-2)^2" --W 0.5 --lr 0.1 --steps 3',
    "activation": "activation --x -1,0.15,2 --activation silu",
    "batches": "batches --examples 1000 --batch-size 32",
    "calc": "calc '0.5 - 0.1 * (-0.3)'",
    "calc-named": 'calc "s = w·x; relu(s + 0.05)" --set w=0.1,0.2 --set x=1,0',
    "derive": "derive tanh-from-sigmoid",
}
# of these the page of a wide terminal too: it has the same shape
WIDE = ("attention", "softmax", "network", "transformer")


class Page(NamedTuple):
    """A command, and how wide it is printed; ``id`` is the name of its file."""

    id: str
    words: list[str]
    width: int

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.id}.txt"


PAGES = [Page(name, shlex.split(command), 80) for name, command in COMMANDS.items()]
PAGES += [Page(f"{name}-120", shlex.split(COMMANDS[name]), 120) for name in WIDE]
