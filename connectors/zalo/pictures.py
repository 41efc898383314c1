"""Where Zalo finds a picture: it fetches PNG or JPEG itself, over https."""

from __future__ import annotations

_OWN = "/pictures/"
_READABLE = (".png", ".jpg", ".jpeg")


def picture_url(image: str | None, public_url: str) -> str | None:
    """The address of a message's picture, or None when Zalo could not fetch it.

    Our drawings are SVG; the app serves each as PNG under the same name.
    """
    if not image:
        return None
    if image.startswith("https://") and image.lower().endswith(_READABLE):
        return image
    if not image.startswith(_OWN) or not public_url.startswith("https://"):
        return None
    return f"{public_url.rstrip('/')}{image.removesuffix('.svg')}.png"
