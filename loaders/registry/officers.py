"""Directors, supervisors and managers (主要人员), and branches (分支机构)."""

from __future__ import annotations

from functools import partial
from typing import Final

from graph_engine.loading import Emitter, Layout, Row, Rule
from graph_engine.model.records import Branch, Enterprise, LegalRepresentation, Office
from loaders.registry.cells import (
    COMPANY,
    COMPANY_NUMBERS,
    HISTORY_UNDATED,
    UPLOADED,
    about_company,
    company_of,
    day_or_none,
    interval,
    is_past,
    party_of,
    register_key,
)
from loaders.registry.register import Register
from loaders.registry.words import REPRESENTATIVE, enterprise_status, post_roles

NO_BRANCH: Final = Rule("no_branch", "the company has no branches", "该企业无分支机构")


def officer_row(register: Register, row: Row, emit: Emitter) -> None:
    """One person, or managing partner, with its posts in a company.

    Raises:
        RowError: the company, the person or the dates cannot be understood.
    """
    about_company(register, row, emit)
    since, until = row.day("since"), row.day("until")
    if is_past(row) and until is None:
        emit.ignore(HISTORY_UNDATED)
        return
    first, end = interval(row, since, until, "until")
    company = company_of(register, row, emit)
    officer = party_of(
        row,
        emit,
        row.need("officer"),
        company,
        id_number=row.text("certificate"),
        document_type=row.text("certificate_type"),
        column="officer",
    )
    emit.covered(end or first)
    for role, words in post_roles(row.text("post")):
        if role == REPRESENTATIVE:
            emit.add(LegalRepresentation(source=officer, target=company, valid_from=first, valid_to=end))
        else:
            emit.add(
                Office(
                    source=officer,
                    target=company,
                    role=role,
                    role_text=words or None,
                    valid_from=first,
                    valid_to=end,
                )
            )


def branch_row(register: Register, row: Row, emit: Emitter) -> None:
    """One branch of a company, with the person in charge of it.

    Raises:
        RowError: the company or the branch cannot be understood.
    """
    about_company(register, row, emit)
    name = row.text("branch")
    code, number = row.text("branch_code"), row.text("branch_number")
    if name is None and code is None and number is None:
        emit.ignore(NO_BRANCH)
        return
    head = company_of(register, row, emit)
    name = row.need("branch")
    branch = emit.parties.enterprise(
        name=name,
        credit_code=code,
        registration_number=number,
        scope=head,
        described=True,
        column=row.header("branch_code"),
    )
    if not branch.is_local:
        branch = branch._replace(aliases=(*branch.aliases, register_key(emit, name)))
    finding = emit.parties.code_finding(code)
    status = row.text("status")
    emit.add(
        Enterprise(
            party=branch,
            name=name,
            mention=True,
            status=enterprise_status(status),
            status_text=status,
            established_on=day_or_none(row, emit, "established"),
            refused_code=finding.refused_code,
            inner_check_failed=finding.inner_check_failed,
        ),
        Branch(source=branch, target=head),
    )
    if row.text("in_charge") is not None:
        person = party_of(row, emit, row.need("in_charge"), branch, column="in_charge")
        emit.add(Office(source=person, target=branch, role="branch_head", role_text="负责人"))


def layouts(register: Register) -> tuple[Layout, ...]:
    """The layouts of officers and branches, for the companies of one workbook."""
    return (
        Layout(
            name="officers",
            columns={
                "company": COMPANY,
                "uploaded": UPLOADED,
                "company_code": ("统一社会信用代码", "企业统一社会信用代码", "UNISCID"),
                **COMPANY_NUMBERS,
                "officer": ("姓名", "人员姓名", "主要人员", "主要人员姓名", "人员名称", "NAME"),
                "post": ("职务", "职位", "POSITION_CN", "POSITION"),
                "certificate": ("证件号码", "身份证号", "身份证号码", "CERNO"),
                "certificate_type": ("证件类型", "CERTYPE"),
                "since": ("任职日期", "任职开始日期", "任职起始日期", "入职日期"),
                "until": ("卸任日期", "任职结束日期", "离任日期"),
                "history": ("是否历史主要人员", "是否历史", "是否历史记录"),
                "share": ("持股比例",),
                "investments": ("主要人员对外投资",),
            },
            required=("company", "officer", "post"),
            handler=partial(officer_row, register),
            sheet_names=("主要人员", "高管信息", "董监高"),
        ),
        Layout(
            name="branches",
            columns={
                "company": COMPANY,
                "uploaded": UPLOADED,
                "company_code": ("企业统一社会信用代码", "总公司统一社会信用代码", "UNISCID"),
                **COMPANY_NUMBERS,
                "branch": ("分支机构名称", "分支机构", "分公司名称", "BRNAME"),
                "branch_code": ("分支机构统一社会信用代码", "统一社会信用代码", "BRUNISCID"),
                "branch_number": ("分支机构注册号", "BRREGNO"),
                "in_charge": ("负责人", "分支机构负责人", "法定代表人/负责人", "BRPRINCIPAL"),
                "established": ("成立日期", "成立时间"),
                "status": ("经营状态", "登记状态", "状态"),
                "authority": ("登记机关",),
                "region": ("所属地区", "地区"),
            },
            required=("company", "branch"),
            handler=partial(branch_row, register),
            sheet_names=("分支机构",),
        ),
    )
