"""Terminal manners: pipes, colours, widths, encodings, interruptions, help and shell completion."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

import nnexplain
from nnexplain.formats.table.text import plain_ascii
from tests.support.program import PROGRAM, process, python

LAYER = ("layer", "--W", "0.1,0.2;0.3,0.4", "--x", "1,2", "--backward")
SOFTMAX = ("softmax", "--z", "1,2,3")


def on_terminal(*args: str, **env: str) -> str:
    """What a terminal is sent."""
    reader, writer = pty.openpty()
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM", "COLUMNS")}
    clean |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"} | env
    child = subprocess.Popen([*PROGRAM, *args], stdout=writer, stderr=writer, stdin=writer, env=clean)
    os.close(writer)
    data = b""
    try:
        while part := os.read(reader, 65536):
            data += part
    except OSError:  # the terminal is closed
        pass
    os.close(reader)
    assert child.wait(30) == 0
    return data.decode()


def test_colour_on_a_terminal_only() -> None:
    shown = on_terminal(*SOFTMAX)
    assert "\x1b[" in shown
    piped = process(*SOFTMAX, env={"TERM": "xterm-256color"})
    assert "\x1b" not in piped.out
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\r\n", "\n") == piped.out


@pytest.mark.parametrize(
    ("more", "env"), [((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"}), (("--no-color",), {})], ids=str
)
def test_no_colour(more: tuple[str, ...], env: dict[str, str]) -> None:
    assert "\x1b" not in on_terminal(*SOFTMAX, *more, **env)


def test_no_colour_in_a_file(tmp_path: Path) -> None:
    assert on_terminal(*SOFTMAX, "--output", str(tmp_path / "out.txt"), PYTHONIOENCODING="ascii") == ""
    text = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "≈" in text


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("args", [LAYER, SOFTMAX], ids=["layer", "softmax"])
def test_no_line_is_wider_than_the_terminal(args: tuple[str, ...], width: int, run, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = run(*args)
    assert all(len(line) <= width for line in outcome.out.splitlines())
    for number in ("0.0900", "0.2447", "0.6652") if args is SOFTMAX else ("0.5", "1.1"):
        assert number in outcome.out
    assert "…" not in outcome.out


def test_ascii_tables_still_align() -> None:
    bare = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": None}
    for env in (bare, {"PYTHONIOENCODING": "ascii"}):
        code, out, err = process("perceptron", "--w", "0.1,0.2", "--x", "1,0", "--backward", env=env)
        assert (code, err) == (0, "")
        assert out.isascii()
        assert "?" not in out
        tables = [block.splitlines() for block in re.findall(r"(?:^[+|].*[+|]\n)+", out, re.MULTILINE)]
        assert len(tables) >= 2
        for table in tables:
            bars = [[i for i, sign in enumerate(line) if sign in "+|"] for line in table]
            assert all(marks[0] == bars[0][0] and marks[-1] == bars[0][-1] for marks in bars)


def test_ascii_messages_help_and_json() -> None:
    ascii = {"PYTHONIOENCODING": "ascii"}
    code, out, err = process("layer", "--W", "1;2", "--x", "1,\u22122;\u00e9,1", env=ascii)
    assert (code, out) == (2, "")
    assert err.isascii()
    code, out, err = process("softmax", "--help", env=ascii)
    assert (code, err) == (0, "")
    assert "--temperature" in out
    code, out, err = process(*SOFTMAX, "--json", env=ascii)
    assert (code, err) == (0, "")
    assert out.isascii()
    assert json.loads(out)["title"].startswith("Softmax · logits")


def test_every_sign_in_the_program_has_an_ascii_form() -> None:
    """Whatever stands in the source may come to be printed."""
    texts = (file.read_text(encoding="utf-8") for file in Path(nnexplain.__file__).parent.rglob("*.py"))
    signs = {sign for text in texts for sign in text if not sign.isascii()}
    assert len(signs) > 50
    assert not {sign for sign in signs if "?" in plain_ascii(sign)}


def test_a_closed_pipe_ends_quietly() -> None:
    for line in ("softmax --z 1,2,3", "softmax --z 1,2,3 --json", "--help", f"softmax --z {'1,' * 3000}1 --json"):
        done = subprocess.run(
            f"set -o pipefail; {' '.join(PROGRAM)} {line} | head -c 1 | true",
            shell=True, capture_output=True, text=True, timeout=60, executable="/bin/bash",
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ("", "")


def test_a_full_disk_and_no_standard_output() -> None:
    line = f"{' '.join(PROGRAM)} softmax --z 1,2"
    full = subprocess.run(f"{line} > /dev/full", shell=True, capture_output=True, text=True, timeout=60)
    assert full.returncode == 2
    assert full.stderr == "nnexplain: standard output cannot be written: No space left on device\n"
    closed = subprocess.run(f"{line} >&-", shell=True, capture_output=True, text=True, timeout=60)
    assert closed.returncode == 2
    assert closed.stderr == "nnexplain: standard output cannot be written: Bad file descriptor\n"


def test_an_interruption_ends_quietly() -> None:
    """While NumPy is being loaded, and while the program waits for standard input."""
    for moment in ("start-up", "reading"):
        pipe = subprocess.PIPE
        child = subprocess.Popen([*PROGRAM, "softmax", "--z", "-"], stdin=pipe, stdout=pipe, stderr=pipe)
        limit = time.monotonic() + 30
        while b"_multiarray_umath" not in Path(f"/proc/{child.pid}/maps").read_bytes() and time.monotonic() < limit:
            time.sleep(0.002)
        time.sleep(1 if moment == "reading" else 0)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
        assert (child.returncode, out, err) == (130, b"", b""), moment


def test_help_and_version(run) -> None:
    everything = run()
    assert everything == run("--help") == run("-h")
    assert (everything.code, everything.err) == (0, "")
    for name in ("perceptron", "layer", "ffn", "softmax"):
        assert name in everything.out
        shown = run(name, "--help")
        assert (shown.code, shown.err) == (0, "")
        assert "[required]" in shown.out
    assert process("--version") == (0, f"nnexplain {nnexplain.__version__}\n", "")


@pytest.mark.parametrize("args", ["['--help']", "['softmax', '--help']", "['--version']", "COMPLETE"])
def test_help_and_completion_import_nothing_heavy(args: str) -> None:
    code = (
        "import os, sys; import nnexplain.cli.main as cli\n"
        f"args = {args if args != 'COMPLETE' else '[]'}\n"
        f"if {args == 'COMPLETE'}: os.environ |= {{'_NNEXPLAIN_COMPLETE': 'complete_bash', "
        "'COMP_WORDS': 'nnexplain softmax --te', 'COMP_CWORD': '2'}\n"
        "try: cli.run(args)\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'sympy', 'rich', 'yaml', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = python("-c", code)
    assert done.err.strip() == "[]"
    assert done.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str, run) -> None:
    code, out, err = run("--show-completion", shell)
    assert (code, err) == (0, "")
    assert f"_NNEXPLAIN_COMPLETE=complete_{shell}" in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("nnexplain perc", ["perceptron"]),
        ("nnexplain softmax --temp", ["--temperature"]),
        ("nnexplain layer --activation ta", ["tanh"]),
        ("nnexplain layer --format js", ["json"]),
        ("nnexplain nothing --x", []),
    ],
)
def test_completions(words: str, expected: list[str]) -> None:
    env = {"_NNEXPLAIN_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    code, out, err = process(env=env)
    assert (code, out.split(), err) == (0, expected, "")


def test_zsh_and_fish_complete_with_help() -> None:
    zsh = {"_NNEXPLAIN_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "nnexplain softmax --te"}
    assert "--temperature" in process(env=zsh).out
    fish = zsh | {"_NNEXPLAIN_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert process(env=fish).out.startswith("--temperature\t")
