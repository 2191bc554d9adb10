"""Small files for every loader, two each, with good rows, rows to ignore and rows to refuse; all invented."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from graph_engine.loading import Loader
from graph_engine.model.identifiers import lei_check
from loaders import LOADERS
from loaders.table import read_mapping, table_loader

CODES = ("91441900MA0000015D", "91441900MA4W6BGB8T", "91441900MA4UWUFR4J", "91441900MA56AU7R3N")
WRONG = "91441900MA0000015X"


def table(rows: Sequence[Mapping[str, str]], *, banner: str = "", encoding: str = "utf-8-sig") -> bytes:
    """A CSV file, with a banner line above its header if asked for."""
    text = io.StringIO()
    if banner:
        text.write(banner + "\r\n\r\n")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def lines(*records: Mapping[str, Any], rest: str = "") -> bytes:
    """JSON Lines, with anything at the end."""
    return ("\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n" + rest).encode()


def _penalty(number: int, code: str) -> dict[str, str]:
    return {
        "行政相对人名称": f"东莞市第{number}测试有限公司",
        "行政相对人类别": "法人及非法人组织",
        "行政相对人代码_1（统一社会信用代码）": code,
        "法定代表人": "张三",
        "行政处罚决定书文号": f"东环罚字〔2024〕{number}号",
        "违法事实": "超标排放",
        "处罚类别": "罚款",
        "罚款金额（万元）": "1.5",
        "处罚决定日期": "2024/03/04",
        "处罚机关": "东莞市生态环境局",
    }


def _licence(number: int, code: str) -> dict[str, str]:
    return {
        "行政相对人名称": f"东莞市第{number}测试有限公司",
        "行政相对人类别": "法人及非法人组织",
        "行政相对人代码_1（统一社会信用代码）": code,
        "法定代表人": "张三",
        "行政许可决定文书名称": "建筑工程施工许可证",
        "行政许可决定文书号": f"莞建许〔2025〕{number}号",
        "许可类别": "核准",
        "许可内容": f"厂房工程，项目代码 2025-441900-35-03-00000{number}",
        "许可决定日期": "2025/03/04",
        "有效期至": "2099/12/31",
        "许可机关": "东莞市住房和城乡建设局",
        "当前状态": "1",
    }


def _entry(number: int, code: str) -> dict[str, str]:
    return {
        "主体名称": f"东莞市第{number}测试有限公司",
        "统一社会信用代码": code,
        "名单名称": "拖欠农民工工资失信联合惩戒对象名单",
        "列入决定文号": f"莞人社列〔2025〕{number}号",
        "列入日期": "2025-03-04",
        "列入原因": "拖欠农民工工资，经责令仍不支付",
        "列入决定机关": "东莞市人力资源和社会保障局",
    }


def _repair(number: int, code: str) -> dict[str, str]:
    return {
        "行政相对人名称": f"东莞市第{number}测试有限公司",
        "统一社会信用代码": code,
        "行政处罚决定书文号": f"东环罚字〔2024〕{number}号",
        "处罚机关": "东莞市生态环境局",
        "信用修复决定书文号": f"东信修〔2025〕{number}号",
        "信用修复日期": "2025-09-10",
        "修复机关": "东莞市生态环境局",
    }


def _debtor(number: int, organisation_code: str) -> dict[str, str]:
    return {
        "被执行人姓名/名称": f"东莞市第{number}测试有限公司",
        "身份证号码/组织机构代码": organisation_code,
        "法定代表人或负责人姓名": "张三",
        "执行法院": "东莞市第一人民法院",
        "案号": f"（2024）粤1971执{number}号" if organisation_code else "",
        "立案时间": "2024年01月02日",
        "被执行人的履行情况": "全部未履行",
        "失信被执行人行为具体情形": "违反财产报告制度",
        "发布时间": "2024年05月06日",
    }


def _project(number: int, code: str) -> dict[str, str]:
    return {
        "项目编号": f"P-{number}",
        "项目名称": f"第{number}测试项目",
        "场景": "重大项目",
        "单位名称": f"东莞市第{number}测试有限公司",
        "统一社会信用代码": code,
        "单位角色": "建设单位",
        "金额（万元）": "100",
        "决策日期": "2026-05-06",
    }


def _holder(number: int, code: str) -> dict[str, str]:
    return {
        "批量上传公司名称": f"东莞市第{number}测试有限公司",
        "系统匹配公司名称": f"东莞市第{number}测试有限公司",
        "股东名称": f"东莞市第{number + 1}测试有限公司",
        "统一社会信用代码": code,
        "股东类型": "企业法人",
        "持股比例": "60%",
        "认缴出资金额": "600万元人民币",
    }


def _enterprise(number: int, code: str) -> dict[str, str]:
    return {
        "企业名称": f"东莞市第{number}测试有限公司",
        "登记状态": "存续",
        "法定代表人": "张三",
        "注册资本": "1000万元人民币",
        "成立日期": "2016-05-04",
        "统一社会信用代码": code,
        "企业（机构）类型": "有限责任公司",
        "企业地址": "广东省东莞市长安镇厦岗路1号2栋301室",
    }


def _statements(number: int) -> list[dict[str, Any]]:
    return [
        {
            "statementID": f"entity-{number}",
            "statementType": "entityStatement",
            "entityType": "registeredEntity",
            "name": f"Entity {number} Ltd",
            "identifiers": [{"scheme": "GB-COH", "id": f"0000000{number}"}],
        },
        {
            "statementID": f"person-{number}",
            "statementType": "personStatement",
            "personType": "knownPerson",
            "names": [{"type": "individual", "fullName": f"Person {number}"}],
        },
        {
            "statementID": f"holding-{number}",
            "statementType": "ownershipOrControlStatement",
            "statementDate": "2020-01-02",
            "subject": {"describedByEntityStatement": f"entity-{number}"},
            "interestedParty": {"describedByPersonStatement": f"person-{number}"},
            "interests": [{"type": "shareholding", "share": {"exact": 60}, "interestLevel": "direct"}],
        },
    ]


def _release(number: int) -> dict[str, Any]:
    return {
        "ocid": f"ocds-abc-{number}",
        "id": f"r{number}",
        "date": "2024-08-09T00:00:00Z",
        "tag": ["award"],
        "parties": [
            {
                "id": "s",
                "name": f"Supplier {number} Ltd",
                "roles": ["supplier"],
                "identifier": {"scheme": "GB-COH", "id": f"0000000{number}", "legalName": f"Supplier {number} Ltd"},
            }
        ],
        "tender": {"id": "t", "title": f"Roads {number}"},
        "awards": [{"id": "a", "status": "active", "suppliers": [{"id": "s", "name": f"Supplier {number} Ltd"}]}],
    }


def _guarantee(number: int, code: str) -> dict[str, str]:
    return {
        "guarantor": f"东莞市第{number}测试有限公司",
        "guarantor code": code,
        "debtor": f"东莞市第{number + 1}测试有限公司",
        "guaranteed (万元)": "1,200.50",
        "since": "03/04/2024",
    }


def _deals(*codes: str) -> bytes:
    deals = {f"d{number}": {"by": {"code": code}, "for": "某某测试有限公司"} for number, code in enumerate(codes)}
    return json.dumps({"deals": deals}).encode()


MAPPING = """
mapping = "guarantees"

[tables.list]
required = ["guarantor code"]

[tables.list.parties.guarantor]
kind = "enterprise"
name = "guarantor"
credit_code = "guarantor code"

[tables.list.parties.debtor]
kind = "enterprise"
name = "debtor"
scope = "guarantor"

[[tables.list.records]]
kind = "guarantees"
source = "guarantor"
target = "debtor"
amount = { column = "guaranteed (万元)" }
valid_from = { column = "since", format = "%d/%m/%Y" }

[tables.deals]
rows = "deals.*"

[tables.deals.parties.guarantor]
kind = "enterprise"
credit_code = "by.code"

[tables.deals.parties.debtor]
kind = "enterprise"
name = "for"
scope = "guarantor"

[[tables.deals.records]]
kind = "guarantees"
source = "guarantor"
target = "debtor"
"""
"""The mapping by which the loader `table` reads its samples."""

CATALOGUE: dict[str, Loader] = {**LOADERS, "table": table_loader(read_mapping(MAPPING, "sample"))}
"""Every loader by name, ready to read its samples."""


def _package(*releases: Any) -> bytes:
    return json.dumps({"version": "1.1", "releases": list(releases)}).encode()


def lei(number: int) -> str:
    """An invented LEI that passes its check."""
    body = f"9999{number:014d}"
    return body + lei_check(body)


def _lei_record(code: str, number: int) -> str:
    return (
        f"<lei:LEIRecord><lei:LEI>{code}</lei:LEI><lei:Entity>"
        f'<lei:LegalName xml:lang="en">Entity {number} Ltd</lei:LegalName>'
        "<lei:LegalJurisdiction>GB</lei:LegalJurisdiction><lei:EntityStatus>ACTIVE</lei:EntityStatus></lei:Entity>"
        "<lei:Registration><lei:RegistrationStatus>ISSUED</lei:RegistrationStatus></lei:Registration></lei:LEIRecord>"
    )


def _lei_data(*records: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<lei:LEIData xmlns:lei="http://www.gleif.org/data/schema/leidata/2016"><lei:LEIHeader>'
        "<lei:ContentDate>2024-05-06T08:00:00Z</lei:ContentDate><lei:RecordCount>2394586</lei:RecordCount>"
        f"</lei:LEIHeader><lei:LEIRecords>{''.join(records)}</lei:LEIRecords></lei:LEIData>"
    ).encode()


def _consolidation(child: str, parent: str) -> dict[str, str]:
    return {
        "Relationship.StartNode.NodeID": child,
        "Relationship.StartNode.NodeIDType": "LEI",
        "Relationship.EndNode.NodeID": parent,
        "Relationship.EndNode.NodeIDType": "LEI",
        "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
        "Relationship.RelationshipStatus": "ACTIVE",
        "Relationship.Period.1.startDate": "2020-01-02T00:00:00Z",
        "Relationship.Period.1.periodType": "RELATIONSHIP_PERIOD",
        "Registration.RegistrationStatus": "PUBLISHED",
    }


def _entities(number: int) -> list[dict[str, Any]]:
    return [
        {"id": f"c{number}", "schema": "Company", "properties": {"name": [f"Entity {number} Ltd"]}},
        {"id": f"p{number}", "schema": "Person", "properties": {"name": [f"Person {number}"]}},
        {
            "id": f"o{number}",
            "schema": "Ownership",
            "properties": {"owner": [f"p{number}"], "asset": [f"c{number}"], "percentage": ["60"]},
        },
        {"id": f"f{number}", "schema": "Family", "properties": {"person": [f"p{number}"], "relative": ["x"]}},
    ]


def _listed(number: int, name: str, kind: str = "-0- ", remarks: str = "-0- ") -> dict[str, str]:
    empty = dict.fromkeys(("Title", "Col_F", "Col_G", "Col_H", "Col_I", "Col_J", "Col_K"), "-0- ")
    return {"ID": str(number), "Name": name, "Type": kind, "Country": "TEST] [IFSR", **empty, "Details": remarks}


def _graph(number: int) -> list[dict[str, Any]]:
    return [
        {"node": f"uscc:{CODES[number]}", "kind": "enterprise", "name": f"第{number}测试有限公司"},
        {"node": f"GB-COH:0000000{number}", "kind": "enterprise", "name": f"Holder {number} Ltd"},
        {
            "relation": "holds_shares_in",
            "source": f"GB-COH:0000000{number}",
            "target": f"uscc:{CODES[number]}",
            "ratio_ppb": 600_000_000,
        },
        {
            "relation": "controls",
            "source": f"GB-COH:0000000{number}",
            "target": f"uscc:{CODES[number]}",
            "doubts": ["joined_by_name"],
        },
    ]


SAMPLES: dict[str, dict[str, bytes]] = {
    "penalties": {
        "处罚一.csv": table([_penalty(1, CODES[0]), _penalty(2, WRONG), _penalty(3, CODES[1])], encoding="gb18030"),
        "处罚二.csv.gz": gzip.compress(table([_penalty(4, CODES[2])], banner="示例导出"), mtime=0),
    },
    "licences": {
        "许可一.csv": table([_licence(1, CODES[0]), _licence(2, WRONG), _licence(3, CODES[1])], encoding="gb18030"),
        "许可二.csv.gz": gzip.compress(table([_licence(4, CODES[2])], banner="示例导出"), mtime=0),
    },
    "lists": {
        "名单一.csv": table([_entry(1, CODES[0]), _entry(2, WRONG), _entry(3, CODES[1])]),
        "名单二.csv": table([_entry(4, CODES[2])], banner="示例导出", encoding="gb18030"),
    },
    "repairs": {
        "修复一.csv": table([_repair(1, CODES[0]), _repair(2, WRONG), _repair(3, CODES[1])]),
        "修复二.csv": table([_repair(4, CODES[2])], banner="示例导出", encoding="gb18030"),
    },
    "court": {
        "失信被执行人.csv": table([_debtor(1, "680926658"), _debtor(2, ""), _debtor(3, "MA0000015")]),
        "失信被执行人二.csv": table([_debtor(4, "MA4W6BGB8")], banner="示例导出", encoding="gb18030"),
    },
    "projects": {
        "项目一.csv": table([_project(1, CODES[0]), _project(2, WRONG), _project(3, CODES[1])]),
        "项目二.csv": table([_project(4, CODES[2])], banner="示例清单"),
    },
    "registry": {
        "企业信息.csv": table([_enterprise(1, CODES[0]), _enterprise(2, WRONG), _enterprise(3, CODES[1])]),
        "工商股东.csv": table([_holder(1, CODES[1])], banner="示例导出", encoding="gb18030"),
    },
    "bods": {
        "one.jsonl": lines(*_statements(1), {"statementID": "x", "statementType": "entityStatement"}),
        "two.json": json.dumps(_statements(2)).encode(),
    },
    "ocds": {
        "one.json": _package(_release(1), {"id": "no-ocid"}),
        "two.json": _package(_release(2)),
    },
    "gleif": {
        "lei.xml": _lei_data(*(_lei_record(lei(number), number) for number in (1, 2)), _lei_record("9999" * 5, 3)),
        "rr.csv": table([_consolidation(lei(1), lei(2)), _consolidation(lei(2), "9999" * 5)]),
    },
    "ftm": {
        "one.json": lines(*_entities(1), {"id": "x", "schema": "Ownership", "properties": {"owner": ["nobody"]}}),
        "two.jsonl": lines(*_entities(2)),
    },
    "ofac": {
        "sdn.csv": table(
            [
                _listed(1, "ENTITY ONE S.A.", remarks="Website www.example.com; Linked To: DOE, Jane."),
                _listed(2, "DOE, Jane", "individual", "Linked To: ENTITY ONE S.A."),
                _listed(3, "SHIP ONE", "vessel", "Linked To: ENTITY ONE S.A.."),
                _listed(4, ""),
            ],
            encoding="utf-8",
        )
        + b"\x1a\r\n",
        "more.csv.gz": gzip.compress(
            table([_listed(5, "ENTITY FIVE")], encoding="utf-8").partition(b"\r\n")[2], mtime=0
        ),
    },
    "table": {
        "list.csv": table([_guarantee(1, CODES[0]), _guarantee(2, WRONG), _guarantee(3, CODES[1])], banner="示例"),
        "deals.json": _deals(CODES[2], "", CODES[3]),
    },
    "graph": {
        "one.jsonl": lines(*_graph(0), {"node": f"uscc:{WRONG}", "kind": "enterprise", "name": "x"}),
        "two.jsonl": lines(*_graph(1)),
    },
}
"""File names and contents by loader."""
