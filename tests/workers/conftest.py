"""Real worker processes on a database and a bucket of the test's own, and a carrier who sends footage."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from store.clock import utc_now
from store.database import Database
from store.objects import ObjectStore
from store.settings import Settings
from store.tables import Carrier, Clip, Cut, Order, Rendition, Stage, TimelineEntry
from store.words import ClipStatus
from tests.fleet import make_carrier, make_stage
from tests.footage import make_footage
from tracking.rules.clip_status import SETTLED
from tracking.uploads.announce import announce
from tracking.uploads.announcement import Announcement
from tracking.uploads.parts import check_parts
from tracking.uploads.transfer import finish, open_transfer, plan_of

ROOT = Path(__file__).parents[2]
START = "from store.settings import read_settings; from workers.main import run; run(read_settings())"


@dataclass
class Workers:
    """Worker processes of one test; all of them are gone at its end."""

    settings: Settings
    log: Path
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, **more: str) -> "subprocess.Popen[bytes]":
        """One more process; `more` are settings of its own."""
        s = self.settings
        told = {
            "DATA": str(s.data),
            "DATABASE_URL": s.database_url,
            "S3_ENDPOINT": s.s3_endpoint,
            "S3_ACCESS_KEY": s.s3_access_key,
            "S3_SECRET_KEY": s.s3_secret_key,
            "S3_REGION": s.s3_region,
            "S3_BUCKET": s.s3_bucket,
            **more,
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ROADREEL_")}
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", START],
                cwd=ROOT,
                env=inherited | {f"ROADREEL_{name}": value for name, value in told.items()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def said(self) -> list[dict[str, Any]]:
        """The lines of their logs."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()


@dataclass
class Haulage:
    """A carrier with one car on the truck."""

    database: Database
    objects: ObjectStore
    carrier: Carrier
    stage: Stage

    def announce(self, footage: bytes, **about: Any) -> Any:
        """The upload row, open for parts."""
        said = Announcement(
            stage_id=about.pop("stage_id", self.stage.id),
            trip_id=None,
            vins=(),
            place_code=None,
            filename="clip.mp4",
            content_type="video/mp4",
            size=about.pop("size", len(footage)),
            sha256=about.pop("sha256", hashlib.sha256(footage).digest()),
            captured_at=datetime.now(UTC),
            **about,
        )
        with self.database.writing() as session:
            upload = announce(session, self.carrier.id, None, said, utc_now()).upload
            _ = upload.clip
        open_transfer(self.objects, self.database.writing, upload, utc_now())
        return upload

    def send_parts(self, upload: Any, footage: bytes) -> list[tuple[int, str]]:
        """PUT every part; (number, etag) of each."""
        plan, sent = plan_of(upload), []
        for number in range(1, plan.count + 1):
            start = (number - 1) * plan.part_size
            url = self.objects.presign_part(upload.key, upload.multipart_id, number, plan.length(number), 600)
            answer = httpx.put(url, content=footage[start : start + plan.part_size], timeout=30)
            assert answer.status_code == 200, answer.text
            sent.append((number, answer.headers["etag"]))
        return sent

    def send(self, footage: bytes, **about: Any) -> UUID:
        """Announce, send and complete; the clip's id."""
        upload = self.announce(footage, **about)
        sent, plan = self.send_parts(upload, footage), plan_of(upload)
        finish(
            self.objects, self.database.writing, upload, lambda arrived: check_parts(plan, sent, arrived), utc_now()
        )
        return upload.clip_id

    def clip(self, clip_id: UUID) -> Clip:
        with self.database.reading() as session:
            return session.get_one(Clip, clip_id)

    def settled(self, clip_id: UUID, within_s: float = 60) -> Clip:
        return until(lambda: (clip := self.clip(clip_id)).status in SETTLED and clip, within_s)

    def processing(self, clip_id: UUID, step: str, attempt: int = 1, within_s: float = 60) -> Clip:
        """The clip once this attempt is in that step."""

        def there() -> Any:
            clip = self.clip(clip_id)
            assert clip.status not in SETTLED, f"settled before {step}: {clip.status}"
            return clip.status is ClipStatus.PROCESSING and (clip.attempt, clip.step) == (attempt, step) and clip

        return until(there, within_s)

    def shown(self, clip_id: UUID) -> tuple[list[Cut], list[Rendition], list[TimelineEntry]]:
        """What buyers are shown of the clip."""
        with self.database.reading() as session:
            cuts = list(session.scalars(select(Cut).where(Cut.clip_id == clip_id)))
            renditions = list(session.scalars(select(Rendition).where(Rendition.clip_id == clip_id)))
            entries = list(
                session.scalars(select(TimelineEntry).where(TimelineEntry.cut_id.in_([cut.id for cut in cuts])))
            )
            return cuts, renditions, entries

    def assert_published_once(self, clip_id: UUID, attempt: int) -> None:
        """One published version, all of whose files are there, and nothing else in storage."""
        clip = self.clip(clip_id)
        assert (clip.status, clip.published_attempt) == (ClipStatus.PUBLISHED, attempt)
        cuts, renditions, entries = self.shown(clip_id)
        assert len(cuts) == len(entries) == 1
        assert {rendition.attempt for rendition in renditions} == {attempt}
        kept = set(self.objects.keys(f"published/{clip_id.hex}/"))
        assert kept == {rendition.key for rendition in renditions}
        with self.database.reading() as session:
            assert session.get_one(Order, cuts[0].order_id).latest_seq == entries[0].seq == 1


def until(there: Callable[[], Any], within_s: float = 30) -> Any:
    """What `there` answers once it is true."""
    deadline = time.monotonic() + within_s
    while not (found := there()):
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
    return found


@pytest.fixture
def own_settings(storage_settings: Settings, own_url: str) -> Settings:
    return replace(storage_settings, database_url=own_url)


@pytest.fixture
def workers(own_settings: Settings, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(own_settings, tmp_path / "workers.log")
    yield workers
    workers.end()
    sys.stderr.write(workers.log.read_text("utf-8") if workers.log.exists() else "")


@pytest.fixture
def haulage(own_database: Database, objects: ObjectStore) -> Haulage:
    with own_database.writing() as session:
        carrier = make_carrier(session)
        stage = make_stage(session, carrier.id)
    return Haulage(own_database, objects, carrier, stage)


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """The bytes of a small clip that was drawn for the test."""
    folder = tmp_path_factory.mktemp("footage")

    def draw(**about: Any) -> bytes:
        path = folder / ("-".join(f"{name}{value}" for name, value in sorted(about.items())) + "clip.mp4")
        return (path if path.exists() else make_footage(path, **about)).read_bytes()

    return draw
