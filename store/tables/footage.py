"""Footage: the upload, the clip, the cars it shows, the cuts buyers see and their playable outputs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from store.tables.declarative import Id, Table, words
from store.tables.journey import Stage
from store.words import ClipStatus, CutStatus, Origin, UploadStatus, VerdictCode


class Clip(Table):
    """One piece of footage by one carrier."""

    __tablename__ = "clip"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("attempt >= 0", name="attempt_counts"),
        CheckConstraint("status <> 'rejected' OR verdict_code IS NOT NULL", name="rejected_has_verdict"),
        CheckConstraint("status <> 'published' OR published_attempt IS NOT NULL", name="published_has_attempt"),
        CheckConstraint("status <> 'held' OR held_attempt IS NOT NULL", name="held_has_attempt"),
        CheckConstraint("status <> 'failed' OR failure IS NOT NULL", name="failed_has_reason"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_until IS NULL)", name="claim_whole"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="location_whole"),
        Index(
            "ix_clip_unsettled",
            "status",
            "status_at",
            postgresql_where=text("status IN ('uploaded', 'processing')"),
        ),
        Index("ix_clip_failed", "status_at", postgresql_where=text("status = 'failed'")),
        Index("ix_clip_held", "status_at", "id", postgresql_where=text("status = 'held'")),
    )
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"), index=True)
    driver_id: Mapped[UUID | None] = mapped_column(ForeignKey("driver.id"))
    camera_id: Mapped[UUID | None] = mapped_column(ForeignKey("camera.id"))
    trip_id: Mapped[UUID | None] = mapped_column(ForeignKey("trip.id"), index=True)
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"))
    origin: Mapped[Origin] = mapped_column(words(Origin))
    captured_at: Mapped[datetime]  # the device's word
    captured_offset_min: Mapped[int]
    # What the file's own metadata says; for staff.
    source_captured_at: Mapped[datetime | None]
    source_offset_min: Mapped[int | None]  # null: it knew UTC only, or wrote local time as if it were UTC
    source_lat: Mapped[float | None]
    source_lon: Mapped[float | None]
    source_credentials: Mapped[dict[str, Any] | None]  # C2PA: state, generator, signed_at, issuer, report
    shots: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    note: Mapped[str | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("clip.id"))

    status: Mapped[ClipStatus] = mapped_column(words(ClipStatus))
    status_at: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(default=0)  # fences the commit: only the newest attempt may settle
    strikes: Mapped[int] = mapped_column(default=0)  # attempts that died or broke on it; a few and it is failed
    published_attempt: Mapped[int | None]
    held_attempt: Mapped[int | None]  # whose outputs a person has to look at
    step: Mapped[str | None]
    percent: Mapped[int] = mapped_column(default=0)
    nudged_at: Mapped[datetime | None]  # when a job was last made for it
    tidied_at: Mapped[datetime | None]  # the `status_at` since which storage holds nothing of it but what is kept
    verdict_code: Mapped[VerdictCode | None] = mapped_column(words(VerdictCode))
    verdict_params: Mapped[dict[str, Any] | None]
    verdict_at_s: Mapped[float | None]
    failure: Mapped[str | None]  # for staff: why we, not the footage, gave up
    held_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))  # only a person lets go what one held
    hold_reason: Mapped[str | None]  # that person's words
    claimed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    claimed_until: Mapped[datetime | None]
    photo: Mapped[bool] = mapped_column(default=False)  # a picture that stands still
    duration_s: Mapped[float | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    quality: Mapped[dict[str, Any] | None]
    hidden: Mapped[dict[str, Any] | None]  # how many faces, plates, labels, boxes, and in how many seconds
    redactions: Mapped[list[Any] | None]  # boxes drawn by staff, hidden next time: x, y, w, h, from_s, to_s
    redacted_with: Mapped[list[Any] | None]  # the boxes that its outputs were made with
    signed: Mapped[bool] = mapped_column(default=False)  # its largest video carries our Content Credentials
    thumbhash: Mapped[str | None]  # base64
    storyboard: Mapped[dict[str, Any] | None]  # tile_width, tile_height, columns, interval_s, count
    created_at: Mapped[datetime]

    cars: Mapped[list["ClipCar"]] = relationship(back_populates="clip")
    upload: Mapped["Upload"] = relationship(back_populates="clip", uselist=False)


class ClipCar(Table):
    """One vehicle a clip shows, at one stage of its own order; seconds when it shows it only for a while.

    An order that got the car later has a row too: the stage is the one it was filmed at, another order's.
    """

    __tablename__ = "clip_car"
    __table_args__ = (
        UniqueConstraint("clip_id", "order_id", "stage_id", "car"),
        CheckConstraint("0 <= from_s AND from_s < to_s", name="seconds"),
    )
    id: Mapped[Id]
    clip_id: Mapped[UUID] = mapped_column(ForeignKey("clip.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    car: Mapped[int] = mapped_column(default=1)  # which car of the order: it counts while the order has that one
    at_a_door: Mapped[bool] = mapped_column(default=False)  # the last mile to a buyer: never another order's
    from_s: Mapped[float | None]
    to_s: Mapped[float | None]

    clip: Mapped[Clip] = relationship(back_populates="cars")
    stage: Mapped[Stage] = relationship()


class Upload(Table):
    """The transfer of a clip's source bytes into storage."""

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
        CheckConstraint("part_size >= 5242880", name="part_size_s3"),
        Index(
            "uq_upload_device_ref",
            "carrier_id",
            "device_ref",
            unique=True,
            postgresql_where=text("device_ref IS NOT NULL AND superseded_at IS NULL"),
        ),
        Index("ix_upload_same_bytes", "carrier_id", "sha256"),
        Index("ix_upload_open", "expires_at", postgresql_where=text("status = 'awaiting_parts'")),
    )
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    clip_id: Mapped[UUID] = mapped_column(ForeignKey("clip.id"), unique=True)
    status: Mapped[UploadStatus] = mapped_column(words(UploadStatus))
    filename: Mapped[str]  # what the device called it; never used as a path
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    part_size: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    multipart_id: Mapped[str | None]
    device_ref: Mapped[str | None]
    sent_at: Mapped[datetime | None]  # the device's clock when it announced; tells how wrong that clock is
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]  # the sweep may give it up after this
    checked_at: Mapped[datetime | None]  # when the sweep last asked storage about it
    completed_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]  # its clip no longer counts; the same footage may be announced anew

    clip: Mapped[Clip] = relationship(back_populates="upload")


class Cut(Table):
    """What one order may see of a clip."""

    __tablename__ = "cut"
    __table_args__ = (
        UniqueConstraint("clip_id", "order_id", "car"),
        CheckConstraint("(status = 'removed') = (removed_at IS NOT NULL)", name="removed_has_time"),
        Index("ix_cut_held", "clip_id", postgresql_where=text("status = 'held'")),
    )
    id: Mapped[Id]
    clip_id: Mapped[UUID] = mapped_column(ForeignKey("clip.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    car: Mapped[int] = mapped_column(default=1)  # which car of the order: it is shown while the order has that one
    status: Mapped[CutStatus] = mapped_column(words(CutStatus))
    from_s: Mapped[float | None]
    to_s: Mapped[float | None]
    blurred: Mapped[bool] = mapped_column(default=False)
    proof: Mapped[dict[str, Any]]
    published_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    clip: Mapped[Clip] = relationship()
    stage: Mapped[Stage] = relationship()


class Rendition(Table):
    """One playable output: a video with its segment table, the poster or the storyboard.

    `cut_id` is null for the outputs of the whole clip, which its cuts share.
    """

    __tablename__ = "rendition"
    __table_args__ = (
        CheckConstraint("(kind = 'video') = (segments IS NOT NULL)", name="video_has_segments"),
        CheckConstraint("kind IN ('video', 'poster', 'storyboard', 'still')", name="kind_word"),
        CheckConstraint("size > 0", name="size_positive"),
        Index(
            "uq_rendition_name",
            "clip_id",
            "attempt",
            "cut_id",
            "name",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )
    id: Mapped[Id]
    clip_id: Mapped[UUID] = mapped_column(ForeignKey("clip.id"))
    attempt: Mapped[int]
    cut_id: Mapped[UUID | None] = mapped_column(ForeignKey("cut.id"))
    kind: Mapped[str]
    name: Mapped[str]  # "1080", "720", "360", "poster", "storyboard"
    key: Mapped[str] = mapped_column(unique=True)
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    bandwidth: Mapped[int | None]  # bits a second, the highest segment
    average_bandwidth: Mapped[int | None]
    codecs: Mapped[str | None]  # RFC 6381
    frame_rate: Mapped[float | None]
    init_offset: Mapped[int | None] = mapped_column(BigInteger)
    init_size: Mapped[int | None]
    segments: Mapped[list[Any] | None]  # [[offset, size, duration_s], ...]
    created_at: Mapped[datetime]


class OwedRenditions(Table):
    """Sizes that what is kept of a settled clip has still to get. The row goes with the last of them."""

    __tablename__ = "owed_renditions"
    __table_args__ = (
        CheckConstraint("(failure IS NULL) = (gave_up_at IS NULL)", name="gave_up_with_reason"),
        Index("ix_owed_renditions_nudged_at", "nudged_at", postgresql_where=text("gave_up_at IS NULL")),
        Index("ix_owed_renditions_gave_up_at", "gave_up_at", postgresql_where=text("gave_up_at IS NOT NULL")),
    )
    clip_id: Mapped[UUID] = mapped_column(ForeignKey("clip.id"), primary_key=True)
    attempt: Mapped[int]  # whose outputs they are to belong to
    names: Mapped[list[str]] = mapped_column(ARRAY(Text))  # "720p"
    since: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)  # the last one's number fences the commit
    strikes: Mapped[int] = mapped_column(default=0)  # tries that died or broke; a few and we give up
    began_at: Mapped[datetime | None]  # when the try that is open began
    nudged_at: Mapped[datetime | None]  # when a job was last made for it
    gave_up_at: Mapped[datetime | None]
    failure: Mapped[str | None]  # for staff: why we gave up
