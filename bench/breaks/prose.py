"""The answer's words: cut, refused, chatted, leaked, repeated, misread, another page's."""

import random
import re

from bench.breaks.breaking import Breaks, Victim
from gen.page.page import Page

BREAKS = Breaks()
_INSIDE = re.compile(r"(?<=[a-z]) (?=[a-z])")
_LONG_WORD = re.compile(r"[a-z]{6,}")


@BREAKS.by("answer-cut")
def cut_between_two_words(victim: Victim, chance: random.Random) -> Page | None:
    places = [
        start + found.start()
        for start, end in victim.paragraphs()[-2:]
        for found in _INSIDE.finditer(victim.answer[start:end])
    ]
    return victim.with_answer(victim.answer[: chance.choice(places)]) if places else None


@BREAKS.by("answer-cut")
def cut_within_a_word(victim: Victim, chance: random.Random) -> Page | None:
    places = [
        start + found.start() + 3
        for start, end in victim.paragraphs()[-2:]
        for found in _LONG_WORD.finditer(victim.answer[start:end])
    ]
    return victim.with_answer(victim.answer[: chance.choice(places)]) if places else None


@BREAKS.by("answer-cut", "item-empty")
def cut_within_a_list_item(victim: Victim, chance: random.Random) -> Page | None:
    places = [
        item.start + found.start()
        for item in victim.reading.items
        for found in _INSIDE.finditer(victim.answer[item.start : item.end])
    ]
    return victim.with_answer(victim.answer[: chance.choice(places)]) if places else None


@BREAKS.by("answer-cut", "item-empty")
def cut_behind_a_bullet(victim: Victim, chance: random.Random) -> Page | None:
    items = [item for item in victim.reading.items if item.indent == 0]
    if not items:
        return None
    item = chance.choice(items)
    return victim.with_answer(victim.answer[: item.start + len(item.marker)])


BREAKS.close_with("ends with a heading", ("answer-cut",), "\n\n## Further effects", "\n\n### Conclusion")
BREAKS.close_with("ends with a colon", ("answer-cut",), "\n\nThere are several consequences:")
BREAKS.open_with(
    "refusal in front",
    ("refusal",),
    "I cannot answer this question based on the information that I have. ",
    "I'm sorry, but I can't help with that.\n\n",
    "This question cannot be answered with the given context. ",
    "I am unable to provide an answer to this question.\n\n",
    "There is not enough information to answer the question. ",
    "Unfortunately, I don't have enough information to answer. ",
)
BREAKS.close_with(
    "refusal at the end",
    ("refusal",),
    "\n\nI cannot provide more information about this topic.",
    "\n\nHowever, I am not able to answer the question fully.",
    "\n\nI don't have access to further details, so I can't answer the second part.",
)
BREAKS.say(
    "speaks as a machine",
    ("machine-voice",),
    "As an AI language model, I do not have a view on this.",
    "I am an AI, so my answer may be incomplete.",
    "My training data ends before the latest results.",
    "As a large language model, I cannot check these figures.",
)
BREAKS.open_with(
    "chatter in front",
    ("chatter",),
    "Sure! ",
    "Certainly! Here is an explanation.\n\n",
    "Great question! ",
    "Here's a detailed answer to your question:\n\n",
    "Of course! Let me explain.\n\n",
    "Thank you for your question. ",
)
BREAKS.close_with(
    "chatter at the end",
    ("chatter",),
    "\n\nI hope this helps!",
    "\n\nLet me know if you have any questions.",
    " Feel free to ask if anything is unclear.",
    "\n\nWould you like me to explain one of the steps?",
    "\n\nIf you need further clarification, please ask!",
    "\n\nDo you have any other questions?",
)
BREAKS.close_with(
    "control tokens leak", ("prompt-leak",), "<|im_end|>", "\n<|endoftext|>", " [/INST]", "</s>", "\n<|assistant|>"
)
BREAKS.open_with(
    "roles and instructions leak",
    ("prompt-leak",),
    "system: You are a helpful tutor.\n\n",
    "Instructions: write the answer in Markdown.\n\n",
    "The user asks about this topic, so I should explain it.\n\n",
    "<think>The question is simple.</think>\n\n",
    "User: explain it to me.\n\nAssistant: here it is.\n\n",
)
BREAKS.say(
    "speaks of passages",
    ("source-talk", "refusal"),
    "Based on the provided context, these points matter most.",
    "According to the given passages, this holds in most cases.",
    "The provided text does not mention any exceptions.",
    "The passages do not say when this happens.",
)
BREAKS.say(
    "dead references",
    ("citation-dead",),
    "This was shown twice [1], and confirmed later [2].",
    "It was measured again【4†source】.",
    "The result is known [source 3].",
)
BREAKS.say(
    "placeholder",
    ("placeholder",),
    "More can be found at [insert link here].",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
    "TODO: describe the exceptions.",
    "This was first shown by [Name of the author].",
    "The value is {{ value }} in most cases.",
)


@BREAKS.by("sentence-repeated")
def a_sentence_twice(victim: Victim, chance: random.Random) -> Page | None:
    sentences = victim.sentences()
    return victim.appended(chance.choice(sentences), chance) if sentences else None


@BREAKS.by("sentence-repeated")
def a_sentence_twice_in_a_row(victim: Victim, chance: random.Random) -> Page | None:
    sentences = victim.sentences()
    if not sentences:
        return None
    sentence = chance.choice(sentences)
    at = victim.answer.index(sentence)
    return victim.spliced(at, at, f"{sentence} ")


@BREAKS.by("sentence-repeated", "item-repeated")
def a_sentence_again_in_a_list(victim: Victim, chance: random.Random) -> Page | None:
    sentences = victim.sentences()
    ends = [item.end for item in victim.reading.items if item.text.rstrip().endswith(".")]
    if not sentences or not ends:
        return None
    at = chance.choice(ends)
    return victim.spliced(at, at, f" {chance.choice(sentences)}")


@BREAKS.by("sentence-repeated", "repetitive", "loop")
def a_paragraph_twice(victim: Victim, chance: random.Random) -> Page | None:
    paragraphs = victim.paragraphs()
    if not paragraphs:
        return None
    start, end = chance.choice(paragraphs)
    return victim.appended(victim.answer[start:end], chance)


@BREAKS.by("loop", "sentence-repeated", "repetitive")
def a_loop(victim: Victim, chance: random.Random) -> Page | None:
    sentences = victim.sentences()
    return victim.with_answer(f"{victim.answer}\n\n{' '.join([chance.choice(sentences)] * 8)}") if sentences else None


@BREAKS.by("loop", "repetitive")
def a_loop_of_words(victim: Victim, chance: random.Random) -> Page | None:
    words = ["and", "so", "the", "process", "goes", "on", "in", "the", "same", "way"]
    chance.shuffle(words)
    return victim.appended(f"It goes on {' '.join(words * 30)}.", chance)


@BREAKS.by("mojibake")
def utf_8_read_as_windows_1252(victim: Victim, chance: random.Random) -> Page | None:
    misread = victim.answer.replace("'", "’").encode().decode("cp1252", "replace")
    return victim.with_answer(misread) if "â€™" in misread else None


@BREAKS.by("mojibake")
def one_character_lost(victim: Victim, chance: random.Random) -> Page | None:
    at = chance.randrange(len(victim.answer))
    return victim.spliced(at, at + 1, "\ufffd")


@BREAKS.by("control-character")
def control_character(victim: Victim, chance: random.Random) -> Page | None:
    at = chance.randrange(len(victim.answer))
    return victim.spliced(at, at, chance.choice("\x00\x07\x1b\x7f\x93"))


@BREAKS.by("invisible-character")
def invisible_character(victim: Victim, chance: random.Random) -> Page | None:
    at = chance.randrange(len(victim.answer))
    return victim.spliced(at, at, chance.choice("\u200b\u202e\u2066\ufeff"))


@BREAKS.by("off-topic", "name-missing", "description-topic", "keywords-absent")
def answer_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return victim.with_answer(victim.other.answer)


_GERMAN = """Das Wasser fließt immer dorthin, wo mehr gelöst ist, und niemand muss dafür Arbeit leisten. Die Haut der
Zelle lässt nur kleine Teilchen durch, und die großen bleiben auf ihrer Seite. So steigt der Druck, bis beide Seiten im
Gleichgewicht sind, und danach ändert sich nichts mehr. Wer das versteht, kann auch erklären, warum Pflanzen bei
Trockenheit welken und nach dem Gießen wieder stehen."""
_SPANISH = """El agua pasa siempre hacia donde hay más sustancia disuelta, y nadie tiene que gastar energía para ello.
La piel de la célula deja pasar solo las partículas pequeñas, y las grandes se quedan en su lado. Así sube la presión
hasta que los dos lados están en equilibrio, y después ya no cambia nada."""
_FRENCH = """L'eau va toujours vers le côté où il y a le plus de substance dissoute, et personne ne doit fournir de
travail pour cela. La paroi de la cellule ne laisse passer que les petites particules, et les grandes restent de leur
côté. La pression monte jusqu'à ce que les deux côtés soient en équilibre."""


@BREAKS.by("language", "field-language")
def answer_in_another_language(victim: Victim, chance: random.Random) -> Page | None:
    return victim.with_answer(chance.choice([_GERMAN, _SPANISH, _FRENCH]))


@BREAKS.by("answer-short")
def answer_of_one_paragraph(victim: Victim, chance: random.Random) -> Page | None:
    first = victim.answer.split("\n\n", 1)[0]
    return victim.with_answer(first) if len(first) < 1000 and first.endswith(".") else None


@BREAKS.by("answer-long")
def answer_without_end(victim: Victim, chance: random.Random) -> Page | None:
    return victim.with_answer(
        f"{victim.answer}\n\n{victim.other.answer}\n\n{victim.answer[:600]}. {victim.other.answer}"
    )
