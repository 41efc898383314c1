"""Changes of what the assistant knows, from the desk: proposed by one person, tried by the machine,
put live by another. What is live lies in the database; each machine makes its records and its index
of it.
"""

from connectors.proposals.store import Proposal, ProposalError, Proposals

__all__ = ["Proposal", "ProposalError", "Proposals"]
