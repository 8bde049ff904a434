"""Units of measure: their spellings, and what they are of each other."""

import re
from dataclasses import dataclass

# Unit and how much of the dimension's base unit it is; spellings that differ in more than a plural's s.
_TABLE: dict[str, dict[str, tuple[float, str]]] = {
    "mass": {
        "ng": (1e-9, "ng nanogram nanograms"),
        "µg": (1e-6, "µg μg ug mcg microgram micrograms"),
        "mg": (1e-3, "mg mgs milligram milligrams"),
        "g": (1, "g gm gms gram grams gramme grammes"),
        "kg": (1e3, "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
        "t": (1e6, "tonne tonnes"),
        "lb": (453.59237, "lb lbs pound-mass"),
        "oz": (28.349523, "oz ounce ounces"),
    },
    "volume": {
        "µL": (1e-6, "µl μl ul microliter microliters microlitre microlitres"),
        "mL": (1e-3, "ml mls milliliter milliliters millilitre millilitres cc"),
        "dL": (0.1, "dl deciliter deciliters"),
        "L": (1, "l liter liters litre litres"),
        "gal": (3.785412, "gallon gallons"),
    },
    "length": {
        "nm": (1e-9, "nm nanometer nanometers nanometre nanometres"),
        "µm": (1e-6, "µm μm um micron microns micrometer micrometers"),
        "mm": (1e-3, "mm millimeter millimeters millimetre millimetres"),
        "cm": (1e-2, "cm centimeter centimeters centimetre centimetres"),
        "m": (1, "m meter meters metre metres"),
        "km": (1e3, "km kilometer kilometers kilometre kilometres"),
        "inch": (0.0254, "inches"),
        "ft": (0.3048, "ft foot feet"),
        "yd": (0.9144, "yd yds yard yards"),
        "mi": (1609.344, "mi mile miles"),
    },
    "time": {
        "ms": (1e-3, "ms millisecond milliseconds"),
        "s": (1, "s sec secs second seconds"),
        "min": (60, "min mins minute minutes"),
        "h": (3600, "h hr hrs hour hours"),
        "d": (86400, "day days"),
        "wk": (604800, "wk wks week weeks"),
        "mo": (2629746, "mo mos month months"),
        "yr": (31556952, "yr yrs year years"),
        "decade": (315569520, "decade decades"),
        "century": (3155695200, "century centuries"),
    },
    "activity": {
        "IU": (1, "iu iu's"),
        "mEq": (1, "meq"),
        "mmol": (1, "mmol millimole millimoles"),
        "mol": (1e3, "mol"),
    },
    "temperature": {"°C": (1, "°c celsius"), "°F": (1, "°f fahrenheit"), "K": (1, "kelvin kelvins")},
    "energy": {
        "J": (1, "j joule joules"),
        "kJ": (1e3, "kj kilojoule kilojoules"),
        "kcal": (4184, "kcal kcals kilocalorie kilocalories calorie calories"),
        "kWh": (3.6e6, "kwh"),
    },
    "power": {"W": (1, "w watt watts"), "kW": (1e3, "kw kilowatt kilowatts"), "MW": (1e6, "mw megawatt megawatts")},
    "frequency": {"Hz": (1, "hz hertz"), "kHz": (1e3, "khz"), "MHz": (1e6, "mhz"), "GHz": (1e9, "ghz")},
    "bytes": {"kB": (1e3, "kb"), "MB": (1e6, "mb"), "GB": (1e9, "gb"), "TB": (1e12, "tb")},
    "pressure": {"mmHg": (133.322, "mmhg"), "kPa": (1e3, "kpa"), "Pa": (1, "pa pascal pascals"), "bar": (1e5, "bar")},
    "voltage": {"mV": (1e-3, "mv millivolt millivolts"), "V": (1, "v volt volts"), "kV": (1e3, "kv")},
    "doses": {
        "tablet": (1, "tablet tablets tab tabs pill pills"),
        "capsule": (1, "capsule capsules"),
        "puff": (1, "puff puffs"),
        "drop": (1, "drop drops"),
        "unit": (1, "unit units"),
    },
}
_OF: dict[str, tuple[str, str, float]] = {
    spelling: (unit, dimension, factor)
    for dimension, units in _TABLE.items()
    for unit, (factor, spellings) in units.items()
    for spelling in (unit.lower(), *spellings.split())
}
# One letter is a unit only in this case: `5 m` and `5 M` are different things, and `5 C` may be vitamin.
_SINGLE = {"g", "t", "L", "l", "m", "s", "h", "d", "K", "J", "W", "V"}
# Units in which drugs are given; what is counted in others may be one, too, where it is per kilogram or per day.
_OF_DOSES = {"ng", "µg", "mg", "IU", "mEq", "tablet", "capsule", "puff", "drop"}
_PER_PERSON = {"kg", "d", "dose", "m²"}
_WORD = r"[A-Za-zµμ°]+"
UNIT = re.compile(
    rf"[ \t\u00a0\u202f-]?(?P<unit>{_WORD})(?P<per>(?:\s?/\s?|\sper\s(?:each\s)?|\sa\s(?=day|week|month|year))"
    rf"(?:\d+\s?)?(?P<below>{_WORD})[²2]?(?:\s?/\s?(?P<third>{_WORD}))?)?(?![\w])"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a text has it: its usual spelling with what it is counted per (`g/kg`), its dimension, its factor."""

    name: str
    dimension: str
    factor: float

    @property
    def is_dose(self) -> bool:
        """Whether a quantity in this unit is one that is given to somebody."""
        above, _, below = self.name.partition("/")
        return above in _OF_DOSES or (bool(below) and below.split("/")[0] in _PER_PERSON and self.dimension != "time")


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that begins here, with or without a space or hyphen before it, and where it ends."""
    match = UNIT.match(text, at)
    found = _known(match["unit"]) if match else None
    if not match or not found:
        return None
    name, dimension, factor = found
    belows = [_known(each) for each in (match["below"], match["third"]) if each]
    if not belows or None in belows:
        return Unit(name, dimension, factor), match.end("unit")
    names = [name, *(below[0] for below in belows if below)]
    return Unit("/".join(names), dimension, factor), match.end("per")


def _known(word: str) -> tuple[str, str, float] | None:
    return _OF.get(word.lower()) if len(word) > 1 or word in _SINGLE else None
