"""Cuts a buyer may play, and their outputs. Everything starts from `_visible`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.tables import Clip, Cut, Order, PlaybackToken, Rendition, SignedIn
from tracking.playlists.outputs import Segment, VideoFile
from tracking.reading.orders import Owner, is_bought_by
from tracking.reading.shown import is_shown
from tracking.sign_in.secrets import fingerprint


@dataclass(frozen=True)
class SeenCut:
    """A published cut with its clip, and the number of the order it belongs to."""

    cut: Cut
    clip: Clip
    order_number: str


@dataclass(frozen=True)
class Outputs:
    """The files of one cut: every rung by name, and the pictures."""

    videos: dict[str, Rendition]
    poster: Rendition | None
    storyboard: Rendition | None

    @property
    def duration_s(self) -> float:
        """How long the longest rung plays."""
        return max((video_file(video).duration_s for video in self.videos.values()), default=0.0)


def cut_of(session: Session, buyer_id: UUID, cut_id: UUID) -> SeenCut:
    """The cut, when the buyer may see it now. Raises NotFound."""
    return _only(session, _visible(buyer_id).where(Cut.id == cut_id))


def cut_by_token(session: Session, token: str, cut_id: UUID, now: datetime) -> SeenCut:
    """The cut, when a playback token lets it be seen now.

    Raises NotFound for every reason alike: an unknown or expired token, an ended session, another order's cut, an
    order that went to somebody else, a cut that was removed or is held.
    """
    query = (
        _visible(SignedIn.buyer_id)
        .join(PlaybackToken, PlaybackToken.order_id == Order.id)
        .join(SignedIn, SignedIn.id == PlaybackToken.session_id)
        .where(
            PlaybackToken.hash == fingerprint(token),
            PlaybackToken.expires_at > now,
            SignedIn.ended_at.is_(None),
            SignedIn.expires_at > now,
            Cut.id == cut_id,
        )
    )
    return _only(session, query)


def outputs_of(session: Session, seen: SeenCut) -> Outputs:
    """The published files of a cut: its own where it has some, else those of the whole clip.

    A cut of only some seconds never falls back to the whole clip: that shows other people's cars. Raises NotFound.
    """
    rows = session.scalars(
        select(Rendition).where(
            Rendition.clip_id == seen.clip.id,
            Rendition.attempt == seen.clip.published_attempt,
            or_(Rendition.cut_id == seen.cut.id, Rendition.cut_id.is_(None)),
        )
    ).all()
    files = [row for row in rows if row.cut_id is not None]
    if not files and seen.cut.from_s is None:
        files = list(rows)
    if not files:
        raise NotFound
    pictures = {row.kind: row for row in files if row.kind in {"poster", "storyboard"}}
    return Outputs(
        videos={row.name: row for row in files if row.kind == "video"},
        poster=pictures.get("poster"),
        storyboard=pictures.get("storyboard"),
    )


def video_file(row: Rendition) -> VideoFile:
    """What playlists are written from. Raises ValueError when the row is no video."""
    figures = (row.frame_rate, row.bandwidth, row.average_bandwidth, row.codecs, row.init_offset, row.init_size)
    if row.segments is None or any(figure is None for figure in figures):
        raise ValueError(f"rendition {row.id} has no figures to play it by")
    return VideoFile(
        name=row.name,
        width=row.width,
        height=row.height,
        frame_rate=row.frame_rate or 0.0,
        bandwidth=row.bandwidth or 0,
        average_bandwidth=row.average_bandwidth or 0,
        codecs=row.codecs or "",
        init=Segment(row.init_offset or 0, row.init_size or 0, 0.0),
        segments=[Segment(int(offset), int(size), float(duration)) for offset, size, duration in row.segments],
    )


def _visible(buyer_id: Owner) -> Select[*tuple[Any, ...]]:
    return (
        select(Cut, Clip, Order.number)
        .join(Clip, Clip.id == Cut.clip_id)
        .join(Order, Order.id == Cut.order_id)
        .where(is_bought_by(buyer_id), is_shown())
    )


def _only(session: Session, query: Select[*tuple[Any, ...]]) -> SeenCut:
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return SeenCut(*row)
