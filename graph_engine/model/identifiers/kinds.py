"""Kinds of organisation by the first two characters of the credit code (登记管理部门 + 机构类别).

The pairs are those of GB 32100-2015; its amendment of 2016 may add to them, so an unknown pair only warns.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class OrganisationKind(StrEnum):
    """What an organisation is, as its credit code says."""

    COMPANY = "company"
    INDIVIDUAL_BUSINESS = "individual_business"
    COOPERATIVE = "cooperative"
    AGENCY = "agency"
    INSTITUTION = "institution"
    MASS_ORGANISATION = "mass_organisation"
    SOCIAL_ORGANISATION = "social_organisation"
    PRIVATE_NON_ENTERPRISE = "private_non_enterprise"
    FOUNDATION = "foundation"
    LEGAL_SERVICE = "legal_service"
    RELIGIOUS = "religious"
    TRADE_UNION = "trade_union"
    FOREIGN_OFFICE = "foreign_office"
    MILITARY = "military"
    VILLAGE_COLLECTIVE = "village_collective"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def chinese(self) -> str:
        """The Chinese term."""
        return _CHINESE[self]


_CHINESE: Final[dict[OrganisationKind, str]] = {
    OrganisationKind.COMPANY: "企业",
    OrganisationKind.INDIVIDUAL_BUSINESS: "个体工商户",
    OrganisationKind.COOPERATIVE: "农民专业合作社",
    OrganisationKind.AGENCY: "机关",
    OrganisationKind.INSTITUTION: "事业单位",
    OrganisationKind.MASS_ORGANISATION: "群众团体",
    OrganisationKind.SOCIAL_ORGANISATION: "社会团体",
    OrganisationKind.PRIVATE_NON_ENTERPRISE: "民办非企业单位",
    OrganisationKind.FOUNDATION: "基金会",
    OrganisationKind.LEGAL_SERVICE: "法律服务机构",
    OrganisationKind.RELIGIOUS: "宗教机构",
    OrganisationKind.TRADE_UNION: "工会",
    OrganisationKind.FOREIGN_OFFICE: "境外机构驻华单位",
    OrganisationKind.MILITARY: "军队事业单位",
    OrganisationKind.VILLAGE_COLLECTIVE: "农村集体经济组织",
    OrganisationKind.OTHER: "其他",
    OrganisationKind.UNKNOWN: "未知",
}


@dataclass(frozen=True, slots=True)
class CodeClass:
    """One legal pair of the first two characters: who registers, and what."""

    pair: str
    authority: str
    category: str
    kind: OrganisationKind


def _classes(authority: str, first: str, rows: str, kinds: str) -> list[CodeClass]:
    """The pairs of one authority: `1机关 2事业单位 …` with the kinds in the same order."""
    pairs = zip(rows.split(), kinds.split(), strict=True)
    return [CodeClass(first + row[0], authority, row[1:], OrganisationKind(kind)) for row, kind in pairs]


CODE_CLASSES: Final[dict[str, CodeClass]] = {
    entry.pair: entry
    for entry in (
        *_classes(
            "机构编制",
            "1",
            "1机关 2事业单位 3中央编办直接管理机构编制的群众团体 9其他",
            "agency institution mass_organisation other",
        ),
        *_classes("外交", "2", "1外国常驻新闻机构 9其他", "foreign_office other"),
        *_classes(
            "司法行政",
            "3",
            "1律师执业机构 2公证处 3基层法律服务所 4司法鉴定机构 5仲裁委员会 9其他",
            "legal_service legal_service legal_service legal_service legal_service other",
        ),
        *_classes("文化", "4", "1外国在华文化中心 9其他", "foreign_office other"),
        *_classes(
            "民政",
            "5",
            "1社会团体 2民办非企业单位 3基金会 9其他",
            "social_organisation private_non_enterprise foundation other",
        ),
        *_classes(
            "旅游",
            "6",
            "1外国旅游部门常驻代表机构 2港澳台地区旅游部门常驻内地(大陆)代表机构 9其他",
            "foreign_office foreign_office other",
        ),
        *_classes("宗教", "7", "1宗教活动场所 2宗教院校 9其他", "religious religious other"),
        *_classes("工会", "8", "1基层工会 9其他", "trade_union other"),
        *_classes(
            "工商(市场监管)",
            "9",
            "1企业 2个体工商户 3农民专业合作社",
            "company individual_business cooperative",
        ),
        *_classes("中央军委改革和编制办公室", "A", "1军队事业单位 9其他", "military other"),
        *_classes(
            "农业",
            "N",
            "1组级集体经济组织 2村级集体经济组织 3乡镇级集体经济组织 9其他",
            "village_collective village_collective village_collective other",
        ),
        *_classes("其他", "Y", "1其他", "other"),
    )
}
"""Every legal pair of the first two characters of a credit code. No other authority uses letters."""
