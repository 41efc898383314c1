"""The shape of a procedure record: one YAML file each under `knowledge/procedures/<field>/`.

`docs/procedure-record.md` explains every field to the people who write records.
"""

from knowledge.schema.base import Condition, Confidence, Fact, Model, Source, Way
from knowledge.schema.cases import Answer, Case, Confusable
from knowledge.schema.facts import (
    Benefit,
    Channel,
    Fee,
    LegalBasis,
    Place,
    Result,
    Statement,
    TimeLimit,
)
from knowledge.schema.guide import Step, Trouble, VisitStep
from knowledge.schema.papers import Form, Paper
from knowledge.schema.procedure import Portal, Procedure

__all__ = [
    "Answer",
    "Benefit",
    "Case",
    "Channel",
    "Condition",
    "Confidence",
    "Confusable",
    "Fact",
    "Fee",
    "Form",
    "LegalBasis",
    "Model",
    "Paper",
    "Place",
    "Portal",
    "Procedure",
    "Result",
    "Source",
    "Statement",
    "Step",
    "TimeLimit",
    "Trouble",
    "VisitStep",
    "Way",
]
