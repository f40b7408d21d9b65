"""Only with SIMULATOR=1: the way from our pages to the simulator, a process of its own."""

from flask import Blueprint, redirect
from werkzeug import Response

from bot.wiring import wiring

blueprint = Blueprint("simulator", __name__)


@blueprint.get("/simulator/")
@blueprint.get("/simulator/<path:rest>")
def forward(rest: str = "") -> Response:
    """The same page on the stand-in platform."""
    return redirect(f"{wiring().settings.line_api_base}/simulator/{rest}")
