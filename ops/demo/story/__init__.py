"""The demonstration's story: a seller, its carriers, and sixteen cars on their way."""

from datetime import datetime

from ops.demo.story.elsewhere import elsewhere
from ops.demo.story.on_the_truck import HERO, on_the_truck
from ops.demo.story.parts import Story
from ops.demo.story.people import CARRIERS
from ops.demo.story.places import PLACES

SELLER = ("linhai", "林海汽车 Linhai Motors")
AGENT = ("mei.fang@linhai.example", "方梅 Fang Mei")


def story(now: datetime) -> Story:
    """Return the whole story as it stands at `now`; the same for the same moment."""
    orders, trip = on_the_truck(now)
    return Story(PLACES, CARRIERS, (*orders, *elsewhere(now)), (trip,), orders[HERO].number)
