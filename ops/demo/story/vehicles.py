"""The seller's cars: an invented make, as the drawings show them."""

from ops.demo.story.parts import Vehicle
from tracking.rules.vin import check_digit

MAKE = "Linhai"
MAKER = "LH9"  # world manufacturer identifier: L is China, 9 a small maker
YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"  # position 10 of a VIN: A is 2010, and again every 30 years
MODELS = {
    "saloon": ("M5", "Long Range", "M5EA1"),
    "hatch": ("M3", "Comfort", "M3EC1"),
    "estate": ("X7", "All-Wheel Drive", "X7EF4"),
}
COLOURS = {
    "pearl_white": "Pearl White",
    "silver": "Moon Silver",
    "graphite": "Graphite",
    "ink_black": "Ink Black",
    "deep_blue": "Deep Blue",
    "glacier_blue": "Glacier Blue",
    "jade_green": "Jade Green",
    "ruby_red": "Ruby Red",
    "amber_orange": "Amber Orange",
    "champagne": "Champagne",
    "lilac_grey": "Lilac Grey",
}


def vehicle(look: str, serial: int, year: int, *, built: bool = True) -> Vehicle:
    """Return the car drawn as `look` (`saloon:jade_green`); one not built yet has no VIN."""
    shape, paint = look.split(":")
    model, trim, kind = MODELS[shape]
    vin = vin_of(kind, serial, year) if built else None
    return Vehicle(model, trim, COLOURS[paint], vin)


def vin_of(kind: str, serial: int, year: int) -> str:
    """Return a VIN with its right check digit: maker, `kind` (5 characters), check, year, plant H, serial."""
    without = f"{MAKER}{kind}0{YEARS[(year - 2010) % 30]}H{serial:06d}"
    return f"{without[:8]}{check_digit(without)}{without[9:]}"
