"""Why a row was refused and by which rule it was ignored (原因与规则), in both languages.

A `Reason` is the English text that `RowError.reason` carries and that reports count by, with the Chinese text
beside it. A `Rule` is the name under which rows that say nothing for us are passed over and counted.
"""

from __future__ import annotations

import re
from typing import Self


class Reason(str):
    """Why a row, or a cell of it, cannot be understood; a text that also knows itself in Chinese."""

    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        """A reason in English and Chinese."""
        reason = super().__new__(cls, en)
        reason.zh = zh
        return reason


class Rule(str):
    """A named rule by which a row, or a part of it, is left out; the text is the name."""

    en: str
    zh: str

    def __new__(cls, name: str, en: str, zh: str) -> Self:
        """A rule by name, with its meaning in English and Chinese."""
        rule = super().__new__(cls, name)
        rule.en = en
        rule.zh = zh
        return rule


BLANK = Rule("blank", "nothing in the row", "空行")
BANNER = Rule("banner", "text above the header", "表头之前的说明文字")
HEADER = Rule("header", "the header line", "表头")
REPEATED_HEADER = Rule("repeated_header", "the header line once more", "重复的表头")
TOTAL = Rule("total", "a line of totals", "合计行")
FOOTNOTE = Rule("footnote", "text below the table", "表尾说明文字")
VENDOR_UNMATCHED = Rule("vendor_unmatched", "the vendor found no such enterprise", "数据商未匹配到企业")
UNKNOWN_SHEET = Rule("unknown_sheet", "a sheet of which no layout is known", "无对应版式的工作表")
HIDDEN_FILE = Rule("hidden_file", "a file or folder that a point before its name hides", "隐藏文件")
DROPPING = Rule("dropping", "what a system or an office program leaves behind", "系统或办公软件遗留的文件")
ACCOMPANYING_TEXT = Rule("accompanying_text", "a readme or license that accompanies data", "随附的说明或许可文件")

MISSING_VALUE = Reason("a required value is missing", "缺少必填值")
LONG_TERM_HERE = Reason("a long term is no date here", "此处不应为长期")
NOT_A_DATE = Reason("not a date", "不是有效日期")
NOT_AN_AMOUNT = Reason("not an amount", "不是有效金额")
NOT_A_RATIO = Reason("not a share", "不是有效比例")
COLUMNS_DISAGREE = Reason("two columns with the same meaning disagree", "含义相同的两列取值不一致")
TOO_MANY_CELLS = Reason("the row has more cells than the header", "该行单元格多于表头")
BROKEN_QUOTES = Reason("quotes do not close where they should", "引号不配对")
NO_KEY = Reason("the enterprise has neither a valid code nor another key", "企业既无有效代码又无其他标识")
NO_NAME = Reason("the party has no name", "当事人无名称")
NO_PERSON_KEY = Reason("nothing tells this person apart", "缺少可区分该自然人的信息")
UNDECIDED_PARTY = Reason("neither surely a person nor surely an enterprise", "无法判断是自然人还是企业")
NOT_JSON = Reason("the line is no JSON", "该行不是 JSON")
NOT_A_RECORD = Reason("not a JSON object", "不是 JSON 对象")
BROKEN_TEXT = Reason("half of a character stands in the text", "文本中有不完整的字符")
CODES_DISAGREE = Rule(
    "organisation_code_disagrees",
    "an organisation code that is not the one inside the credit code",
    "与统一社会信用代码内主体标识码不一致的组织机构代码",
)
LESSER_CODE_REFUSED = Rule(
    "lesser_code_refused",
    "an organisation code, registration number or LEI that fails its check",
    "校验不通过的组织机构代码、注册号或 LEI",
)
ID_NUMBER_REFUSED = Rule(
    "id_number_refused", "an ID number that is none, of a person who has another key", "校验不通过的证件号码"
)

ID_IN_CODE_COLUMN = Rule(
    "id_number_in_code_column",
    "a personal ID number where a credit code should stand",
    "代码栏中填写的个人证件号码",
)

_BOTH_LANGUAGES = re.compile(r"(.*\S)\s*\(([^()]+(?:\([^()]*\)[^()]*)*)\)")


def reason_of(text: str) -> Reason:
    """A row error's reason in both languages: itself if it is a `Reason`, else parted at `中文 (English)`."""
    if isinstance(text, Reason):
        return text
    parts = _BOTH_LANGUAGES.fullmatch(text)
    return Reason(parts[2], parts[1]) if parts else Reason(text, text)
