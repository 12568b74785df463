"""What ends is started again, whatever it ended with."""

import os
import signal
import threading
import time

import pytest

from ops.instance import environment_of_running, held, tell_others
from ops.part import PartFailed
from ops.supervisor import Kept, StopAsked, Supervisor, ask_to_stop, on_signals
from tests.installation import wait_until
from tests.ops.processes import Newcomers, script, wait_until_gone

COUNTS = "import pathlib, sys\nfile = pathlib.Path('starts')\nfile.open('a').write('x')\n"


def starts(folder) -> int:
    return len((folder / "starts").read_text()) if (folder / "starts").exists() else 0


def looked_after(supervisor: Supervisor, condition) -> None:
    def look():
        supervisor.look_after()
        return condition()

    wait_until(look, 10, "the supervisor did it")


@pytest.mark.parametrize("code", [0, 3])
def test_a_part_that_ends_is_started_again(folder, code):
    said: list[str] = []
    supervisor = Supervisor(said.append)
    supervisor.start(script(folder, COUNTS + f"sys.exit({code})"))
    try:
        looked_after(supervisor, lambda: starts(folder) >= 3)
    finally:
        supervisor.stop()
    assert f"child ended (code {code}); starting it again in 0.2 s." in said[0]


def test_pauses_grow_while_a_part_keeps_failing_and_start_over_when_it_was_steady(folder):
    kept = Kept(script(folder, "pass"))
    assert [kept.note_end(0) for _ in range(8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert kept.note_end(31) == 0.2


def test_a_part_that_cannot_be_started_again_is_tried_later(folder):
    said: list[str] = []
    supervisor = Supervisor(said.append)
    part = script(folder, COUNTS)
    supervisor.start(part)
    part.command[0] = str(folder / "gone")
    try:
        looked_after(supervisor, lambda: len(said) >= 2)
    finally:
        supervisor.stop()
    assert starts(folder) == 1


def test_the_others_are_looked_after_while_one_runs_once(folder):
    supervisor = Supervisor(lambda _line: None)
    supervisor.start(script(folder, COUNTS))
    try:
        once = script(folder, "import time, sys\ntime.sleep(1)\nsys.exit(5)", name="once")
        assert supervisor.once(once) == 5
        assert starts(folder) >= 2
    finally:
        supervisor.stop()


def test_parts_end_in_the_reverse_order_of_their_start(folder):
    text = (
        "import signal, sys\n"
        "def end(*_):\n    open('order', 'a').write(sys.argv[0][-4])\n    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nopen(sys.argv[0] + '.up', 'w')\nsignal.pause()\n"
    )
    supervisor = Supervisor(lambda _line: None)
    for name in ("a", "b", "c"):
        part = script(folder, text, name=name, ready=lambda name=name: (folder / f"{name}.py.up").exists())
        supervisor.start(part)
    supervisor.stop()
    assert (folder / "order").read_text() == "cba"


def test_asked_twice_it_ends_at_once(folder, monkeypatch):
    monkeypatch.setattr("ops.supervisor.SAME_SIGNAL_S", 0.0)
    stubborn = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen('up', 'w')\ntime.sleep(60)"
    supervisor = Supervisor(lambda _line: None)
    with Newcomers() as started:
        supervisor.start(script(folder, stubborn, grace_s=30, ready=(folder / "up").exists))
        everybody = started()
    again = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    again.start()
    before = time.monotonic()
    supervisor.stop()
    again.join()
    assert time.monotonic() - before < 10
    wait_until_gone(everybody, 5)


def test_signals_ask_to_stop():
    with on_signals(ask_to_stop), pytest.raises(StopAsked):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)


def test_one_folder_has_one_supervisor(folder):
    with held(folder / "var"):
        said = rf"already running .*process {os.getpid()}.*ROADREEL_DATA"
        with pytest.raises(PartFailed, match=said), held(folder / "var"):
            pass
        with held(folder / "another"):
            pass
    with held(folder / "var"):
        pass


def test_a_folder_that_cannot_be_written_is_one_sentence(folder):
    (folder / "file").write_text("")
    with pytest.raises(PartFailed, match="cannot be written"), held(folder / "file" / "var"):
        pass


def test_other_commands_learn_the_addresses_only_while_it_runs(folder):
    with held(folder):
        assert environment_of_running(folder) is None
        tell_others(folder, {"ROADREEL_DATABASE_URL": "postgresql://x", "PATH": "/bin"})
        assert environment_of_running(folder) == {"ROADREEL_DATABASE_URL": "postgresql://x"}
        assert (folder / "running.json").stat().st_mode & 0o777 == 0o600
    assert environment_of_running(folder) is None
    assert environment_of_running(folder / "nowhere") is None
