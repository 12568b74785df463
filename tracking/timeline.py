"""Writing an order's timeline: every change takes the order's row lock and the next `seq`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Cut, Event, Order, Place, Stage, TimelineEntry
from store.words import EntryKind
from tracking.bodies import write_bodies
from tracking.silence import NEWS, hear
from tracking.webhooks.clips import tell_shown


def lock_orders(session: Session, order_ids: Iterable[UUID]) -> list[Order]:
    """The orders, locked until the transaction ends; in id order, so that two changes never deadlock."""
    query = select(Order).where(Order.id.in_(set(order_ids))).order_by(Order.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def write_entry(
    session: Session,
    order: Order,
    *,
    kind: EntryKind,
    code: str,
    params: dict[str, Any],
    subject: str,
    happened_at: datetime,
    now: datetime,
    stage: Stage | None = None,
    place: Place | None = None,
    cut: Cut | None = None,
    event: Event | None = None,
    corrects: TimelineEntry | None = None,
) -> TimelineEntry:
    """Write what the entry about `subject` says now. The order must be locked.

    The same thing said twice changes nothing; something else about the same subject edits the entry, which gets a
    new `seq` so that readers who ask for what changed see it.
    """
    entry = entry_about(session, order, subject)
    if entry is None:
        entry = TimelineEntry(id=new_id(), order_id=order.id, subject=subject, recorded_at=now)
        session.add(entry)
    said = (kind, code, params, happened_at, stage and stage.id, place and place.id, cut and cut.id)
    is_news = entry.seq is None or entry.removed or said != _said(entry)
    if not is_news and not _media_changed(entry, cut):
        return entry
    entry.kind, entry.code, entry.params, entry.happened_at = kind, code, params, happened_at
    entry.stage_id = stage.id if stage else None
    entry.place_id = place.id if place else None
    entry.cut_id = cut.id if cut else None
    entry.event_id = event.id if event else None
    entry.corrects_id = corrects.id if corrects else None
    is_told_anew, entry.removed = entry.seq is None or entry.removed, False
    _change(order, entry, now, is_news=is_news)
    if is_told_anew:
        entry.first_seq = entry.seq
    if is_news and kind in NEWS:
        hear(session, order, kind, now)
    with session.no_autoflush:  # the cut's clip may still have to be read, and the entry is not whole without bodies
        write_bodies(entry, stage=stage, place=place, cut=cut)
    session.flush()
    if cut is not None and kind is EntryKind.CLIP and is_told_anew:  # other files of the same cut are no news
        tell_shown(session, order, cut.id, now, removed=False)
    return entry


def remove_entry(session: Session, order: Order, subject: str, now: datetime) -> None:
    """Turn the entry about `subject` into a tombstone, with a new `seq`. One that is not there is fine."""
    entry = entry_about(session, order, subject)
    if entry is None or entry.removed:
        return
    entry.removed = True
    _change(order, entry, now)
    write_bodies(entry)
    session.flush()
    if entry.kind is EntryKind.CLIP and entry.cut_id is not None:
        _take_stills(session, order, entry.cut_id, now)
        tell_shown(session, order, entry.cut_id, now, removed=True)


def _take_stills(session: Session, order: Order, cut_id: UUID, now: datetime) -> None:
    """A cut that is no longer shown is no longer the still of anything else either."""
    for entry in _entries_with(session, order, cut_id):
        entry.cut_id = None
        entry.params = {name: value for name, value in entry.params.items() if name != "at_s"}
        _change(order, entry, now)
        _write_anew(session, entry, None)
    session.flush()


def tell_of_files(session: Session, order: Order, cut: Cut, now: datetime) -> None:
    """A cut got more files: what names it says the same about them, with a new `seq`. That is no news.

    The order must be locked.
    """
    for entry in _entries_with(session, order, cut.id):
        _change(order, entry, now, is_news=False)
        _write_anew(session, entry, cut)
    session.flush()


def _entries_with(session: Session, order: Order, cut_id: UUID) -> Sequence[TimelineEntry]:
    found = select(TimelineEntry).where(
        TimelineEntry.order_id == order.id, TimelineEntry.cut_id == cut_id, ~TimelineEntry.removed
    )
    return session.scalars(found.order_by(TimelineEntry.seq)).all()


def _write_anew(session: Session, entry: TimelineEntry, cut: Cut | None) -> None:
    stage = session.get(Stage, entry.stage_id) if entry.stage_id else None
    place = session.get(Place, entry.place_id) if entry.place_id else None
    write_bodies(entry, stage=stage, place=place, cut=cut)


def entry_about(session: Session, order: Order, subject: str) -> TimelineEntry | None:
    """The order's entry about `subject`, a tombstone included."""
    return session.scalar(
        select(TimelineEntry).where(TimelineEntry.order_id == order.id, TimelineEntry.subject == subject)
    )


def touch_order(order: Order, now: datetime) -> None:
    """Something a reader sees on the order itself changed: its ETag changes with it.

    It takes a `seq` of its own, so that readers who ask what changed since another one learn of it.
    """
    order.latest_seq += 1
    order.changed_seq = order.latest_seq
    _new_version(order, now)


def _change(order: Order, entry: TimelineEntry, now: datetime, *, is_news: bool = True) -> None:
    order.latest_seq += 1
    entry.seq = order.latest_seq
    if is_news:
        entry.news_seq = entry.seq
    entry.changed_at = now
    _new_version(order, now)


def _new_version(order: Order, now: datetime) -> None:
    order.version += 1
    order.updated_at = now


def _said(entry: TimelineEntry) -> tuple[Any, ...]:
    return (
        entry.kind,
        entry.code,
        entry.params,
        entry.happened_at,
        entry.stage_id,
        entry.place_id,
        entry.cut_id,
    )


def _media_changed(entry: TimelineEntry, cut: Cut | None) -> bool:
    """A clip processed again says the same words about other files."""
    return cut is not None and f'"attempt":{cut.clip.published_attempt}' not in entry.body_en
