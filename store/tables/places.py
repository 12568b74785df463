"""Facilities a car can be at."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.declarative import Id, Table, words
from store.words import PlaceKind


class Place(Table):
    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90", name="lat_range"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="lon_range"),
    )
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str | None]
    kind: Mapped[PlaceKind] = mapped_column(words(PlaceKind))
    address: Mapped[str | None]
    lat: Mapped[float]
    lon: Mapped[float]
    time_zone: Mapped[str]  # IANA name
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
