"""Bad input: one clear message on standard error, nothing on standard output, exit status 2, never a traceback."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import pytest

from tests.support.program import process

P = "perceptron --w 1,2 --x 3,4"
A = "attention --Q 1,0;0,1 --K 1,0;0,1 --V 1,0;0,1"

# what is typed -> what the message must say, in that order
BAD = [
    # shapes, with the hint that the transpose would fit
    ("perceptron --w 1,2 --x 1,2,3", ["--w has 2 entries", "--x has 3"]),
    ("perceptron --w 1,2,3 --x 1,2", ["--w has 3 entries", "--x has 2"]),
    ("perceptron --w 1;2 --x 1,2", ["--w is a matrix of 2 × 1", "give a vector", "commas"]),
    ("perceptron --w 1,2;3,4 --x 1,2", ["--w is a matrix of 2 × 2", "give a vector"]),
    ("perceptron --w 1,2 --x [[[1,2]]]", ["--x is an array of 1 × 1 × 2", "give a vector"]),
    (f"{P} --b 1,2", ["--b is a vector of 2 entries", "give a number"]),
    ("layer --W 1,2;3,4;5,6 --x 1,2,3", ["--W has 2 columns", "--x has 3 entries", "transpose of --W would fit"]),
    ("layer --W 1,2,3;4,5,6 --x 1,2", ["--W has 3 columns", "--x has 2", "transpose of --W would fit"]),
    ("layer --W 1,2,3;4,5,6 --x 1;2;3", ["--W has 3 columns", "--x has 1", "transpose of --x would fit"]),
    ("layer --W 1,2;3,4 --x 1,2 --b 1,2,3", ["--W has 2 rows", "--b has 3 entries"]),
    ("layer --W 1,2;3,4 --x 1,2 --b 1,2;3,4", ["--b is a matrix of 2 × 2", "give a number or a vector"]),
    ("layer --W [[[1]]] --x 1", ["--W is an array of 1 × 1 × 1", "give a matrix"]),
    ("ffn --W1 1,2,3;4,5,6 --W2 1,2 --x 1,2", ["--W1 has 3 columns", "--W2 has 1"]),
    ("ffn --W1 1,2;3,4 --W2 1;2 --x 1,2,3", ["--W1 has 2 rows", "--x has 3 entries"]),
    ("ffn --W1 1,2;3,4 --W2 1;2 --x 1,2 --b1 1", ["--W1 has 2 columns", "--b1 has 1 entry"]),
    ("ffn --W1 1,2;3,4 --W2 1;2 --x 1,2 --b2 1,2", ["--W2 has 1 column", "--b2 has 2 entries"]),
    ("ffn --W1 1,2;3,4 --W2 1;2 --x 1,2 --residual", ["--residual", "2 entries", "--W2", "must be equal"]),
    ("softmax --z [[[1,2]]]", ["--z is an array of 1 × 1 × 2", "a vector or a matrix"]),
    ("softmax --z 1,2 --temperature 1,2", ["--temperature is a vector of 2 entries", "give a number"]),
    # rows
    ("layer --W 1,2;3 --x 1,2", ["--W has rows of different lengths", "row 1 has 2 entries", "row 2 has 1 entry"]),
    ("layer --W [[1,2],[3]] --x 1,2", ["--W has rows of different lengths", "row 2 has 1 entry"]),
    ("layer --W [1,[2]] --x 1,2", ["--W mixes numbers and lists"]),
    # numbers
    ("perceptron --w 1,,2 --x 1,2", ["--w has an empty entry", "'1,,2'", "0.1,0.2"]),
    ("perceptron --w 1,2, --x 1,2", ["--w has an empty entry", "'1,2,'"]),
    ("perceptron --w [1,,2] --x 1,2", ["--w has an empty entry", "'[1,,2]'"]),
    ("layer --W ; --x 1,2", ["--W has an empty entry", "';'"]),
    ("layer --W 1,2;;3,4 --x 1,2", ["--W has an empty entry"]),
    ("perceptron --w '1 2' --x 1,2", ["--w has '1 2'", "not a number", "commas between entries"]),
    ("perceptron --w '[1 2]' --x 1,2", ["--w has '1 2'", "not a number", "commas between entries"]),
    ("perceptron --w abc --x 1,2", ["--w has 'abc'", "not a number", "0.05, -1e-3 or 1/3"]),
    ("perceptron --w 1,two --x 1,2", ["--w has 'two'", "not a number"]),
    ("perceptron --w [a,b] --x 1,2", ["--w has 'a'", "not a number"]),
    ("perceptron --w (1,2) --x 1,2", ["--w has '(1'", "square brackets"]),
    ("perceptron --w 0x10 --x 1", ["--w has '0x10'", "not a number"]),
    ("perceptron --w 1_000 --x 1", ["--w has '1_000'", "not a number"]),
    ("perceptron --w 1/2/3 --x 1", ["--w has '1/2/3'", "not a number"]),
    ("perceptron --w 1/0 --x 1", ["--w has '1/0'", "cannot be divided by 0"]),
    ("perceptron --w '' --x 1", ["--w is empty", "0.1,0.2"]),
    ("perceptron --w ' ' --x 1", ["--w is empty"]),
    ("perceptron --w [] --x 1", ["--w is empty", "at least one number"]),
    ("perceptron --w [[]] --x 1", ["--w has an empty list"]),
    ("perceptron --w [1,2 --x 1,2", ["--w has brackets that do not match", "'[1,2'"]),
    ("perceptron --w [1,2]] --x 1,2", ["--w has brackets that do not match", "2 closed"]),
    ("perceptron --w [true,false] --x 1,2", ["--w has true", "not a number"]),
    ("perceptron --w [null] --x 1", ["--w has null", "not a number"]),
    ('perceptron --w \'{"a": 1}\' --x 1', ["--w has", "not a number"]),
    ('perceptron --w \'[{"a": 1}]\' --x 1', ["--w has", "not a number"]),
    ("perceptron --w nan,1 --x 1,2", ["--w has nan", "finite"]),
    ("perceptron --w 1,inf --x 1,2", ["--w has inf", "finite"]),
    ("perceptron --w -Infinity --x 1", ["--w has -Infinity", "finite"]),
    ("perceptron --w [NaN,1] --x 1,2", ["--w has NaN", "finite"]),
    ("perceptron --w [Infinity,1] --x 1,2", ["--w has Infinity", "finite"]),
    ('perceptron --w \'["inf"]\' --x 1', ["--w has inf", "finite"]),
    (f"{P} --b ∞", ["--b has ∞", "finite"]),
    ("perceptron --w 1e400 --x 1", ["--w has '1e400'", "too large for a float64"]),
    ("perceptron --w [1e400] --x 1", ["--w has '1e400'", "too large for a float64"]),
    ("perceptron --w -1e999999999999 --x 1", ["--w has '-1e999999999999'", "too large"]),
    (f"perceptron --w {'9' * 5000} --x 1", ["--w has '9999", "...'", "too large"]),
    (f"perceptron --w [{'9' * 5000}] --x 1", ["--w has", "too large"]),
    (f"perceptron --w {'[' * 100_000} --x 1", ["--w has lists inside lists"]),
    (f"perceptron --w {'[' * 70}1{']' * 70} --x 1", ["--w", "lists inside lists more than 6 deep"]),
    ("perceptron --w W.npy --x 1", ["--w has 'W.npy'", "@W.npy"]),
    # names and whole numbers
    (f"{P} --activation rleu", ["--activation is 'rleu'", "choose one of identity, relu", "did you mean relu?"]),
    (f"{P} --activation leakyrelu", ["--activation is 'leakyrelu'", "did you mean leaky-relu?"]),
    (f"{P} --activation ''", ["--activation is ''", "choose one of"]),
    (f"{P} --precision -1", ["--precision is '-1'", "from 0 to 17"]),
    (f"{P} --precision 18", ["--precision is '18'", "from 0 to 17"]),
    (f"{P} --precision x", ["--precision is 'x'", "from 0 to 17"]),
    (f"{P} --precision 2.5", ["--precision is '2.5'", "from 0 to 17"]),
    (f"{P} --precision nan", ["--precision is 'nan'", "from 0 to 17"]),
    (f"{P} --precision ''", ["--precision is ''", "from 0 to 17"]),
    (f"{P} --hand -1", ["--hand is '-1'", "from 0 to 17"]),
    (f"{P} --hand x", ["--hand is 'x'", "from 0 to 17"]),
    (f"{P} --hand 1e400", ["--hand is '1e400'", "from 0 to 17"]),
    ("softmax --z 1,2 --temperature 0", ["--temperature is 0", "above 0"]),
    ("softmax --z 1,2 --temperature -1", ["--temperature is -1", "above 0"]),
    ("softmax --z 1,2 --temperature warm", ["--temperature has 'warm'", "not a number"]),
    # the shared options
    (f"{P} --upstream 1", ["--upstream", "add --backward"]),
    (f"{P} --backward --upstream 1,2", ["--upstream is a vector of 2 entries", "the result is a single number"]),
    ("softmax --z 1,2 --backward --upstream 1", ["--upstream is a single number", "a vector of 2 entries"]),
    ("softmax --z 1,2 --backward --upstream a,b", ["--upstream has 'a'", "not a number"]),
    (f"{P} --trace w", ["--trace is 'w'", "a vector of 2 entries", "as in w[0]"]),
    ("layer --W 1,2;3,4 --x 1,2 --trace W[1]", ["--trace is 'W[1]'", "a vector of 2 entries", "as in W[1][0]"]),
    (f"{P} --trace w[2]", ["--trace asks for w[2]", "indices count from 0 to 1"]),
    (f"{P} --trace b[0]", ["--trace asks for b[0]", "a single number"]),
    (f"{P} --trace w[", ["--trace asks for 'w['", "a name with an index"]),
    (f"{P} --trace wieghted_sum", ["--trace asks for 'wieghted_sum'", "did you mean weighted_sum?"]),
    (f"{P} --trace activation", ["--trace asks for activation", "is no number", "w, x, b"]),
    ("loss --z 1,2 --target 1 --trace target", ["--trace asks for target", "no gradient is taken by it"]),
    ("network published-2-2-2 --trace W1_new[0][0]", ["--trace asks for W1_new", "comes after the result"]),
    ("train xor --trace W1[0][0]", ["--trace does not fit train"]),
    ("step --W 1 --grad 1 --lr 1 --trace W", ["--trace does not fit step"]),
    (f"{P} --versus b", ["--versus is 'b'", "NAME=VALUE"]),
    (f"{P} --versus b=", ["--versus is 'b='", "NAME=VALUE"]),
    (f"{P} --versus =1", ["--versus is '=1'", "NAME=VALUE"]),
    (f"{P} --versus c=1", ["--versus changes c", "perceptron takes w, x, b, activation"]),
    (f"{P} --versus activatoin=relu", ["--versus changes activatoin", "did you mean activation?"]),
    (f"{P} --versus b=abc", ["b of --versus has 'abc'", "not a number"]),
    (f"{P} --versus w=1", ["w of --versus has 1 entry", "--x has 2"]),
    (f"{P} --versus activation=rel", ["activation of --versus is 'rel'", "did you mean relu?"]),
    (f"{P} --format jsn", ["--format is 'jsn'", "choose one of table", "did you mean json?"]),
    (f"{P} --json --format table", ["--json is short for --format json", "--format is table"]),
    (f"{P} --get q", ["--get asks for 'q'", "weighted_sum, z, y, result"]),
    (f"{P} --get weighted_sun", ["--get asks for 'weighted_sun'", "did you mean weighted_sum?"]),
    (f"{P} --get Y", ["--get asks for 'Y'", "did you mean y?"]),
    (f"{P} --get ''", ["--get asks for ''", "gradients.w"]),
    (f"{P} --get y[", ["--get asks for 'y['", "p[1]"]),
    (f"{P} --get y[0]", ["--get asks for y[0]", "y is a single number"]),
    (f"{P} --get inputs.w[2]", ["--get asks for inputs.w[2]", "index 2 is out of range", "from 0 to 1"]),
    (f"{P} --get inputs.v", ["--get asks for 'inputs.v'"]),
    (f"{P} --get gradients.w", ["--get asks for gradients.w", "add --backward"]),
    (f"{P} --backward --get gradients.q", ["--get asks for 'gradients.q'", "gradients.w"]),
    (f"{P} --get hand.y", ["--get asks for hand.y", "add --hand N"]),
    ("softmax --z 1,2 --get p[2]", ["--get asks for p[2]", "index 2 is out of range", "from 0 to 1"]),
    ("softmax --z 1,2 --get p[-1]", ["--get asks for p[-1]", "index -1 is out of range"]),
    ("softmax --z 1,2 --get p[0][0]", ["--get asks for p[0][0]", "p has only 1 axis"]),
    (f"{P} --output ''", ["--output is empty"]),
    (f"{P} --output no/such/folder/y.txt", ["--output is 'no/such/folder/y.txt'", "no folder 'no/such/folder'"]),
    (f"{P} --output .", ["--output is '.'", "cannot be written"]),
    # words
    ("perceptron", ["--w is missing", "weights"]),
    ("perceptron --w 1,2", ["--x is missing"]),
    ("layer --x 1,2", ["--W is missing"]),
    ("ffn --W1 1 --x 1", ["--W2 is missing"]),
    ("softmax", ["--z is missing", "logits"]),
    ("perceptrn --w 1", ["no command 'perceptrn'", "did you mean perceptron?"]),
    ("banana", ["no command 'banana'", "--help"]),
    (f"{P} --activaton relu", ["--activaton is not an option of perceptron", "did you mean --activation?"]),
    (f"{P} --qqqqq", ["--qqqqq is not an option of perceptron", "nnexplain perceptron --help"]),
    ("perceptron -w 1,2", ["-w is not an option of perceptron", "did you mean --w?"]),
    ("layer --w 1,2 --x 3,4", ["--w is not an option of layer", "did you mean --W?"]),
    ("--json perceptron", ["--json is not an option of nnexplain", "after its name"]),
    ("--show-completion tcsh", ["bash, zsh, fish", "'tcsh'"]),
    ("perceptron --x 1 --w", ["--w needs a value", "--w 1,0"]),
    ("perceptron --w --x 1,2", ["--w needs a value", "next word is --x"]),
    (f"{P} --json=yes", ["--json takes no value"]),
    ("perceptron --w 1, 0 --x 1,2", ["no place for '0'", "quotes"]),
    # files
    ("perceptron --w @ --x 1", ["--w is @ without a file name", "@W.npy"]),
    ("perceptron --w @missing.csv --x 1", ["--w points at 'missing.csv'", "does not exist"]),
    ("perceptron --w @weihgts.npz:W1 --x 1", ["--w points at 'weihgts.npz'", "did you mean weights.npz?"]),
    ("perceptron --w @folder --x 1", ["--w points at 'folder'", "a folder, not a file"]),
    ("perceptron --w @notes.doc --x 1", ["--w points at 'notes.doc'", ".npy, .npz, .safetensors, .csv or .json"]),
    (f"perceptron --w @{'x' * 5000}.npy --x 1", ["--w points at 'xxx", "cannot be read"]),
    ("perceptron --w @pickled.npy --x 1", ["--w from pickled.npy", "nothing is ever unpickled"]),
    ("perceptron --w @complex.npy --x 1", ["--w from complex.npy", "complex numbers", "real numbers"]),
    ("perceptron --w @text.npy --x 1", ["--w from text.npy", "holds text"]),
    ("perceptron --w @empty.npy --x 1", ["--w from empty.npy", "empty (shape 0)"]),
    ("perceptron --w @nan.npy --x 1", ["--w from nan.npy", "nan at [1]", "finite"]),
    ("perceptron --w @broken.npy --x 1", ["--w from broken.npy", "not a plain .npy array"]),
    ("perceptron --w @cut.npy --x 1", ["--w from cut.npy", "is cut short"]),
    ("perceptron --w @good.npy:W --x 1", ["--w asks for 'W' of good.npy", "@good.npy"]),
    ("perceptron --w @weights.npz --x 1", ["--w from weights.npz", "W1, W2", "@weights.npz:W1"]),
    ("perceptron --w @weights.npz:W_1 --x 1", ["--w from weights.npz", "no array 'W_1'", "did you mean W1?"]),
    ("perceptron --w @broken.npz:W --x 1", ["--w from broken.npz", "not an .npz archive"]),
    ("perceptron --w @pickled.npz:W --x 1", ["--w from pickled.npz", "nothing is ever unpickled"]),
    ("perceptron --w @empty.csv --x 1", ["--w from empty.csv", "empty"]),
    ("perceptron --w @hole.csv --x 1", ["--w from hole.csv", "empty cell in line 2, column 2"]),
    ("layer --W @ragged.csv --x 1,2", ["--W from ragged.csv", "row 2 has 1 entry"]),
    ("perceptron --w @words.csv --x 1", ["--w from words.csv", "line 3", "'many'", "not a number"]),
    ("perceptron --w @nan.csv --x 1", ["--w from nan.csv", "nan", "finite"]),
    ("perceptron --w @binary.csv --x 1", ["--w", "binary.csv", "not UTF-8 text"]),
    ("perceptron --w @bad.json --x 1", ["--w", "bad.json", "not valid JSON", "line 1"]),
    ("perceptron --w @ragged.json --x 1", ["--w from ragged.json", "rows of different lengths"]),
    ("perceptron --w @object.json --x 1", ["--w", "object.json", "not an nnexplain result"]),
    ("perceptron --w @object.json:c --x 1", ["--w asks for 'c'", "a, b"]),
    ("perceptron --w @list.json:p --x 1", ["--w asks for p", "list.json is not an nnexplain JSON"]),
    ("perceptron --w @out.json:q --x 1", ["--w asks for 'q'", "shifted", "p, result"]),
    ("perceptron --w @out.json:p[7] --x 1", ["--w asks for p[7]", "out of range"]),
    ("perceptron --w @out.json:gradients.z --x 1", ["--w asks for gradients.z", "--backward"]),
    ("perceptron --w @out.json:inputs.name --x 1", ["--w from out.json", "'relu'", "not a number"]),
    # standard input (empty in this table)
    ("perceptron --w - --x 1", ["--w", "standard input", "empty"]),
    ("perceptron --w -:p[1] --x 1", ["--w", "standard input", "empty"]),
    ("perceptron --w - --x -", ["--w and --x", "standard input", "only once"]),
    ("ffn --W1 - --W2 -:y --x -", ["--W1, --W2 and --x", "standard input", "only once"]),
    ("softmax --z 1,2 --backward --upstream -", ["--upstream", "standard input", "empty"]),
    # loss, attention, step
    ("loss --p 0.5,0.5 --target 2", ["--target is 2", "--p has 2 entries", "from 0 to 1"]),
    ("loss --p 0.5,0.5 --target -1", ["--target", "-1"]),
    ("loss --p 0.5,0.5 --target 0.5", ["--target", "0.5"]),
    ("loss --p 0.5,0.6 --target 1", ["--p sums to 1.1", "not 1"]),
    ("loss --p 0.5,0.5", ["--target is missing"]),
    ("loss --target 1", ["--p", "--z"]),
    ("loss --z 1,2 --target 0 --kind mze", ["--kind is 'mze'", "did you mean mse?"]),
    (f"{A} --mask 0,0;1,1", ["--mask row 1 hides every key"]),
    (f"{A} --mask 2,0;1,1", ["--mask has 2", "give 1", "0"]),
    (f"{A} --mask 1,0", ["--mask"]),
    (f"{A} --heads 3", ["--heads is 3", "2 columns"]),
    (f"{A} --heads 0", ["--heads is '0'", "at least 1"]),
    ("attention --Q 1,2 --K 1,2,3 --V 1,2", ["--Q has 2 columns", "--K has 3"]),
    ("attention --Q 1,2 --K 1,2;3,4 --V 1,2", ["--K has 2 rows", "--V has 1"]),
    ("attention --X 1,0;0,1 --WQ 1,0;0,1", ["--WK and --WV are missing"]),
    ("step --W 1,2 --grad 1,2,3 --lr 0.1", ["--W has 2 entries", "--grad has 3"]),
    ("step --W 1,2 --grad 1,2", ["--lr is missing"]),
    ("step --W 1,2 --grad 1,2 --lr 0.1 --backward", ["--backward does not fit step"]),
]  # fmt: skip


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    texts = {
        "notes.doc": "1,2", "broken.npy": "hello", "broken.npz": "hello", "empty.csv": "\n",
        "hole.csv": "1,2\n3,\n", "ragged.csv": "1,2\n3\n", "words.csv": "a,b\n1,2\n3,many\n", "nan.csv": "1,nan\n",
        "bad.json": '{"a": 1,}', "ragged.json": "[[1,2],[3]]", "object.json": '{"a": [1], "b": [2]}',
        "list.json": "[1]",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "binary.csv").write_bytes(b"\x80\x81\x00\xff")
    out = {"schema": "nnexplain/1", "values": {"shifted": [0.0], "p": [0.5, 0.5]}, "result": [0.5, 0.5]}
    (tmp_path / "out.json").write_text(json.dumps(out | {"inputs": {"name": "relu"}}))
    objects = np.array([1, {}], dtype=object)
    np.save("pickled.npy", objects, allow_pickle=True)
    np.savez("pickled.npz", W=objects)
    np.save("complex.npy", np.array([1j]))
    np.save("text.npy", np.array(["a"]))
    np.save("empty.npy", np.array([]))
    np.save("nan.npy", np.array([1, np.nan]))
    np.save("good.npy", np.array([1.0]))
    np.savez("weights.npz", W1=np.ones(2), W2=np.ones(2))
    (tmp_path / "cut.npy").write_bytes((tmp_path / "good.npy").read_bytes()[:-4])
    return tmp_path


def check(outcome, words: list[str], folder: Path) -> None:
    code, out, err = outcome
    assert (code, out) == (2, ""), err
    assert err.startswith("nnexplain: ")
    assert err.count("\n") == 1, "more than one message"
    place = 0
    for word in words:
        assert word in err[place:], f"{err!r} does not say {word!r}"
        place = err.index(word, place)
    for leak in ("Traceback", str(folder), "site-packages", "np.", "InputError", "array(", "dtype"):
        assert leak not in err
    assert len(err) < 500


@pytest.mark.parametrize(("line", "words"), BAD, ids=[line[:60] for line, _ in BAD])
def test_bad_input_is_one_clear_message(line: str, words: list[str], run, files: Path) -> None:
    check(run(*shlex.split(line)), words, files)


@pytest.mark.parametrize("place", range(0, len(BAD), len(BAD) // 10))
def test_as_a_process_too(place: int, files: Path) -> None:
    line, words = BAD[place]
    if len(line) < 1000:
        check(process(*shlex.split(line)), words, files)


def test_enough_cases() -> None:
    assert len({line for line, _ in BAD}) == len(BAD) >= 80


def test_control_signs_do_not_reach_the_terminal(run, tmp_path: Path) -> None:
    outcome = run("perceptron", "--w", "\x1b[31mred\x07", "--x", "1")
    assert outcome.code == 2
    assert "\x1b" not in outcome.err
    assert "\x07" not in outcome.err


def test_binary_on_standard_input(run, tmp_path: Path) -> None:
    check(run("perceptron", "--w", "-", "--x", "1", stdin=b"\x93NUMPY\xff\xfe"), ["--w", "not UTF-8 text"], tmp_path)


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        ('{"schema": "nnexplain/1", "values": {}}', ["--w", "standard input", "no result"]),
        ('{"schema": "nnexplain/1", "values": {"p": "Infinity"}, "result": "NaN"}', ["--w has NaN", "finite"]),
        ('{"schema": ', ["--w", "standard input", "not valid JSON"]),
        ('{"a": 1}', ["--w", "standard input", "not an nnexplain result"]),
        ("1,2\n3\n", ["--w has rows of different lengths"]),
        ("hello\n", ["--w has 'hello'", "not a number"]),
    ],
)
def test_bad_standard_input(stdin: str, words: list[str], run, tmp_path: Path) -> None:
    check(run("perceptron", "--w", "-", "--x", "1", stdin=stdin), words, tmp_path)


SECTIONS = ["values", "inputs", "gradients", "hand"]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("content", ["1", "[1]", '"x"', "null", "true", '{"y": {}}', '{"y": null}', '{"y": [1, {}]}'])
@pytest.mark.parametrize("path", ["-", "-:y", "-:inputs.y", "-:gradients.y", "-:hand.y", "-:none"])
def test_an_nnexplain_json_of_another_make(section: str, content: str, path: str, run, tmp_path: Path) -> None:
    document = f'{{"schema": "nnexplain/1", "{section}": {content}, "result": 1}}'
    code, out, err = run("activation", "--x", path, "--get", "y", stdin=document)
    assert (code, out, err) == (0, "1\n", "") or (
        code == 2 and err.startswith("nnexplain: --x ") and err.count("\n") == 1
    )


@pytest.mark.parametrize("opener", ["[", '{"a":', '{"schema":"nnexplain/1","result":['])
@pytest.mark.parametrize("depth", [900, 3000, 30000])
def test_nesting_without_end(opener: str, depth: int, run, tmp_path: Path) -> None:
    for text in (opener * depth, opener * depth + "1"):
        (tmp_path / "deep.json").write_text(text)
        for argv in (["perceptron", "--w", "1", "--x", f"@{tmp_path}/deep.json"], ["network", f"{tmp_path}/deep.json"]):
            code, out, err = run(*argv)
            assert (code, out) == (2, "")
            assert err.startswith("nnexplain: ")
            assert len(err) < 400


@pytest.mark.parametrize(("id", "right"), [
    ("' '", False), ("'a b'", False), ("[a]", False), ("{a: 1}", False), ("'*'", False), ("'\\x1b[0m'", False),
    ("-x", False),    ("a-b.c_d:1", True), ("12", True), ("größe", True),
])  # fmt: skip
def test_an_id_is_a_name(id: str, right: bool, run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"- id: {id}\n  section: s\n  kind: given\n  claim: c\n  printed: {{x: '1'}}\n", encoding="utf-8")
    code, _, err = run("examples", "list", "--json", "--file", str(file))
    assert (code == 0) == right
    assert right or "line 1" in err


def test_an_expression_may_begin_with_two_signs(run) -> None:
    assert run("calc", "--a", "--set", "a=1", "--get", "y").out == "1\n"
    assert run("calc", "--set", "a=1", "--a + 2", "--get", "y").out == "3\n"
    assert "--jsn is not an option of calc; did you mean --json?" in run("calc", "--jsn", "1+1").err
    assert "--foo is not an option of calc" in run("calc", "1+1", "--foo").err
    assert "did you mean --json?" in run("calc", "--jsno").err


def test_a_logarithm_of_what_is_minus_infinity(run) -> None:
    assert "takes the logarithm of −∞" in run("calc", "ln(ln(0))").err
