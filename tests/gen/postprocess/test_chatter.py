"""What stands around an answer goes; what is part of it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.errors import PageError
from gen.postprocess.chatter import (
    drop_farewell,
    drop_label,
    drop_openers,
    drop_template_marks,
    drop_thoughts,
    unwrap,
)

REST = "Osmosis moves water through a membrane."


@pytest.mark.parametrize(
    "opener",
    [
        "Sure! ",
        "Sure thing! ",
        "Certainly!\n\n",
        "Great question! ",
        "That's a great question. ",
        "Of course! Here is a detailed explanation of osmosis:\n\n",
        "Sure, here's the answer to your question:\n\n",
        "Hereâ€™s a clear overview:\n\n---\n\n",
        "Below is a short summary of the topic:\n",
        "I'd be happy to help with that! ",
        "As an AI language model, I can explain this. ",
        "Thank you for your question! ",
        "Okay\n\n",
    ],
)
def test_openers_go(opener: str) -> None:
    assert drop_openers(opener + REST) == REST


@pytest.mark.parametrize(
    "text",
    [
        "Certainly, markets can fail.",
        "Sure enough, the water rose.",
        "Absolutely continuous functions are differentiable almost everywhere.",
        "Of course, not every cell does this.",
        "Here are the main causes of the war:\n\n- A\n- B",
        "As an AI language model, I cannot give medical advice.",
        "As an AI language model, I have no opinions, but economists do.",
        "I cannot answer this question based on the available information.",
        "I'm sorry, but I can't help with that.",
        "I can only answer in part: the rest is not known.",
        "Sure!",
        "Let me explain: ",
    ],
)
def test_sentences_that_say_something_stay(text: str) -> None:
    assert drop_openers(text) == text


@pytest.mark.parametrize(
    "farewell",
    [
        " I hope this helps!",
        "\n\nI hope this helps clarify the topic! 😊",
        "\n\nLet me know if you have any other questions.",
        " Feel free to ask.",
        "\n\n---\n\n*Feel free to reach out if you need more!*",
        "\n\nIf you have any further questions, don't hesitate to ask!",
        "\n\nIf you need more detail, feel free to ask! I hope this helps. Good luck with your exam!",
        "\n\nIs there anything else I can help with?",
        "\n\nDo you have any other questions?",
        "\n\nWould you like me to go into more detail?",
    ],
)
def test_farewells_go(farewell: str) -> None:
    assert drop_farewell(REST + farewell) == REST


@pytest.mark.parametrize(
    "text",
    [
        REST + " Feel free to ask your doctor about it.",
        REST + " If you have questions about your medicine, ask a pharmacist.",
        REST + " People hope that this is so.",
        REST + "\n\n---\n\nMore of it.",
        "I hope this helps!",
        "Let me know if you have questions.",
    ],
)
def test_other_endings_stay(text: str) -> None:
    assert drop_farewell(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f"Answer: {REST}",
        f"**Answer:** {REST}",
        f"**Answer**: {REST}",
        f"## Answer\n\n{REST}",
        f"Final answer: {REST}",
        f"Question: What is osmosis?\n\nAnswer: {REST}",
        f"Q: What is osmosis?\nA: {REST}",
    ],
)
def test_labels_go(text: str) -> None:
    assert drop_label(text) == REST


@pytest.mark.parametrize(
    "text", ["Answer: ", "Answering is hard.", "A: ", "Questions: many", "Response times vary.", "A b"]
)
def test_what_is_no_label_stays(text: str) -> None:
    assert drop_label(text) == text


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("```markdown\n# A\n\nb\n```", "# A\n\nb"),
        ("```\nA b.\n```\n", "A b."),
        ("~~~md\nA\n~~~", "A"),
        ("````markdown\n```py\nx\n```\n````", "```py\nx\n```"),
        ("```markdown\n```py\nx\n```\nend\n```", "```py\nx\n```\nend"),
        ("```markdown\n```md\nx\n```\n```", "x"),
    ],
)
def test_a_fence_around_everything_goes(text: str, inside: str) -> None:
    assert unwrap(text) == inside


@pytest.mark.parametrize(
    "text",
    [
        "```python\nprint(1)\n```",
        "```\na\n```\n\ntext\n\n```\nb\n```",
        "```markdown\nnever closed",
        "```markdown\na\n```\nafter",
        "```\n\n```",
        "before\n```\na\n```",
    ],
)
def test_other_fences_stay(text: str) -> None:
    assert unwrap(text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"<think>\nwhat?\n</think>\n\n{REST}", f"\n\n{REST}"),
        (f"<think>a</think><think>b</think>{REST}", REST),
        (f"so the user wants\n</think>{REST}", REST),
        ("Use `</think>` to close it.", "Use `</think>` to close it."),
        ("a </think>", "a </think>"),
        ("a < b", "a < b"),
    ],
)
def test_closed_thoughts_go(text: str, rest: str) -> None:
    assert drop_thoughts(text) == rest


def test_thoughts_without_end_are_refused() -> None:
    with pytest.raises(PageError, match="reasoning block") as refused:
        drop_thoughts("<think>\nstill thinking about osmosis")
    assert "tokens" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"{REST}<|im_end|>", REST),
        (f"{REST}</s>", REST),
        (f"<s>{REST}</s>", REST),
        (f"<|im_start|>assistant\n{REST}<|im_end|>", REST),
        (f"<|start_header_id|>assistant<|end_header_id|>\n\n{REST}<|eot_id|>", REST),
        (f"{REST}<end_of_turn>", REST),
        (f"{REST}<|im_end|>\n<|im_start|>user\nAnd what is diffusion?<|im_end|>", REST),
        (f"{REST}</s>[INST] And diffusion? [/INST]", REST),
        ("Water moves 【4:0†source】.", "Water moves."),
        ("Water\ue200cite\ue202turn0\ue201 moves", "Water moves"),
    ],
)
def test_template_marks_go(text: str, rest: str) -> None:
    assert drop_template_marks(text) == rest


@pytest.mark.parametrize(
    "text", ["`<|im_end|>` ends a turn", "```\n</s>\n```\nis a mark", "a <s>b</s> c", "a <| b |> c"]
)
def test_marks_that_are_talked_about_stay(text: str) -> None:
    assert drop_template_marks(text) == text


@given(st.text())
def test_steps_only_take_from_the_ends(text: str) -> None:
    for step in (drop_openers, drop_farewell, drop_label, unwrap):
        assert step(text) in text
