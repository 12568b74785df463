"""An order with its plan, put straight through the domain, for tests of what events do to it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.partner.order_schemas import PartnerOrderRequestSchema
from store.ids import new_id, wire_id
from store.tables import Carrier, Order, Partner, Stage, TimelineEntry
from tests.api.shop import furnish, order
from tracking.events.batch import report_events
from tracking.events.under_way import Reporter
from tracking.orders.put import put_order

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


class Journey:
    """One shop, its carriers, and what they put and report."""

    def __init__(self, session: Session) -> None:
        self.session = session
        partner = Partner(id=new_id(), code="shop", name="Shop", created_at=NOW)
        session.add(partner)
        session.flush()
        self.partner_id = partner.id
        furnish(session, NOW)

    @classmethod
    def of(cls, session: Session) -> "Journey":
        """The journey that was put in another session."""
        found = cls.__new__(cls)
        found.session = session
        found.partner_id = session.scalars(select(Partner.id).where(Partner.code == "shop")).one()
        return found

    def put(self, number: str = "A-1", now: datetime = NOW, **changes: Any) -> Order:
        wish = PartnerOrderRequestSchema().load(order(**changes))
        found, _created = put_order(self.session, self.partner_id, number, wish, now)
        return found

    def stage(self, ref: str, number: str = "A-1") -> Stage:
        query = select(Stage).join(Order, Order.id == Stage.order_id).where(Order.number == number)
        return self.session.scalars(query.where(Stage.ref == ref)).one()

    def carrier_id(self, code: str) -> UUID:
        return self.session.scalars(select(Carrier.id).where(Carrier.code == code)).one()

    def report(
        self, carrier: str, *events: dict[str, Any], sent_at: datetime | None = None, now: datetime = NOW
    ) -> list[str]:
        """What became of each event: its status, or the code it was rejected with."""
        results = report_events(self.session, Reporter(self.carrier_id(carrier)), events, sent_at, now)
        return [result.code or result.status for result in results]

    def entries(self, order: Order) -> list[TimelineEntry]:
        query = select(TimelineEntry).where(TimelineEntry.order_id == order.id, ~TimelineEntry.removed)
        return list(self.session.scalars(query.order_by(TimelineEntry.happened_at, TimelineEntry.id)))

    def event(self, ref: str, type_: str, at: str, event_id: str = "", **about: Any) -> dict[str, Any]:
        """An actual event at a stage, by day and hour in November: `event("rail", "departing", "17T09")`."""
        return {
            "event_id": event_id or f"{ref}-{type_}",
            "stage_id": wire_id("stg", self.stage(ref).id),
            "type": type_,
            "classifier": "actual",
            "happened_at": f"2026-11-{at}:00+08:00",
            **about,
        }
