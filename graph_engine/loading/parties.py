"""Parties of a row (当事人): from codes, numbers and names as printed to the one key that each party goes by.

Enterprises go by the strongest key that passes its check; a code that fails its outer check is refused as a
code. Persons go by a keyed hash of their ID number, else by the source's own identifier, else by their name
within the enterprise, project or matter in which they are named. The ID number itself goes to the vault only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from graph_engine.errors import RowError
from graph_engine.loading.reasons import (
    CODES_DISAGREE,
    ID_IN_CODE_COLUMN,
    ID_NUMBER_REFUSED,
    LESSER_CODE_REFUSED,
    NO_KEY,
    NO_NAME,
    NO_PERSON_KEY,
    Reason,
)
from graph_engine.loading.redaction import mask_numbers
from graph_engine.model.addresses import normalize_address
from graph_engine.model.identifiers.credit_code import CreditCodeVerdict, check_credit_code
from graph_engine.model.identifiers.lei import check_lei
from graph_engine.model.identifiers.organisation_code import OrganisationCodeVerdict, check_organisation_code
from graph_engine.model.identifiers.registration_number import check_registration_number
from graph_engine.model.identifiers.resident_id import check_resident_id
from graph_engine.model.identifiers.verdict import Verdict
from graph_engine.model.names import exact_name
from graph_engine.model.parties import (
    NAME_SCHEME,
    PERSON_LOCAL_SCHEME,
    PERSON_SCHEME,
    PERSON_SOURCE_SCHEME,
    SOURCE_SCHEME,
    PartyRef,
    rank_of,
)
from graph_engine.model.records import Contact, Enterprise, Person

if TYPE_CHECKING:
    from graph_engine.loading.emit import Emitter
    from graph_engine.loading.secrets import LoadSecrets

_CACHED = 1 << 16

_OTHER_DOCUMENTS = (
    ("permanent-residence", re.compile("永久居留")),
    ("passport", re.compile("护照|passport", re.IGNORECASE)),
    ("hong-kong-macao-permit", re.compile("港澳.*通行证|回乡证|港澳同胞")),
    ("taiwan-permit", re.compile("台湾.*通行证|台胞证")),
    ("national-identity-number", re.compile(r"national id\b|境外身份证|外国身份证", re.IGNORECASE)),
    ("military", re.compile("军官证|士兵证|警官证|军人")),
)
_DOCUMENT_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z\u4e00-\u9fff()\-]{6,24}")
"""A certificate's number, cleaned, that may serve as a key: masks and remarks are none."""

_NO_CODE = check_credit_code(None)
_masked_name = lru_cache(_CACHED)(mask_numbers)
_organisation_code = lru_cache(_CACHED)(check_organisation_code)
_registration_number = lru_cache(_CACHED)(check_registration_number)


@lru_cache(_CACHED)
def _credit_code(text: str | None) -> tuple[CreditCodeVerdict, bool]:
    """The verdict on a credit code; an ID number in its place counts as none, and is told of."""
    verdict = check_credit_code(text)
    digits = verdict.value[:10].isdigit() and len(verdict.value) in (15, 18)
    if digits and not (verdict.outer and verdict.inner and verdict.authority_type):
        certificate = check_resident_id(verdict.value)
        if len(verdict.value) == 15 and _registration_number(verdict.value).usable:
            return verdict, False
        if certificate.usable or certificate.mask is not None:
            return _NO_CODE, True
    return verdict, False


def key_of_codes(credit_code: str | None, organisation_code: str | None) -> str:
    """The key of the enterprise that has these codes, by the stronger usable one; empty if neither is."""
    verdict, _ = _credit_code(credit_code)
    if verdict.usable:
        return f"uscc:{verdict.value}"
    found = _organisation_code(organisation_code)
    return f"org:{found.value}" if found.usable else ""


def is_credit_code(text: str | None) -> bool:
    """Whether a text is a credit code that may serve as a key; an ID number in its place is none."""
    return text is not None and _credit_code(text)[0].usable


@dataclass(frozen=True, slots=True)
class CodeFinding:
    """What the check of a credit code found, for the record that describes the enterprise."""

    refused_code: str | None
    inner_check_failed: bool


class Parties:
    """Builds the parties of one row. Belongs to an emitter, which books what is left out."""

    def __init__(self, source: str, secrets: LoadSecrets, emit: Emitter) -> None:
        self._source = source
        self._secrets = secrets
        self._emit = emit

    # ------------------------------------------------------------------ enterprises

    def enterprise(
        self,
        *,
        name: str | None = None,
        credit_code: str | None = None,
        organisation_code: str | None = None,
        registration_number: str | None = None,
        lei: str | None = None,
        others: Iterable[tuple[str, str]] = (),
        source_id: str | None = None,
        scope: PartyRef | str | None = None,
        name_suffices: bool = False,
        described: bool = False,
        column: str = "",
    ) -> PartyRef:
        """An enterprise by the strongest key that the row gives; weaker ones become its aliases.

        `others` are (scheme, id) of foreign registers, `source_id` the source's own identifier. `scope` is
        the party, project or matter within which a bare name holds; without it a name is no key. A code that
        fails its outer check is never replaced by the name, unless `name_suffices`. A mention records a
        refused or doubtful code, unless the caller describes the enterprise itself (`described`). `column` is
        the header to show when the code is refused.

        Raises:
            RowError: there is no key.
        """
        verdict, concealed = _credit_code(credit_code)
        name = None if name is None else _masked_name(name)
        if concealed:
            self._emit.leave_out(ID_IN_CODE_COLUMN)
        keys = self._enterprise_keys(verdict, organisation_code, registration_number, lei)
        keys.extend(f"{scheme}:{number}" for scheme, number in others)
        if source_id is not None:
            keys.append(f"{SOURCE_SCHEME}:{self._source}:{self.own_id(source_id)}")
        refused = _refused_code(verdict, keys)
        if keys:
            if len(keys) > 1:
                keys = sorted(dict.fromkeys(keys), key=rank_of)
            party = PartyRef("enterprise", keys[0], name, tuple(keys[1:]))
            self._emit.touch(keys[0])
        else:
            self._check_refused(None if name_suffices else refused, verdict, column)
            party = self._local_enterprise(name, scope, column)
        if not described and name is not None and (refused is not None or _is_doubtful(verdict)):
            self._emit.add(
                Enterprise(
                    party=party,
                    name=name,
                    mention=True,
                    refused_code=refused,
                    inner_check_failed=_is_doubtful(verdict),
                )
            )
        return party

    def about(self, *, credit_code: str | None = None, organisation_code: str | None = None) -> None:
        """Says early which enterprise the row is about, so that a row refused later can be shown beside it."""
        self._emit.touch(partial(key_of_codes, credit_code, organisation_code))

    def code_finding(self, credit_code: str | None) -> CodeFinding:
        """What the check of a credit code found, to be put into the record that describes the enterprise."""
        verdict, _ = _credit_code(credit_code)
        return CodeFinding(_refused_code(verdict, self._misplaced(verdict)), _is_doubtful(verdict))

    def own_id(self, text: str) -> str:
        """An identifier of the source as it may stand in a key; what holds a personal number becomes a keyed hash."""
        return text if mask_numbers(text) == text else self._secrets.local_name(self._source, text)

    def _enterprise_keys(
        self,
        verdict: CreditCodeVerdict,
        organisation_code: str | None,
        registration_number: str | None,
        lei: str | None,
    ) -> list[str]:
        keys = [f"uscc:{verdict.value}"] if verdict.usable else self._misplaced(verdict)
        if organisation_code is not None:
            self._add_organisation_code(keys, verdict, _organisation_code(organisation_code))
        if registration_number is not None:
            self._add_checked(keys, "regno", _registration_number(registration_number))
        if lei is not None:
            self._add_checked(keys, "lei", check_lei(lei))
        return keys

    def _add_organisation_code(
        self, keys: list[str], verdict: CreditCodeVerdict, found: OrganisationCodeVerdict
    ) -> None:
        inner = verdict.organisation_code
        if inner is None or not found.usable:
            self._add_checked(keys, "org", found)
        elif found.value != inner:
            # To alias it would claim the code of another enterprise.
            self._emit.leave_out(CODES_DISAGREE)

    def _add_checked(self, keys: list[str], scheme: str, found: Verdict) -> None:
        if found.usable:
            keys.append(f"{scheme}:{found.value}")
        elif not found.missing:
            self._emit.leave_out(LESSER_CODE_REFUSED)

    @staticmethod
    def _misplaced(verdict: CreditCodeVerdict) -> list[str]:
        """Columns named after the credit code hold older numbers too, which pass a check of their own."""
        if verdict.usable or verdict.missing:
            return []
        number = _registration_number(verdict.value)
        if number.usable and number.check:
            return [f"regno:{number.value}"]
        organisation = _organisation_code(verdict.value)
        if organisation.usable and organisation.check:
            return [f"org:{organisation.value}"]
        return []

    @staticmethod
    def _check_refused(refused: str | None, verdict: CreditCodeVerdict, column: str) -> None:
        if refused is not None:
            # The verdict's own words say what is wrong with the code.
            raise RowError(Reason(verdict.english, verdict.chinese), column=column, value=refused)

    @staticmethod
    def _local_enterprise(name: str | None, scope: PartyRef | str | None, column: str) -> PartyRef:
        if name is None:
            raise RowError(NO_NAME, column=column)
        if scope is None:
            raise RowError(NO_KEY, column=column, value=name)
        within = _scope_key(scope)
        return PartyRef("enterprise", f"{NAME_SCHEME}:{exact_name(name)}@{within}", name, scope=within)

    # ------------------------------------------------------------------ persons

    def person(
        self,
        *,
        name: str | None,
        scope: PartyRef | str | None = None,
        id_number: str | None = None,
        masked_id: str | None = None,
        source_id: str | None = None,
        document_type: str | None = None,
        described: bool = False,
        column: str = "",
    ) -> PartyRef:
        """A natural person by ID number, else by the source's identifier, else by name within `scope`.

        `id_number` may be anything that a column of certificate numbers holds: a valid number becomes a keyed
        hash, and goes itself to the vault only; a mask stays a mask; the number of another document becomes a
        keyed hash if `document_type` says which (护照, 通行证, …); what is none of these is left out. `scope` is
        the enterprise, project or matter in which the person is named. A mention records a mask, unless the
        caller describes the person itself (`described`).

        Raises:
            RowError: nothing tells the person apart.
        """
        keyed, mask = self._certificate(id_number, masked_id, document_type)
        name = None if name is None else _masked_name(name)
        if keyed is not None:
            aliases = () if source_id is None else (self._source_person(source_id),)
            party = PartyRef("person", f"{PERSON_SCHEME}:{keyed}", name, aliases)
        elif source_id is not None:
            party = PartyRef("person", self._source_person(source_id), name)
        else:
            party = self._local_person(name, scope, mask, column)
        if mask is not None and name is not None and not described:
            self._emit.add(Person(party=party, name=name, mention=True, masked_id=mask))
        return party

    def _certificate(
        self, id_number: str | None, masked_id: str | None, document_type: str | None
    ) -> tuple[str | None, str | None]:
        """The keyed hash of a certificate's number, or its mask."""
        mask: str | None = None
        kind = document_kind(document_type)
        for text in (id_number, masked_id):
            if text is None:
                continue
            known = self._secrets.known_person(text)
            if known is not None:
                self._secrets.note_identity(text)
                return known, None
            verdict = check_resident_id(text)
            if verdict.number is not None:
                self._secrets.note_identity(verdict.number)
                return self._secrets.person_key(verdict.number), None
            if verdict.mask is not None:
                mask = mask or verdict.mask
            elif kind is not None and _DOCUMENT_NUMBER.fullmatch(verdict.value):
                return self._secrets.document_key(kind, verdict.value), None
            elif not verdict.missing:
                self._emit.leave_out(ID_NUMBER_REFUSED)
        return None, mask

    def _source_person(self, source_id: str) -> str:
        return f"{PERSON_SOURCE_SCHEME}:{self._source}:{self.own_id(source_id)}"

    def _local_person(self, name: str | None, scope: PartyRef | str | None, mask: str | None, column: str) -> PartyRef:
        if name is None:
            raise RowError(NO_NAME, column=column)
        if scope is None:
            raise RowError(NO_PERSON_KEY, column=column)
        within = _scope_key(scope)
        if mask is not None and isinstance(scope, str):
            # Two debtors of one case may share a name; their masks then keep them apart.
            within = f"{within}#{self._secrets.local_name(within, mask)}"
        key = f"{PERSON_LOCAL_SCHEME}:{self._secrets.local_name(within, name)}@{within}"
        return PartyRef("person", key, name, scope=within)

    # ------------------------------------------------------------------ contacts

    def contact(self, channel: str, text: str) -> PartyRef:
        """One address, phone or mail; adds the contact's record.

        An address goes by its normal form. A phone or mail goes by a keyed hash, and its text stands nowhere.
        `text` holds one contact; split cells before.

        Raises:
            RowError: no phone or mail, or a masked one.
        """
        if channel == "address":
            party = PartyRef("contact", f"contact:address:{normalize_address(text)}", text)
        elif channel == "phone":
            party = PartyRef("contact", f"contact:phone:{self._secrets.phone(text)}")
        elif channel == "mail":
            party = PartyRef("contact", f"contact:mail:{self._secrets.mail(text)}")
        else:
            raise ValueError(f"no channel of contact: {channel!r}")
        self._emit.add(Contact(party=party, channel=channel, name=party.name, mention=True))
        return party


@lru_cache(_CACHED)
def document_kind(document_type: str | None) -> str | None:
    """The kind of a certificate that is no resident identity card, under one name for its spellings."""
    if document_type is None:
        return None
    return next((kind for kind, pattern in _OTHER_DOCUMENTS if pattern.search(document_type)), None)


def _scope_key(scope: PartyRef | str) -> str:
    return scope if isinstance(scope, str) else scope.key


def _refused_code(verdict: CreditCodeVerdict, keys: list[str]) -> str | None:
    """The code as given where it is refused; an older number in the code's column is no refused code."""
    if verdict.usable or verdict.missing or verdict.value in {key.partition(":")[2] for key in keys}:
        return None
    return verdict.value


def _is_doubtful(verdict: CreditCodeVerdict) -> bool:
    return verdict.usable and verdict.inner is False
