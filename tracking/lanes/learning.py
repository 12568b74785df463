"""Learning: what newly ended spans and pauses teach, merged into the digests of their lanes.

Done by a worker's round and never by the request that brought the news: requests only add rows of their own order, so
that two cars that end the same leg at the same moment never wait for each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.tables import Lane, LaneCase, Pause
from tracking.lanes.cases import span_of
from tracking.lanes.known import known_of
from tracking.rules.hindsight import correction_of, held_lanes, judged, with_scores
from tracking.rules.samples import Sample, digest_of, sample_of, with_new
from tracking.rules.silence import pause_sample
from tracking.rules.spans import DWELL, Span

CASES_A_ROUND = 300
PAUSES_A_ROUND = 1000


class Lessons:
    """What is new, by lane: samples, scores of forecasts, and cases that count no more."""

    def __init__(self) -> None:
        self.samples: dict[str, list[Sample]] = {}
        self.scores: dict[str, list[dict[str, Any]]] = {}
        self.gone: dict[str, set[str]] = {}

    @property
    def lanes(self) -> set[str]:
        """Every lane that changes."""
        return self.samples.keys() | self.scores.keys() | self.gone.keys()

    def learned(self, key: str, former: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
        """The lane's samples and digest with what is new."""
        if key in self.scores:
            scores = with_scores(former, self.scores[key])
            return scores, correction_of(scores)
        samples = with_new(former, self.samples.get(key, []), frozenset(self.gone.get(key, ())))
        return samples, digest_of(samples)


def learn(session: Session, now: datetime, most: int = CASES_A_ROUND) -> int:
    """Take the oldest of what is not learned yet, at most so many cases; how many cases and pauses there were."""
    cases = session.scalars(
        select(LaneCase)
        .where(~LaneCase.learned)
        .order_by(LaneCase.ended_at, LaneCase.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    pauses = session.scalars(
        select(Pause).order_by(Pause.ended_at).limit(PAUSES_A_ROUND).with_for_update(skip_locked=True)
    ).all()
    if not cases and not pauses:
        return 0
    lessons = Lessons()
    _judge(session, [case for case in cases if case.last and not case.gone], lessons)
    for case in cases:
        _take(case, lessons)
    for pause in pauses:
        sample = pause_sample(timedelta(seconds=pause.seconds), pause.id.hex, pause.ended_at.timestamp())
        for key in pause.lanes:
            lessons.samples.setdefault(key, []).append(sample)
    _write(session, lessons, now)
    session.execute(delete(Pause).where(Pause.id.in_([pause.id for pause in pauses])))
    session.execute(delete(LaneCase).where(LaneCase.id.in_([case.id for case in cases if case.gone])))
    return len(cases) + len(pauses)


def _take(case: LaneCase, lessons: Lessons) -> None:
    name = case.id.hex
    stays = [] if case.gone else case.lanes
    for key in case.counted_in:
        if key not in stays:
            lessons.gone.setdefault(key, set()).add(name)
    for key in stays:
        lessons.samples.setdefault(key, []).append(sample_of(span_of(case), name))
    case.learned, case.counted_in = True, list(stays)


def _judge(session: Session, arrived: Sequence[LaneCase], lessons: Lessons) -> None:
    """Compare what would have been said of these journeys with what became of them, before they are learned from."""
    if not arrived:
        return
    journeys = _journeys(session, arrived)
    spans = [span for journey in journeys.values() for span in journey]
    keys = {lane for span in spans for lane in span.lanes} | _held_keys(journeys.values())
    known = known_of(session, keys)
    for name, journey in journeys.items():
        for lanes, score in judged(journey, known, name):
            for key in lanes:
                lessons.scores.setdefault(key, []).append(score)


def _journeys(session: Session, arrived: Sequence[LaneCase]) -> Mapping[str, list[Span]]:
    """The whole journeys of these last legs, by the order's name; those with gaps are left out."""
    rows = session.scalars(
        select(LaneCase)
        .where(LaneCase.order_id.in_([case.order_id for case in arrived]), ~LaneCase.gone)
        .order_by(LaneCase.order_id, LaneCase.position, LaneCase.kind)  # "dwell" comes before "transit"
    )
    found: dict[str, list[Span]] = {}
    for row in rows:
        found.setdefault(row.order_id.hex, []).append(span_of(row))
    return {name: spans for name, spans in found.items() if _is_whole(spans)}


def _is_whole(spans: Sequence[Span]) -> bool:
    waits = [span.kind == DWELL for span in spans]
    return waits == [True, False] * (len(spans) // 2)


def _held_keys(journeys: Iterable[Sequence[Span]]) -> set[str]:
    return {key for spans in journeys for left in range(len(spans)) for key in held_lanes(spans[left:])}


def _write(session: Session, lessons: Lessons, now: datetime) -> None:
    keys = sorted(lessons.lanes)
    query = select(Lane.key, Lane.samples).where(Lane.key.in_(keys)).order_by(Lane.key).with_for_update()
    former = {row.key: row.samples for row in session.execute(query)}
    rows = []
    for key in keys:
        samples, digest = lessons.learned(key, former.get(key, []))
        rows.append({"key": key, "samples": samples, "digest": digest, "changed_at": now})
    if rows:
        new = insert(Lane).values(rows)
        changed = {name: new.excluded[name] for name in ("samples", "digest", "changed_at")}
        session.execute(new.on_conflict_do_update(index_elements=["key"], set_=changed))
