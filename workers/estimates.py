"""What the passing of time asks for: lanes learned from what ended, estimates renewed though nobody reported."""

import structlog

from tracking.lanes.learning import learn
from tracking.lanes.renewal import renew_next
from workers.machinery import Machinery

log = structlog.get_logger("roadreel.worker")

RENEWED_A_ROUND = 50
LEARNED_A_ROUND = 10  # batches


def learn_from_arrivals(machinery: Machinery) -> None:
    """Merge what is new into the lanes, in short transactions; what is left waits for the next round."""
    learned = 0
    for _ in range(LEARNED_A_ROUND):
        if machinery.stopping.is_set():
            break
        with machinery.database.writing() as session:
            batch = learn(session, machinery.clock())
        learned += batch
        if not batch:
            break
    if learned:
        log.info("lanes_learned", count=learned)


def renew_estimates(machinery: Machinery) -> None:
    """Renew the estimates that are due, each order in a transaction of its own: no report waits long for it."""
    renewed = 0
    while renewed < RENEWED_A_ROUND and not machinery.stopping.is_set():
        with machinery.database.writing() as session:
            if not renew_next(session, machinery.clock()):
                break
        renewed += 1
    if renewed:
        log.info("estimates_renewed", count=renewed)
