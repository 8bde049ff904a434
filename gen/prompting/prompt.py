"""A prompt: what is said to a model, made from the templates of a workspace.

A question is data: it comes into a template as a value and is never read as one.
"""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gen.config import SeoSettings
from gen.errors import TemplateError
from gen.prompting.sandbox import close
from gen.prompting.template_check import Names, faults
from gen.prompting.templates import SUFFIX, TemplateFolder
from gen.prompting.values import (
    BoundsValues,
    ClaimValues,
    PassageValues,
    QuestionValues,
    SiteValues,
    SourceValues,
    bounds_values,
    question_values,
    site_values,
)
from gen.question import Question
from gen.site.profile import SiteProfile


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said to a model.

    Attributes:
        messages: `{"role": ..., "content": ...}`, in order, as the body of a request takes them.
        hash: SHA-256 over name and content of every file that went into it.
        files: those files, below `prompts/`; the first is the one that was chosen.
    """

    messages: tuple[dict[str, str], ...]
    hash: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """What a reviewer said of an answer that is to be written again.

    Attributes:
        words: what to do.
        reason: why it was sent back, a name from the fixed list.
        answer: what they read, as Markdown; `""` where it is not there any more.
    """

    words: str
    reason: str
    answer: str = ""


def _attributes(values: type) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(values))


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of prompt: its messages, block to role in order, the blocks it must have, and the names it is given."""

    messages: Mapping[str, str]
    needed: tuple[str, ...]
    names: Names


_COMMON = {"question": _attributes(QuestionValues), "site": _attributes(SiteValues)}
_PLAIN: frozenset[str] = frozenset()
# A model too small to follow rules follows an example: a turn that went well, before the one that is asked for.
_TURNS = {"system": "system", "example_question": "user", "example_answer": "assistant", "user": "user"}
ANSWER = _Kind(_TURNS, ("system", "user"), {**_COMMON, "passages": _PLAIN})
SEO = _Kind(_TURNS, ("system", "user"), {**_COMMON, "answer": _PLAIN, "bounds": _attributes(BoundsValues)})
SEO_AGAIN = _Kind({"user": "user"}, ("user",), {"problems": _PLAIN})
REVISE = _Kind({"user": "user"}, ("user",), {"words": _PLAIN, "reason": _PLAIN})
_JUDGED = {"claim": _attributes(ClaimValues), "passages": _PLAIN, "site": _attributes(SiteValues)}
JUDGE = _Kind(_TURNS, ("system", "user"), _JUDGED)
REFUTE = _Kind(_TURNS, ("system", "user"), {**_JUDGED, "quote": _PLAIN, "reason": _PLAIN})
MEND = _Kind({"user": "user"}, ("user",), {"problems": _PLAIN})

GENERAL = f"answer/general{SUFFIX}"
SEO_GENERAL = f"seo/general{SUFFIX}"
AGAIN = f"seo/again{SUFFIX}"
REVISE_AGAIN = f"revise/again{SUFFIX}"
REVISE_CHECKS = f"revise/checks{SUFFIX}"
JUDGE_CLAIM = f"judge/claim{SUFFIX}"
JUDGE_REFUTE = f"judge/refute{SUFFIX}"
_BY_NAME = {AGAIN: SEO_AGAIN, REVISE_CHECKS: MEND, JUDGE_REFUTE: REFUTE}  # the others are known by their folder


class PromptLibrary:
    """The prompts of a folder of templates, as it stood when the library was made.

    A template is checked before it is first rendered, in all of its branches; then it is only rendered.

    Args:
        folder: the workspace's `prompts/`.

    Raises:
        TemplateError: there is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = TemplateFolder(folder)
        self._ready: dict[str, tuple[tuple[str, ...], str]] = {}

    @classmethod
    def checked(cls, folder: Path) -> "PromptLibrary":
        """A library in which nothing is wrong.

        Raises:
            TemplateError: there is no such folder, or the first of what `check` found.
        """
        library = cls(folder)
        for fault in library.check():
            raise fault
        return library

    @cached_property
    def _prompts(self) -> dict[str, _Kind]:
        """The files that are prompts. One whose name begins with `_` is there to be drawn in by others."""
        kinds = {"answer": ANSWER, "seo": SEO, "revise": REVISE, "judge": JUDGE}
        found = {}
        for name in self._folder.names:
            above, _, last = name.rpartition("/")
            if above in kinds and not last.startswith("_"):
                found[name] = _BY_NAME.get(name, kinds[above])
        return found

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates for answers, as a question list or the settings may name them."""
        return tuple(_short(name) for name, kind in self._prompts.items() if kind is ANSWER)

    def check(self) -> tuple[TemplateError, ...]:
        """Everything that is wrong with the templates, found without rendering one; empty is fine.

        Also the branches that no question takes, and the files that no prompt draws in.
        """
        found: dict[str, TemplateError] = {}
        for name in self._folder.names:
            kind = self._prompts.get(name)
            for fault in self._faults(name, kind) if kind else self._syntax(name):
                found.setdefault(str(fault), fault)
        missing = [name for name in (GENERAL, SEO_GENERAL, AGAIN) if name not in self._prompts]
        absent = [TemplateError(f"no template {name!r}", where=self._folder.where(name)) for name in missing]
        return (*found.values(), *absent)

    def _faults(self, name: str, kind: _Kind) -> list[TemplateError]:
        return faults(self._folder, name, kind.needed, kind.names, kind.messages)

    def _syntax(self, name: str) -> list[TemplateError]:
        try:
            self._folder.compiled(name)
        except TemplateError as error:
            return [error]
        return []

    def hash_of(self, file: str) -> str:
        """SHA-256 of one file of the templates, `""` where there is none."""
        return self._folder.digest((file,)) if file in self._folder.names else ""

    def hash_of_prompt(self, name: str) -> str:
        """The hash that a prompt of this template has now, see `Prompt.hash`; `""` where there is none that works."""
        try:
            return self._prepared(name, self._prompts[name])[1]
        except (KeyError, TemplateError):
            return ""

    def answer(
        self,
        question: Question,
        profile: SiteProfile,
        *,
        template: str = "",
        today: datetime.date | None = None,
        passages: Sequence[SourceValues] = (),
    ) -> Prompt:
        """The prompt for a question's answer.

        Args:
            question: what is asked. Its own template goes before all others.
            profile: the site.
            template: the model's template; it goes before the subject's, and that before the general one.
            today: the page's date where the list gives none; None for the day it is.
            passages: of references that the answer is to be made from.

        Raises:
            TemplateError: no such template, a mistake in it, or it failed for this question.
        """
        name = self._chosen(question, profile, template)
        values = {"question": question_values(question, today), "site": site_values(profile)}
        return self._prompt(name, ANSWER, {**values, "passages": tuple(passages)})

    def seo(
        self, question: Question, answer: str, *, profile: SiteProfile, seo: SeoSettings, template: str = ""
    ) -> Prompt:
        """The prompt for the SEO fields of an answer, which stands in it word for word.

        Args:
            question: what was asked.
            answer: the answer's Markdown.
            profile: the site; the length of its description prefix is taken off the bounds.
            seo: the bounds.
            template: the model's template, where `prompts/seo/` has one of that name.

        Raises:
            TemplateError: as `answer`.
        """
        own = f"seo/{template.removesuffix(SUFFIX)}{SUFFIX}"
        values = {
            "question": question_values(question, None),
            "site": site_values(profile),
            "answer": answer,
            "bounds": bounds_values(seo, len(profile.description_prefix)),
        }
        return self._prompt(own if self._prompts.get(own) is SEO else SEO_GENERAL, SEO, values)

    def seo_again(self, previous: Prompt, text: str, problems: Sequence[str]) -> Prompt:
        """The conversation goes on: what the model said, and what is wrong with it.

        Args:
            previous: the prompt that brought `text`.
            text: the model's words, `""` where there were none.
            problems: what is wrong with them, one sentence each.

        Raises:
            TemplateError: as `answer`.
        """
        # Servers refuse an empty turn, and chat templates two turns of one role.
        said = text if text.strip() else "{}"
        return self._continued(previous, said, self._prompt(AGAIN, SEO_AGAIN, {"problems": tuple(problems)}))

    def revise(self, previous: Prompt, answer: str, revision: Revision) -> Prompt:
        """The conversation about an answer goes on: what the model wrote, and what the reviewer says of it.

        Args:
            previous: the prompt for the question's answer.
            answer: what a reviewer read.
            revision: what they said.

        Raises:
            TemplateError: as `answer`; a workspace made before there were revisions may have no template for them.
        """
        values = {"words": revision.words, "reason": revision.reason}
        return self._continued(previous, answer, self._further(REVISE_AGAIN, REVISE, values))

    def mend(self, previous: Prompt, answer: str, problems: Sequence[str]) -> Prompt:
        """The conversation about an answer goes on: what the model wrote, and what checks found in it.

        Args:
            previous: the prompt that brought the answer.
            answer: its Markdown.
            problems: what is wrong with it, a line each.

        Raises:
            TemplateError: as `revise`.
        """
        return self._continued(previous, answer, self._further(REVISE_CHECKS, MEND, {"problems": tuple(problems)}))

    def require_mend(self) -> None:
        """Say now, and not when a page has been paid for, that there is no template for `mend`.

        Raises:
            TemplateError: there is none.
        """
        self._require(REVISE_CHECKS, MEND)

    def _further(self, name: str, kind: _Kind, values: Mapping[str, object]) -> Prompt:
        self._require(name, kind)
        return self._prompt(name, kind, values)

    def _require(self, name: str, kind: _Kind) -> None:
        if self._prompts.get(name) is not kind:
            hint = "`answerdesk init` writes it into a new folder; copy it from there."
            raise TemplateError(f"no template {name!r}", where=self._folder.where(name), hint=hint)

    def judge(self, claim: ClaimValues, passages: Sequence[PassageValues], profile: SiteProfile) -> Prompt:
        """The prompt that asks how a sentence stands to passages of the sources.

        Raises:
            TemplateError: as `answer`; a workspace made before there was a judge may have no template for it.
        """
        values = {"claim": claim, "passages": tuple(passages), "site": site_values(profile)}
        return self._further(JUDGE_CLAIM, JUDGE, values)

    def refute(
        self, claim: ClaimValues, passages: Sequence[PassageValues], profile: SiteProfile, quote: str, reason: str
    ) -> Prompt:
        """The prompt that asks to refute a contradiction; `quote` and `reason` are those of whoever found it.

        Raises:
            TemplateError: as `judge`.
        """
        values = {
            "claim": claim,
            "passages": tuple(passages),
            "site": site_values(profile),
            "quote": quote,
            "reason": reason,
        }
        return self._further(JUDGE_REFUTE, REFUTE, values)

    def require_judge(self) -> None:
        """The same for `judge` and `refute`.

        Raises:
            TemplateError: there is none for one of them.
        """
        self._require(JUDGE_CLAIM, JUDGE)
        self._require(JUDGE_REFUTE, REFUTE)

    def _continued(self, previous: Prompt, said: str, asked: Prompt) -> Prompt:
        files = tuple(dict.fromkeys((*previous.files, *asked.files)))
        turn = {"role": "assistant", "content": said}
        return Prompt((*previous.messages, turn, *asked.messages), self._folder.digest(files), files)

    def _chosen(self, question: Question, profile: SiteProfile, template: str) -> str:
        if question.template:
            return self._named(question.template, question.where)
        if template:
            return self._named(template, "the model's `template` in the settings")
        own = f"answer/{profile.slug(question.subject)}{SUFFIX}"
        return own if own in self._prompts else GENERAL

    def _named(self, asked: str, where: str) -> str:
        name = f"answer/{_short(asked)}{SUFFIX}"
        if self._prompts.get(name) is not ANSWER:
            raise TemplateError(
                f"no template {asked!r} in {self._folder.where('answer')}",
                where=where,
                hint=close(_short(asked), self.templates),
            )
        return name

    def _prompt(self, name: str, kind: _Kind, values: Mapping[str, object]) -> Prompt:
        files, digest = self._ready.get(name) or self._prepared(name, kind)
        texts = self._folder.render(name, tuple(kind.messages), values)
        messages = [
            {"role": role, "content": text} for role, text in zip(kind.messages.values(), texts, strict=True) if text
        ]
        if not texts[-1]:
            raise self._folder.error(name, 0, "the block 'user' came out empty", "a request needs a user message")
        return Prompt(tuple(messages), digest, files)

    def _prepared(self, name: str, kind: _Kind) -> tuple[tuple[str, ...], str]:
        self._folder.source(name)
        found = self._faults(name, kind)
        if found:
            raise found[0]
        files = self._folder.files(name)
        self._ready[name] = files, self._folder.digest(files)
        return self._ready[name]


def _short(name: str) -> str:
    return name.removeprefix("answer/").removesuffix(SUFFIX)
