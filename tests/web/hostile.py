"""Texts that would like to run, or to break a page; each in every field of an answer."""

from __future__ import annotations

from typing import Final

INJECTIONS: Final = {
    "image": '<img src=x onerror="window.ran=1;alert(1)">',
    "end of script": "</script><script>window.ran=1</script></style><svg onload=window.ran=1>",
    "address": 'javascript:window.ran=1//<a href="javascript:window.ran=1" title=href>href</a>',
    "attribute": '" autofocus tabindex=1 onfocus="window.ran=1" style="background:url(//evil.example/a)" x=\'',
    "script text": "'];window.ran=1;//\\u0027`${window.ran=1}`\u2028window.ran=1\u2029<!--<script>{{7*7}}",
    "page parts": "@data@@script@ ]]> --></title><base href=https://evil.example/><meta http-equiv=refresh content=0>",
}
"""The six ways that were tried on pyvis: handler, end of element, address, attribute, script, head of the page."""

ODD: Final = {
    "right to left": "شركة الخليج \u202egnp.exe\u202c",
    "5,000 characters": "长" * 5_000,
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️🇨🇳",
    "Ext-B": "𠮷𡈽𪚥",
    "no character": "a\u0000b\u0007\ufffe",
}
"""Texts that run nothing, and must stay readable."""
