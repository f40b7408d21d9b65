"""The coordinators' desk: until it opens, a page that says where the figures are today."""

from flask import Blueprint, render_template

blueprint = Blueprint("desk", __name__)


@blueprint.get("/desk/")
def door() -> str:
    """Nothing of the office is shown here: figures are asked for in LINE."""
    return render_template("desk/closed.html")
