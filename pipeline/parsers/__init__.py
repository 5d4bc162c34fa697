"""How each family of newspaper sites marks up an article: data, read by :mod:`pipeline.parsers.reader`."""

from __future__ import annotations

from pipeline.parsers import baodautu, dantri, onecms, vccorp, vietnamnet, vnexpress
from pipeline.parsers.layout import Layout

# An outlet's file names one of these; "generic" and unknown names are read by pipeline/parsers/generic.py.
LAYOUTS: dict[str, Layout] = {
    "vccorp": vccorp.LAYOUT,
    "onecms": onecms.LAYOUT,
    "vnexpress": vnexpress.LAYOUT,
    "vietnamnet": vietnamnet.LAYOUT,
    "dantri": dantri.LAYOUT,
    "baodautu": baodautu.LAYOUT,
}
