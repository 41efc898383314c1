"""Which procedure a question is about.

index = Index.open(folder, library, settings)    # or build(...) first
retriever = Retriever(index)
ranking = retriever.search("lam giay khai sinh cho chau")
ranking.candidates[0].code                       # "1.001193"
"""

from knowledge.retrieval.decision import Decision, decide
from knowledge.retrieval.index import Index, build
from knowledge.retrieval.pointers import Pointers
from knowledge.retrieval.ranking import Candidate, Ranking
from knowledge.retrieval.retriever import Retriever

__all__ = ["Candidate", "Decision", "Index", "Pointers", "Ranking", "Retriever", "build", "decide"]
