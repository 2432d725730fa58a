"""Files are written whole or stay as they were; a stream that cannot be written is said, or told by the status."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from nnexplain.cli import streams
from nnexplain.errors import InputError
from tests.support.cases import TIMES
from tests.support.program import PROGRAM

OLD = '{"old": true}'
BIG = "x" * 3_000_000

# writes one big file again and again, so that a signal comes while it does
WRITER = f"""
from pathlib import Path
from nnexplain.cli.streams import save
import json, sys
for n in range(10_000):
    save([json.dumps({{"n": n, "filling": "{"x" * 50}" * 40_000}})], Path(sys.argv[1]))
    print(n, flush=True)
"""


def shell(line: str) -> subprocess.CompletedProcess[str]:
    program = " ".join(PROGRAM)
    return subprocess.run(
        line.replace("nnexplain", program),
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        executable="/bin/bash",
    )


@pytest.mark.parametrize("killed_by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_a_killed_writer_leaves_a_whole_file(killed_by: signal.Signals, tmp_path: Path) -> None:
    chance = random.Random(killed_by)
    file = tmp_path / "out.json"
    for _ in range(6 * TIMES):
        file.write_text(OLD)
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        child.send_signal(killed_by)
        child.wait(30)
        child.stdout.close()
        json.loads(file.read_text())


def test_the_command_interrupted_at_random_moments(tmp_path: Path) -> None:
    (tmp_path / "W.json").write_text(json.dumps([[0.1] * 300] * 300))
    (tmp_path / "x.json").write_text(json.dumps([0.1] * 300))
    file = tmp_path / "old.json"
    words = ("layer", "--W", f"@{tmp_path}/W.json", "--x", f"@{tmp_path}/x.json", "--json", "--output", str(file))
    chance = random.Random(1)
    for number in range(5 * TIMES):
        file.write_text(OLD)
        child = subprocess.Popen([*PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 0.8))
        child.send_signal((signal.SIGTERM, signal.SIGKILL, signal.SIGINT)[number % 3])
        child.wait(30)
        json.loads(file.read_text())


@pytest.mark.parametrize("unnamed", [True, False], ids=["O_TMPFILE", "named"])
def test_a_full_disk_leaves_the_old_file(unnamed: bool, tmp_path: Path) -> None:
    """A limit on the size of a file is met as a full disk is: in the middle of writing."""
    file = tmp_path / "out.json"
    file.write_text(OLD)
    hide = "" if unnamed else "import os; del os.O_TMPFILE; "
    code = f"{hide}from nnexplain.cli.main import main; main()"
    words = ("softmax", "--z", ",".join(["1"] * 3000), "--json", "--output", str(file))
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("nnexplain: --output is ")
    assert done.stderr.endswith("which cannot be written: File too large\n")
    assert file.read_text() == OLD
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_is_left_where_there_was_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        streams.write("text", str(tmp_path / "new"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_a_replaced_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("old")
    file.chmod(mode)
    streams.write(BIG, str(file))
    assert file.read_text() == BIG
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    streams.write("a", str(tmp_path / "ours"))
    (tmp_path / "theirs").write_text("a")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link, dangling = tmp_path / "there" / "target", tmp_path / "link", tmp_path / "dangling"
    target.write_text("old")
    link.symlink_to("there/target")
    dangling.symlink_to("there/new")
    for name in (link, dangling):
        streams.write("new", str(name))
        assert name.is_symlink()
        assert name.read_text() == "new"
    assert target.read_text() == "new"
    assert sorted(path.name for path in target.parent.iterdir()) == ["new", "target"]


def test_a_loop_of_links_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="symbolic links"):
        streams.write("new", str(tmp_path / "a"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_what_may_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("old")
    file.chmod(0o400)
    with pytest.raises(InputError, match="Permission denied"):
        streams.write("new", str(file))
    file.chmod(0o600)
    tmp_path.chmod(0o500)
    streams.write("new", str(file))  # a folder that takes no other file beside it
    tmp_path.chmod(0o700)
    assert file.read_text() == "new"


def test_pipes_and_devices_are_written_as_they_stand(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(fifo.read_text()))
    reader.start()
    streams.write("through\n", str(fifo))
    reader.join(10)
    assert got == ["through\n"]
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    streams.write("away", "/dev/null")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert shell("nnexplain perceptron --w 1 --x 1 --get y --output /dev/stdout").stdout == "1\n"
    full = shell("nnexplain perceptron --w 1 --x 1 --get y --output /dev/full")
    assert full.returncode == 2
    assert full.stderr == "nnexplain: --output is '/dev/full', which cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "is empty"), ("nowhere/out", "there is no folder"), (".", "Is a directory"), ("a\0b", "null byte"),
        ("x" * 300, "File name too long"), ("~nobody-of-that-name/out", "cannot be written"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_written(name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=reason):
        streams.write("text", name)
    assert list(tmp_path.iterdir()) == []


CALL = "nnexplain perceptron --w 1 --x 1 --get y"
WARNED = "nnexplain loss --p 0,1 --target 0 --get loss"
WRONG = "nnexplain perceptron --w 1 --x 1,2"
FULL = "nnexplain: standard output cannot be written: No space left on device\n"
CLOSED = "nnexplain: standard output cannot be written: Bad file descriptor\n"


@pytest.mark.parametrize(
    ("line", "code", "out", "err"),
    [
        (f"{CALL} >/dev/full", 2, "", FULL),
        (f"{CALL} >&-", 2, "", CLOSED),
        ("nnexplain --help >&-", 2, "", CLOSED),
        ("nnexplain --version >/dev/full", 2, "", FULL),
        ("nnexplain schema >&-", 2, "", CLOSED),
        ("nnexplain examples list >/dev/full", 2, "", FULL),
        (f"{CALL} --json >&-", 2, "", CLOSED),
        (f"{CALL} 2>&-", 0, "1\n", ""),
        (f"{CALL} 2>/dev/full", 0, "1\n", ""),
        (f"{CALL} >&- 2>&-", 2, "", ""),
        (f"{CALL} <&- >&- 2>&-", 2, "", ""),
        (f"{CALL} >/dev/full 2>/dev/full", 2, "", ""),
        (f"{CALL} <&-", 0, "1\n", ""),
        (f"{WRONG} 2>/dev/full", 2, "", ""),
        (f"{WRONG} 2>&-", 2, "", ""),
        (f"{WRONG} >&- 2>/dev/full", 2, "", ""),
        (f"{WARNED} 2>/dev/full", 0, "Infinity\n", ""),
        (f"{WARNED} 2>&-", 0, "Infinity\n", ""),
        ("nnexplain nothing 2>/dev/full", 2, "", ""),
        ("nnexplain perceptron --nothing 2>/dev/full", 2, "", ""),
    ],
)
def test_streams_that_cannot_be_written(line: str, code: int, out: str, err: str) -> None:
    done = shell(line)
    assert (done.returncode, done.stdout, done.stderr) == (code, out, err)


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_file_is_written_without_standard_output(closed: str, tmp_path: Path) -> None:
    """And the number of a closed stream does not fall to the file, where a message would end up in it."""
    done: Any = shell(f"{WARNED} --output {tmp_path}/out {closed}")
    assert done.returncode == 0
    assert (tmp_path / "out").read_text() == "Infinity\n"
