"""Which offices have work waiting, found by a few looks into an index however long the queues."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select


def busy_offices(
    table: Any, *waiting: ColumnElement[bool], due: ColumnElement[bool]
) -> Select[int]:
    """The numbers of the offices with rows `waiting` of which some are `due`.

    It leaps from office to office in an index that begins with `agency_id` and holds just what
    is `waiting`: one look each, where DISTINCT would read every row of the queue.
    """
    first = select(func.min(table.agency_id).label("office")).where(*waiting)
    busy = first.cte("busy", recursive=True)
    following = (
        select(func.min(table.agency_id))
        .where(*waiting, table.agency_id > busy.c.office)
        .scalar_subquery()
    )
    busy = busy.union_all(select(following).where(busy.c.office.is_not(None)))
    some = exists().where(table.agency_id == busy.c.office, *waiting, due)
    return select(busy.c.office).where(busy.c.office.is_not(None), some)
