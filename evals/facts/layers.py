"""The layers that ask models, and the checks whose findings come of them.

What they find orders a reviewer's work: it costs no score, since a score decides what is shown first, what is made
again and what passes.
"""

from evals.facts.state import State

JUDGE, SAMPLES = "judge", "samples"

# Layer and kind of what is flagged, and the check whose finding it becomes.
FLAGS = {
    (JUDGE, "contradicted"): "judge-contradicted",
    (JUDGE, "shifted"): "judge-shifted",
    (JUDGE, "broader"): "judge-broader",
    (JUDGE, "not in source"): "judge-not-in-source",
    (SAMPLES, "figure"): "samples-figure",
    (SAMPLES, "name"): "samples-name",
    (SAMPLES, "words"): "samples-words",
}
UNCHECKED = {JUDGE: "judge-not-checked", SAMPLES: "samples-not-checked"}
ASKED = frozenset({*FLAGS.values(), *UNCHECKED.values()})
# What says that nobody has looked, which is no fault of the page.
OPEN = frozenset({"source-none"})


def check_of(layer: str, state: str, kind: str) -> str:
    """The check that tells of an assessment, `""` where there is nothing to tell."""
    if state == State.FLAGGED:
        return FLAGS.get((layer, kind), "")
    return UNCHECKED.get(layer, "") if state == State.NOT_CHECKED else ""
