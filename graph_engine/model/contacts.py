"""Phones and mails (联系方式) in the one form in which they are hashed and compared.

Masked contacts (138****1234) and fillers are no contact: taken for one, they would tie strangers together.
"""

from __future__ import annotations

import re
from typing import Final

from graph_engine.model.text import LONGEST_PARSED, parsed_cell

_COUNTRY: Final = re.compile(r"^(?:\+|00)86(?=[0-9]{5})")
_MAIL: Final = re.compile(
    r"[^\s@*<>()\[\],;:\"]{1,64}@[a-z0-9\-.\u00a1-\U0010ffff]{1,250}\.[a-z0-9\-\u00a1-\U0010ffff]{2,63}"
)
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
"""A mobile phone of China as most sources print it: already in its one form."""
_EXTENSION: Final = re.compile(r"(?:-|转|#|ext\.?|x)+([0-9]{1,6})$")


def normalize_phone(text: str | None) -> str | None:
    """A phone number as digits, `+` before a foreign country, `-` before an extension; none if it is none.

    The prefix of China (+86, 0086) is dropped, so that both ways of writing give one number.
    """
    if text is not None and _MOBILE.fullmatch(text):
        return text
    narrow = parsed_cell(text)
    if narrow is None or "*" in narrow or len(narrow) > LONGEST_PARSED:
        return None
    compact = "".join(narrow.casefold().split())
    extension = ""
    found = _EXTENSION.search(compact)
    if found is not None and len(re.sub(r"[^0-9]", "", compact[: found.start()])) >= 10:
        compact, extension = compact[: found.start()], "-" + found[1]
    compact = re.sub(r"[-()./·]", "", compact)
    compact = _COUNTRY.sub("", compact)
    if compact.startswith("86") and len(compact) == 13 and compact[2] == "1":
        compact = compact[2:]
    digits = compact.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 20) or len(set(digits)) == 1:
        return None
    return compact + extension


def normalize_mail(text: str | None) -> str | None:
    """A mail address, lowered; none if it is masked or no address."""
    narrow = parsed_cell(text)
    if narrow is None or len(narrow) > LONGEST_PARSED:
        return None
    mail = narrow.casefold().removeprefix("mailto:")
    return mail if _MAIL.fullmatch(mail) else None
