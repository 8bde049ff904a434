"""The page's file: keys and the marks around them."""

import random
import re

from bench.breaks.breaking import Breaks, Victim

BREAKS = Breaks()


@BREAKS.by("page-unreadable")
def end_of_the_front_matter_dropped(victim: Victim, chance: random.Random) -> str | None:
    return victim.text.replace("\n---\n", "\n", 1)


@BREAKS.by("page-unreadable")
def a_colon_in_a_plain_title(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^title: >-\n +(.*)$", r"title: Note: \1", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("page-unreadable")
def a_key_dropped(victim: Victim, chance: random.Random) -> str | None:
    key = chance.choice(["id", "author", "subject", "url", "file_name", "date"])
    return re.sub(rf"^{key}: .*\n", "", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("page-unreadable")
def a_key_twice(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^(author: .*\n)", r"\1\1", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("page-unreadable")
def a_date_that_is_none(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^date: .*$", "date: 2024-13-45", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("page-unreadable")
def an_id_in_words(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^id: .*$", "id: twelve", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("key-order")
def two_lines_swapped(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^(file_name: .*\n)(url: .*\n)", r"\2\1", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("key-unknown", "page-unreadable", "field-empty")
def a_key_misspelt(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^author:", "autor:", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("key-unknown")
def a_key_too_many(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^author:", "layout: post\nauthor:", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("constant-differs")
def a_constant_changed(victim: Victim, chance: random.Random) -> str | None:
    return re.sub(r"^post_on_text: .*$", "post_on_text: Published", victim.text, count=1, flags=re.MULTILINE)


@BREAKS.by("key-empty")
def a_score_without_a_number(victim: Victim, chance: random.Random) -> str | None:
    if "\nscore:" not in victim.text:
        return None
    return re.sub(r"^score: .*$", "score:", victim.text, count=1, flags=re.MULTILINE)
