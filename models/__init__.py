"""Tables. Importing this package registers every one of them on `Base.metadata`."""

from models import (
    agency,
    audit,
    campaign,
    chat_link,
    counting,
    evidence,
    heartbeat,
    outbox_message,
    pending_answer,
    quota_cell,
    respondent,
    role,
    roster_file,
    service_point,
    staff_member,
    survey_case,
    webhook_event,
)
from models.base import Base

__all__ = [
    "Base",
    "agency",
    "audit",
    "campaign",
    "chat_link",
    "counting",
    "evidence",
    "heartbeat",
    "outbox_message",
    "pending_answer",
    "quota_cell",
    "respondent",
    "role",
    "roster_file",
    "service_point",
    "staff_member",
    "survey_case",
    "webhook_event",
]
