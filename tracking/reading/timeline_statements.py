"""The statements behind a timeline: its version, a page of the story, and what changed."""

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

from store.tables import AccessToken, Buyer, Order, SignedIn, TimelineEntry
from store.words import EntryKind, Locale
from tracking.reading.orders import is_bought_by
from tracking.sign_in.identity import is_live, live_sessions

# Entries of these kinds tell of something that the order itself shows too.
TELLING = (EntryKind.MILESTONE, EntryKind.EVENT, EntryKind.ETA, EntryKind.SERVICE, EntryKind.CORRECTION)
_TEXTS = ARRAY(Text())
_LIMIT = bindparam("limit", type_=Integer())


def _always(text: str) -> ColumnElement[str]:
    """A text of ours that never changes: part of the statement, so that it is not sent each time."""
    return literal_column(f"'{text}'", type_=Text())


def _spoken() -> ColumnElement[str]:
    """The language asked for, else the buyer's own."""
    asked = func.nullif(bindparam("language", type_=Text()), _always(""))
    return func.coalesce(asked, cast(Buyer.locale, Text), _always(Locale.ZH))


def _tag(spoken: ColumnElement[str]) -> ColumnElement[str]:
    """Names a version of the order in one language."""
    return cast(Order.version, Text) + _always(".") + spoken


def _bought_one() -> ColumnElement[bool]:
    """The order asked for, if the session's buyer bought it."""
    return and_(Order.id == bindparam("order_id", type_=Uuid()), is_bought_by(SignedIn.buyer_id))


def _glance() -> Select[*tuple[Any, ...]]:
    """Only what an unchanged timeline takes: the live session of a buyer, and the version of the order."""
    return (
        select(SignedIn.id, SignedIn.buyer_id, Buyer.locale, _tag(_spoken()), Order.latest_seq, Order.purged_seq)
        .select_from(AccessToken)
        .join(SignedIn, SignedIn.id == AccessToken.session_id)
        .join(Buyer, Buyer.id == SignedIn.buyer_id)
        .outerjoin(Order, _bought_one())
        .where(is_live())
    )


def _gate() -> Any:
    """Any live session and, if its buyer bought it, the order with the tag of its answer."""
    spoken = _spoken()
    return (
        live_sessions()
        .outerjoin(Order, _bought_one())
        .add_columns(
            Order.id.label("order_id"),
            spoken.label("spoken"),
            _tag(spoken).label("tag"),
            Order.latest_seq,
            Order.purged_seq,
            Order.changed_seq,
        )
        .subquery("gate")
    )


def _statement(
    gate: Any, wanted: ColumnElement[bool], *order: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> Select[*tuple[Any, ...]]:
    """`gate` beside its entries that are `wanted`, joined in `order`; one more than `:limit` is looked for."""
    place = func.row_number().over(order_by=order)
    body = case((gate.c.spoken == _always(Locale.EN), TimelineEntry.body_en), else_=TimelineEntry.body_zh)
    telling = cast(_always("{" + ",".join(TELLING) + "}"), _TEXTS)
    entries = (
        select(
            body.label("body"),
            TimelineEntry.happened_at,
            TimelineEntry.id,
            (TimelineEntry.kind == func.any(telling)).label("tells"),
            place.label("place"),
        )
        .where(
            TimelineEntry.order_id == gate.c.order_id,
            gate.c.tag != func.all(bindparam("known", type_=_TEXTS)),  # false for all rows once the tag is known
            TimelineEntry.kind == func.any(bindparam("kinds", type_=_TEXTS)),
            wanted,
        )
        .order_by(*order)
        .limit(_LIMIT + literal_column("1"))
        .correlate(gate)
        .subquery("entries")
    )
    shown = entries.c.place <= _LIMIT
    last = entries.c.place == _LIMIT
    page = (
        select(
            func.string_agg(entries.c.body, aggregate_order_by(_always(","), entries.c.place))
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
    # The caller's columns first, then what `timeline.py` takes apart.
    told = [column for column in gate.c if column.key not in {"order_id", "spoken"}]
    return select(*told, *page.c).select_from(gate.outerjoin(page, true()))


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


GLANCE = _glance()
STORY = _story()
CHANGES = _changes()
