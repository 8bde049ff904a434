"""The SEO fields of a page: what is asked of the model, and what is wrong with what it said.

Nothing is repaired here: a problem is a sentence that the model is asked again with.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gen.config import SeoSettings
from gen.json_objects import json_objects

_PROPERTIES = ("page_description", "page_keywords")
_MARKUP = re.compile(r"[\\$`{}<>]|\*\*|__|\]\(|&#?\w{1,10};|^\s*(?:[#*>-]|\d+[.)])\s")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[^\w\s'’.-]")
_FORMULA_MARKS = re.compile(r"\\(?:text|mathrm|mathbf|ce|operatorname)\b|[\\{}_^$]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SHOWN = 60  # characters of a keyword that a problem quotes
_NAMED = 20  # keywords that a problem names


@dataclass(frozen=True, slots=True)
class SeoFields:
    """Description (without the site's prefix) and keywords of a page."""

    description: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeoProblems:
    """What is wrong with the fields.

    Attributes:
        problems: a sentence each, in words that the model can act on.
        best: the fields as far as they can be used if nobody asks again; None where there is no JSON object at all.
    """

    problems: tuple[str, ...]
    best: SeoFields | None = None


def seo_schema(bounds: SeoSettings, prefix_length: int, *, with_bounds: bool) -> dict[str, object]:
    """The value of `response_format.json_schema` for the SEO call.

    Args:
        bounds: of the settings; the description's count the site's prefix.
        prefix_length: characters of that prefix.
        with_bounds: write the bounds of length and number into the schema. Not every server takes them.
    """
    least, most = _description_bounds(bounds, prefix_length)
    description: dict[str, object] = {"type": "string"}
    keywords: dict[str, object] = {"type": "array", "items": {"type": "string"}}
    if with_bounds:
        description |= {"minLength": least, "maxLength": most}
        keywords |= {"minItems": bounds.keywords[0], "maxItems": bounds.keywords[1]}
    return {
        "name": "seo_fields",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": dict(zip(_PROPERTIES, (description, keywords), strict=True)),
            "required": list(_PROPERTIES),
            "additionalProperties": False,
        },
    }


def parse_seo(
    text: str, answer: str, seo: SeoSettings, prefix_length: int, *, prefix: str = ""
) -> SeoFields | SeoProblems:
    """The fields that a model sent, or what is wrong with them. Raises nothing, whatever the text.

    A JSON object that stands alone, in a code fence or among other words is taken; a cut or malformed one is not.

    Args:
        text: the model's words.
        answer: the page's answer, in which every keyword must occur.
        seo: the bounds. 121 to 156 characters are Yoast's for what a search engine shows.
        prefix_length: characters that the site puts before the description.
        prefix: those characters, where a description that repeats them is to be found.
    """
    found = _find_object(text)
    if found is None:
        return SeoProblems((_no_object(text),))
    haystack = Haystack(answer)
    said = found.get("page_description")
    description = " ".join(_CONTROL.sub(" ", said).split()) if isinstance(said, str) else ""
    listed = found.get("page_keywords")
    keywords = _cleaned(listed, haystack, seo)
    problems = (
        *_description_problems(said, _description_bounds(seo, prefix_length), prefix.strip(" -–—:|")),
        *_keyword_problems(listed, haystack, seo),
    )
    return SeoProblems(problems, SeoFields(description, keywords)) if problems else SeoFields(description, keywords)


@lru_cache(maxsize=4096)
def keyword_forms(keyword: str) -> frozenset[str]:
    """Two keywords are one that have a form in common: case, hyphens and number aside.

    `HTTPS` is not `HTTP`, nor `C++` `C`.
    """
    as_it_stands = _SIGN.search(keyword) or any(word.isupper() for word in keyword.split())
    return frozenset({_squared(keyword)} if as_it_stands else {_squared(keyword), _folded(keyword)})


def _description_bounds(bounds: SeoSettings, prefix_length: int) -> tuple[int, int]:
    least, most = bounds.description
    return max(1, least - prefix_length), max(1, most - prefix_length)


def _find_object(text: str) -> dict[str, object] | None:
    """The first JSON object of the text that has one of our properties, else the first one."""
    found = list(json_objects(text))
    ours = (value for value in found if any(name in value for name in _PROPERTIES))
    return next(ours, found[0] if found else None)


def _no_object(text: str) -> str:
    if "{" not in text:
        return "There is no JSON object: send one object with page_description and page_keywords, and nothing else."
    try:
        json.loads(text[text.index("{") :])
    except (ValueError, RecursionError) as error:
        where = f" ({error.msg}, character {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        return f"The JSON object is cut off or malformed{where}: send the whole object again."
    return "The JSON object cannot be read: send it again, and nothing else."


def _description_problems(said: object, bounds: tuple[int, int], prefix: str) -> list[str]:
    if not isinstance(said, str) or not said.strip():
        return ["page_description is missing: write it as a string."]
    problems = []
    description = said.strip()
    least, most = bounds
    if len(description) > most:
        problems.append(f"page_description has {len(description)} characters, at most {most}: shorten it.")
    elif len(description) < least:
        problems.append(f"page_description has {len(description)} characters, at least {least}: say more.")
    if _CONTROL.search(description):
        problems.append("page_description has line breaks or control characters: write it on one line.")
    if mark := _MARKUP.search(description):
        problems.append(f"page_description has `{mark.group().strip()}` in it: plain words only, no LaTeX or markup.")
    if prefix and description.casefold().startswith(prefix.casefold()):
        problems.append(f"page_description begins with “{prefix}”, which the site puts there itself: leave it out.")
    if not _END.search(description):
        problems.append("page_description does not end like a sentence: end it with a full stop.")
    return problems


def _keyword_problems(listed: object, haystack: "Haystack", seo: SeoSettings) -> list[str]:
    if not isinstance(listed, list) or not all(isinstance(keyword, str) for keyword in listed):
        return ["page_keywords must be a list of strings."]
    keywords = [keyword.strip() for keyword in listed]
    problems = []
    least, most = seo.keywords
    if len(keywords) > most:
        problems.append(f"page_keywords has {len(keywords)} keywords, at most {most}: drop {len(keywords) - most}.")
    elif len(keywords) < least:
        problems.append(f"page_keywords has {len(keywords)} keywords, at least {least}: add {least - len(keywords)}.")
    malformed = [keyword for keyword in keywords if _is_malformed(keyword)]
    if malformed:
        problems.append(f"Not plain words, or more than one keyword: {_quoted(malformed)}.")
    if repeated := _repeated(keywords):
        problems.append(f"More than once in page_keywords: {_quoted(repeated)}.")
    absent = [keyword for keyword in keywords if keyword not in malformed and not haystack.has(keyword)]
    if absent:
        problems.append(f"Not on the page: {_quoted(absent)}. Take words that stand there.")
    return problems


def _is_malformed(keyword: str) -> bool:
    return bool(
        not _WORD.search(keyword)
        or "," in keyword
        or ";" in keyword
        or _MARKUP.search(keyword)
        or _CONTROL.search(keyword)
    )


def _repeated(keywords: list[str]) -> list[str]:
    seen: set[str] = set()
    again = []
    for keyword in keywords:
        forms = keyword_forms(keyword)
        if forms & seen:
            again.append(keyword)
        seen |= forms
    return again


def _quoted(keywords: list[str]) -> str:
    return ", ".join(f"“{_CONTROL.sub(' ', keyword)[:_SHOWN]}”" for keyword in keywords[:_NAMED])


def _cleaned(listed: object, haystack: "Haystack", seo: SeoSettings) -> tuple[str, ...]:
    """The keywords that can stand: plain, each once, those of the page first; others only up to the least number."""
    parts = listed if isinstance(listed, list) else [listed]
    plain, seen = list[str](), set[str]()
    for part in parts:
        if not isinstance(part, str):
            continue
        for keyword in map(str.strip, re.split(r"[,;]", part)):
            forms = keyword_forms(keyword)
            if not _is_malformed(keyword) and not forms & seen:
                plain.append(keyword)
                seen |= forms
    on_page = [keyword for keyword in plain if haystack.has(keyword)]
    others = [keyword for keyword in plain if keyword not in on_page]
    least, most = seo.keywords
    return tuple((on_page + others[: max(0, least - len(on_page))])[:most])


class Haystack:
    """A text, made ready to look for keywords in. What a keyword's occurring means is said here for all.

    It occurs as whole words, in any case, with hyphens, spaces and plurals as they come. `CO2` is found in
    `$\\text{CO}_2$`. Scripts that put no spaces between words are searched as they stand.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def stands(self, keyword: str) -> bool:
        """Whether the keyword stands there letter by letter, in any case: quick to see, and then it occurs."""
        sought, text = keyword.lower(), self._lowered
        if not (sought.isascii() and sought[:1].isalnum() and sought[-1:].isalnum()):
            return False
        at = text.find(sought)
        while at >= 0:
            end = at + len(sought)
            if _is_gap(text[at - 1 : at]) and _is_gap(text[end : end + 1]):
                return True
            at = text.find(sought, end)
        return False

    def has(self, keyword: str) -> bool:
        """Whether the keyword occurs."""
        if self.stands(keyword):
            return True
        folded = _folded(keyword)
        if folded and f" {folded} " in self._words:
            return True
        return bool(_UNSPACED.search(keyword)) and _squared(keyword) in _squared(self._text)

    @cached_property
    def _lowered(self) -> str:
        return f" {self._text.lower()}"

    @cached_property
    def _words(self) -> str:
        unmarked = _FORMULA_MARKS.sub("", self._text)
        return f" {_folded(self._text)} " + (f"{_folded(unmarked)} " if unmarked != self._text else "")


def _is_gap(character: str) -> bool:
    """Whether words end here for certain: what is no ASCII may melt into the letter before it."""
    return character.isascii() and not character.isalnum()


def _squared(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _folded(text: str) -> str:
    """Its words in lower case and singular, one space apart."""
    return " ".join(map(_singular, _WORD.findall(_squared(text))))


@lru_cache(maxsize=20_000)
def _singular(word: str) -> str:
    """English's regular plurals off. The same for both sides, so a wrong singular finds its own plural too."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]
