"""Does the answer speak as a page, or as a chatbot?"""

import re
from collections.abc import Iterator

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_REFUSAL = re.compile(
    r"""(?:\bI\s(?:cannot|can't|can’t|am\sunable\sto|am\snot\sable\sto|do\snot\shave|don't\shave|don’t\shave|won't\sbe\sable\sto)
        \s(?:directly\s|fully\s|really\s|specifically\s)?
        (?:answer|assist|help|provide|fulfil|comply|find|access|information|enough\sinformation|specific\sinformation|any\sinformation|sufficient)
      |\bI(?:'m|’m|\sam)\ssorry,?\s(?:but\s)?(?:I|this|the|as)\b
      |\b(?:this\squestion\scannot\sbe\sanswered|cannot\sanswer\s(?:this|the|your)\squestion)
      |\bI(?:'m|’m|\sam)\snot\s(?:able|allowed|permitted)\sto\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_MACHINE = re.compile(
    r"""(?:\bas\san?\s(?:AI|artificial\sintelligence|large\slanguage\smodel|language\smodel|(?:virtual|digital|AI)\sassistant)\b
          (?=[\s,]+(?:language\smodel|model|assistant|system|I)?[\s,]*I\b)
      |\bI(?:'m|’m|\sam)\s(?:just\s|only\s)?an?\s(?:AI|language\smodel|artificial\sintelligence|virtual\sassistant|chatbot)\b
      |\bmy\s(?:training\sdata|knowledge\scut-?off|last\s(?:training|knowledge)\supdate)\b
      |\b(?:as\sof\smy|since\smy)\s(?:last|knowledge|training)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_SOURCES = re.compile(
    r"""\b(?:based\son|according\sto|from|in)\s(?:the\s)?
        (?:(?:passages?|context|documents?|excerpts?|sources?|text|information|materials?)\s(?:that\s(?:is|was|were)\s)?(?:you(?:'ve|\shave)?\s)?
            (?:provided|given|supplied|available|above)
         |(?:provided|given|supplied|available)\s(?:passages?|context|documents?|excerpts?|information|materials?))\b
      |\bthe\s(?:passages?|context|excerpts?|provided\s\w+)\s(?:do(?:es)?\snot|don't|doesn't|lacks?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENING = re.compile(
    r"""\A[\s*_#>]*(?:
        (?:sure|certainly|absolutely|of\scourse|great|okay|ok|alright|gladly)\b\s*[!,.:]
      | (?:great|good|excellent|interesting)\squestion\b
      | (?:here(?:'s|’s|\sis|\sare)|below\sis|the\sfollowing\sis)\s(?:an?|the|my|your|some)\s(?:\w+\s){0,3}?
        (?:answer|response|page|explanation|article|draft|markdown)\b
      | (?:answer|response|assistant|output)\s*:\s
      | I(?:'d|’d|\swould)\sbe\s(?:happy|glad)\b | I(?:'ll|’ll|\swill)\s(?:explain|answer|provide|now)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOSING = re.compile(
    r"""(?:\b(?:I\shope\s(?:this|that|it|my)|hope\s(?:this|that)\shelps|let\sme\sknow\s(?:if|whether)
      |(?:please\s)?feel\sfree\sto\s(?:ask|reach\sout|contact\sme)|if\syou\shave\s(?:any\s)?(?:more|further|other|additional)\squestions
      |do\syou\shave\sany\s(?:other|more|further)\squestions|is\sthere\sanything\selse\sI
      |(?:this|that)\sis\sthe\send\sof\s(?:my|the|this)\s(?:answer|response)|end\sof\s(?:answer|response)
      |happy\s(?:learning|studying|reading)!|good\sluck\s(?:with|on)\syour|thank\syou\sfor\s(?:asking|your\squestion))\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAK = re.compile(
    r"""(?:<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:s|think|thinking|answer|response|question|system|user|assistant)>
      |^\s*\#{0,4}\s*\**(?:system|user|assistant|human|instructions?|prompt|question|guidelines)\**\s*:\s*\S
      |\b(?:the|your|these|my|above)\s(?:system\s)?(?:instructions|prompt)\s(?:say|says|state|tell|ask|require|are)\b
      |\b(?:write|answer|respond)\s(?:the\s(?:answer|question|page)\s)?in\s(?:plain\s)?markdown\b
      |\b(?:do\snot|don't)\s(?:mention|repeat|include|address)\s(?:these|the|any)\s(?:instructions|reader|prompt|question)\b
      |\bthe\suser\s(?:has\s)?(?:asks|asked|wants|is\sasking)\b)""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_PLACEHOLDER = re.compile(
    r"""(?:\[(?:your|insert|enter|add|name|date|company|university|student|author|topic|subject|link|url|source|citation)\b[^\]\n]{0,40}\](?!\()
      |\blorem\sipsum\b|\b(?:TODO|FIXME|TBD|XXX)\b(?=[\s:.)]|$)|\{\{[^}\n]{0,60}\}\}
      |<(?:your|insert|name|topic)[^>\n]{0,40}>|\bplaceholder\stext\b|\[(?:\.\.\.|…)\])""",
    re.VERBOSE,
)


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
        yield from _first(_REFUSAL, reading.prose, "the answer refuses to answer")


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
        yield from _first(_MACHINE, reading.prose, "the answer speaks of itself as a machine")


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
        yield from _first(_SOURCES, reading.prose, "the answer speaks of texts that readers do not see")


class Chatter(Check):
    """The answer talks to the person who asked

    A page has readers, not a partner in a conversation: no greeting, no praise for the question, no offer of more.
    """

    id = "chatter"
    severity = Severity.WARNING
    source = "Opening and closing phrases of instruction-tuned models."
    bad = "`Sure! Here is an explanation. … I hope this helps!`"
    good = "the explanation alone"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.prose
        yield from _first(_OPENING, text, "the answer opens as in a conversation")
        tail = max(0, len(text.rstrip()) - 400)
        match = _CLOSING.search(text, tail)
        if match:
            yield Hit("the answer closes as in a conversation", start=match.start(), end=match.end())


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
        yield from _first(_LEAK, reading.prose, "the answer shows what the model was told")


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
        yield from _first(_PLACEHOLDER, reading.prose, "a placeholder was never filled in")


def _first(pattern: re.Pattern[str], text: str, message: str) -> Iterator[Hit]:
    match = pattern.search(text)
    if match:
        yield Hit(message, start=match.start(), end=match.end())


CHECKS: tuple[type[Check], ...] = (Refusal, MachineVoice, SourceTalk, Chatter, PromptLeak, Placeholder)
