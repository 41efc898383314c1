"""The widget of other people's websites: its one script, and who may talk to the API from where.

The script is made at start from the modules in `source/` (`bundle`), so nothing built is kept in
the repository and nothing can be out of date.
"""

from connectors.web.widget.origins import Origins
from connectors.web.widget.routes import router

__all__ = ["Origins", "router"]
