"""Who may sit at the desk, and how they prove who they are."""

from connectors.desk.accounts.audit import Audit, Noted
from connectors.desk.accounts.people import AccountError, People, Person
from connectors.desk.accounts.sessions import Sessions, Signed

__all__ = ["AccountError", "Audit", "Noted", "People", "Person", "Sessions", "Signed"]
