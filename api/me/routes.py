"""Who one is, and on which devices."""

from api.blueprint import Blueprint

blp = Blueprint("Me", __name__, url_prefix="/v1")
