"""Earlier journeys on the lanes of an order, as rows that were never learned from."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Lane, LaneCase, Order, Pause
from tests.fleet import make_order
from tests.tracking.journeys import NOW, Journey
from tracking.lanes.learning import learn
from tracking.orders.chain import chain_of
from tracking.rules.spans import spans_of

HOUR = timedelta(hours=1)


class Past:
    """Cases like those of an order's spans: each took up to `late` hours longer than planned, evenly spread."""

    def __init__(self, session: Session, journey: Journey) -> None:
        self.session = session
        self.journey = journey

    def cars(self, order: Order, count: int, late: float = 12) -> None:
        """Write what `count` earlier cars did on the order's road, and learn from it."""
        self.add(order, count, late)
        while learn(self.session, NOW):
            pass
        self.session.flush()

    def add(self, order: Order, count: int, late: float = 12) -> None:
        spans = spans_of(chain_of(self.session, order).parts())
        for number in range(count):
            other = make_order(self.session)
            shift = timedelta(days=2 * (count - number) + 30)
            slower = late * (number + 0.5) / count * HOUR
            for index, span in enumerate(spans):
                before, delay = index * slower, (index + 1) * slower
                start = span.planned_start and span.planned_start - shift + before
                self.session.add(
                    LaneCase(
                        id=new_id(),
                        order_id=other.id,
                        position=span.position,
                        kind=span.kind,
                        lanes=list(span.lanes),
                        planned_start=span.planned_start and span.planned_start - shift,
                        planned_end=span.planned_end - shift,
                        started_at=start,
                        ended_at=span.planned_end - shift + delay,
                        last=index == len(spans) - 1,
                    )
                )
        self.session.flush()

    def pauses(self, *hours: float, lanes: list[str]) -> None:
        """Write earlier silences, and learn from them."""
        for length in hours:
            self.session.add(Pause(id=new_id(), lanes=lanes, seconds=length * 3600, ended_at=NOW))
        self.session.flush()
        learn(self.session, NOW)

    def cases_in(self, start: str) -> int:
        """The most cases in a lane whose key begins so."""
        digests = self.session.scalars(select(Lane.digest).where(Lane.key.startswith(start)))
        return max((digest["cases"] for digest in digests), default=0)

    def rows(self, order: Order) -> list[tuple[int, str, bool]]:
        query = select(LaneCase).where(LaneCase.order_id == order.id).order_by(LaneCase.position, LaneCase.kind)
        return [(row.position, row.kind, row.gone) for row in self.session.scalars(query)]

    def pause_count(self) -> int:
        return self.session.scalar(select(func.count()).select_from(Pause)) or 0
