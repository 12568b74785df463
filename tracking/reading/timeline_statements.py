"""The two statements behind a timeline: a page of the story, and what changed."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute

from store.tables import Buyer, Order, SignedIn, TimelineEntry
from store.words import EntryKind, Locale
from tracking.reading.orders import is_bought_by
from tracking.sign_in.identity import live_sessions

# Entries of these kinds tell of something that the order itself shows too.
TELLING = (EntryKind.MILESTONE, EntryKind.EVENT, EntryKind.ETA, EntryKind.SERVICE, EntryKind.CORRECTION)
_TEXTS = ARRAY(Text())
_LIMIT = bindparam("limit", type_=Integer())


def _gate() -> Any:
    """The live session of `:hash` and, if its buyer bought it, the order `:order_id` with the tag of its answer."""
    asked = func.nullif(bindparam("language", type_=Text()), "")
    spoken = func.coalesce(asked, cast(Buyer.locale, Text), Locale.ZH.value)
    return (
        live_sessions()
        .outerjoin(
            Order,
            and_(Order.id == bindparam("order_id", type_=Uuid()), is_bought_by(SignedIn.buyer_id)),
        )
        .add_columns(
            Order.id.label("order_id"),
            Order.latest_seq,
            Order.changed_seq,
            Order.purged_seq,
            spoken.label("spoken"),
            (cast(Order.version, Text) + "." + spoken).label("tag"),
        )
        .subquery("gate")
    )


def _statement(
    gate: Any, wanted: ColumnElement[bool], *order: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> Select[*tuple[Any, ...]]:
    """`gate` beside its entries that are `wanted`, joined in `order`; one more than `:limit` is looked for."""
    place = func.row_number().over(order_by=order)
    body = case((gate.c.spoken == Locale.EN.value, TimelineEntry.body_en), else_=TimelineEntry.body_zh)
    entries = (
        select(
            body.label("body"),
            TimelineEntry.happened_at,
            TimelineEntry.id,
            TimelineEntry.kind.in_(TELLING).label("tells"),
            place.label("place"),
        )
        .where(
            TimelineEntry.order_id == gate.c.order_id,
            gate.c.tag != func.all(bindparam("known", type_=_TEXTS)),  # false for all rows once the tag is known
            TimelineEntry.kind == func.any(bindparam("kinds", type_=_TEXTS)),
            wanted,
        )
        .order_by(*order)
        .limit(_LIMIT + 1)
        .correlate(gate)
        .subquery("entries")
    )
    shown = entries.c.place <= _LIMIT
    last = entries.c.place == _LIMIT
    page = (
        select(
            func.string_agg(entries.c.body, aggregate_order_by(literal_column("','"), entries.c.place))
            .filter(shown)
            .label("items"),
            func.count().label("found"),
            func.max(entries.c.happened_at).filter(last).label("last_at"),
            func.max(cast(entries.c.id, Text)).filter(last).label("last_id"),
            func.bool_or(entries.c.tells).filter(shown).label("tells"),
        )
        .select_from(entries)
        .lateral("page")
    )
    return select(gate, page).select_from(gate.outerjoin(page, true()))


def _story() -> Select[*tuple[Any, ...]]:
    position = tuple_(TimelineEntry.happened_at, TimelineEntry.id)
    before = tuple_(
        bindparam("before_at", type_=DateTime(timezone=True)),
        bindparam("before_id", type_=Uuid()),
    )
    wanted = and_(~TimelineEntry.removed, position < before)
    return _statement(_gate(), wanted, TimelineEntry.happened_at.desc(), TimelineEntry.id.desc())


def _changes() -> Select[*tuple[Any, ...]]:
    wanted = TimelineEntry.seq > bindparam("since", type_=BigInteger())
    return _statement(_gate(), wanted, TimelineEntry.seq)


STORY = _story()
CHANGES = _changes()
