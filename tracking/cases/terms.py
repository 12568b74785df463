"""What the operator set for cases and damages. Deadlines of claims differ by contract: none is fixed here."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from store.damage_codes import DamageCodes, read_damage_codes
from store.settings import CASE_DUE_H, CASE_POLICY, DAMAGE_PUBLISH_H, Settings

TERMS = "terms"  # in `session.info`: a case may be opened far below a route, by an event or a receipt


@dataclass(frozen=True)
class Terms:
    """The terms under which cases are opened and damages shown."""

    codes: DamageCodes = field(default_factory=read_damage_codes)
    policy: str = CASE_POLICY
    due_within: timedelta = timedelta(hours=CASE_DUE_H)
    publish_after: timedelta = timedelta(hours=DAMAGE_PUBLISH_H)


def terms_of(settings: Settings) -> Terms:
    """The terms in the settings."""
    return Terms(
        codes=settings.damage_codes,
        policy=settings.case_policy,
        due_within=timedelta(hours=settings.case_due_h),
        publish_after=timedelta(hours=settings.damage_publish_h),
    )


def noted_terms(settings: Settings) -> dict[str, Any]:
    """What a database is opened with (`info`), so that every session of it knows the terms."""
    return {TERMS: terms_of(settings)}


def terms_in(session: Session) -> Terms:
    """The terms that the session's database was opened with; the usual ones where it was opened without."""
    found = session.info.get(TERMS)
    return found if isinstance(found, Terms) else Terms()
