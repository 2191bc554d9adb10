"""HTML in which nothing from data can run (安全嵌入): data as JSON text, scripts known by their hash.

Data stand in a script element of type `application/json`, in which `<`, `>`, `&` and the two line separators are
escaped, so that no text can end the element. The policy lets exactly the known scripts and styles run, and loads
nothing (Content Security Policy Level 3, W3C, sections 2.3 and 8).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Final

_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def json_block(text: str) -> str:
    """JSON as it may stand inside a script element; it reads back as the same value."""
    return text.translate(_ESCAPES)


def content_policy(
    scripts: Iterable[str], styles: Iterable[str], *, style_attributes: bool = False, images: str = ""
) -> str:
    """The policy of a page with these scripts and styles, as the content of its `<meta>`.

    `style_attributes` lets a foreign library set styles as it likes; `images` are the sources that it may draw from.
    """
    style = "'unsafe-inline'" if style_attributes else " ".join(_hash(text) for text in styles)
    parts = [
        "default-src 'none'",
        f"script-src {' '.join(_hash(text) for text in scripts)}",
        f"style-src {style}",
        *([f"img-src {images}"] if images else []),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(parts)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
