"""Does the answer speak as a page, or as a chatbot?"""

import re
from collections.abc import Iterator

from evals import phrases
from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_MARKDOWN = frozenset({"markdown", "md"})
_ALL, _MOST = 0.95, 0.5  # of an answer; a page about Markdown may show a piece of it
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*\"\w+\"\s*:")
_TAIL = 400  # characters at the end in which an answer takes its leave


class Refusal(Check):
    """The answer refuses to answer

    Readers come for an answer. At least 78 published pages say that there is none.
    """

    id = "refusal"
    severity = Severity.ERROR
    source = "The published site: 78 pages by a simple search."
    bad = "`I cannot answer this question based on the available information.`"
    good = "`The available information does not settle the question: …`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _first(phrases.REFUSAL.search(reading), "the answer refuses to answer")


class MachineVoice(Check):
    """The answer speaks of itself as a machine

    The page is the site's, not a model's; nothing tells readers more clearly that nobody has read it.
    """

    id = "machine-voice"
    severity = Severity.ERROR
    source = "Phrases of instruction-tuned models about themselves."
    bad = "`As an AI language model, I have no opinion on osmosis.`"
    good = "`Large language models are trained on text.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _first(phrases.MACHINE.search(reading), "the answer speaks of itself as a machine")


class SourceTalk(Check):
    """The answer speaks of passages that readers do not see

    The model was given texts to answer from, and says so.
    """

    id = "source-talk"
    severity = Severity.WARNING
    source = "The published site; phrases of answers made from retrieved passages."
    bad = "`Based on the provided passages, osmosis is …`"
    good = "`Osmosis is …`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _first(phrases.SOURCES.search(reading), "the answer speaks of texts that readers do not see")


class Chatter(Check):
    """The answer talks to the person who asked

    A page has readers, not a partner in a conversation: no greeting, no praise for the question, no offer of more. The
    description has searchers, and begins with none of that either.
    """

    id = "chatter"
    severity = Severity.WARNING
    source = "Opening and closing phrases of instruction-tuned models."
    bad = "`Sure! Here is an explanation. … I hope this helps!`"
    good = "the explanation alone"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.prose
        yield from _first(phrases.OPENING.match(text), "the answer opens as in a conversation")
        tail = max(0, len(text.rstrip()) - _TAIL)
        yield from _first(phrases.CLOSING.search(reading, tail), "the answer closes as in a conversation")
        said = phrases.HANDED_OVER.match(reading.page.description)
        if said:
            yield Hit("the description is handed over as in a conversation", "description", 0, said.end())


class PromptLeak(Check):
    """The answer shows what the model was told

    Instructions, roles or control tokens in the text are of no use to readers.
    """

    id = "prompt-leak"
    severity = Severity.ERROR
    source = "Chat templates of common models; echoes of instructions seen from small models."
    bad = "`<|im_start|>assistant`"
    good = "the answer alone"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        match = phrases.TOKENS.search(reading) or phrases.TOLD.match(reading.prose) or phrases.LEAK.search(reading)
        yield from _first(match, "the answer shows what the model was told")


class AnswerWrapped(Check):
    """The answer stands in a code block, or in JSON

    Models wrap what they are asked for in a fence called `markdown`, or in the object of another prompt. Readers see
    the source of the whole page.
    """

    id = "answer-wrapped"
    severity = Severity.ERROR
    source = "Habits of instruction-tuned models. No published page has it."
    bad = "three backticks, `markdown`, the answer, three backticks"
    good = "the answer alone"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        whole = len(reading.answer.strip())
        for code in reading.shown.code if "```" in reading.answer or "~~~" in reading.answer else ():
            size, is_markdown = code.end - code.start, code.language.lower() in _MARKDOWN
            if code.block and size > whole * (_MOST if is_markdown else _ALL):
                yield Hit("the answer stands in a code block", start=code.start, end=code.start + 3)
        match = _JSON.match(reading.answer)
        if match:
            yield Hit("the answer stands in JSON", start=match.start(), end=match.end())


class Placeholder(Check):
    """A placeholder was never filled in

    The writer left a gap for somebody who never came.
    """

    id = "placeholder"
    severity = Severity.ERROR
    source = "Usual marks of unfinished text."
    bad = "`Dear [Your name],`"
    good = "`Dear reader,`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _first(phrases.PLACEHOLDER.search(reading), "a placeholder was never filled in")


def _first(match: re.Match[str] | None, message: str) -> Iterator[Hit]:
    if match:
        yield Hit(message, start=match.start(), end=match.end())


CHECKS: tuple[type[Check], ...] = (Refusal, MachineVoice, SourceTalk, Chatter, PromptLeak, AnswerWrapped, Placeholder)
