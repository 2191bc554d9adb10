"""The text of one suggested table (映射草稿): parties and records from what its columns likely mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import party_kind
from graph_engine.loading.layout import fold_header
from graph_engine.model.amounts import parse_amount
from graph_engine.model.identifiers.cells import clean_code, is_spreadsheet_number
from loaders.table.concepts import Guess
from loaders.table.units import unit_of_header

_CODES: Final = ("credit_code", "organisation_code", "registration_number", "lei", "source_id")
_WIDTH: Final = 110
_SEPARATORS: Final = (";", "；", "、", "/", "|")
_LISTED: Final = 0.1
"""Part of the cells that must hold a separator for the column to be one of lists."""

_STATES: Final = {
    "active": ("存续", "在业", "在营", "开业", "正常", "在册"),
    "revoked": ("吊销", "吊销未注销"),
    "revoked_deregistered": ("吊销已注销",),
    "deregistered": ("注销", "已注销"),
    "cancelled": ("撤销",),
    "moved_out": ("迁出",),
    "paused": ("停业", "歇业"),
    "liquidating": ("清算",),
}
_POSTS: Final = {
    "chairman": ("董事长", "副董事长"),
    "director": ("董事",),
    "executive_director": ("执行董事",),
    "independent_director": ("独立董事",),
    "supervisor": ("监事", "监事会主席"),
    "manager": ("经理", "总经理"),
    "senior_manager": ("副总经理", "高级管理人员"),
    "financial_officer": ("财务负责人", "财务总监"),
    "secretary": ("董事会秘书",),
}
_CATEGORIES: Final = {
    "失信被执行": "dishonest_debtor",
    "限制高消费": "consumption_restriction",
    "限制消费": "consumption_restriction",
    "终本": "enforcement_terminated",
    "处罚": "administrative_penalty",
    "经营异常": "abnormal_operation",
    "欠税": "tax_arrears",
    "欠薪": "wage_arrears_list",
}


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


LISTS: Final = {"states": _STATES, "posts": _POSTS}
"""Known words that a suggested mapping translates, by the name of the list."""


def list_lines(name: str) -> list[str]:
    """A list of known words as a mapping writes it; words of the file itself are never among them."""
    words = [f"{quoted(text)} = {quoted(word)}" for word, texts in LISTS[name].items() for text in texts]
    return ["", f"[values.{name}]", *words]


class Draft:
    """Writes one table of a suggested mapping; `lists` are the lists of words that it needs."""

    def __init__(
        self,
        name: str,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        found: Mapping[str, Guess],
        *,
        title: str,
        titles: str,
        path: str,
    ) -> None:
        self._name = name
        self._headers = headers
        self._rows = rows
        self._found = found
        self._title = title
        self._titles = titles
        self._path = path
        self.lists: set[str] = set()
        self._used: set[str] = set()
        self._parts: list[str] = []
        self._doubts: list[str] = []

    def lines(self) -> list[str]:
        """The table, with its doubts above it."""
        made = self._makes()
        table = f"tables.{self._name}"
        head = ["", f"[{table}]"]
        if self._titles:
            head.append(f"titles = [{quoted(self._titles)}]")
        if self._path:
            head.append(f"rows = {quoted(self._path)}")
        if not made:
            self._doubts.append("no column tells a company, person or project: all rows are passed over as they are")
            key = next((header for header in self._headers if fold_header(header)), "")
            head.append(f"required = [{quoted(key)}]")
            self._used.add(key)
            self._parts += [
                "",
                f"[[{table}.ignore]]",
                'rule = "not_mapped_yet"',
                'en = "a table that nobody has mapped yet"',
                'zh = "尚未编写映射的表"',
            ]
        optional = self._optional() if made else []
        if optional:
            head.append(f"optional = [{', '.join(map(quoted, optional))}]")
        unused = self._unused()
        if unused:
            head.append("# not understood, and passed over; move a header up to a field if it says something of use:")
            head.append(f"unused = [{', '.join(map(quoted, unused))}]")
        doubts = [line for doubt in self._doubts for line in _comment(f"unsure: {doubt}")]
        return ["", *doubts, *head[1:], *self._parts]

    # ------------------------------------------------------------------ what the table makes

    def _makes(self) -> bool:
        has = self._found.__contains__
        event = has("document_number") or has("authority") or (has("decided_on") and has("text"))
        beside = event or any(map(has, ("project", "holder", "representative", "officer", "address", "phone", "mail")))
        # What has neither a name nor anything beside it cannot be described.
        if not (has("company") or (beside and any(map(has, _CODES)))):
            return self._project_alone()
        self._company()
        if event:
            self._event()
        if has("project"):
            self._project()
        if has("holder"):
            self._relation("holder", "holds_shares_in", ("ratio", "amount"))
        if has("representative"):
            self._relation("representative", "legal_representative_of", ())
        if has("officer"):
            self._relation("officer", "holds_office_in", ("post",))
        self._contacts()
        if has("company"):
            described = [name for name in ("status", "established_on", "address", "amount") if self._free(name)]
            if described or not beside:
                self._record("enterprise", ('party = "company"',), described)
        return True

    def _company(self) -> None:
        fields = [("name", "company"), *((code, code) for code in _CODES)]
        named = [(field, self._found[concept]) for field, concept in fields if concept in self._found]
        self._party("company", "enterprise", named)
        if [field for field, _ in named] == ["name"]:
            self._doubts.append(
                "companies are known by name alone: within this source one name then means one company; give a code "
                "column if there is one"
            )
            self._parts.append('scope = "source"                     # unsure')
        self._tell_of_persons()
        self._tell_of_codes()

    def _tell_of_persons(self) -> None:
        guess = self._found.get("company")
        cells = [] if guess is None else self._cells(guess.header)
        persons = sum(party_kind(cell) == "person" for cell in cells)
        if guess is not None and persons * 2 > len(cells):
            self._doubts.append(
                f"{persons} of {len(cells)} cells of {quoted(guess.header)} have the form of a person's name; they are "
                "taken for companies"
            )

    def _tell_of_codes(self) -> None:
        guess = self._found.get("credit_code")
        if guess is None:
            return
        ruined = sum(is_spreadsheet_number(clean_code(cell)) for cell in self._cells(guess.header))
        if ruined:
            self._doubts.append(
                f"{ruined} codes in {quoted(guess.header)} were made numbers by a spreadsheet; their rows are refused "
                "unless the table has another key, such as source_id"
            )

    def _project_alone(self) -> bool:
        if "project" not in self._found:
            return False
        self._project_party()
        self._record("project", ('party = "project"',), [name for name in ("amount",) if self._free(name)])
        if "holder" in self._found:
            self._named("holder", "either", "project")
            self._part_of("holder", "investor")
        return True

    def _project(self) -> None:
        self._project_party()
        self._record("project", ('party = "project"',), [name for name in ("decided_on", "amount") if self._free(name)])
        self._part_of("company", "other")

    def _part_of(self, party: str, role: str) -> None:
        ends = (f'source = "{party}"', 'target = "project"')
        self._record("takes_part_in", ends, [], f'role = {{ constant = "{role}" }}')
        self._doubts.append(f"what part the {party} takes in the project: its role is '{role}' until you say")

    def _project_party(self) -> None:
        named = [("name", self._found["project"])]
        if "project_number" in self._found:
            named.append(("number", self._found["project_number"]))
        self._party("project", "project", named)

    def _event(self) -> None:
        words = self._title + " ".join(self._headers)
        category = next((category for word, category in _CATEGORIES.items() if word in words), "other_list")
        self._doubts.append(f"what kind of record this is: taken for {category}")
        fields = [name for name in ("document_number", "authority", "decided_on", "text", "amount") if self._free(name)]
        self._record("risk_event", ('subject = "company"',), fields, f'category = {{ constant = "{category}" }}')

    def _relation(self, concept: str, kind: str, fields: Sequence[str]) -> None:
        share = self._named(concept, "person" if kind == "holds_office_in" else "either", "company")
        extra = [f"ratio = {quoted(share)}"] if share and kind == "holds_shares_in" else []
        wanted = [name for name in fields if self._free(name) and not (name == "ratio" and extra)]
        self._record(kind, (f'source = "{concept}"', 'target = "company"'), wanted, *extra)

    def _named(self, concept: str, kind: str, scope: str) -> str:
        """A party known by its name within another; gives the column of the share in its brackets, if there is one."""
        guess = self._found[concept]
        column, share = self._listed(concept, guess)
        named = [("name", guess)]
        if "id_number" in self._found and self._free("id_number"):
            number = self._found["id_number"]
            self._doubts.append(f"whose the numbers in {quoted(number.header)} are: taken for those of the {concept}")
            named.append(("id_number", number))
        elif kind == "either" and not column:
            unclear = sum(party_kind(cell) is None for cell in self._cells(guess.header))
            if unclear:
                self._doubts.append(
                    f"{unclear} cells of {quoted(guess.header)} may be persons or companies: their rows are refused "
                    "unless you say which"
                )
        self._party(concept, kind, named, column)
        self._parts.append(f'scope = "{scope}"')
        return share

    def _contacts(self) -> None:
        for channel, role in (("address", "registered_address"), ("phone", "phone"), ("mail", "mail")):
            guess = self._found.get(channel)
            if guess is None:
                continue
            self._party(f"contact_{channel}", "contact", [("text", guess)])
            self._parts.append(f'channel = "{channel}"')
            ends = ('source = "company"', f'target = "contact_{channel}"')
            self._record("uses_contact", ends, [], f'role = {{ constant = "{role}" }}')

    # ------------------------------------------------------------------ writing

    def _party(self, name: str, kind: str, named: Sequence[tuple[str, Guess]], column: str = "") -> None:
        self._parts += ["", f"[tables.{self._name}.parties.{name}]", f'kind = "{kind}"']
        for field, guess in named:
            self._used.add(guess.header)
            header = column if column and field == "name" else guess.header
            self._parts.append(self._line(field, quoted(header), guess))

    def _record(self, kind: str, ends: Sequence[str], fields: Sequence[str], *extra: str) -> None:
        self._parts += ["", f"[[tables.{self._name}.records]]", f'kind = "{kind}"', *ends, *extra]
        for name in fields:
            guess = self._found[name]
            line = self._field(kind, name, guess)
            if line:
                self._used.add(guess.header)
                self._parts.append(line)

    def _field(self, kind: str, name: str, guess: Guess) -> str:
        header = quoted(guess.header)
        if name == "amount":
            return self._amount(guess)
        if name == "status":
            self.lists.add("states")
            states = f'{{ column = {header}, values = "states", otherwise = "other" }}'
            return self._line("status_text", header, guess) + "\n" + self._line("status", states, guess)
        if name == "post":
            self.lists.add("posts")
            item, _ = self._listed(name, guess)
            column = quoted(item or guess.header)
            posts = f'{{ column = {column}, values = "posts", otherwise = "other" }}'
            return self._line("role_text", column, guess) + "\n" + self._line("role", posts, guess)
        field = "decision_on" if kind == "project" and name == "decided_on" else name
        return self._line(field, header, guess)

    def _amount(self, guess: Guess) -> str:
        if unit_of_header(guess.header):
            return self._line("amount", quoted(guess.header), guess)
        if all(map(_says_its_unit, self._cells(guess.header))):
            return self._line("amount", f'{{ column = {quoted(guess.header)}, unit = "元" }}', guess)
        self._doubts.append(f"the unit of {quoted(guess.header)}: nothing names it, so it is not loaded until you say")
        return ""

    @staticmethod
    def _line(field: str, value: str, guess: Guess) -> str:
        return f"{field} = {value}  # {guess.trust}: {guess.why}"

    def _listed(self, concept: str, guess: Guess) -> tuple[str, str]:
        """The column of single items, and of the share in their brackets, where cells list several."""
        cells = self._cells(guess.header)
        separator = next(
            (sign for sign in _SEPARATORS if sum(sign in cell for cell in cells) > max(1, _LISTED * len(cells))), ""
        )
        shares = sum(cell.rstrip().endswith("%]") for cell in cells) > _LISTED * len(cells)
        if not separator and not shares:
            return "", ""
        item = f"{concept}_item"
        part = f"[tables.{self._name}.each.{item}]"
        if part not in self._parts:
            self._doubts.append(f"cells of {quoted(guess.header)} are taken for lists")
            lines = ["", part, f"column = {quoted(guess.header)}", f"split = {quoted(separator or ';')}"]
            if shares:
                lines.append(r"pattern = '(?P<name>.+?)(?: ?\[(?P<share>[0-9.]+%)\])?'")
            self._parts[:0] = lines
            self._used.add(guess.header)
        return (f"{item}.name", f"{item}.share") if shares else (item, "")

    # ------------------------------------------------------------------ columns

    def _free(self, concept: str) -> bool:
        return concept in self._found and (concept in ("address",) or self._found[concept].header not in self._used)

    def _cells(self, header: str) -> list[str]:
        at = list(self._headers).index(header)
        return [row[at] for row in self._rows if at < len(row) and row[at]]

    def _unused(self) -> list[str]:
        folded = {fold_header(header) for header in self._used}
        found: dict[str, str] = {}
        for header in self._headers:
            key = fold_header(header)
            if key and key not in folded:
                found.setdefault(key, header)
        return list(found.values())

    def _optional(self) -> list[str]:
        """Columns of JSON members that not every record has."""
        return [header for header in self._headers if self._path and header in self._used]


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)]


def _says_its_unit(cell: str) -> bool:
    try:
        return "元" in cell and parse_amount(cell) is not None
    except RowError:
        return False
