"""What a model says around its answer: thoughts, template marks, wrapping fences, openers and offers of more help."""

import re

from gen.errors import PageError
from gen.postprocess.segments import replace_in_text

_THOUGHT_TAG = r"(?:think|thinking|thought|reasoning)"
_THOUGHTS = re.compile(rf"(?:\s*+<({_THOUGHT_TAG})>.*?</\1>)++", re.DOTALL | re.IGNORECASE)
_UNCLOSED = re.compile(rf"\s*<{_THOUGHT_TAG}>", re.IGNORECASE)
_END_OF_THOUGHTS = "</think>"

_NEXT_TURN = re.compile(
    r"(?:<\|(?:im_end|eot_id|end|endoftext)\|>|</s>|<end_of_turn>)\s*+"
    r"(?:<\|im_start\|>\s*+(?:user|system)|<\|start_header_id\|>\s*+(?:user|system)|<\|(?:user|system)\|>"
    r"|<start_of_turn>\s*+user|(?:<s>\s*+)?\[INST\])"
)
_MARK = re.compile(
    r"<\|(?:im_start\|>[ \t]*assistant\b\n?|start_header_id\|>[ \t]*assistant[ \t]*<\|end_header_id\|>\n*"
    r"|[a-z_]{1,30}\|>)|<start_of_turn>[ \t]*model\b\n?|<(?:start|end)_of_turn>|<｜[^｜\n]{1,40}｜>"
    r"|\[/?INST\]|<</?SYS>>|[ ]?【\d+(?::\d+)?†[^【】\n]{0,80}】|\ue200[^\ue200\ue201\n]{0,200}\ue201"
)
_FIRST_TAGS = re.compile(r"(?:\s*+<s>)++")
_LAST_TAG = "</s>"

_WRAPPER = re.compile(r"(`{3,}|~{3,})[ \t]*(?:markdown|md|text|plaintext|txt)?[ \t]*\n", re.IGNORECASE)

_AP = r"(?:['’]|â€™)"
_KIND = r"(?:answer|explanation|response|overview|breakdown|summary|guide|article|page|draft|version|rewrite|solution)"
_HERE = rf"(?:here(?:{_AP}s| is| are)|below is)\b[^.!?:\n]{{0,60}}\b{_KIND}\b[^.!?:\n]{{0,160}}(?::|[.!](?=\s))"
_EAGER = (
    rf"(?:I{_AP}d|I would|I{_AP}m|I am|I{_AP}ll|I can|let me)(?: be)?"
    r" (?:happy|glad|delighted|pleased|help|explain|answer|provide|give|try)\b"
    r"(?![^.!:\n]{0,200}\b(?:but|however|not|unable|only)\b)[^.!:\n]{0,200}(?::|[.!](?=\s))"
)
_YES = (
    r"(?:sure(?: thing)?|certainly|of course|absolutely|definitely|okay|ok|alright|all right|no problem|got it|"
    r"(?:that is |that[’']s )?(?:a |an )?(?:great|good|excellent|interesting|fantastic|wonderful) question)"
)
_OPENERS = (
    re.compile(rf"{_YES}(?:!|\.(?=\s)|,(?= *(?:{_HERE}|{_EAGER}|I )))", re.IGNORECASE),
    re.compile(rf"{_YES}[,:]?(?=\s*\n\s*\n)", re.IGNORECASE),
    re.compile(r"(?:thank you|thanks) for (?:your|the|asking)\b[^.!\n]{0,80}[.!](?=\s)", re.IGNORECASE),
    re.compile(rf"as an AI(?: language)?(?: model| assistant)?(?: developed by \w+)?, {_EAGER}", re.IGNORECASE),
    re.compile(_EAGER, re.IGNORECASE),
    re.compile(_HERE, re.IGNORECASE),
)
_RULE = re.compile(r"(?:[ \t]*\n)*[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*(?:\n|$)")

_ECHO = re.compile(
    r"\s*(?:\*\*)?(?:question|q)(?:\*\*)?:(?:\*\*)?[^\n]{1,500}\n+(?=\s*(?:\*\*)?(?:answer|a)(?:\*\*)?:)", re.I
)
_LABEL = re.compile(
    r"\s*(?:#{1,6}[ \t]+(?:\*\*)?(?:final )?answer:?(?:\*\*)?:?[ \t]*(?:\n+|$)"
    r"|(?:\*\*|__)(?:(?:final )?answer|response)(?:\*\*|__)?:(?:\*\*|__)?\s*"
    r"|(?:(?:final )?answer|response|a):\s+)",
    re.IGNORECASE,
)

_OFFER_STARTS = (
    (
        r"(?:I )?(?:really |sincerely )?hope (?:that )?(?:this|it|that)(?: \w+){0,3} "
        r"(?:helps?|answers|clarif|was|is|gives|clears|assists)"
    ),
    (
        rf"(?:please |just |do )?(?:feel free|don{_AP}t hesitate|do not hesitate) to "
        r"(?:ask(?! (?:your|a|an|the)\b)|reach out|let me know|contact me)"
    ),
    r"(?:please |just )?let me know (?:if|how|whether|what|in the comments|should)",
    (
        r"(?:if|should) you(?: would)? (?:have|need|want|like|require)\b[^.!?\n]{0,120}"
        r"(?:let me know|feel free to (?:ask|reach)|(?:hesitate|happy|glad) to|"
        rf"just ask|I{_AP}m here|please ask)(?! (?:your|a|an|the)\b)"
    ),
    r"is there anything else (?:I|you)",
    r"do you have any (?:other|more|further|additional) questions",
    r"(?:would you like|do you want|shall I|should I)(?: me to| to know| more)",
    r"happy (?:learning|studying|coding)",
    r"good luck with your",
)
_OFFERS = re.compile(rf"(?:{'|'.join(_OFFER_STARTS)})[^.!?\n]{{0,200}}(?:[.!?]+|$)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:][*_\"”)]*[ \t]+|\n[ \t>*_]*")
_LONGEST_FAREWELL = 700  # characters
_MOST = 20  # openers, wrappers or farewells that a step takes off at once


def drop_thoughts(text: str) -> str:
    """Removes a reasoning model's closed `<think>` block at the start; also one whose opening tag stood in the prompt.

    Raises PageError where the block never closes: what follows is not the answer.
    """
    if "<" not in text:
        return text
    if found := _THOUGHTS.match(text):
        text = text[found.end() :]
    if _UNCLOSED.match(text):
        raise PageError(
            "the answer is still in the model's reasoning block, which does not close",
            field="answer",
            hint="Allow the model more tokens, or switch its reasoning off.",
        )
    before, tag, after = text.partition(_END_OF_THOUGHTS)
    return after if tag and after.strip() and "`" not in before and "<think>" not in before else text


def drop_template_marks(text: str) -> str:
    """Removes, outside code, what chat templates and search tools leave: `<|im_end|>`, `</s>`, `【4†source】`.

    Where a new turn of the user follows an end mark, the model has run on: the answer ends before it.
    """
    if not any(mark in text for mark in ("<|", "<｜", "s>", "_turn>", "INST]", "SYS>>", "【", "\ue200")):
        return text
    if (turn := _NEXT_TURN.search(text)) and text[: turn.start()].strip():
        text = text[: turn.start()]
    text = replace_in_text(text, _MARK, lambda _: "")
    if found := _FIRST_TAGS.match(text):
        text = text[found.end() :]
    return text[: _end_before_tags(text)]


def _end_before_tags(text: str) -> int:
    """Where the text ends if the `</s>` at its end are not counted."""
    end = at = len(text)
    while True:
        while at and text[at - 1].isspace():
            at -= 1
        if not text.startswith(_LAST_TAG, max(0, at - len(_LAST_TAG)), at):
            return end
        end = at = at - len(_LAST_TAG)


def unwrap(text: str) -> str:
    """Takes off a code fence around the whole answer: a bare one, or one that calls itself Markdown or text."""
    for _ in range(_MOST):
        bare = text.strip()
        inside = _inside(bare) if bare[:3] in {"```", "~~~"} else None
        if inside is None:
            break
        text = inside
    return text


def _inside(text: str) -> str | None:
    """What stands in the fence, None where it is not around everything or the answer would be empty."""
    opening = _WRAPPER.match(text)
    if not opening:
        return None
    fence = opening[1]
    body, _, last = text[opening.end() :].rpartition("\n")
    if not body.strip() or last.strip() != fence or _closes_before_end(body, fence, opening):
        return None
    return body


def _closes_before_end(body: str, fence: str, opening: re.Match[str]) -> bool:
    """Bare fences in the body come in pairs, or the first of them closes the wrapper."""
    inner = [line.strip() for line in body.split("\n") if line.lstrip().startswith(fence)]
    is_open = False
    for line in inner:
        if line == fence and not is_open and not opening.group().strip(fence[0] + " \t\n"):
            return True
        is_open = line != fence or not is_open
    return is_open


def drop_openers(text: str) -> str:
    """Removes openers that say nothing of the matter: "Sure!", "Here is a detailed explanation:", "Great question!".

    A sentence goes only as a whole. "Certainly, markets fail." stays, and so does a refusal.
    """
    for _ in range(_MOST):
        rest = text.lstrip()
        found = next((match for opener in _OPENERS if (match := opener.match(rest))), None)
        if not found:
            break
        after = rest[found.end() :].lstrip()
        if rule := _RULE.match(after):
            after = after[rule.end() :].lstrip()
        if not after.strip("*_ \n"):
            break
        text = after
    return text


def drop_label(text: str) -> str:
    """Removes "Answer:", "**Answer:**" or a heading "Answer" at the start, and an echo of the question before it."""
    head = text[:600].lstrip("*_# \t\n")[:9].lower()
    if not head.startswith(("answer", "final ans", "response", "question", "q:", "a:", "q*", "a*")):
        return text
    echo = _ECHO.match(text)
    rest = text[echo.end() :] if echo else text
    label = _LABEL.match(rest)
    if not label:
        return text
    rest = rest[label.end() :]
    return rest if rest.strip() else text


def drop_farewell(text: str) -> str:
    """Removes offers and good wishes at the end: "I hope this helps!", "Let me know if …", "Feel free to ask."

    Sentence by sentence from the end, and with the rule that set them off. "Feel free to ask your doctor" stays.
    """
    for _ in range(_MOST):
        bare = text.rstrip()
        start = _last_sentence(bare, max(0, len(bare) - _LONGEST_FAREWELL))
        if start is None or not bare[:start].strip():
            break
        text = _without_rule(bare[:start])
    return text


def _last_sentence(text: str, tail: int) -> int | None:
    """Where the offer begins that ends the text, None where its last sentence is none."""
    starts = [found.end() for found in _SENTENCE_END.finditer(text, tail)] or [tail]
    for start in starts[-2:]:
        offer = _OFFERS.match(text, start)
        if offer and not text[offer.end() :].strip(" \t\n*_😊🙂!"):
            return start
    return None


def _without_rule(text: str) -> str:
    """Emphasis opened before the sentence, and a thematic break, go with it."""
    text = text.rstrip(" \t")
    line_start = text.rfind("\n") + 1
    if not text[line_start:].strip(" \t*_>"):
        text = text[:line_start].rstrip()
        last = text[text.rfind("\n") + 1 :].strip()
        if len(last) >= 3 and last in {"-" * len(last), "*" * len(last), "_" * len(last)} and "\n" in text:
            text = text[: text.rfind("\n")].rstrip()
    return text
