"""Mojibake: UTF-8 that somebody read as Windows-1252 or its kin."""

import re
from functools import partial

import ftfy
from ftfy.badness import is_bad

from gen.postprocess.segments import Kind, rewrite

_CONFIG = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)
# What ftfy's slow heuristic can find at all: a C1 control, or a letter that leads a sequence of UTF-8 in Windows-1252,
# Mac Roman, CP437 or Windows-1251, and beside it what no such letter stands beside in ASCII text.
_SUSPICIOUS = re.compile("[\x80-\x9f]|[À-ôŒŠŽœšžŸ‚√ΓА-я][^\x00-\x7fА-я]|[ÂÃ] ")
_HALF_DASH = re.compile('â€"')  # the third byte was a curly quote, and somebody straightened it
_HALF_QUOTE = re.compile("â€(?![\x80-\xff‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])")  # the third byte, 9D, is often lost
_UTF8 = re.compile("[Ä-Ïâ][\x80-\x9f¡-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")
_LIKELY = re.compile("[Ā-ſΑ-ω‐-⁄⁰-ₜ℀-⋿]")


def mend_mojibake(text: str) -> str:
    """Decodes mojibake again, outside code and formulas. Text that is none comes back unchanged.

    ftfy's heuristic decides line by line. In an answer where it found some, the sequences that it finds too short to
    be sure of alone (`Ï€`, `â„¢`) are decoded too, where a letter, sign or operator comes out.
    """
    if text.isascii() or not _SUSPICIOUS.search(text) or not is_bad(text):
        return text
    mended = rewrite(text, Kind.TEXT, _mend_halves)
    mended = rewrite(mended, Kind.TEXT, partial(ftfy.fix_text, config=_CONFIG))
    return rewrite(mended, Kind.TEXT, partial(_UTF8.sub, _decode)) if mended != text else text


def _mend_halves(text: str) -> str:
    if "â€" not in text:
        return text
    text = _HALF_DASH.sub(_dash, text)
    return _HALF_QUOTE.sub("”", text)


def _dash(found: re.Match[str]) -> str:
    """Between digits a range, elsewhere a dash: which of the two it was is lost."""
    around = found.string[found.start() - 1 : found.start()] + found.string[found.end() : found.end() + 1]
    return "–" if len(around) == 2 and around.isdigit() else "—"


def _decode(found: re.Match[str]) -> str:
    try:
        decoded = found.group().encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return found.group()
    return decoded if _LIKELY.fullmatch(decoded) else found.group()
