"""The files of footage that buyers must not see any more, out of reach of addresses that were given out before.

No transaction is open while storage is called.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from secrets import token_hex
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.objects import ObjectStore
from store.tables import Rendition
from tracking.clips.attempts import lock_clip
from tracking.clips.keeping import forget_outputs, kept_attempt

Writing = Callable[[], AbstractContextManager[Session]]
Keys = dict[UUID, str]


def withdraw(objects: ObjectStore, writing: Writing, clip_id: UUID) -> None:
    """Give the files of a held clip other names, and delete those of it that nobody has to look at.

    A signed address names a file and cannot be taken back; where the file is, nobody outside knows any more. Does
    nothing to what is shown. Raises StorageDown: then the addresses last as long as they were given out for.
    """
    with writing() as session:
        before, gone = _files(session, clip_id)
    moved = {each: another_name(key) for each, key in before.items()}
    there = {each for each, key in before.items() if objects.copy(key, moved[each])}
    with writing() as session:
        kept = _rename(session, clip_id, before, {each: moved[each] for each in there})
    objects.delete(({*gone, *before.values(), *moved.values()}) - kept)


def another_name(key: str) -> str:
    """A key of the same attempt that cannot be guessed."""
    prefix, name = "/".join(key.split("/")[:3]), key.rpartition("/")[2]
    return f"{prefix}/{token_hex(16)}/{name}"


def _files(session: Session, clip_id: UUID) -> tuple[Keys, set[str]]:
    """The files that a person has to look at, and the keys of those nobody has to; their rows go."""
    clip = lock_clip(session, clip_id)
    if clip is None or clip.published_attempt is not None:
        return {}, set()
    rows = session.scalars(select(Rendition).where(Rendition.clip_id == clip_id)).all()
    kept = {row.id: row.key for row in rows if row.attempt == kept_attempt(clip)}
    gone = {row.key for row in rows if row.id not in kept}
    forget_outputs(session, clip)
    return kept, gone


def _rename(session: Session, clip_id: UUID, before: Keys, moved: Mapping[UUID, str]) -> set[str]:
    """Say where the files are now, unless the clip was let go meanwhile; all keys of the clip that count."""
    clip = lock_clip(session, clip_id)
    rows = session.scalars(select(Rendition).where(Rendition.clip_id == clip_id)).all()
    for row in rows:
        if clip is not None and clip.published_attempt is None and row.key == before.get(row.id):
            row.key = moved.get(row.id, row.key)
    return {row.key for row in rows}
