"""What an officer reads about each kind of mistake: what is wrong and what to write.

Keys are pydantic's error types, and our own kinds beside them; values are str.format templates.
`{key}` is the place's last name, `{value}` what stands there; the rest are the finding's facts.
"""

from collections.abc import Mapping

from campaigns.problems import Sentence
from campaigns.sentences_reminders import STEPS

FILE: Mapping[str, Sentence] = {
    "too_large": Sentence(
        "ไฟล์ใหญ่เกิน 1 MB จึงไม่ใช่ไฟล์รอบการประเมิน โปรดตรวจว่าเลือกไฟล์ถูกต้อง",
        "The file is over 1 MB and cannot be a campaign file: check that it is the right one.",
    ),
    "too_deep": Sentence(
        "รายการซ้อนกันลึกเกินไป โปรดเทียบกับไฟล์ตัวอย่างในโฟลเดอร์ campaigns",
        "Lists are nested too deeply: compare with a sample file in the campaigns folder.",
    ),
    "not_text": Sentence(
        "ไฟล์นี้มีอักขระที่ไม่ใช่ข้อความ โปรดบันทึกเป็นไฟล์ข้อความ UTF-8",
        "The file holds characters that are no text: save it as a UTF-8 text file.",
    ),
    "empty_file": Sentence(
        "ไฟล์ว่างเปล่า โปรดเริ่มจากสำเนาไฟล์ตัวอย่างในโฟลเดอร์ campaigns",
        "The file is empty: start from a copy of a sample file in the campaigns folder.",
    ),
    "not_a_mapping": Sentence(
        'ไฟล์นี้ขึ้นต้นไม่ถูกแบบ บรรทัดชั้นนอกสุดเขียนเป็น "ชื่อ: ค่า" เช่น "fiscal_year: 2570"',
        'The file has the wrong shape: its outermost lines are "name: value", '
        'such as "fiscal_year: 2570".',
    ),
    "yaml_tab": Sentence(
        "มีแท็บ (Tab) อยู่ต้นบรรทัด ให้ใช้เว้นวรรคแทน",
        "A tab starts this line: use blanks instead.",
    ),
    "yaml_colon": Sentence(
        "เครื่องหมาย : อยู่ผิดที่ ตรวจย่อหน้าของบรรทัดนี้ และใส่ข้อความที่มี : ไว้ในเครื่องหมายคำพูด",
        "A colon is out of place: check the indentation, and quote a text that contains a colon.",
    ),
    "yaml_no_colon": Sentence(
        'บรรทัดนี้ไม่มีเครื่องหมาย : ให้เขียนแบบ "ชื่อ: ค่า"',
        'This line has no colon: write it as "name: value".',
    ),
    "yaml_open_quote": Sentence(
        "เปิดเครื่องหมายคำพูดไว้แต่ไม่ได้ปิด ให้ปิดที่ท้ายข้อความ",
        "A quotation mark is opened and never closed: close it where the text ends.",
    ),
    "yaml_bracket": Sentence(
        "วงเล็บ [ ] หรือ {{ }} ที่เริ่มบรรทัดนี้ขาดตัวปิด หรือขาดจุลภาคระหว่างรายการ",
        "Brackets [ ] or {{ }} opened here lack their end, or a comma between items.",
    ),
    "yaml_indent": Sentence(
        "ย่อหน้าของบรรทัดนี้ไม่ตรงกับบรรทัดอื่นในรายการเดียวกัน ให้จัดให้ตรงกัน",
        "This line's indentation differs from the rest of its list: align them.",
    ),
    "yaml_two_documents": Sentence(
        "มีบรรทัด --- คั่นกลางไฟล์ หนึ่งไฟล์มีได้หนึ่งรอบการประเมิน ให้ลบบรรทัดนี้หรือแยกไฟล์",
        "A line --- splits the file: a file holds one campaign, so delete it or make two files.",
    ),
    "yaml_other": Sentence(
        "อ่านบรรทัดนี้ไม่ได้ ให้ใส่ข้อความที่มีเครื่องหมายพิเศษไว้ในเครื่องหมายคำพูด และเทียบกับไฟล์ตัวอย่าง",
        "This line cannot be read: quote texts with special signs, and compare with a sample file.",
    ),
    "yaml_feature": Sentence(
        "ไฟล์นี้ไม่รับเครื่องหมาย & * ! ของ YAML ให้เขียนค่าเต็ม หากเป็นข้อความให้ใส่ในเครื่องหมายคำพูด",
        "YAML's & * ! are not accepted here: write the value in full, and put a text in quotes.",
    ),
    "key_not_text": Sentence(
        'ชื่อหน้าเครื่องหมาย : เป็นข้อความธรรมดาเท่านั้น เช่น "opens:"',
        'The name before a colon is plain text only, such as "opens:".',
    ),
    "duplicate_key": Sentence(
        'มี "{key}" ซ้ำ เขียนไว้แล้วที่บรรทัด {first} ให้เหลือเพียงแห่งเดียว',
        '"{key}" is written twice, first on line {first}: keep one of them.',
    ),
}

SHAPE: Mapping[str, Sentence] = {
    "missing": Sentence('ขาด "{key}" ให้เพิ่มที่นี่', '"{key}" is missing: add it here.'),
    "no_value": Sentence(
        'ยังไม่ได้ใส่ค่าของ "{key}" ให้ใส่ค่าหลังเครื่องหมาย :',
        '"{key}" has no value: write one after the colon.',
    ),
    "unknown_key": Sentence(
        'ไม่รู้จัก "{key}" ที่นี่ ให้ลบออก หรือใช้ชื่อใดชื่อหนึ่งต่อไปนี้: {known}',
        '"{key}" is not known here: delete it, or use one of: {known}.',
    ),
    "unknown_key_near": Sentence(
        'ไม่รู้จัก "{key}" น่าจะหมายถึง "{instead}" ให้แก้ตัวสะกด',
        '"{key}" is not known here: did you mean "{instead}"?',
    ),
    "string_type": Sentence(
        '"{key}" เป็นข้อความ ไม่ใช่รายการ ให้เขียนข้อความไว้หลังเครื่องหมาย :',
        '"{key}" is one text: write it after the colon, in quotes if in doubt.',
    ),
    "int_type": Sentence(
        '"{value}" ไม่ใช่จำนวนเต็ม ให้เขียนด้วยเลขอารบิกและไม่ใส่เครื่องหมายคำพูด เช่น 60',
        '"{value}" is no whole number: write it in Arabic digits without quotes, such as 60.',
    ),
    "bool_type": Sentence(
        '"{key}" ตอบได้เพียง true (ใช่) หรือ false (ไม่ใช่)',
        '"{key}" is either true or false.',
    ),
    "bool_parsing": Sentence(
        '"{value}" ใช้ไม่ได้ ให้เขียน true (ใช่) หรือ false (ไม่ใช่)',
        '"{value}" cannot be used: write true or false.',
    ),
    "tuple_type": Sentence(
        '"{key}" เป็นรายการ ให้เขียนบรรทัดละหนึ่งรายการ ขึ้นต้นด้วย - หากไม่มีให้เขียน []',
        '"{key}" is a list: write one item a line after a dash, or [] when there is none.',
    ),
    "dict_type": Sentence(
        '"{key}" ประกอบด้วยบรรทัดย่อยแบบ "ชื่อ: ค่า" หากไม่มีให้เขียน {{}}',
        '"{key}" is made of lines "name: value" below it, or {{}} when there is none.',
    ),
    "model_type": Sentence(
        '"{key}" ประกอบด้วยบรรทัดย่อยแบบ "ชื่อ: ค่า" โปรดเทียบกับไฟล์ตัวอย่าง',
        '"{key}" is made of lines "name: value": compare with a sample file.',
    ),
    "enum": Sentence(
        '"{value}" ใช้ไม่ได้ ให้เลือกค่าใดค่าหนึ่ง: {expected}',
        '"{value}" cannot be used: write one of {expected}.',
    ),
    "string_too_short": Sentence('"{key}" ว่างอยู่ ให้ใส่ข้อความ', '"{key}" is empty: write a text.'),
    "string_too_long": Sentence(
        '"{key}" ยาวเกิน {max_length} ตัวอักษร (นับสระและวรรณยุกต์ด้วย) ให้ย่อลง',
        '"{key}" is longer than {max_length} characters: shorten it.',
    ),
    "greater_than_equal": Sentence(
        "{value} น้อยเกินไป ให้เขียนจำนวนเต็มตั้งแต่ {ge} ขึ้นไป",
        "{value} is too small: write a whole number of {ge} or more.",
    ),
    "less_than_equal": Sentence(
        "{value} มากเกินไป ให้เขียนจำนวนเต็มไม่เกิน {le}",
        "{value} is too large: write a whole number of {le} or less.",
    ),
    "too_long": Sentence(
        '"{key}" มี {actual_length} รายการ มีได้ไม่เกิน {max_length} ให้ตัดออก',
        '"{key}" has {actual_length} items: keep at most {max_length}.',
    ),
    "too_short": Sentence(
        '"{key}" ยังไม่มีรายการ ให้ใส่อย่างน้อย {min_length} รายการ',
        '"{key}" has no items: write at least {min_length}.',
    ),
    "other": Sentence(
        'ค่าของ "{key}" ใช้ไม่ได้ โปรดเทียบกับไฟล์ตัวอย่าง ({said})',
        'The value of "{key}" cannot be used: compare with a sample file ({said}).',
    ),
}

VALUES: Mapping[str, Sentence] = {
    "date_unreadable": Sentence(
        '"{value}" ไม่ใช่วันที่ ให้เขียนเป็นปี ค.ศ. เต็ม ปี-เดือน-วัน เช่น 2027-05-31',
        '"{value}" is no date: write the full C.E. year, month, day, such as 2027-05-31.',
    ),
    "date_two_digit_year": Sentence(
        '"{value}" เขียนปีเพียงสองหลัก ให้เขียนปี ค.ศ. เต็ม น่าจะเป็น {meant}',
        '"{value}" has a two-digit year: write it in full C.E., probably {meant}.',
    ),
    "date_buddhist_year": Sentence(
        '"{value}" เป็นปี พ.ศ. ในไฟล์นี้วันที่ใช้ปี ค.ศ. ให้เขียน {meant}',
        '"{value}" is in the Buddhist era, and dates here are C.E.: write {meant}.',
    ),
    "date_order": Sentence(
        '"{value}" ให้เขียนตามลำดับ ปี-เดือน-วัน คือ {meant}',
        '"{value}" is to be written year-month-day: {meant}.',
    ),
    "no_such_day": Sentence(
        'ไม่มีวันที่ "{value}" ในปฏิทิน โปรดตรวจวันและเดือน เช่น 2027-05-31',
        'There is no day "{value}": check month and day, such as 2027-05-31.',
    ),
    "fiscal_year": Sentence(
        "{value} ไม่ใช่ปีงบประมาณ พ.ศ. สี่หลัก ให้เขียน เช่น {meant}",
        "{value} is no four-digit B.E. fiscal year: write it as {meant}.",
    ),
    "unseen_character": Sentence(
        "มีอักขระ {character} ซึ่งเป็นอีโมจิ สัญลักษณ์ หรืออักขระที่มองไม่เห็น ให้ลบและพิมพ์ใหม่",
        "It contains {character}, an emoji, symbol or invisible character: delete it and retype.",
    ),
    "bad_code": Sentence(
        '"{value}" ใช้เป็นรหัสไม่ได้ ให้ใช้ a-z, 0-9 และ _ ขึ้นต้นด้วยตัวอักษร ไม่เกิน 40 ตัว เช่น city_law',
        '"{value}" is no code: use a-z, 0-9 and _, a letter first, at most 40, such as city_law.',
    ),
    "reserved_code": Sentence(
        '"{value}" เป็นรหัสที่ระบบใช้อยู่แล้ว ให้ใช้รหัสอื่น',
        '"{value}" is a code of the system\'s own: choose another.',
    ),
    "bad_slug": Sentence(
        '"{value}" ใช้เป็นชื่อย่อไม่ได้ ให้ใช้ a-z, 0-9 และ - เช่น bangsue-2570',
        '"{value}" is no slug: use a-z, 0-9 and -, such as bangsue-2570.',
    ),
    "bad_rule": Sentence(
        'อ่านเกณฑ์ "{value}" ไม่ได้ ให้เขียน ALL, SHARE(80) หรือ COUNT(25) '
        "ตัวเลขตั้งแต่ 1 และ SHARE ไม่เกิน 100",
        'The rule "{value}" cannot be read: write ALL, SHARE(80) or COUNT(25); '
        "the number is at least 1, a SHARE at most 100.",
    ),
    "bad_time": Sentence(
        '"{value}" ไม่ใช่เวลา ให้เขียนแบบ 24 ชั่วโมงสี่หลัก เช่น "09:00"',
        '"{value}" is no time of day: write four digits of 24 hours, such as "09:00".',
    ),
}

AGREEMENT: Mapping[str, Sentence] = {
    "floors_do_not_add_up": Sentence(
        "ยอดรวมเป้าหมาย EIT ระบุไว้ {stated} คน แต่ผลรวมของทุกหน่วยคือ {sum} คน ให้แก้ให้ตรงกัน",
        "The EIT total says {stated}, but the units add up to {sum}: make them agree.",
    ),
    "unit_without_target": Sentence(
        "หน่วยนี้ไม่มีทั้ง eit และ iit ให้ใส่อย่างน้อยหนึ่งอย่าง",
        "This unit has neither eit nor iit: give it at least one.",
    ),
    "own_goal_without_rule": Sentence(
        'own_goal ของกลุ่ม "{group}" ไม่มีเกณฑ์คู่กันใน iit ให้เพิ่มใน iit หรือลบออก',
        'own_goal names "{group}", which has no rule under iit: add one there or delete it.',
    ),
    "duplicate_code": Sentence(
        'รหัส "{value}" ซ้ำกับรายการก่อนหน้า ให้ใช้รหัสที่ไม่ซ้ำ',
        'The code "{value}" is already used above: each code belongs to one item.',
    ),
    "name_taken": Sentence(
        '"{value}" ซ้ำกับ "{theirs}" ของ units[{number}] จึงไม่ทราบว่าหมายถึงหน่วยใด ให้เหลือไว้หน่วยเดียว',
        '"{value}" already means units[{number}] ("{theirs}"): keep it for one unit only.',
    ),
    "bad_link": Sentence("{th}", "{en}"),
    "wrong_fact": Sentence(
        '"{value}" ใช้ในวงเล็บปีกกาได้เฉพาะ {known}', '"{value}": only {known} may stand in braces.'
    ),
    "link_is_a_placeholder": Sentence(
        "ลิงก์นี้เป็นลิงก์ทดลอง ให้เขียน placeholder: true หรือใส่ลิงก์จริงจาก ป.ป.ช.",
        "This link is only a stand-in: write placeholder: true, or put in the NACC's own link.",
    ),
    "link_is_no_placeholder": Sentence(
        "ลิงก์นี้ไม่ใช่ลิงก์ทดลอง ให้เขียน placeholder: false",
        "This link is not a stand-in: write placeholder: false.",
    ),
    "unknown_owner": Sentence(
        'ไม่มีหน่วยรหัส "{value}" ให้เขียนรหัสหน่วยใน units หรือ every_unit (ทุกหน่วย)',
        'There is no unit "{value}": write the code of a unit, or every_unit.',
    ),
    "wrong_instrument": Sentence(
        'กำหนดการชนิด "{kind}" ใช้กับ {instrument} ให้เขียน instrument: {instrument}',
        'A "{kind}" is about {instrument}: write instrument: {instrument}.',
    ),
    "share_missing": Sentence(
        "จุดตรวจภายใน (checkpoint) ต้องมีร้อยละที่คาดไว้ ให้เพิ่ม เช่น share: 50",
        "A checkpoint needs its percentage: add one, such as share: 50.",
    ),
    "share_out_of_place": Sentence(
        "share ใช้เฉพาะจุดตรวจภายใน (kind: checkpoint) ให้ลบออก",
        "share belongs only to kind: checkpoint: delete it.",
    ),
}

DAYS: Mapping[str, Sentence] = {
    "outside_fiscal_year": Sentence(
        "{day} อยู่นอกปีงบประมาณ {year} ให้เขียนวันที่ระหว่าง {first} ถึง {last}",
        "{day} is outside fiscal year {year}: write a day from {first} to {last}.",
    ),
    "before_opening": Sentence(
        "{day} อยู่ก่อนวันเปิด ({opens}) ให้แก้กำหนดการหรือวันเปิด",
        "{day} is before the opening ({opens}): correct this day or the opening.",
    ),
    "after_closing": Sentence(
        "{day} อยู่หลังวันปิด ({closes}) ให้แก้กำหนดการหรือวันปิด",
        "{day} is after the closing ({closes}): correct this day or the closing.",
    ),
    "ends_before_start": Sentence(
        "{end} อยู่ก่อน {key} ({start}) ให้สลับหรือแก้วันที่",
        "{end} is before {key} ({start}): swap or correct them.",
    ),
    "duplicate_holiday": Sentence(
        "วันหยุด {day} มีอยู่แล้วด้านบน ให้ลบออกหนึ่งรายการ",
        "The holiday {day} is already listed above: delete one of them.",
    ),
}

SENTENCES: Mapping[str, Sentence] = {**FILE, **SHAPE, **VALUES, **AGREEMENT, **DAYS, **STEPS}
