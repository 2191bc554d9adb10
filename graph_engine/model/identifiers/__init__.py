"""Identifiers (标识码): each check gives a verdict with its reasons, each `…_check` the check digits.

统一社会信用代码  check_credit_code          credit_code_check
组织机构代码      check_organisation_code    organisation_code_check
工商注册号        check_registration_number  registration_number_check
公民身份号码      check_resident_id          resident_id_check      fits_mask, upgrade_resident_id
LEI               check_lei                  lei_check
投资项目统一代码  project_code               (none)                    project_codes
"""

from graph_engine.model.identifiers.cells import clean_code
from graph_engine.model.identifiers.credit_code import CreditCodeVerdict, check_credit_code, credit_code_check
from graph_engine.model.identifiers.kinds import CODE_CLASSES, CodeClass, OrganisationKind
from graph_engine.model.identifiers.lei import LeiVerdict, check_lei, lei_check
from graph_engine.model.identifiers.organisation_code import (
    OrganisationCodeVerdict,
    check_organisation_code,
    organisation_code_check,
)
from graph_engine.model.identifiers.project_code import project_code, project_codes
from graph_engine.model.identifiers.registration_number import (
    RegistrationNumberVerdict,
    check_registration_number,
    registration_number_check,
)
from graph_engine.model.identifiers.resident_id import (
    ResidentIdVerdict,
    check_resident_id,
    fits_mask,
    resident_id_check,
    resident_id_mask,
    upgrade_resident_id,
)
from graph_engine.model.identifiers.verdict import Reason, Severity, Verdict

__all__ = [
    "CODE_CLASSES",
    "CodeClass",
    "CreditCodeVerdict",
    "LeiVerdict",
    "OrganisationCodeVerdict",
    "OrganisationKind",
    "Reason",
    "RegistrationNumberVerdict",
    "ResidentIdVerdict",
    "Severity",
    "Verdict",
    "check_credit_code",
    "check_lei",
    "check_organisation_code",
    "check_registration_number",
    "check_resident_id",
    "clean_code",
    "credit_code_check",
    "fits_mask",
    "lei_check",
    "organisation_code_check",
    "project_code",
    "project_codes",
    "registration_number_check",
    "resident_id_check",
    "resident_id_mask",
    "upgrade_resident_id",
]
