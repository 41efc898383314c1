"""Which embedding model is used: one setting.

`TUNGBUOC_ENCODER=bundled` (default) or `TUNGBUOC_ENCODER=hub`, with `TUNGBUOC_ENCODER_MODEL` (for
instance BAAI/bge-m3 or AITeamVN/Vietnamese_Embedding) and `TUNGBUOC_ENCODER_REVISION`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.encoder.protocol import Encoder


class EncoderSettings(BaseSettings):
    """Read from the environment; prompts are put before each text, as e5 needs them."""

    model_config = SettingsConfigDict(env_prefix="TUNGBUOC_", extra="ignore")

    encoder: Literal["bundled", "hub"] = "bundled"
    encoder_model: str = "BAAI/bge-m3"
    encoder_revision: str = "main"
    encoder_query_prompt: str = ""
    encoder_passage_prompt: str = ""

    @property
    def identity(self) -> str:
        """What the vectors depend on, without loading anything."""
        if self.encoder == "bundled":
            from knowledge.encoder.bundled import IDENTITY

            return IDENTITY
        return "|".join(
            (
                "hub",
                self.encoder_model,
                self.encoder_revision,
                self.encoder_query_prompt,
                self.encoder_passage_prompt,
            )
        )


def build_encoder(settings: EncoderSettings, folder: Path) -> None:
    """Make what `open_encoder` needs in `folder`; does nothing when it is already there.

    Raises:
        EncoderError: packages or weights are missing.

    """
    if settings.encoder == "bundled":
        from knowledge.encoder import bundled

        bundled.build(folder)
    else:
        open_encoder(settings, folder)


def open_encoder(settings: EncoderSettings, folder: Path) -> Encoder:
    """The encoder that the settings name.

    Raises:
        EncoderError: it was not built, or the hub does not give it.

    """
    if settings.encoder == "bundled":
        from knowledge.encoder.onnx import OnnxEncoder

        return OnnxEncoder(folder)
    from knowledge.encoder.hub import HubEncoder

    return HubEncoder(settings)
