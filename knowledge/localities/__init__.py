"""Provinces and communes, what they were before 1 July 2025, and what they charge.

find_places("tôi ở quận 7 cũ")[0].unit          FormerUnit(rank="district", name="7", …)
said_now(unit)                                  "quận 7 cũ: không còn cấp huyện; nay thuộc …"
province_of("nhà ở Thuận An, Bình Dương")       "79"
fees_in(procedure, "79", today, policies)       the fees there, and what was applied
"""

from knowledge.localities.fees import Fees, fallback, fees_in
from knowledge.localities.gazetteer import Gazetteer, gazetteer
from knowledge.localities.policy import LocalFee, Policies, Policy, Service
from knowledge.localities.policy import load as load_policies
from knowledge.localities.reading import Place, find_places, province_of
from knowledge.localities.units import Commune, FormerUnit, Province, Unit, said_now

__all__ = [
    "Commune",
    "Fees",
    "FormerUnit",
    "Gazetteer",
    "LocalFee",
    "Place",
    "Policies",
    "Policy",
    "Province",
    "Service",
    "Unit",
    "fallback",
    "fees_in",
    "find_places",
    "gazetteer",
    "load_policies",
    "province_of",
    "said_now",
]
