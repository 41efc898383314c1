"""Provinces and communes, and what they were before 1 July 2025.

find_places("tôi ở quận 7 cũ")[0].unit          FormerUnit(rank="district", name="7", …)
said_now(unit)                                  "quận 7 cũ: không còn cấp huyện; nay thuộc …"
province_of("nhà ở Thuận An, Bình Dương")       "79"
fees_in(procedure, "79", today, policies)       the fees there, and what was applied
"""

from knowledge.localities.gazetteer import Gazetteer, gazetteer
from knowledge.localities.reading import Place, find_places, province_of
from knowledge.localities.units import Commune, FormerUnit, Province, Unit, said_now

__all__ = [
    "Commune",
    "FormerUnit",
    "Gazetteer",
    "Place",
    "Province",
    "Unit",
    "find_places",
    "gazetteer",
    "province_of",
    "said_now",
]
