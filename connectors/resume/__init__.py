"""Short codes under which a guide is taken up on another channel or at the ward's desk."""

from connectors.resume.codes import ResumeStore

__all__ = ["ResumeStore"]
