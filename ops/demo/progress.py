"""How far the demonstration has loaded: for everybody in the table `installation`, for one in the terminal."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

from store.database import Database
from store.tables import Installation

KEY = "demo"
LOADING, LOADED, FAILED = "loading", "ok", "failed"
WIDTH = 24  # characters of the bar
Report = Callable[[int, int, str], None]


class Progress:
    """Counts what is done and tells both. `since` is the moment that the story was first told from."""

    def __init__(self, database: Database, report: Report, now: datetime) -> None:
        self.database, self.report = database, report
        with database.reading() as session:
            row = session.get(Installation, KEY)
            known: dict[str, Any] = dict(row.value) if row else {}
        self.state = str(known.get("state", ""))
        over = self.state == LOADED
        self.done, self.of = (int(known["done"]), int(known["of"])) if over else (0, 0)
        self.since = datetime.fromisoformat(known["since"]) if "since" in known else now

    def expect(self, steps: int) -> None:
        """Say that so many more steps will come."""
        self.of += steps

    def step(self, what: str) -> None:
        """Count one step."""
        self.done += 1
        self.tell(LOADING)
        self.report(self.done, self.of, what)

    def tell(self, state: str) -> None:
        """Write the state where `/health/ready` looks for it."""
        value = {"state": state, "done": self.done, "of": self.of, "since": self.since.isoformat()}
        with self.database.writing() as session:
            session.merge(Installation(key=KEY, value=value, changed_at=datetime.now(UTC)))
        self.state = state


def terminal(stream: TextIO = sys.stdout, what_loads: str = "the demonstration") -> Report:
    """Return a report that draws one moving line on a terminal, and some lines elsewhere."""
    moving = stream.isatty()
    last = [-1]

    def show(done: int, of: int, what: str) -> None:
        filled = WIDTH * done // max(of, 1)
        if moving:
            bar = "█" * filled + "░" * (WIDTH - filled)
            stream.write(f"\r\033[KLoading {what_loads} {bar} {done}/{of}  {what}")
            stream.write("\n" if done >= of else "")
        elif done >= of or filled // 3 != last[0]:
            stream.write(f"Loading {what_loads}: {done} of {of}, {what}\n")
        last[0] = filled // 3
        stream.flush()

    return show
