"""Does the answer speak of what was asked, in the site's language, and keep what it promises?"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, pairwise

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.keyphrases import stem
from evals.reading import Item, Reading, words_of
from evals.stopwords import STOP_WORDS

_NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS, 2)}
_NOT_BEFORE = ("the", "these", "those", "both", "between", "least", " to", " or")
# The first letter of a number stands first: what must not stand before it is tried at few places then.
_NOT_PROMISED = r"\b(?=[1-9tfsen])" + "".join(f"(?<!{word} )" for word in _NOT_BEFORE)
_ADJECTIVES = (
    "main|key|major|basic|primary|important|different|distinct|common|general|broad|core|fundamental|essential"
)
_NOUNS = (
    "types|kinds|categories|classes|groups|forms|stages|steps|phases|ways|methods|factors|reasons|causes|functions|parts"
    "|components|elements|principles|points|examples|benefits|advantages|disadvantages|differences|characteristics"
    "|features|aspects|strategies|approaches|techniques|levels|layers|rules|laws|theories|sections|criteria|symptoms"
)
# "There are five main types of cells:" at a line's end; the list comes next. "These two types differ:" is no promise.
_PROMISE = re.compile(
    rf"{_NOT_PROMISED}({'|'.join(_NUMBERS)}|[2-9]|1[0-2])\s+(?:(?:{_ADJECTIVES})\s+)*(?:{_NOUNS})\b"
    r"(?:\s+(?:of|in|for|to)\s[^.:,;\n]{1,50})?(?:,?\s+(?:which\s)?(?:are|is|include|as\sfollows)\b[^.:\n]{0,30})?"
    r":[ *_]*\Z",
    re.IGNORECASE,
)
# What a question asks to do, in words that its answer need not repeat.
_TASK_WORDS = frozenset(
    [
        *("describe", "explain", "define", "provide", "list", "name", "identify", "outline", "discuss", "compare"),
        *(
            "used",
            "example",
            "examples",
            "concept",
            "detail",
            "definition",
            "differentiate",
            "elaborate",
            "please",
            "tell",
        ),
    ]
)
_NAME = re.compile(r"[A-Z](?<=[a-z,;] .)(?<![.!?] .)[A-Za-z0-9À-ÿ]{2,}")
# The same before the colon of a sentence that goes on with the names.
_PROMISE_INLINE = re.compile(
    rf"{_NOT_PROMISED}({'|'.join(_NUMBERS)}|[2-9]|1[0-2])\s+(?:(?:{_ADJECTIVES}|\w+)\s+){{0,2}}(?:{_NOUNS})\b"
    r"(?:\s+(?:of|in|for|to)\s[^.:,;\n]{1,40})?: \Z",
    re.IGNORECASE,
)
_COLON = re.compile(r":(?<=\w:) (?=[\w\"'“‘])")
_SENTENCE_STOP = re.compile(r"[.:;?!\n]|\Z")
_ASIDE = re.compile(r" ?\([^()\n]*\)")
_LONGEST_PROMISE = 100  # characters
_FEWEST_NAMES, _LONGEST_NAME = 3, 6  # names, words
_UNCLEAR = frozenset(["and", "or", "which", "who", "where", "such", "including", "while", "that", "etc"])
_AND = re.compile(r",? and |, ")
_BETWEEN = re.compile(r"[\s-]")
_LONG_NAME = 5  # letters; a shorter one may stand across two words
_ACCENT = re.compile("[\u0300-\u036f]")
_COLON_LINE = re.compile(r":[ *_]*\n")


class OffTopic(Check):
    """The answer does not contain the question's own terms

    An answer that never names what was asked about answers another question. Terms are compared without their
    endings; words that say what to do ("describe", "example") are no terms. Published answers have 60 % or more.
    """

    id = "off-topic"
    severity = Severity.WARNING
    source = "Yoast's keyphrase assessments."
    bad = "an answer about robots to `What are Rooney tools?`"
    good = "an answer that speaks of Rooney tools"

    share: float = Field(0.5, ge=0, le=1, description="share of the question's terms that the answer must contain")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if not reading.stop_words:
            return
        ignored = reading.stop_words | _TASK_WORDS
        terms = {word for word in words_of(reading.page.question) if word not in ignored and len(word) > 2}
        if len(terms) < 2 or not reading.answer.strip():
            return
        text = reading.answer.lower()
        absent = sorted(word for word in terms if stem(word) not in text)
        if len(terms) - len(absent) < self.share * len(terms):
            message = f"the answer lacks {len(absent)} of the question's {len(terms)} terms: {', '.join(absent)}"
            yield Hit(message, evidence=reading.page.question)


class NameMissing(Check):
    """The answer never mentions a name that the question asks about

    "What are Rooney tools?" is not answered by a page about robots. Names are words with a capital inside the
    question. Of 5,187 published pages 5 lack one: they ask
    with a misspelt name.
    """

    id = "name-missing"
    severity = Severity.WARNING
    source = "Answers of small models, which drift to what they know."
    bad = "an answer about robots to `What are Rooney tools?`"
    good = "an answer that speaks of Rooney tools"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        names = _NAME.findall(reading.page.question) if reading.answer.strip() else []
        if not names:
            return
        text, bare = _plain(reading.answer), ""
        for name in dict.fromkeys(names):
            if stem(_plain(name)) in text:
                continue
            bare = bare or _BETWEEN.sub("", text)
            if len(name) < _LONG_NAME or _plain(name) not in bare:  # `GreenStar` is `Green Star`
                yield Hit(f"the answer never mentions `{name}`", "question", evidence=name)


class Language(Check):
    """The answer is not in the site's language

    Told by the share of function words, which is much alike for all texts of a language.
    """

    id = "language"
    severity = Severity.ERROR
    source = "Shares of function words in 5,187 published answers: never below 0.2."
    bad = "`La ósmosis es el paso del agua por una membrana …`"
    good = "`Osmosis is the passage of water through a membrane …`"

    least: int = Field(40, ge=1, description="words that an answer needs to be judged")
    share: float = Field(0.12, ge=0, le=1, description="share of function words below which a text is another language")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        words, own = reading.words, reading.stop_words
        if not own or len(words) < self.least:
            return
        if sum(word in own for word in words) >= self.share * len(words):
            return
        shares = {language: sum(word in known for word in words) for language, known in STOP_WORDS.items()}
        language = max(shares, key=lambda key: shares[key])
        looks = f", it looks like `{language}`" if STOP_WORDS[language] is not own else ""
        yield Hit(f"the answer is not in the site's language{looks}", end=min(80, len(reading.answer)))


class PromisedCount(Check):
    """The answer promises another number of things than it lists

    "There are five types:" followed by four: one is missing, or the number is wrong.
    """

    id = "promised-count"
    severity = Severity.WARNING
    source = "Answers of small models."
    bad = "`There are five types:` and four items"
    good = "`There are four types:` and four items"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if len(reading.items) < 2 or reading.site.language[:2] != "en":
            return
        text = reading.prose
        for colon in _COLON_LINE.finditer(text):
            start = text.rfind("\n", 0, colon.start()) + 1
            match = _PROMISE.search(text[start : colon.end() - 1])
            if match is None:
                continue
            promised = _NUMBERS.get(match[1].lower()) or int(match[1])
            items = _listed(reading, colon.end())
            found = len(items)
            if found > 1 and promised not in {found, _before_gap(reading, items), _named_by(items)}:
                message = f"{promised} are promised and {found} listed"
                yield Hit(message, start=start + match.start(), end=colon.end() - 1)


class PromisedNames(Check):
    """A sentence promises another number of things than it names

    "Three classes: the nobility and the clergy" leaves one out. Looked at where the names are short, and where a comma
    before the last one tells how many there are.
    """

    id = "promised-names"
    severity = Severity.WARNING
    source = "Answers of small models. In 51 sentences of published answers that can be counted, the number is right."
    bad = "`four classes: carbohydrates, lipids, and proteins.`"
    good = "`three classes: carbohydrates, lipids, and proteins.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if reading.site.language[:2] != "en":
            return
        text = reading.prose
        for colon in _COLON.finditer(text):
            end = _SENTENCE_STOP.search(text, colon.end())
            named = _names(text[colon.end() : end.start()]) if end else 0
            # The list is quicker to tell than the promise, and rarer.
            start = max(text.rfind("\n", 0, colon.start()) + 1, colon.start() - _LONGEST_PROMISE) if named else 0
            match = _PROMISE_INLINE.search(text, start, colon.end()) if named else None
            if match and end:
                promised = _NUMBERS.get(match[1].lower()) or int(match[1])
                if named != promised:
                    yield Hit(f"{promised} are promised and {named} named", start=match.start(), end=end.start())


def _names(text: str) -> int:
    """How many things a list within a sentence names, 0 where that cannot be told."""
    parts = _ASIDE.sub("", text).split(", ")
    if len(parts) < _FEWEST_NAMES or not parts[-1].startswith(("and ", "or ")):
        return 0
    words = [part.split() for part in (*parts[:-1], parts[-1].partition(" ")[2])]
    clear = all(0 < len(part) <= _LONGEST_NAME and _UNCLEAR.isdisjoint(part) for part in words)
    return len(parts) if clear else 0


def _listed(reading: Reading, at: int) -> list[Item]:
    """Items on the first level of the list that follows `at` directly; empty where none does."""
    begin = bisect_left(reading.items, at, key=lambda item: item.start)
    if begin == len(reading.items) or reading.answer[at : reading.items[begin].start].strip():
        return []
    first, found, end = reading.items[begin], list[Item](), at
    for item in islice(reading.items, begin, None):
        between = reading.answer[end : item.start]
        if any(line and line[0] not in " \t" for line in between.split("\n")):
            break
        if item.indent == first.indent and (item.number is None) == (first.number is None):
            if item.number == 1 and found:
                break
            found.append(item)
        elif item.indent < first.indent:
            break
        end = item.end
    return found


def _before_gap(reading: Reading, items: list[Item]) -> int:
    """How many items there are before the first empty line: what is behind it may be another list."""
    gaps = (number for number, (one, two) in enumerate(pairwise(items), 1) if _is_gap(reading.answer, one, two))
    return next(gaps, len(items))


def _is_gap(text: str, one: Item, two: Item) -> bool:
    return "\n\n" in text[one.end : two.start]


def _named_by(items: list[Item]) -> int:
    """How many things the items name behind their colons: `Purines: adenine and guanine` are two."""
    return sum(len(_AND.split(item.text.partition(":")[2].strip())) for item in items)


def _plain(text: str) -> str:
    """Lower case, without accents."""
    text = text.lower()
    return (
        text
        if text.isascii()
        else "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    )


CHECKS: tuple[type[Check], ...] = (OffTopic, NameMissing, Language, PromisedCount, PromisedNames)
