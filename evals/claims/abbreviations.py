"""Abbreviations whose stop ends no sentence."""

_GOES_ON = """
    dr mr mrs ms mx prof st rev hon gen col sgt capt lt sen rep gov pres messrs mt ft fr sr jr
    e.g eg i.e ie viz cf vs v al c ca approx est resp incl esp aka
    fig figs eq eqs eqn tab no nos vol vols ch sec art arts para p pp ed eds ex ref refs app n.b
    univ dept assn bros u.s.c cir stat bzw z.b d.h vgl nr bsp ggf evtl p.ex env"""
_UNITS = "mg g kg mcg ml l dl cm mm m km ft lb lbs oz min hr hrs h sec wk wks mo mos yr yrs"
_MONTHS = "jan feb mar apr jun jul aug sept sep oct nov dec"
_MAY_END = """
    etc inc ltd co corp llc plc mon tue wed thu fri sat sun tab tabs cap caps am pm
    a.m p.m b.c a.d b.c.e c.e ph.d m.d b.a m.a b.s m.s j.d r.n u.s u.k u.n e.u d.c n.y
    b.i.d t.i.d q.i.d q.d p.o i.v i.m s.c p.r.n b.w usw u.s.w"""

# A name, a title, an example or a number follows: the sentence goes on.
GOES_ON = frozenset(_GOES_ON.split())
# They may end a sentence; where the next word could begin one, they do.
MAY_END = frozenset((_MAY_END + " " + _MONTHS).split())
# Before a capital letter their stop is one; before a small letter no stop ends a sentence anyway.
UNITS = frozenset(_UNITS.split())
# Behind these a number follows, and does not begin a sentence.
BEFORE_NUMBERS = GOES_ON - UNITS | frozenset(_MONTHS.split())
