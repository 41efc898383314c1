"""What keeps a page of a twin up to date without taking from whoever types what they have typed."""

from __future__ import annotations

_SCRIPT = """<script>
setInterval(async () => {
  try {
    const page = new DOMParser().parseFromString(
      await (await fetch(location.pathname + location.search)).text(), "text/html");
    const now = document.getElementById("talk"), next = page.getElementById("talk");
    if (now.innerHTML === next.innerHTML) return;
    now.innerHTML = next.innerHTML;
    scrollTo(0, document.body.scrollHeight);
  } catch { /* the twin was stopped */ }
}, 1000);
scrollTo(0, document.body.scrollHeight);
</script>"""


def fresh(talk: str) -> str:
    """The talk (HTML), exchanged for the newest once a second where scripts run."""
    return f'<div id="talk">{talk}</div>{_SCRIPT}'
