"""Logs as a machine reads them: one JSON object a line."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEAK = """
import logging, structlog
from api.logs import configure_logs
configure_logs({level!r})
log = structlog.get_logger("roadreel.api")
log.info("request", path="/v1/orders", text="订单")
log.warning("slow")
logging.getLogger("some.library").warning("theirs %s", 1)
logging.getLogger("some.library").info("chatter")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("unexpected")
"""


def lines(level: str) -> list[dict]:
    command = [sys.executable, "-c", SPEAK.format(level=level)]
    spoken = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert spoken.stdout == b""
    return [json.loads(line) for line in spoken.stderr.decode().splitlines()]


def test_every_line_is_json_ours_and_the_libraries_alike():
    ours, slow, theirs, broken = lines("info")
    assert (ours["event"], ours["path"], ours["level"], ours["text"]) == ("request", "/v1/orders", "info", "订单")
    assert ours["at"].startswith("20")
    assert slow["level"] == "warning"
    assert theirs["event"] == "theirs 1"
    assert "ZeroDivisionError" in broken["exception"]


def test_the_level_is_the_settings_word():
    assert [line["event"] for line in lines("warning")] == ["slow", "theirs 1", "unexpected"]
    assert [line["event"] for line in lines("error")] == ["unexpected"]
