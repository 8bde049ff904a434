"""Phrases by which a chatbot gives itself away, with words that tell quickly where there are none."""

import re
from dataclasses import dataclass

from evals.reading import Reading


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern, and what tells quickly that it need not be tried: it is slow, looking for a word is not.

    Attributes:
        words: one of them is a word of every text that the pattern matches; empty: no telling.
        signs: one of them stands in every such text, in lower case.
        pattern: case aside.
    """

    words: frozenset[str]
    signs: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, reading: Reading, start: int = 0) -> re.Match[str] | None:
        """The first place in the prose, from an offset on."""
        if self.words and self.words.isdisjoint(reading.vocabulary):
            return None
        lowered = reading.lowered
        for sign in self.signs:
            if sign in lowered:
                return self.pattern.search(reading.prose, start)
        return None


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said in several wordings. Each is looked for by itself: a page that may hold one seldom holds another."""

    wordings: tuple[Wording, ...]

    def search(self, reading: Reading, start: int = 0) -> re.Match[str] | None:
        """The first place in the prose, from an offset on."""
        found = [match for wording in self.wordings if (match := wording.search(reading, start))]
        return min(found, key=re.Match.start, default=None)


def _wording(words: str, signs: str, pattern: str) -> Wording:
    flags = re.IGNORECASE | re.VERBOSE | re.MULTILINE
    return Wording(frozenset(words.split()), tuple(signs.split("; ")), re.compile(pattern, flags))


def _phrase(words: str, signs: str, pattern: str) -> Phrase:
    return Phrase((_wording(words, signs, pattern),))


_NOT_SAID = r"(?:contain|mention|provide|specify|include|address|discuss|cover)"
REFUSAL = Phrase(
    (
        _wording(
            "i",
            "i cannot; i can't; i can’t; i can not; i lack; i could; i am ; i do not; i don't; i don’t; i won't",
            r"""\bI\s(?:cannot|can't|can’t|can\snot|am\s(?:unable|not\sable)\sto|do\snot\shave|don't\shave|don’t\shave
                |lack|could\snot|couldn't|couldn’t|won't\sbe\sable\sto)
                \s(?:directly\s|fully\s|really\s|specifically\s|accurately\s)?
                (?:(?:enough|specific|any|sufficient|the|necessary|required)\s)*
                (?:answer|assist|help|provide|fulfil|comply|find|access|information|determine|verify|give\syou)\b""",
        ),
        _wording(
            "i i'm i’m",
            "sorry; afraid; unable; able; allowed; permitted; decline",
            r"""\bI(?:'m|’m|\sam)\s(?:sorry|afraid),?\s(?:but\s)?(?:I|this|the|as|that)\b
              |\bI(?:'m|’m|\sam)\s(?:unable|not\s(?:able|allowed|permitted))\sto\b
              |\bI\s(?:must|have\sto|need\sto)\s(?:respectfully\s)?decline\b""",
        ),
        _wording(
            "answered",
            "question ca; question could",
            r"\b(?:this|the|your)\squestion\s(?:cannot|can't|can’t|could\snot)\sbe\s(?:\w+ly\s)?answered",
        ),
        _wording("cannot", "answer", r"\bcannot\s(?:\w+ly\s)?answer\s(?:this|the|your)\squestion"),
        _wording(
            "possible impossible",
            "it is not possible; it is impossible",
            r"\bit\sis\s(?:not\spossible|impossible)\sto\s(?:\w+ly\s)?answer\s(?:this|the|your)\b",
        ),
        _wording(
            "enough insufficient",
            "not enough; insufficient",
            r"""\b(?:there\sis\s)?(?:not\senough|insufficient)\s(?:information|context|data)\s
                (?:is\s)?(?:available\s|provided\s|given\s)?
                (?:in\sthe\s\w+\s)?to\s(?:\w+ly\s)?(?:answer|determine|respond|say)\b""",
        ),
        _wording(
            "not",
            "",
            r"""\A[^.\n]{0,60}\b(?:provided|given|available|gathered|supplied|retrieved)\s(?:passages?|context|documents?
                |excerpts?|sources?|texts?|information|materials?)\s(?:\w+\s){0,2}(?:does|do)\snot\s(?:\w+ly\s)?"""
            + _NOT_SAID
            + r"\b",
        ),
        _wording(
            "not",
            "",
            r"""\A(?:the|these)\s(?:passages?|excerpts?|documents?|(?:context|text|sources?)(?:\s(?:given|provided|above))?)\s
                (?:does|do)\snot\s(?:\w+ly\s)?"""
            + _NOT_SAID
            + r"\b",
        ),
        _wording(
            "no",
            "there is no; there are no",
            r"""\bthere\s(?:is|are)\sno\s(?:specific\s|direct\s|explicit\s)?(?:information|mentions?|details?)\s
                (?:available\s)?(?:on|about|of|regarding)\b""",
        ),
    )
)
MACHINE = _phrase(
    "i i'm i’m my me",
    "openai; anthropic; alibaba; google; deepmind; mistral; personal ; real-time; "
    "as an ai; as a language; as a large language; as an artificial; assistant; i am a; i'm a; i’m a; i am just; "
    "i'm just; my training; my knowledge; my last; since my",
    r"""\bas\san?\s(?:AI|artificial\sintelligence|large\slanguage\smodel|language\smodel|(?:virtual|digital)\sassistant)\b
        (?=[\s,]+(?:language\smodel|model|assistant|system)?[\s,]*I\b)
      |\bI(?:'m|’m|\sam)\s(?:just\s|only\s)?an?\s(?:AI|language\smodel|artificial\sintelligence|virtual\sassistant|chatbot)\b
      |\bmy\s(?:training\sdata|knowledge\scut-?off|last\s(?:training|knowledge)\supdate)\b
      |\b(?:as\sof\smy|since\smy)\s(?:last|knowledge|training)\b
      |\bI\s(?:was|am|have\sbeen)\s(?:trained|created|developed|made)\sby\s(?:OpenAI|Anthropic|Alibaba|Google|DeepMind|Meta|Mistral)
      |\bI\s(?:do\snot|don't|don’t)\shave\s(?:any\s)?(?:personal\s(?:opinions?|experiences?|beliefs?|feelings?)|(?:access\sto\s)?real-time)\b""",
)
_PASSAGES = (
    "passage; excerpt; provided; given context; given text; given information; supplied; gathered; "
    "available information; the context"
)
SOURCES = Phrase(
    (
        _wording(
            "provided given supplied available",
            _PASSAGES,
            r"""\b(?:based\son|according\sto|from|in|within)\s(?:the\s)?
                (?:(?:passages?|context|documents?|excerpts?|sources?|text|information|materials?)\s
                     (?:that\s(?:is|was|were)\s|you(?:'ve|\shave)?\s)?(?:provided|given|supplied|available)\b
                     (?!\s(?:by|in|for|to|on|at|through))
                 |(?:provided|given|supplied|available)\s
                     (?:passages?|context|documents?|excerpts?|information|materials?|texts?)\b)""",
        ),
        _wording(
            "passage passages excerpt excerpts context provided",
            _PASSAGES,
            r"\bthe\s(?:passages?|excerpts?|context|provided\s\w+)\s(?:do(?:es)?\snot|don't|doesn't|lacks?)\b",
        ),
        _wording(
            "gathered",
            "",
            r"""\b(?=(?:the|on)\sgathered\b)(?<!analy[sz]e\s)(?<!analy[sz]ing\s)(?<!review\s)(?<!interpret\s)
                (?<!organi[sz]e\s)(?<!evaluate\s)(?<!use\s)(?<!using\s)(?:the|on)\sgathered\sinformation\b
              |\(gathered\sinformation\b""",
        ),
    )
)
OPENING = re.compile(
    r"""\A[\s*_#>]*(?:
        (?:sure|certainly|absolutely|of\scourse|great|okay|ok|alright|gladly)\b\s*[!,.:]
      | (?:(?:that|this)(?:'s|’s|\sis)\san?\s)?(?:really\s|very\s)?
        (?:great|good|excellent|interesting|fantastic)\squestion\b
      | (?:happy|glad|pleased)\sto\s(?:help|assist|explain)\b
      | (?:here(?:'s|’s|\sis|\sare)|below\sis|the\sfollowing\sis)\s(?:an?|the|my|your|some)\s(?:\w+\s){0,3}?
        (?:answer|response|page|explanation|article|draft|markdown)\b
      | (?:answer|response|assistant|output)\s*:\s
      | (?:hello|hi|hey|greetings)\b(?:\sthere|\severyone|\sstudent)?\s*[!,.]
      | (?:thank\syou|thanks)\sfor\s(?:your|the|asking)\b
      | (?:to\sanswer|in\sresponse\sto|regarding|based\son)\syour\s(?:question|query|request)\b
      | as\s(?:you\s)?requested\b
      | I(?:'d|’d|\swould)\sbe\s(?:happy|glad)\b | I(?:'ll|’ll|\swill)\s(?:explain|answer|provide|now)\b
      | let\sme\s(?:explain|answer|help|walk\syou)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
HANDED_OVER = re.compile(
    r"\s*(?:(?:sure|certainly|of course|okay|absolutely)\b\s*[!,.:]"
    r"|here(?:'s|’s| is| are) (?:an?|the|your|my)\b[^.]{0,40}:|(?:(?:meta|seo|page)[ _-]?)?description\s*:)",
    re.IGNORECASE,
)
CLOSING = _phrase(
    "i i'd i’d i'll i’ll you you'd you’d me my hope helps your end happy please free hesitate",
    "hope ; let me know; feel free; if you; do you have; anything else; the end of; end of ; happy ; glad ; hesitate; "
    "good luck; thank you; would you like; please share; please provide",
    r"""\b(?:I\shope\s(?:this|that|it|my)|hope\s(?:this|that|it)\s(?:helps|clarifies|answers)|let\sme\sknow\s(?:if|whether|how|what)
      |(?:please\s)?feel\sfree\sto\s(?:ask(?!\s(?:your|a|an|the)\b)|reach\sout(?!\sto\s(?:your|a|an|the)\b)|contact\sme)
      |(?:don't|don’t|do\snot)\shesitate\sto\s(?:ask(?!\s(?:your|a|an|the)\b)|contact\sme|let\sme)
      |if\syou\shave\s(?:any\s)?(?:more|further|other|additional)\squestions(?!\sfor\b)
      |if\syou(?:'d|’d|\swould)\slike\s(?:me\sto|more\sdetails?|more\sinformation)
      |if\syou\sneed\s(?:any\s)?(?:more|further|additional)\s(?:detail|assistance|help|information|clarification)
      |do\syou\shave\sany\s(?:other|more|further)\squestions|is\sthere\sanything\selse\s(?:I|you)
      |would\syou\slike\sme\sto|I(?:'d|’d|\swould|'ll|’ll|\swill)\sbe\s(?:happy|glad)\sto\s(?:help|assist|provide|explain|answer)
      |please\s(?:share|provide)\s(?:more|the|any|additional|further)\s(?:details?|context|information|problem)
      |(?:this|that)\sis\sthe\send\sof\s(?:my|the|this)\s(?:answer|response)|end\sof\s(?:answer|response)
      |happy\s(?:learning|studying|reading)!|good\sluck\s(?:with|on)\syour|thank\syou\sfor\s(?:asking|your\squestion))\b""",
)
TOKENS = _phrase(
    "",
    "<; inst]",
    r"""<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>
      |</?(?:s|think|thinking|answer|response|system|user|assistant)>""",
)
TOLD = re.compile(
    r"[ \t#*]*(?:question|instructions?|input)[ ]?:[*]*\s[^\n]+\n+[ \t#*]*(?:answer|response)[ ]?:"
    r"|[ \t#*]*(?:system|instructions?)[ ]?:[*]*\s*\n"
    r"|[ \t]*you\sare\san?\s(?:\w+\s){0,3}(?:assistant|tutor|writer|teacher|expert|editor|model)\b",
    re.IGNORECASE,
)
LEAK = Phrase(
    (
        _wording(
            "system user assistant human instructions instruction prompt guidelines",
            "system:; user:; assistant:; human:; instructions:; instruction:; prompt:; guidelines:; system*; user*; "
            "assistant*; human*; instruction*; instructions*; prompt*; guidelines*",
            r"""^[ \t]{0,8}\#{0,4}[ ]?\**(?:system|user|assistant|human|instructions?|prompt|guidelines)
                \**:\**[ ]+\S""",
        ),
        _wording(
            "instructions prompt",
            "instructions; the prompt; my prompt; your prompt; system prompt",
            r"""\b(?:these|my|the|your)\s(?:system\s)?(?:instructions|prompt)\s
                (?:says?|states?|tells?|asks?|requires?)\s(?:me|that|to)\b""",
        ),
        _wording(
            "markdown",
            "in markdown; in plain markdown",
            r"\b(?:write|answer|respond)\s(?:the\s(?:answer|question|page)\s)?in\s(?:plain\s)?markdown\b",
        ),
        _wording(
            "instructions reader prompt",
            "instructions; the prompt; the reader",
            r"\b(?:do\snot|don't)\s(?:mention|repeat|address)\s(?:these|the)\s(?:instructions|reader|prompt)\b",
        ),
        _wording(
            "user",
            "the user ",
            r"\bthe\suser\s(?:asks|asked|wants|is\sasking)\s(?:me|for\sa|about|how|what|why)\b",
        ),
    )
)
PLACEHOLDER = Phrase(
    (
        _wording(
            "",
            "[",
            r"""\[(?:your|insert|enter|add|name|date|company|university|student|author|topic|subject|link|url|source
                |citation)\b[^\]\n]{0,40}\](?![(\[])""",
        ),
        _wording(
            "",
            "lorem ipsum; placeholder text; todo; fixme; tbd; xxx",
            r"""\blorem\sipsum\b|\bplaceholder\stext\b|(?-i:\b(?:TODO|FIXME|TBD|XXX)\b(?=[\s:.)]|$))""",
        ),
        _wording("", "<", r"<(?:your|insert)\b[^>\n]{0,40}>"),
        _wording("", "{{", r"(?<![\w}^_\\{])\{\{\s?[a-z_]{3,30}\s?\}\}"),
    )
)
