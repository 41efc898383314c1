"""No system to ask: the citizen opens the portal's page, and we explain what they read there."""

from __future__ import annotations

from knowledge.dossiers import Dossier, NoProviderError


class DeepLinkProvider:
    """Never asks anybody."""

    @property
    def name(self) -> str:
        """As a reply names it."""
        return "Cổng Dịch vụ công quốc gia"

    def lookup(self, code: str) -> Dossier:
        """Nothing can be looked up.

        Raises:
            NoProviderError: always.

        """
        raise NoProviderError("chưa nối với hệ thống nào")
