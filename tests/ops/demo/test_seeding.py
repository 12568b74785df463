"""The demonstration on a running installation: loaded once, whatever happens to the one who loads it."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from ops.commands.settings import settings_of_running
from ops.demo.drawing.clips import CLIPS
from ops.demo.story import SELLER
from store.database import Database
from store.tables import Case, Installation, Order, Partner, TimelineEntry
from tests.installation import ROOT, environment, running_installation
from tests.installation import Installation as Running

EVERYTHING = 240  # seconds


@dataclass
class Loaded:
    """An installation whose demonstration was killed in the middle, then loaded to its end."""

    installation: Running
    database: Database
    killed_at: int
    said: str

    def seed(self) -> str:
        """Load once more; what was said."""
        done = subprocess.run(
            command(self.installation), text=True, capture_output=True, timeout=EVERYTHING, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def sign_ins(self) -> dict[str, Any]:
        return json.loads((self.installation.data / "demo.json").read_text("utf-8"))

    def get(self, path: str, token: str = "", **query: str) -> httpx.Response:
        """What somebody is answered; the buyer unless a token is given."""
        token = token or self.sign_ins["buyer"]["access_token"]
        url = f"{self.installation.base_url}{path}"
        return httpx.get(url, params=query, headers={"Authorization": f"Bearer {token}"})

    def machine(self, name: str) -> str:
        """A token for the carrier or the shop."""
        key = self.sign_ins[name]
        form = {
            "grant_type": "client_credentials",
            "client_id": key["client_id"],
            "client_secret": key["client_secret"],
        }
        return httpx.post(f"{self.installation.base_url}/v1/auth/token", data=form).json()["access_token"]

    def everything(self) -> Any:
        """What the buyer sees of both cars and the carrier of its stages."""
        orders = self.get("/v1/orders").json()["items"]
        lines = [self.get(f"/v1/orders/{order['id']}/timeline", limit="100").json() for order in orders]
        stages = self.get("/v1/carrier/stages", self.machine("carrier"), limit="100").json()
        return orders, lines, stages


def command(installation: Running) -> list[str]:
    """The command that loads."""
    return [sys.executable, "-m", "ops", "seed", "--base-url", installation.base_url]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, stamps: Path) -> Iterator[Loaded]:
    data = tmp_path_factory.mktemp("demo") / "var"
    with running_installation(data) as installation, pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("ROADREEL_"):
                patch.delenv(name)
        for name, value in environment(data).items():
            patch.setenv(name, value)
        patch.chdir(ROOT)
        shutil.copytree(stamps, data / "demo")
        killed_at = _killed_in_the_middle(installation)
        database = Database(settings_of_running().database_url, pooled=False)
        demo = Loaded(installation, database, killed_at, "")
        demo.said = demo.seed()
        yield demo
        database.close()


def _killed_in_the_middle(installation: Running) -> int:
    """Kill the first load hard while it sends footage; how many clips it had sent."""
    with subprocess.Popen(command(installation), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        last = next(line for line in lines if "sent: " in line or "drawn: " in line)
        process.send_signal(signal.SIGKILL)
    return int(last.split(":")[1].split()[0])


def test_a_load_that_was_killed_goes_on_and_loads_nothing_twice(loaded):
    assert loaded.killed_at > 0
    assert not list((loaded.installation.data / "demo").glob("*.drawing"))
    _, (one, other), stages = loaded.everything()
    clips = [entry for entry in one["items"] if entry["kind"] == "clip"]
    assert len(clips) == 9
    assert len([entry for entry in other["items"] if entry["kind"] == "clip"]) == 1
    said = [(entry["code"], entry["happened_at"], entry.get("stage")) for entry in one["items"]]
    assert len(said) == len({json.dumps(about) for about in said})
    assert len(stages["items"]) == len({stage["id"] for stage in stages["items"]})


def test_the_buyer_sees_a_car_on_the_road_and_one_at_home(loaded):
    orders = loaded.get("/v1/orders").json()["items"]
    assert [order["progress"]["milestone"] for order in orders] == ["in_transit", "delivered"]
    assert loaded.sign_ins["buyer"]["order_id"] == orders[0]["id"]
    here, home = (loaded.get(f"/v1/orders/{order['id']}").json() for order in orders)
    assert here["handover"]["appointment"]["state"] == "confirmed"
    assert [clash["code"] for clash in here["handover"]["clashes"]] == ["charger_before_car"]
    assert [service["kind"] for service in here["services"] if "appointment" in service] == [
        "registration",
        "charger_installation",
    ]
    assert home["receipt"]["condition"] == "with_remarks"


def test_the_scratched_car_shows_its_damage_with_a_still_until_support_has_settled_it(loaded):
    with loaded.database.reading() as session:
        order = session.scalars(select(Order).where(Order.exception.is_not(None))).one()
        told = session.scalars(select(TimelineEntry).where(TimelineEntry.code == "damage_published")).one()
        (case,) = session.scalars(select(Case).where(Case.order_id == order.id))
    assert order.exception["code"] == "damage"
    assert told.order_id == order.id
    clip = json.loads(told.body_en)["clip"]
    assert clip["at_s"] == 1.0
    assert clip["still"].startswith(f"/v1/cuts/{clip['id']}/storyboard.jpg#xywh=")
    assert (case.exception.value, case.state.value) == ("damage", "open")


def test_two_clips_wait_for_a_person_and_one_has_to_be_filmed_again(loaded):
    form = {"grant_type": "password", "username": loaded.sign_ins["agent"]["email"]}
    form["password"] = loaded.sign_ins["agent"]["password"]
    agent = httpx.post(f"{loaded.installation.base_url}/v1/auth/token", data=form).json()["access_token"]
    held = loaded.get("/v1/support/review", agent).json()["items"]
    because = [clip["verdict"]["params"]["because"] for clip in held]
    assert sorted(because) == ["too_blurry", "too_dark"]
    clips = loaded.get("/v1/carrier/clips", loaded.machine("carrier"), limit="100").json()["items"]
    (rejected,) = [clip for clip in clips if clip["status"] == "rejected"]
    assert rejected["verdict"]["code"] == "too_dark"
    assert rejected["verdict"]["advice"]


def test_the_buyer_has_a_photo_among_the_clips(loaded):
    _, (one, _), _ = loaded.everything()
    cuts = [entry["clip"] for entry in one["items"] if entry["kind"] == "clip"]
    assert [cut["photo"] for cut in cuts].count(True) == 1


def test_how_far_it_is_can_be_read_where_the_health_looks(loaded):
    with loaded.database.reading() as session:
        row = session.get(Installation, "demo")
    assert (row.value["state"], row.value["done"], row.value["of"]) == ("ok", 83, 83)
    assert "83 of 83" in loaded.said


def test_the_sign_ins_are_what_the_contract_names_and_private(loaded):
    path = loaded.installation.data / "demo.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((path.parent / "demo" / "keys.json").stat().st_mode) == 0o600
    sign_ins = loaded.sign_ins
    assert {name: set(value) if isinstance(value, dict) else str for name, value in sign_ins.items()} == {
        "base_url": str,
        "buyer": {"phone", "order_id", "access_token"},
        "driver": {"phone"},
        "carrier": {"code", "client_id", "client_secret", "stage_ids", "trip_ids"},
        "agent": {"email", "password"},
        "partner": {"client_id", "client_secret"},
    }
    assert sign_ins["base_url"] == loaded.installation.base_url


def test_the_eight_cars_of_the_trip_are_loaded(loaded):
    carrier = loaded.machine("carrier")
    stages = loaded.get("/v1/carrier/stages", carrier, limit="100").json()["items"]
    (trip,) = loaded.sign_ins["carrier"]["trip_ids"]
    aboard = [stage for stage in stages if stage["trip"] and stage["trip"]["id"] == trip]
    assert len(aboard) == 8
    assert {stage["state"] for stage in aboard} == {"loaded"}
    assert set(loaded.sign_ins["carrier"]["stage_ids"]) == {stage["id"] for stage in stages}


def test_every_order_stands_at_the_step_that_the_story_tells(loaded):
    with loaded.database.reading() as session:
        told = select(Order).join(Partner, Partner.id == Order.partner_id).where(Partner.code == SELLER[0])
        orders = session.scalars(told).all()
    found = Counter(order.milestone for order in orders)
    delayed = [order.number for order in orders if order.delayed]
    assert found == {
        "ordered": 1,
        "in_production": 1,
        "ready_to_ship": 1,
        "in_transit": 9,
        "in_storage": 1,
        "out_for_delivery": 1,
        "available_for_pickup": 1,
        "delivered": 1,
    }
    assert len(delayed) == 1


def test_the_arrival_is_told_by_what_earlier_cars_needed(loaded):
    with loaded.database.reading() as session:
        etas = session.scalars(select(Order.eta).where(Order.number.startswith("LH-"))).all()
    told = [eta for eta in etas if eta["basis"] == "history"]
    assert len(told) >= 2  # the others have an appointment, or nobody reported anything yet
    assert all(eta["cases"] >= 20 and 0.5 < eta["coverage"] < 1 for eta in told)
    order = loaded.get(f"/v1/orders/{loaded.sign_ins['buyer']['order_id']}").json()
    assert (order["silence"]["level"], order["silence"]["cases"] >= 5) == ("normal", True)


def test_loading_again_changes_nothing_but_the_buyers_token(loaded):
    before, former = loaded.everything(), loaded.sign_ins
    loaded.seed()
    assert loaded.everything() == before
    assert loaded.get("/v1/me", former["buyer"]["access_token"]).status_code == 401
    again = loaded.sign_ins
    assert again["buyer"].pop("access_token") != former["buyer"].pop("access_token")
    assert again == former


def test_sign_ins_that_were_lost_are_made_anew(loaded):
    former = loaded.sign_ins
    (loaded.installation.data / "demo.json").unlink()
    (loaded.installation.data / "demo" / "keys.json").unlink()
    loaded.seed()
    again = loaded.sign_ins
    assert again["buyer"]["order_id"] == former["buyer"]["order_id"]
    assert again["agent"]["password"] != former["agent"]["password"]
    assert loaded.get("/v1/me", loaded.machine("carrier")).status_code == 200


def test_a_drawing_is_made_for_every_clip_that_was_sent(loaded):
    files = {path.stem for path in (loaded.installation.data / "demo").glob("*.[mj]p*")}
    assert files == set(CLIPS)
