"""The network with mean pooling and unit length inside, so that one ONNX graph gives the vector."""

from __future__ import annotations

from typing import Any

import torch


class Pooled(torch.nn.Module):
    """BERT → mean over the tokens → unit vector."""

    def __init__(self, bert: torch.nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        """(batch, tokens) twice → (batch, dimensions)."""
        hidden = self.bert(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
        ).last_hidden_state
        mask = attention_mask[..., None].to(hidden.dtype)
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)
