"""What a campaign file says, typed (design.md §6). Keys in the YAML are these field names."""

from enum import StrEnum

from pydantic import Field

from campaigns.fields import (
    AgencySlug,
    CampaignSlug,
    ClockTime,
    Code,
    CommonEraDate,
    FiscalYear,
    MessageText,
    Part,
    Percent,
    PositiveInt,
    QuickReplyText,
    RuleText,
    Text,
)
from campaigns.schema_reminders import Reminders
from models.campaign import Instrument
from rules.staff_group import StaffGroup

EVERY_UNIT = "every_unit"
"""As a milestone's owner: all units that have a target for its instrument, the schools too."""


class MilestoneKind(StrEnum):
    """What has to be there by the date (domain.md §5)."""

    SCHOOL_LISTS = "school_lists"
    EVIDENCE = "evidence"
    OIT = "oit"
    CHECKPOINT = "checkpoint"
    EIT_COMPLETE = "eit_complete"


class MilestoneInstrument(StrEnum):
    """What a milestone is about: our two questionnaires, or the website check."""

    EIT = "EIT"
    IIT = "IIT"
    OIT = "OIT"


class LineSignature(StrEnum):
    """Whether the evaluators take an acknowledgement in LINE for a signature (domain.md §5)."""

    UNCONFIRMED = "unconfirmed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class QuietAudience(StrEnum):
    """Whom a quiet period spares reminders."""

    EVERYONE = "everyone"
    SCHOOLS = "schools"


class Weekday(StrEnum):
    """A day of the week, as `models.campaign.WEEKDAYS` has them."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


class Agency(Part):
    """The office."""

    slug: AgencySlug
    name_th: Text
    name_en: Text


class SiteEntry(Part):
    """A part of a unit with its own roster, cards and sheets: a school, a depot, a shift.

    `send_from` and `send_until` are its reminder hours, where they differ from the office's.
    """

    code: Code
    name_th: Text
    name_en: Text
    aliases: tuple[Text, ...] = ()
    send_from: ClockTime | None = None
    send_until: ClockTime | None = None


class UnitEntry(Part):
    """One row of the quota table; `eit` in people, None where the unit has no EIT cell."""

    code: Code
    name_th: Text
    name_en: Text
    short_th: QuickReplyText
    short_en: QuickReplyText
    aliases: tuple[Text, ...] = ()
    eit: PositiveInt | None = None
    iit: dict[StaffGroup, RuleText] = Field(default_factory=dict)
    own_goal: dict[StaffGroup, RuleText] = Field(default_factory=dict)
    """What the unit asks of itself beyond `iit`; never the requirement (domain.md §13)."""
    service_days: tuple[Weekday, ...] = Field(default=tuple(Weekday)[:5], min_length=1)
    """On which the unit serves the public: its pace is counted in them (domain.md §10)."""
    sites: tuple[SiteEntry, ...] = ()
    collated_by: Code | None = None
    """The unit whose coordinator sees this one's totals, too: Education, for the schools."""


class Milestone(Part):
    """One due date. `share` is the percentage of the EIT floors wanted at a checkpoint.

    `owner` is a unit's code or `every_unit`.
    """

    code: Code
    kind: MilestoneKind
    instrument: MilestoneInstrument | None = None
    date: CommonEraDate
    confirmed: bool
    owner: Code
    share: Percent | None = None
    label_th: Text
    label_en: Text


class Link(Part):
    """An official link; a placeholder stands in until the NACC gives the real one."""

    url: Text
    placeholder: bool


class Links(Part):
    """One link per questionnaire, for the whole office (domain.md §7)."""

    EIT: Link
    IIT: Link


class Holiday(Part):
    """A day the office is closed, weekends beside."""

    date: CommonEraDate
    name: Text


class QuietPeriod(Part):
    """Days without reminders, both ends included; replies go any time."""

    starts: CommonEraDate
    ends: CommonEraDate
    audience: QuietAudience
    label_th: Text
    label_en: Text


class Invitees(Part):
    """Companies and agencies invited by letter; how many people may answer for each."""

    people_each: int = Field(default=3, strict=True, ge=1, le=100)


class Notice(Part):
    """Facts of the privacy notice (PDPA s.23, domain.md §9); `_confirmed` when the office agrees.

    `retention_days`: EIT cases are anonymised that long after the campaign closes.
    """

    controller: Text
    controller_en: Text
    controller_confirmed: bool
    contact: Text
    contact_en: Text
    contact_confirmed: bool
    dpo: Text
    dpo_en: Text
    dpo_confirmed: bool
    retention_days: PositiveInt


class ComplaintChannel(Part):
    """An outside body that takes complaints about corruption."""

    name_th: Text
    name_en: Text
    phone: Text


class Complaints(Part):
    """Where text about corruption is referred: outside first, never only the office's own."""

    outside: tuple[ComplaintChannel, ...] = Field(min_length=1)
    office: Text | None = None


class AwarenessGroup(Part):
    """A group the NACC asks in EIT(2)."""

    code: Code
    name_th: Text
    name_en: Text
    at_least: PositiveInt


class EitPartTwo(Part):
    """EIT(2), run by the NACC: to know about; we neither invite nor count (domain.md §3)."""

    at_least: PositiveInt
    groups: tuple[AwarenessGroup, ...]


class Wording(Part):
    """One sentence of ours in the campaign's own words."""

    th: MessageText
    en: MessageText


class CampaignFile(Part):
    """A whole file. `eit_floor` and `iit_floor` in people; `minutes` to answer a questionnaire."""

    agency: Agency
    slug: CampaignSlug
    fiscal_year: FiscalYear
    opens: CommonEraDate
    opens_confirmed: bool
    closes: CommonEraDate
    closes_confirmed: bool
    eit_floor: PositiveInt
    iit_floor: PositiveInt
    minutes: PositiveInt
    line_signature: LineSignature
    iit_started_by: CommonEraDate | None = None
    """The last first day of service that makes staff eligible; None is domain.md §4's day."""
    links: Links
    units: tuple[UnitEntry, ...] = Field(min_length=1)
    milestones: tuple[Milestone, ...] = Field(min_length=1)
    eit_part_two: EitPartTwo
    reminders: Reminders
    invitees: Invitees = Invitees()
    quiet_periods: tuple[QuietPeriod, ...] = ()
    holidays: tuple[Holiday, ...]
    holidays_confirmed: bool
    notice: Notice
    complaints: Complaints
    wording: dict[str, Wording] = Field(default_factory=dict)

    def link(self, instrument: Instrument) -> Link:
        """The official link of a questionnaire."""
        return {Instrument.EIT: self.links.EIT, Instrument.IIT: self.links.IIT}[instrument]
