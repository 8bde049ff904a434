"""Answers, names and words that want out of the page, and what no page may have in it."""

from html.parser import HTMLParser

BREAKOUT = "</script></textarea></title></template>\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
BIDI = "\u202egnorw si siht\u202c \u2066x\u2069 \u200b\ufeff"
ANSWERS = {
    "script": f"It is WRONG {BREAKOUT}.\n\n<script>alert(1)</script>\n\n"
    "<svg onload=alert(1)><iframe srcdoc='<script>'>",
    "links": "[a](javascript:alert(1)) [b](JaVaScRiPt&#58;alert(1)) [c](data:text/html,<script>alert(1)</script>) "
    "[d](vbscript:x) [e](&#1;javascript:alert(1)) <javascript:alert(1)> ![f](javascript:alert(1)) "
    '[g](https://example.org "\\" onclick=alert(1) x=\\"")\n\n[h]: javascript:alert(1)\n\n[h]',
    "table": "| a | b |\n|---|---|\n" + "| <b onclick=alert(1)> | x |\n" * 500,
    "long": "It opens <img src=x onerror=alert(1)>. " * 25_000,
    "maths": "$\\href{javascript:alert(1)}{x}$ $\\htmlClass{x}{y}$ $\\frac{$ $$\\begin{x}$$ "
    "$\\includegraphics{http://x}$ "
    "$\\url{javascript:alert(1)}$ $\\text{<script>alert(1)</script>}$ $" + "{" * 500 + "$",
    "deep": ">" * 300 + " x\n\n" + "- " * 200 + "x\n\n" + "*" * 500 + "[" * 500,
    "bidi": f"{BIDI} WRONG {BIDI}",
    "code": "```<script>alert(1)</script> onclick=alert(1)\n</code></pre><script>alert(1)</script>\n```",
}
_ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "xlink:href", "srcdoc"}
_NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "portal"}


class Look(HTMLParser):
    """Lists what is in a page that we never put there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        inert = said.get("type") in {"application/json"}
        if tag in _NEVER or (tag == "script" and not inert and "static/" not in (said.get("src") or "")):
            self.found.append(self.get_starttag_text() or tag)
        for name, value in attrs:
            scheme = "".join((value or "").split()).lower().partition(":")[0]
            if name.startswith("on") or (name in _ADDRESSES and scheme in {"javascript", "data", "vbscript"}):
                self.found.append(f"{tag} {name}={value}")


def intruders(text: str) -> list[str]:
    look = Look()
    look.feed(text)
    look.close()
    return look.found
