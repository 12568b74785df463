"""Names that two requests must not take at the same moment."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold_name(session: Session, kind: str, name: str) -> None:
    """Wait for, and hold until the transaction ends, a name such as an order's number or a VIN."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{kind}:{name}", 0))))
