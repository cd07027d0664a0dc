"""Texts that try to become something else: markup, template, formula, header, SQL, a path, a longer text than shown.

Whatever a payload would make alive carries the mark `xq7`; a template that is run would print it in capitals.
"""

from __future__ import annotations

MARK = "xq7"
# No payload holds this: it appears only where somebody computed one.
RUN = "XQ7LIVE"

MARKUP = (
    "<script>xq7()</script>",
    "</title><script>xq7()</script>",
    "</textarea><script>xq7()</script>",
    "</script><script>xq7()</script>",
    "--><xq7>",
    "]]><xq7>",
    "<img src=xq7 onerror=xq7()>",
    '"><img src=xq7 onerror=xq7()>',
    "'><svg/onload=xq7()>",
    "<svg><script>xq7()</script></svg>",
    '" onmouseover="xq7()',
    "' onfocus='xq7()' autofocus='",
    "x onclick=xq7()",
    "<a href=javascript:xq7()>pay</a>",
    "javascript:xq7()",
    "java\tscript:xq7()",
    "data:text/html,<script>xq7()</script>",
    "<iframe srcdoc='<xq7>'></iframe>",
    "<style>@import 'xq7'</style>",
    '"style="background:url(xq7)',
    "<base href=//xq7/>",
    "<meta http-equiv=refresh content=0;url=//xq7>",
    "<form action=//xq7><button>pay",
    "<math><mi xlink:href=javascript:xq7()>",
    "<div hx-get=/xq7 hx-trigger=load>",
    '" hx-on:click="xq7()" x="',
    "&lt;script&gt;xq7()&lt;/script&gt;",
    "&#60;xq7&#62;",
    "%3Cxq7%3E",
    "\\u003cxq7\\u003e",
    "<xq7\u2028>",
    "<ſcript>xq7()</ſcript>",
)
TEMPLATES = (
    '{{ "xq7live"|upper }}',
    '{{ "xq7live".upper() }}',
    "{% debug %}xq7",
    "{% include 'xq7' %}",
    "{% csrf_token %}xq7",
    "{# xq7 #}",
    "${'xq7live'.upper()}",
    "#{'xq7live'.upcase}",
    "<%= 'xq7live'.upcase %>",
    "{0.__class__} xq7",
    "%(secret)s xq7",
    "%s%n xq7",
)
FORMULAS = (
    '=HYPERLINK("http://xq7","pay")',
    "=cmd|'/c xq7'!A1",
    "+xq7+1",
    "-xq7-1",
    "@SUM(xq7)",
    "\t=xq7",
    "\r=xq7",
    " =xq7",
)
HEADERS_AND_PATHS = (
    "a\r\nX-Xq7: set",
    "a\nSet-Cookie: xq7=1",
    "a%0d%0aX-Xq7: set",
    "../../../xq7",
    "..\\..\\xq7.exe",
    "/etc/xq7",
    "CON xq7.txt",
    'xq7"; filename="xq7.exe',
)
SQL = (
    "xq7' OR '1'='1",
    "xq7'; DROP TABLE receivables_openitem; --",
    'xq7" UNION SELECT password FROM parties_user --',
    "xq7%_\\",
)
LETTERS = (
    "\u202exq7\u202c drowssap",
    "x\u200bq\u200b7 xq7",
    "\ufeffxq7",
    "xq7 " + "Z\u0351\u0312\u0343" * 8,
    "xq7 \U0001f4b8\U0001f469\u200d\U0001f4bb",
    "xq7" * 19,
)
ALL = (*MARKUP, *TEMPLATES, *FORMULAS, *HEADERS_AND_PATHS, *SQL, *LETTERS)
# PostgreSQL keeps no NUL: it must be refused or taken out at the door.
WITH_NUL = "a\x00<xq7>"
VERY_LONG = "<xq7>" * 20_000
