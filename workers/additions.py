"""What tries at the sizes that follow have stored, and who may look at it."""

from uuid import UUID

from tracking.clips.owed import additions_prefix, keys_that_count, try_that_made
from workers.machinery import Machinery


def remove_unkept(machinery: Machinery, clip_id: UUID, attempt: int, last: int) -> None:
    """Delete what tries up to `last` stored and nobody is shown; a later one may be at it. Raises StorageDown."""
    with machinery.database.reading() as session:
        kept = keys_that_count(session, clip_id)
    stored = machinery.objects.keys(additions_prefix(clip_id, attempt))
    machinery.objects.delete([key for key in stored if key not in kept and try_that_made(key) <= last])
