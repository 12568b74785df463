"""Everything support's people may do. Importing the others adds their routes to the blueprint."""

from api.support import auditing, clip_proof, clips, jobs, orders, people, stuck, timeline
from api.support.blueprint import blp

__all__ = ["auditing", "blp", "clip_proof", "clips", "jobs", "orders", "people", "stuck", "timeline"]
