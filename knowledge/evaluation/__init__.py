"""Measuring: labelled questions in, figures by style out."""

from knowledge.evaluation.questions import Question, QuestionsError, read_questions
from knowledge.evaluation.report import Asked, Report

__all__ = ["Asked", "Question", "QuestionsError", "Report", "read_questions"]
