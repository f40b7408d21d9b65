"""Whether a message is about corruption, so that we answer with the channels and keep nothing.

When in doubt it says yes: the channels do no harm, a menu in reply to a report would
(domain.md §9.4).
"""

import re

from rules.thai_text import normalise, squash

# Names of bodies and campaigns that hold the word without reporting anything.
_NAMES = re.compile("ป้องกันและปราบปรามการทุจริต|ปราบปรามการทุจริต|ต่อต้านการทุจริต")

# Matched in text without blanks, so each word also says what it is not part of.
_THAI = re.compile(
    "|".join(
        (
            "ทุจ+ริต",
            "(?<!ทรัพย์)(?<!หนี้)(?<!ตัด)สินบน",  # ทรัพย์สินบน…, หนี้สินบน…, ตัดสินบน…
            "[ใไ]ต้โต[๊้]ะ",
            "เรียกเงิน(?!คืน)",
            "เรียกรับ(?!บัตร|คิว|บริการ|เอกสาร)",
            "ส่วย(?!งาน)",  # a slip for ส่วนงาน
            "ฮั้ว",
            "(?<!ตะ)โกง(?!กาง|เกง|า)",  # โกงกาง mangrove, โกงเกง a slip for กางเกง, ตะโก + งา…
            "คอร?์?รั[ปบ]ชั[่้]?น",
            "ร้องเรียน(?!รู้)",
            "เบาะแส",
            "ประพฤติมิชอบ",
            "รีดไถ",
            "ยักยอก",
            "น้ำร้อนน้ำชา",
            "แป[๊้]?ะเจี[๊้]?ยะ?",
            "กินหัวคิว|ค่าหัวคิว",
            "กินตามน้ำ",
            "ล็อ[กค]สเป[กค]",
            "ยัดเงิน",
        )
    )
)
_ENGLISH = re.compile(
    r"\b(?:"
    r"(?<!data )(?<!file )corruption"
    r"|(?<!file is )(?<!pdf is )corrupt(?! (?:file|pdf|image))"
    r"|brib(?:e|es|ed|ery|ing)|kickbacks?|fraud(?:ulent)?|embezzl\w+|extort\w*"
    r"|whistle-?blow\w*|complain\w*|under the table"
    r")\b"
)


def is_about_corruption(text: str) -> bool:
    """Whether the text tells of corruption or asks where to complain."""
    thai = _NAMES.sub("", squash(text))
    return bool(_THAI.search(thai) or _ENGLISH.search(normalise(text)))
