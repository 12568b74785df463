"""Everything the shop may do."""

from api.partner import carriers, places
from api.partner.orders import blp

__all__ = ["blp", "carriers", "places"]  # importing the two adds their routes to the blueprint
