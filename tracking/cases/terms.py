"""What the operator set for cases and damages. Deadlines of claims differ by contract: none is fixed here."""

from dataclasses import dataclass
from datetime import timedelta

from store.damage_codes import DamageCodes
from store.settings import Settings


@dataclass(frozen=True)
class Terms:
    """The terms under which cases are opened and damages shown."""

    codes: DamageCodes
    policy: str
    due_within: timedelta
    publish_after: timedelta


def terms_of(settings: Settings) -> Terms:
    """The terms in the settings."""
    return Terms(
        codes=settings.damage_codes,
        policy=settings.case_policy,
        due_within=timedelta(hours=settings.case_due_h),
        publish_after=timedelta(hours=settings.damage_publish_h),
    )
