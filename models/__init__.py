"""Tables. Importing this package registers every one of them on `Base.metadata`."""

from models import (
    agency,
    audit,
    campaign,
    counting,
    heartbeat,
    outbox_message,
    pending_answer,
    quota_cell,
    respondent,
    role,
    service_point,
    survey_case,
    webhook_event,
)
from models.base import Base

__all__ = [
    "Base",
    "agency",
    "audit",
    "campaign",
    "counting",
    "heartbeat",
    "outbox_message",
    "pending_answer",
    "quota_cell",
    "respondent",
    "role",
    "service_point",
    "survey_case",
    "webhook_event",
]
