"""Children end with whoever started them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ops.part import PartFailed, run_as, start, taken
from tests.installation import ROOT, wait_until
from tests.ops.processes import family, script, wait_until_gone

SLEEPER = "import time\nprint('up', flush=True)\ntime.sleep(600)\n"
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPER
PARENT_OF_TWO = (
    "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n" + SLEEPER
)


def says_up(part) -> bool:
    return part.log.exists() and "up" in part.log.read_text("utf-8")


def test_ending_a_part_ends_its_child(folder):
    running = start(script(folder, SLEEPER))
    wait_until(lambda: says_up(running.part), 10, "the child is up")
    everybody = [psutil.Process(running.watcher.pid), *family(running.watcher.pid)]
    assert len(everybody) == 2
    running.end()
    wait_until_gone(everybody, 1)
    assert running.ended == 128 + signal.SIGTERM


def test_a_child_that_does_not_listen_is_killed_after_its_grace(folder):
    running = start(script(folder, STUBBORN, grace_s=0.2))
    wait_until(lambda: says_up(running.part), 10, "the child is up")
    running.end()
    assert running.ended == 128 + signal.SIGKILL


def test_what_a_child_started_and_left_behind_ends_too(folder):
    running = start(script(folder, PARENT_OF_TWO))
    wait_until(lambda: says_up(running.part), 10, "the child is up")
    everybody = family(running.watcher.pid)
    assert len(everybody) == 2
    running.end()
    wait_until_gone(everybody, 2)


def test_a_part_that_ends_by_itself_gives_its_exit_code(folder):
    running = start(script(folder, "raise SystemExit(7)"))
    wait_until(lambda: running.ended is not None, 10, "the child ended")
    assert running.ended == 7
    running.end()


@pytest.mark.parametrize("identity", ["same", "namespace"])
def test_nothing_is_left_when_the_starter_is_killed_hard(folder, identity):
    if identity == "namespace" and run_as("namespace", ["/bin/true"], os.environ).returncode:
        pytest.skip("no user namespaces on this kernel")
    starter = folder / "starter.py"
    starter.write_text(
        "import sys, time\nfrom pathlib import Path\n"
        "from ops.part import start\nfrom tests.ops.processes import script\n"
        f"part = script(Path(sys.argv[1]), {STUBBORN!r}, grace_s=0.3, identity={identity!r})\n"
        "running = start(part)\ntime.sleep(600)\n",
        "utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(starter), str(folder)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    wait_until(lambda: (folder / "child.log").exists() and "up" in (folder / "child.log").read_text(), 10, "it is up")
    everybody = family(process.pid)
    assert len(everybody) == 2
    process.kill()
    process.wait()
    wait_until_gone(everybody, 5)


def test_a_killed_watcher_takes_its_child_along(folder):
    running = start(script(folder, SLEEPER))
    wait_until(lambda: says_up(running.part), 10, "the child is up")
    children = family(running.watcher.pid)
    running.kill()
    running.watcher.wait()
    wait_until_gone(children, 2)


def test_the_socket_folder_goes_when_the_starter_is_gone_and_stays_for_a_restart(folder):
    sockets = folder / "sockets"
    sockets.mkdir()
    first = start(script(folder, "pass", leftovers=(sockets,)))
    wait_until(lambda: first.ended is not None, 10, "the child ended by itself")
    assert sockets.exists()
    second = start(script(folder, SLEEPER, leftovers=(sockets,)))
    second.end()
    assert not sockets.exists()
    first.end()


def test_a_part_is_not_started_while_one_of_an_earlier_start_still_lives(folder):
    running = start(script(folder, SLEEPER))
    try:
        with pytest.raises(PartFailed, match="still running"), taken(running.part.lock, "child", limit_s=0.2):
            pass
    finally:
        running.end()
    with taken(running.part.lock, "child", limit_s=2):
        pass


def test_a_part_that_ends_while_starting_says_its_last_words(folder):
    running = start(script(folder, "raise SystemExit('the disk is on fire')", ready=lambda: False))
    with pytest.raises(PartFailed, match="the disk is on fire"):
        running.wait_until_ready()
    running.end()


def test_a_part_that_never_answers_is_given_up(folder):
    running = start(script(folder, SLEEPER, ready=lambda: False))
    with pytest.raises(PartFailed, match="did not answer"):
        running.wait_until_ready(limit_s=0.3)
    running.end()


def test_a_long_log_is_put_aside_at_the_next_start(folder: Path, monkeypatch):
    monkeypatch.setattr("ops.part.LOG_LIMIT", 10)
    (folder / "child.log").write_text("x" * 11)
    running = start(script(folder, "print('new')"))
    wait_until(lambda: running.ended is not None, 10, "it ended")
    running.end()
    assert (folder / "child.log.1").read_text() == "x" * 11
    assert (folder / "child.log").read_text() == "new\n"
