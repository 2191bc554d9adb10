"""Why the loader `table` refuses a row, and what it leaves out of one (原因与规则)."""

from __future__ import annotations

from typing import Final

from graph_engine.loading import Reason, Rule

UNKNOWN_WORD: Final = Reason("a value that the mapping does not list", "映射表中没有该取值")
NOT_OF_THE_PATTERN: Final = Reason("an item that does not fit the mapping's pattern", "不符合映射所定格式的项")
NOT_OF_THE_FORMAT: Final = Reason("not a date of the mapping's format", "不符合映射所定日期格式")
UNKNOWN_CURRENCY: Final = Reason("no known currency", "币种不明")
NO_FLAG: Final = Reason("neither yes nor no", "不是是或否")
NO_RECORD: Final = Reason("nothing that the mapping makes is stated in this row", "该行没有映射所需的内容")
ENDS_BEFORE_IT_BEGINS: Final = Reason("it ends before it begins", "结束日期早于开始日期")

PLACEHOLDER: Final = Rule("placeholder", "a word that stands for nobody in particular", "不指向任何主体的占位词")
TO_ITSELF: Final = Rule("relation_to_itself", "a relation of a party to itself", "主体与自身的关系")
UNREADABLE_VALUE: Final = Rule("unreadable_value", "a value that cannot be read", "无法识别的取值")
UNREADABLE_CONTACT: Final = Rule("unreadable_contact", "no phone or mail, or a masked one", "电话、邮箱无效或已脱敏")
COARSE_ADDRESS: Final = Rule(
    "coarse_address",
    "an address without any number: it would tie a whole street together",
    "住所没有门牌号，不作为同址依据",
)
MALFORMED_NUMBER: Final = Rule(
    "malformed_identifier", "a number that its register cannot have given", "格式不符合其登记机关规则的号码"
)
