"""flask agency: the offices of this installation."""

from flask.cli import AppGroup
from sqlalchemy import select

from bot.cli.output import as_json, say
from bot.wiring import wiring
from models.agency import Agency

group = AppGroup("agency", help="Offices.")


@group.command("list")
@as_json
def show(as_json: bool) -> None:
    """Lists the offices; each comes from its campaign file."""
    with wiring().database.reading() as session:
        rows = [
            {"agency": office.slug, "name_th": office.name_th, "name_en": office.name_en}
            for office in session.scalars(select(Agency).order_by(Agency.id))
        ]
    say("\n".join(f"{row['agency']}: {row['name_th']}" for row in rows), rows, as_json=as_json)
