"""Signing in: codes, tokens, revocation."""

from api.blueprint import Blueprint

blp = Blueprint("Signing in", __name__, url_prefix="/v1")
