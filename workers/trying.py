"""How a try ends that does not end well. Whose failure was it?

Footage's own faults are no exceptions: they settle the clip. What happens around us puts a try off any number of
times; what nobody can explain counts as a strike against what was tried.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from structlog.typing import FilteringBoundLogger

from media.job import BadCertificate, NoFence, Stopped
from store.objects import StorageDown
from tracking.clips.attempts import Superseded

_AROUND_US = (StorageDown, NoFence, BadCertificate, OperationalError, InterfaceError, PoolTimeoutError)
_MACHINE_IS_FULL = {errno.ENOSPC, errno.EDQUOT, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EIO}


@dataclass
class TryAgain(Exception):
    """It waits for another try; `at_once` when only this worker has to go."""

    at_once: bool = False


def is_around_us(error: Exception) -> bool:
    """Whether the clip is not to blame: it waits until machine and storage are well again."""
    if isinstance(error, OSError):
        return error.errno in _MACHINE_IS_FULL or isinstance(error, ConnectionError)
    return isinstance(error, _AROUND_US)


def described(error: Exception) -> str:
    """For staff; of a database's error only its name, since its text repeats what was to be stored."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    text = "" if isinstance(error, DBAPIError) else f": {error}"
    return f"{type(cause).__name__}{text}"[:500]


@dataclass(frozen=True)
class Endings:
    """What whoever tries does in each case."""

    superseded: Callable[[], None]  # somebody else has it now
    hand_back: Callable[[], None]  # it waits as if it had not been tried
    strike: Callable[[Exception], None]  # raises what follows from it
    is_around_us: Callable[[Exception], bool] = is_around_us


@contextmanager
def trying(told: FilteringBoundLogger, endings: Endings) -> Iterator[None]:
    """Do what is inside, and end it by `endings` where it fails. Raises TryAgain, and what a strike raises."""
    try:
        yield
    except Superseded:
        told.warning("superseded")
        endings.superseded()
    except Stopped:
        told.info("handed_back")
        endings.hand_back()
        raise TryAgain(at_once=True) from None
    except Exception as error:
        if endings.is_around_us(error):
            told.warning("put_off", error=type(error).__name__)
            endings.hand_back()
            raise TryAgain from error
        told.warning("broke", error=described(error), exc_info=not isinstance(error, DBAPIError))
        endings.strike(error)
