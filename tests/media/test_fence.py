from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from media import parent
from media.fence import OK, bubblewrap_works, bubblewrapped, environment, fences, python
from media.job import ChildDied, ChildTimedOut, Job, Limits, NoFence, Outcome, Stopped, process
from media.outcome import Verdict, write_outcome

Footage = Callable[..., Path]
JobWith = Callable[..., Job]

ALL_STAND = dict.fromkeys(("bubblewrap", "landlock", "seccomp", "rlimits"), OK)
needs_second_fence = pytest.mark.skipif(fences()["landlock"] != OK, reason=f"Landlock: {fences()['landlock']}")
needs_bubblewrap = pytest.mark.skipif(bubblewrap_works() != OK, reason=f"bubblewrap: {bubblewrap_works()}")

# What somebody would try who runs code of his own inside the child. Each line is one attempt: True when it worked.
# Each undoes what it did: where the fence has a hole, the machine that runs the tests must not suffer for it.
ATTEMPTS = """
import ctypes, json, os, socket, sys
from pathlib import Path

def tried(what):
    try:
        return bool(what())
    except Exception:
        return False

def connected(family, address):
    with socket.socket(family) as line:
        line.settimeout(3)
        line.connect(address)
        return True

port, sibling, outside, neighbour_pid = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
second, dared = sys.argv[5] == "second fence", sys.argv[6:]
if second:
    from media.confine import confine
    assert set(confine(Path.cwd(), own_tmp=False).values()) == {"ok"}
libc = ctypes.CDLL(None, use_errno=True)

def number(call):
    from media.seccomp import FORBIDDEN, MACHINES
    return FORBIDDEN[call][list(MACHINES).index(os.uname().machine)]

def created(path):
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    os.unlink(path)
    return True

def mounted():
    os.mkdir("mounted")
    worked = libc.mount(b"none", b"mounted", b"tmpfs", 0, None) == 0
    if worked:
        libc.umount(b"mounted")
    os.rmdir("mounted")
    return worked

attempts = {
    "reach the network": lambda: tried(lambda: connected(socket.AF_INET, ("127.0.0.1", port))),
    "read another job": lambda: tried(lambda: Path(sibling).read_text()),
    "list the folder of all jobs": lambda: tried(lambda: os.listdir(Path(sibling).parent.parent)),
    "write outside": lambda: tried(lambda: Path(outside).write_text("x")),
    "change the system": lambda: tried(lambda: created(f"/usr/roadreel-{neighbour_pid}")),
    "fill the memory through /dev": lambda: tried(lambda: created("/dev/shm/full")),
    "change the source": lambda: tried(lambda: Path("source").write_text("x")),
    "remove the source": lambda: tried(lambda: Path("source").unlink() or True),
    "read passwords": lambda: tried(lambda: Path("/etc/passwd").read_text()),
    "see our processes": lambda: tried(lambda: os.kill(neighbour_pid, 0) is None),
    "read our environment": lambda: tried(lambda: Path(f"/proc/{neighbour_pid}/environ").read_bytes()),
    "read secrets given to us": lambda: "ROADREEL_SECRET" in os.environ,
    "trace a process": lambda: libc.ptrace(16, neighbour_pid, 0, 0) == 0,
    "mount": lambda: tried(mounted),
    "make namespaces": lambda: libc.unshare(0x10000000) == 0,
    "start a program": lambda: os.spawnl(os.P_WAIT, "/bin/true", "true") == 0,
    "use io_uring": lambda: libc.syscall(number("io_uring_setup"), 1, ctypes.create_string_buffer(120)) >= 0,
    "watch processes": lambda: libc.syscall(number("perf_event_open"), 0, 0, -1, -1, 0) >= 0,
    "use the kernel's keys": lambda: libc.syscall(number("keyctl"), 0, -3, 1) >= 0,
    "handle page faults": lambda: libc.syscall(number("userfaultfd"), 1) >= 0,
    "use its own folder": lambda: tried(lambda: Path("result").write_text("x")),
}
print(json.dumps({what: tried(attempt) for what, attempt in attempts.items() if not dared or what in dared}))
"""

# What may be tried without the fence, too: the rest would really be done to the machine.
HARMLESS = ("reach the network", "read another job", "write outside", "see our processes", "remove the source")
# Seccomp's part: namespaces do not keep these out.
KERNEL_CALLS = {"start a program", "use io_uring", "watch processes", "use the kernel's keys", "handle page faults"}


def attempts(
    folder: Path, sibling: Path, outside: Path, *, wrapped: bool, confined: bool, dared: tuple[str, ...] = ()
) -> dict[str, bool]:
    """Run the attempts (all, or only those `dared`), with a server to reach and a process of ours to look at."""
    sleeper = [sys.executable, "-c", "input()"]
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        subprocess.Popen(sleeper, stdin=subprocess.PIPE) as neighbour,
    ):
        told = (str(server.getsockname()[1]), str(sibling), str(outside), str(neighbour.pid))
        command = python("-c", ATTEMPTS, *told, "second fence" if confined else "", *dared)
        secret = {**os.environ, "ROADREEL_SECRET": "x"}
        if wrapped:
            command = bubblewrapped(command, folder, read_only=("source",))
        try:
            around = secret if wrapped or not confined else environment()
            answer = subprocess.run(command, cwd=folder, env=around, capture_output=True, check=True, timeout=60)
        finally:
            neighbour.kill()
    return dict(json.loads(answer.stdout))


def three_jobs(tmp_path: Path) -> list[Path]:
    """Folders of the fenced job, of an unfenced one, and of a sibling whose footage is to be left alone."""
    jobs = [tmp_path / name for name in ("fenced", "unfenced", "sibling")]
    for job in jobs:
        job.mkdir()
        (job / "source").write_text("footage")
    return jobs


@needs_bubblewrap
def test_code_inside_the_fence_reaches_nothing_but_its_own_folder(tmp_path: Path) -> None:
    fenced, unfenced, sibling = three_jobs(tmp_path)
    where = (sibling / "source", tmp_path / "written")
    inside = attempts(fenced, *where, wrapped=True, confined=True)
    assert {what for what, worked in inside.items() if worked} == {"use its own folder"}
    assert not (tmp_path / "written").exists()
    control = attempts(unfenced, *where, wrapped=False, confined=False, dared=HARMLESS)
    for what in HARMLESS:
        assert control[what], f"without the fence one can {what}, or the test proves nothing"


@needs_bubblewrap
def test_the_sandbox_alone_keeps_everything_out_that_is_not_a_call_to_the_kernel(tmp_path: Path) -> None:
    fenced, _, sibling = three_jobs(tmp_path)
    inside = attempts(fenced, sibling / "source", tmp_path / "written", wrapped=True, confined=False)
    assert {what for what, worked in inside.items() if worked} <= KERNEL_CALLS | {"use its own folder"}


@needs_second_fence
def test_the_second_fence_alone_keeps_everything_out_but_the_jobs_own_files(tmp_path: Path) -> None:
    fenced, _, sibling = three_jobs(tmp_path)
    inside = attempts(fenced, sibling / "source", tmp_path / "written", wrapped=False, confined=True)
    own_files = {"use its own folder", "change the source", "remove the source"}
    assert {what for what, worked in inside.items() if worked} <= own_files
    assert not (tmp_path / "written").exists()


@needs_bubblewrap
def test_a_checkout_below_tmp_is_seen_inside_where_tmp_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory(dir="/tmp", prefix="a checkout ") as prefix:
        (Path(prefix) / "pyvenv.cfg").write_text("here")
        monkeypatch.setattr(sys, "prefix", prefix)
        inside = subprocess.run(
            bubblewrapped(["/bin/cat", f"{prefix}/pyvenv.cfg"], tmp_path),
            capture_output=True,
            check=False,
            timeout=60,
        )
    assert inside.stdout == b"here", inside.stderr


# Run by an interpreter of somebody's own, which starts itself again with `READ_SECRET` where footage would be.
START_AGAIN = """
import subprocess, sys
from pathlib import Path
from media.fence import bubblewrapped, environment, python

code, how, secret = sys.argv[1:]
command = python("-c", code, how, secret)
if how == "sandbox":
    command = bubblewrapped(command, Path.cwd())
sys.exit(subprocess.run(command, env=environment()).returncode)
"""
READ_SECRET = """
import sys
from pathlib import Path
if sys.argv[1] == "second fence":
    from media.confine import confine
    assert set(confine(Path.cwd(), own_tmp=False).values()) == {"ok"}
try:
    print(Path(sys.argv[2]).read_text())
except OSError:
    print("kept out of", sys.prefix)
import av, cv2, media.one_pass
"""


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("sandbox", marks=needs_bubblewrap),
        pytest.param("second fence", marks=needs_second_fence),
        "no fence",
    ],
)
def test_an_interpreter_linked_through_a_home_does_not_show_what_else_is_there(tmp_path: Path, how: str) -> None:
    home, checkout, job = tmp_path / "home", tmp_path / "home" / "a checkout", tmp_path / "job"
    for folder in (home / "bin", home / ".ssh", checkout / "bin", job):
        folder.mkdir(parents=True)
    (secret := home / ".ssh" / "id").write_text("the key to everything")
    (home / "bin" / "python3").symlink_to(Path(sys.executable).resolve())
    (checkout / "bin" / "python").symlink_to(home / "bin" / "python3")
    (checkout / "pyvenv.cfg").write_text(f"home = {home / 'bin'}\ninclude-system-site-packages = false\n")
    (checkout / "lib").symlink_to(Path(sys.prefix) / "lib")
    answer = subprocess.run(
        [str(checkout / "bin" / "python"), "-P", "-s", "-B", "-c", START_AGAIN, READ_SECRET, how, str(secret)],
        cwd=job,
        env=environment(Path(parent.__file__).parents[1]),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    expected = "the key to everything" if how == "no fence" else f"kept out of {checkout}"
    assert answer.stdout.strip() == expected, answer.stderr


@needs_bubblewrap
def test_the_doctor_is_told_that_the_fence_stands() -> None:
    assert fences() == ALL_STAND


@needs_bubblewrap
def test_the_outcome_says_which_fences_stood(footage: Footage, job_with: JobWith) -> None:
    outcome = process(job_with(footage()), Limits(require_fence=True))
    assert outcome.verdict is None
    assert outcome.fences == ALL_STAND


def test_without_bubblewrap_the_second_fence_and_the_limits_remain(
    footage: Footage, job_with: JobWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = {**ALL_STAND, "bubblewrap": "no user namespaces here"}
    monkeypatch.setattr(parent, "fences", lambda: stand)
    outcome = process(job_with(footage()), Limits(require_fence=True))
    assert outcome.verdict is None
    assert outcome.fences == stand
    big = job_with(footage(seconds=0.2, width=3840, height=2160), min_duration_s=0.1)
    assert process(big, Limits(memory=640 * 1024**2)).verdict is not None


def test_footage_is_refused_where_too_little_stands_and_it_is_required(
    footage: Footage, job_with: JobWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = {**ALL_STAND, "bubblewrap": "no user namespaces here", "landlock": "this kernel has no Landlock"}
    monkeypatch.setattr(parent, "fences", lambda: stand)
    with pytest.raises(NoFence, match=r"no user namespaces.*no Landlock"):
        process(job_with(footage()), Limits(require_fence=True))


def test_progress_is_told_while_it_happens(footage: Footage, job_with: JobWith) -> None:
    told: list[tuple[str, int]] = []
    process(job_with(footage()), on_progress=lambda step, percent: told.append((step, percent)))
    assert [step for step, _ in told] == sorted((step for step, _ in told), key=["probe", "pass", "check"].index)
    assert told[0] == ("probe", 0)
    assert told[-1] == ("check", 100)
    assert len({percent for step, percent in told if step == "pass"}) > 5


def processes_of(folder: Path) -> list[int]:
    """Processes that name this folder on their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(folder).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def wait_until(true: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def test_a_child_that_takes_too_long_is_gone_afterwards(footage: Footage, job_with: JobWith) -> None:
    job = job_with(footage(seconds=10, width=640, height=360))
    with pytest.raises(ChildTimedOut):
        process(job, Limits(wall_s=0.5))
    assert wait_until(lambda: not processes_of(job.folder))


def test_a_child_that_is_no_longer_wanted_is_gone_at_once(footage: Footage, job_with: JobWith) -> None:
    job = job_with(footage(seconds=10, width=640, height=360))
    stop = threading.Event()
    with pytest.raises(Stopped):
        process(job, on_progress=lambda _step, _percent: stop.set(), should_stop=stop.is_set)
    assert wait_until(lambda: not processes_of(job.folder))


def test_a_worker_killed_hard_takes_its_child_along(footage: Footage, job_with: JobWith) -> None:
    job = job_with(footage(seconds=15, width=640, height=360))
    worker = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent("""
                import sys
                from pathlib import Path
                from media.job import Job, process
                process(Job("source", Path(sys.argv[1])), on_progress=lambda step, percent: print(step, flush=True))
            """),
            str(job.folder),
        ],
        stdout=subprocess.PIPE,
        cwd=Path(parent.__file__).parent.parent,
    )
    try:
        assert worker.stdout is not None
        worker.stdout.readline()
        assert processes_of(job.folder)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    assert wait_until(lambda: not processes_of(job.folder))


def test_a_child_killed_from_outside_is_our_failure(footage: Footage, job_with: JobWith) -> None:
    job = job_with(footage(seconds=10, width=640, height=360))

    def kill(_step: str, _percent: int) -> None:
        for pid in processes_of(job.folder):
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(ChildDied):
        process(job, on_progress=kill)


def answering(job: Job, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put other code in the child's place: what a decoder taken over by its footage would run."""
    monkeypatch.setattr(parent, "python", lambda *_: python("-c", code))


def test_a_crash_that_happens_again_is_the_footages_fault(
    footage: Footage, job_with: JobWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_with(footage())
    crash = "import os, signal; open('tries', 'a').write('x'); os.kill(os.getpid(), signal.SIGSEGV)"
    answering(job, monkeypatch, crash)
    outcome = process(job)
    assert outcome.verdict is not None
    assert (outcome.verdict.code, outcome.verdict.params) == ("unsupported", {"reason": "crash"})
    assert (job.folder / "tries").read_text() == "xx"


@pytest.mark.parametrize(
    "code",
    [
        "pass",  # no answer
        "open('result.json', 'w').write('{')",
        "open('result.json', 'w').write('[1]')",
        "open('result.json', 'w').write('{}')",
        "open('result.json', 'w').write('x' * 5_000_000)",
        "open('result.json', 'w').write('[' * 2_000_000)",
        "open('result.json', 'w').write(open('told.json').read().replace('3.5', 'NaN'))",  # no database takes it
        "import os; os.symlink('/etc/passwd', 'result.json')",
        "import os; os.mkfifo('result.json')",
        "import sys; sys.exit('footage went up in smoke')",
    ],
)
def test_an_answer_that_cannot_be_is_not_believed(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    job = job_with(b"footage")
    write_outcome(Outcome(duration_s=3.5), job.folder / "told.json")
    answering(job, monkeypatch, code)
    with pytest.raises(ChildDied):
        process(job)


@pytest.mark.parametrize(
    "line",
    [
        '{"step": "pass", "percent": Infinity}',
        '{"step": "look", "percent": 1, "verdict": {"code": "too_dark", "params": [], "at_s": null}}',
        '{"step": "look", "percent": 1, "verdict": {"code": "too_dark", "params": {}, "at_s": NaN}}',
        '{"step": "look", "percent": 1, "verdict": {"code": "too_dark", "params": {"a": 1%s}, "at_s": 0}}'
        % ("0" * 400),
        "[" * 4000,
    ],
    ids=["endless", "list for an object", "no number", "huge", "deep"],
)
def test_nonsense_about_progress_is_passed_over(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    job = job_with(b"footage")
    answering(job, monkeypatch, f"import sys; print({line!r}); sys.exit('it went on')")
    with pytest.raises(ChildDied, match="it went on"):
        process(job)


@pytest.mark.parametrize("fenced", [True, False])
def test_a_log_that_became_a_link_is_not_told(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, fenced: bool
) -> None:
    if not fenced:
        monkeypatch.setattr(parent, "fences", lambda: {**ALL_STAND, "bubblewrap": "no user namespaces here"})
    (secret := tmp_path / "secret").write_text("the key to everything")
    job = job_with(b"footage")
    link = f"os.unlink('child.log'); os.symlink({str(secret)!r}, 'child.log')"
    answering(job, monkeypatch, f"import os, sys; {link}; sys.exit('smoke')")
    with pytest.raises(ChildDied, match="smoke") as died:
        process(job)
    assert "key" not in str(died.value)


def test_a_child_that_says_no_more_is_still_not_waited_for_longer(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    """bubblewrap would keep the pipe open for it."""
    monkeypatch.setattr(parent, "fences", lambda: {**ALL_STAND, "bubblewrap": "no user namespaces here"})
    job = job_with(b"footage")
    answering(job, monkeypatch, "import os, time; os.close(1); time.sleep(20)")
    with pytest.raises(ChildTimedOut):
        process(job, Limits(wall_s=1))


def test_a_child_is_waited_for_as_long_as_it_says_something(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, limits = job_with(b"footage"), Limits(quiet_s=2)
    answering(job, monkeypatch, "import time; time.sleep(20)")
    with pytest.raises(ChildTimedOut, match="not a word"):
        process(job, limits)
    answering(job, monkeypatch, "import time; [(time.sleep(0.5), print(flush=True)) for _ in range(7)]")
    with pytest.raises(ChildDied, match="no usable answer"):  # it got to its end
        process(job, limits)


FILL = {
    "many files": "for n in range(400): open(f'{n}', 'wb').write(bytes(MB))",
    "one file": "open('much', 'wb').write(bytes(400 * MB))",
    "removed files": """
for n in range(200):
    file = open('much', 'wb')
    os.unlink('much')
    file.write(bytes(8 * MB))
    kept.append(file)
""",
    "holes that are filled": """
import mmap
file = open('much', 'wb+')
file.truncate(200 * MB)
mmap.mmap(file.fileno(), 0)[:] = bytes(200 * MB)
""",
    "empty files": "for n in range(2000): open(f'{n}', 'w').close()",
    "folders": "for n in range(2000): os.mkdir(f'{n}')",
    "folders in folders": "[(os.mkdir('f' * 200), os.chdir('f' * 200)) for n in range(40)]",
}


@pytest.mark.parametrize("fenced", [pytest.param(True, marks=needs_bubblewrap), False], ids=["fenced", "unfenced"])
@pytest.mark.parametrize("how", FILL)
def test_a_child_that_fills_the_disk_is_stopped_and_it_is_the_footages_fault(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch, how: str, *, fenced: bool
) -> None:
    if not fenced:
        monkeypatch.setattr(parent, "fences", lambda: {**ALL_STAND, "bubblewrap": "no user namespaces here"})
    job = job_with(b"footage", max_duration_s=10.0)
    answering(job, monkeypatch, f"import os, time; MB, kept = 2**20, []\n{FILL[how]}\ntime.sleep(30)")
    began = time.monotonic()
    assert process(job, Limits(disk=100 * 2**20)).verdict == Verdict("unsupported", {"reason": "disk"})
    assert time.monotonic() - began < 20
    shutil.rmtree(job.folder)


@needs_bubblewrap
def test_nothing_is_written_any_more_once_a_child_was_stopped(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_with(b"footage")
    answering(job, monkeypatch, "[open(f'file {n}', 'w').close() for n in range(10**6)]")
    for _ in range(5):
        with pytest.raises(Stopped):
            process(job, should_stop=(job.folder / "file 50").exists)
        shutil.rmtree(job.folder)  # as the worker does next
        job.folder.mkdir()
        (job.folder / job.source).write_bytes(b"footage")


def test_a_child_that_ends_before_anybody_looks_has_not_got_away_with_what_it_wrote(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_with(b"footage", max_duration_s=1.0)
    answering(job, monkeypatch, "open('much', 'wb').write(bytes(2**24))")
    assert process(job, Limits(disk=2**20)).verdict == Verdict("unsupported", {"reason": "disk"})


@pytest.mark.parametrize("name", ["result.json", "child.log"])
def test_a_folder_left_in_the_place_of_a_file_is_removed(
    job_with: JobWith, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    job = job_with(b"footage")
    leave = f"import os, signal; os.path.exists({name!r}) and os.unlink({name!r}); os.makedirs('{name}/within')"
    answering(job, monkeypatch, f"{leave}; os.kill(os.getpid(), signal.SIGSEGV)")
    assert process(job).verdict == Verdict("unsupported", {"reason": "crash"})


@pytest.mark.parametrize("trick", ["link", "elsewhere", "size", "missing"])
def test_outputs_are_looked_at_before_they_are_believed(
    footage: Footage, job_with: JobWith, monkeypatch: pytest.MonkeyPatch, trick: str
) -> None:
    job = job_with(footage())
    outcome: Outcome = process(job)
    poster = job.folder / "poster.jpg"
    assert outcome.poster is not None
    secret = job.folder.parent / "secret"
    secret.write_bytes(poster.read_bytes())  # as large as what is promised
    answer = job.folder / "told.json"
    if trick == "elsewhere":
        outcome.poster = type(outcome.poster)(**{**vars(outcome.poster), "file": "../secret"})
    write_outcome(outcome, answer)
    if trick in ("link", "missing"):
        poster.unlink()
    if trick == "link":
        poster.symlink_to(secret)
    if trick == "size":
        poster.write_bytes(b"more" + poster.read_bytes())
    answering(job, monkeypatch, "import os; os.rename('told.json', 'result.json')")
    with pytest.raises(ChildDied, match="no usable answer"):
        process(job)


def test_links_left_by_a_former_child_are_not_followed(footage: Footage, job_with: JobWith, tmp_path: Path) -> None:
    job = job_with(footage())
    precious = tmp_path / "precious"
    precious.write_text("keep")
    for name in ("job.json", "result.json", "child.log"):
        (job.folder / name).symlink_to(precious)
    assert process(job).verdict is None
    assert precious.read_text() == "keep"
