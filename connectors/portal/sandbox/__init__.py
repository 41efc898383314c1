"""The portal's twin: a server that speaks its procedure API and both contracts of dossiers, to
develop and test against.

It holds a small demonstration of its own, or stored records of the portal given as files. Its
modes do what the real portal does on bad days.
"""

from connectors.portal.sandbox.app import create_sandbox
from connectors.portal.sandbox.dossiers import TwinClock, TwinDossiers, demonstration_scripts
from connectors.portal.sandbox.twin import Mode, ModeName, Twin

__all__ = [
    "Mode",
    "ModeName",
    "Twin",
    "TwinClock",
    "TwinDossiers",
    "create_sandbox",
    "demonstration_scripts",
]
