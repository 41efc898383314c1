"""The pages of the desk."""

from connectors.desk.web.install import install

__all__ = ["install"]
