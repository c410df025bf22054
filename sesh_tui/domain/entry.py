"""What one line of the entry grammar says, as typed values. Nothing here is resolved against a replica."""

# no "from __future__ import annotations" here: NamedTuple compiles annotations that are text (1 ms at start)

from datetime import datetime
from typing import NamedTuple


class Amount(NamedTuple):
    """How much was used or bought."""

    kind: str
    """``mass``, ``volume``, ``count``, ``thc`` or ``cbd``."""
    quantity: int
    """The total, ``times`` included: mg, µl, thousandths, µg, µg."""
    number: str
    """The number of one, canonical decimal ("0.3") or a fraction as typed ("1/2")."""
    unit: str
    """Canonical unit word (g, mg, ml, puff, thc …) or the person's own unit."""
    times: int = 1
    estimated: bool = False


class Reading(NamedTuple):
    """One scale before and after; ``None`` is an answer that was not given, 0 is an answer."""

    before: int | None
    after: int | None


class Content(NamedTuple):
    """Cannabinoid content of a product."""

    value: str
    """Canonical decimal text."""
    unit: str
    """``pct``, ``mg_g``, ``mg_unit``, ``mg_ml`` or ``mg_pkg``."""


class Money(NamedTuple):
    """A price."""

    minor: int
    """Minor units (cents) of the currency."""
    currency: str | None
    """ISO 4217; ``None`` is the person's default currency, whose minor unit was used."""


class Product(NamedTuple):
    """A product or strain a line names."""

    name: str
    """As known, or as typed when new."""
    source: str
    """``stock``, ``recent``, ``catalogue`` or ``new``."""
    id: str | None = None
    """Inventory id for stock, strain id where there is one."""


class Entry(NamedTuple):
    """Everything a line can say. What was not said is ``None`` or empty."""

    amount: Amount | None = None
    method: str | None = None
    """Canonical method; implied by a count unit where none was typed."""
    product: Product | None = None
    item: str | None = None
    """``item:ID``: one inventory lot, forced."""
    mood: Reading | None = None
    energy: Reading | None = None
    rating: int | None = None
    symptoms: tuple[tuple[str, Reading], ...] = ()
    new_symptoms: tuple[str, ...] = ()
    """Names introduced with ``sym:``, a subset of the names in ``symptoms``."""
    effects: tuple[str, ...] = ()
    location: str | None = None
    """``@home``: a setting of the vocabulary or a place of the person's own, lower case."""
    companions: int | None = None
    accompanied_by: str | None = None
    """``solo``, ``social`` or free text of ``with:``."""
    purpose: str | None = None
    at: datetime | None = None
    """Aware, UTC."""
    duration_min: int | None = None
    thc: Content | None = None
    cbd: Content | None = None
    cost: Money | None = None
    seller: str | None = None
    where: str | None = None
    """``where:``: a place in the person's own words."""
    tags: tuple[str, ...] = ()
    note: str | None = None
    assumed_thc: bool = False
    """``mg`` was read as mg of THC because the route is oral or oromucosal; the amount keeps unit ``mg``."""
    category: str | None = None
    """``type:`` of a purchase, a key of ``vocab.CATEGORIES``."""
    strain: str | None = None
    """``strain:`` of a purchase (elsewhere ``strain:`` names the product)."""
    triggers: tuple[str, ...] = ()
    """``+word`` of a craving."""
