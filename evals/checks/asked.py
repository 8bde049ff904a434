"""What models say that were asked about the answer: a judge beside passages of the sources, and other samples.

They are asked by `generate` and `judge`, never by `check`. Findings are kept by the sentence's words in the ledger, and
reviewers settle them there. They cost no score.
"""

from evals.check import FrameCheck
from evals.finding import Severity

_JUDGES = (
    "The best judges' balanced accuracy on WiCE is 0.75 to 0.80 (GPT-4o 0.785). Each flag has a quotation that stands "
    "in the passage word for word."
)
_SAMPLED = "SelfCheckGPT (Manakul et al. 2023): what a model invents differs from sample to sample."


class JudgeContradicted(FrameCheck):
    """The judge says that a sentence contradicts the source

    A second request tried to refute it and could not. Judges still see contradictions where there are none: read the
    passage.
    """

    id = "judge-contradicted"
    severity = Severity.WARNING
    factual = True
    source = f"{_JUDGES} Of what two tools reported as contradictions, 17 of 22 and 11 of 14 were none."
    bad = "“The dose is 50 mg” beside a source that says 5 mg"
    good = "“The dose is 5 mg”"


class JudgeShifted(FrameCheck):
    """The judge says that the source speaks of something a little different

    Another group, time, place, dose or measure; a cause where the source has an association.
    """

    id = "judge-shifted"
    severity = Severity.WARNING
    factual = True
    source = _JUDGES
    bad = "“It lowers mortality in adults” beside a source about children"
    good = "“It lowers mortality in children”"


class JudgeBroader(FrameCheck):
    """The judge says that a sentence claims more than the source

    A wider group, more certainty, a condition left out.
    """

    id = "judge-broader"
    severity = Severity.WARNING
    factual = True
    source = _JUDGES
    bad = "“It cures” beside a source that says “it may relieve”"
    good = "“It may relieve”"


class JudgeNotInSource(FrameCheck):
    """The judge says that none of the passages found speaks of a sentence

    Perhaps another source does, or a passage that was not found.
    """

    id = "judge-not-in-source"
    severity = Severity.NOTE
    factual = True
    source = _JUDGES
    bad = "a date that no passage has"
    good = "one that a passage has, or a source added that has it"


class JudgeNotChecked(FrameCheck):
    """Sentences that the judge was to read and did not

    It refused, its answer was cut off or cannot be read, it quoted what no passage has, it took a contradiction back,
    or its budget was spent. Nobody knows what it would have said: that is no pass.
    """

    id = "judge-not-checked"
    severity = Severity.NOTE
    factual = True
    source = "Unknown is not clean: a claim that nobody judged is as open as before."
    bad = "an answer of the judge without a framing"
    good = "a person who reads the sentence beside its source"


class SamplesFigure(FrameCheck):
    """Most other samples of the answer do not have a figure of it

    Numbers, doses, dates: what a model knows it says each time, and what it invents it invents anew.
    """

    id = "samples-figure"
    severity = Severity.WARNING
    factual = True
    source = f"{_SAMPLED} Numbers on which samples differ: AUROC 0.75 to 0.81 on sentences with numbers."
    bad = "“in 1912” where two of three other samples say 1921"
    good = "a year that all samples say, or that a person looked up"


class SamplesName(FrameCheck):
    """Most other samples of the answer do not have a name of it

    Names of the question do not count. An answer may simply say more than others do: this says “look it up”.
    """

    id = "samples-name"
    severity = Severity.NOTE
    factual = True
    source = _SAMPLED
    bad = "a discoverer whom no other sample names"
    good = "one whom all of them name, or whom a person looked up"


class SamplesWords(FrameCheck):
    """Other samples of the answer say hardly anything of what a sentence says

    Its words are less than half as frequent in them as the page's words are as a rule.
    """

    id = "samples-words"
    severity = Severity.NOTE
    factual = True
    source = (
        f"{_SAMPLED} Overlap of words with three samples: passage correlation 65. The half is a choice, not measured."
    )
    bad = "an episode that no other sample tells"
    good = "what the samples tell in other words"


class SamplesNotChecked(FrameCheck):
    """The answer was to be held against other samples, and was not

    None came, or they are the same to the letter.
    """

    id = "samples-not-checked"
    severity = Severity.NOTE
    factual = True
    source = "Unknown is not clean."
    bad = "a model with a temperature of 0"
    good = "one that is asked with the temperature that it writes with"


FRAME_CHECKS: tuple[type[FrameCheck], ...] = (
    JudgeContradicted,
    JudgeShifted,
    JudgeBroader,
    JudgeNotInSource,
    JudgeNotChecked,
    SamplesFigure,
    SamplesName,
    SamplesWords,
    SamplesNotChecked,
)
