"""Simulated histories into a database: arrived cars first, so that those under way are told by what they taught."""

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.people import partner_with_code
from ops.simulator.journeys import Journey, World
from ops.simulator.network import Lane, Town, lanes
from ops.simulator.reports import reports
from ops.simulator.rows import Company, Story
from store.database import Database
from store.ids import new_id
from store.tables import Buyer, Carrier, Order, Partner, Place
from store.words import Locale
from tracking.carriers.companies import carriers_by_code, put_carrier
from tracking.lanes.learning import learn
from tracking.orders.projection import project
from tracking.places import places_by_code, put_place

PARTNER = ("simulated", "Simulated sales")
ZONE = "Asia/Shanghai"
CHUNK = 50  # journeys a transaction
BUYERS = 40
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静强磊洋艳勇"
Report = Callable[[int, int, str], None]


def simulate(database_url: str, count: int, cars: int, days: int, seed: int, report: Report) -> int:
    """Load `cars` cars of each of `count` lanes, ordered in the last `days`; how many were not there yet.

    Safe to run twice: a car is known by its number. Cars under way are reported of up to now.
    """
    now = datetime.now(UTC)
    database = Database(database_url, pooled=False)
    try:
        return load_world(
            database, world_before(now, lanes(count, seed), seed, days), cars, now, report, arrived=False
        )
    finally:
        database.close()


def load_world(database: Database, world: World, cars: int, now: datetime, report: Report, *, arrived: bool) -> int:
    """Write what is not there yet of `cars` cars of each lane; how many that were.

    `arrived`: only those that have arrived. The others are reported of up to `now`, and then not any more.
    """
    with database.writing() as session:
        company = _company(session, world, now)
    journeys = sorted(world.journeys(cars), key=lambda journey: (journey.arrival > now, journey.arrival))
    if arrived:
        journeys = [journey for journey in journeys if journey.arrival <= now]
    written, done = 0, 0
    for chunk in _chunks(journeys):
        with database.writing() as session:
            written += _write(session, world, chunk, company, now)
        done += len(chunk)
        report(done, len(journeys), "simulated cars")
        if chunk[0].arrival <= now:
            _learn(database, now)
    return written


def _chunks(journeys: Sequence[Journey]) -> Iterator[list[Journey]]:
    """Chunks of cars that have arrived, or of cars that have not."""
    rest = iter(journeys)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _learn(database: Database, now: datetime) -> None:
    while True:
        with database.writing() as session:
            if not learn(session, now):
                return


def _write(session: Session, world: World, journeys: Iterable[Journey], company: Company, now: datetime) -> int:
    numbered = {f"SIM{world.seed}-{journey.number}": journey for journey in journeys}
    query = select(Order.number).where(Order.partner_id == company.partner.id, Order.number.in_(numbered))
    known = set(session.scalars(query))
    stories = [
        Story(
            journey,
            number,
            _serial(number),
            company,
            [one for one in reports(journey) if one.recorded_at <= now],
        )
        for number, journey in numbered.items()
        if number not in known and journey.ordered_at <= now
    ]
    for layer in zip(*(story.layers for story in stories), strict=True):
        session.add_all([row for rows in layer for row in rows])
        session.flush()
    for story in stories:
        _finish(session, story, now)
    return len(stories)


def _finish(session: Session, story: Story, now: datetime) -> None:
    """Project the order as it stood when it was heard of last, and keep the silences before that."""
    entries = sorted(story.entries.values(), key=lambda entry: entry.recorded_at)
    last = entries[-1] if entries else None
    over = story.journey.arrival <= now
    project(session, story.order, story.vehicle, story.chain, last.recorded_at if last and over else now)
    if last is not None and story.order.heard is not None:
        heard = {"since": last.recorded_at.isoformat(), "kind": last.kind.value}
        story.order.heard = {**story.order.heard, **heard}
    session.add_all(story.pauses())


def _company(session: Session, world: World, now: datetime) -> Company:
    """The shop, its carriers and places; those that are there already stay as they are."""
    towns = {town.code: town for lane in world.lanes for town in _towns(lane)}
    hauliers = {leg.haulier.code: leg.haulier for lane in world.lanes for leg in lane.legs}
    for code in towns.keys() - places_by_code(session, towns).keys():
        put_place(session, code, _place(towns[code]), now)
    for code in hauliers.keys() - carriers_by_code(session, hauliers).keys():
        put_carrier(session, code, {"name": hauliers[code].name}, now)
    session.flush()
    partner = session.get_one(Partner, partner_with_code(session, *PARTNER, now))
    places: dict[str, Place] = places_by_code(session, towns)
    carriers: dict[str, Carrier] = carriers_by_code(session, hauliers)
    return Company(partner, _buyers(session, now), places, carriers)


def _towns(lane: Lane) -> Iterator[Town]:
    yield lane.start
    for leg in lane.legs:
        yield leg.to


def _place(town: Town) -> dict[str, object]:
    about = {name: value for name, value in vars(town).items() if name != "code"}
    return {**about, "time_zone": ZONE}


def _buyers(session: Session, now: datetime) -> list[Buyer]:
    """People with numbers nobody is given."""
    chance = random.Random("buyers")  # noqa: S311 - not a secret
    phones = [f"+8619900010{number:03d}" for number in range(BUYERS)]
    known = {buyer.phone: buyer for buyer in session.scalars(select(Buyer).where(Buyer.phone.in_(phones)))}
    for phone in phones:
        name = chance.choice(FAMILY) + chance.choice(GIVEN)
        if phone not in known:
            known[phone] = Buyer(id=new_id(), phone=phone, name=name, locale=Locale.ZH, created_at=now)
            session.add(known[phone])
    session.flush()
    return [known[phone] for phone in phones]


def _serial(number: str) -> int:
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:4])


def world_before(now: datetime, lanes: list[Lane], seed: int, days: int) -> World:
    """A world whose orders were placed in the `days` before `now`."""
    return World(seed, lanes, now - timedelta(days=days), now)
