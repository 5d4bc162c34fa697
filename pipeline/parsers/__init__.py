"""How each outlet or family of sites marks up an article: data, read by :mod:`pipeline.parsers.reader`."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.parsers import (
    baodantoc,
    baodautu,
    baotintuc,
    bnews,
    cand,
    dantri,
    laodong,
    onecms,
    qdnd,
    vccorp,
    vietnamnet,
    vneconomy,
    vnexpress,
)
from pipeline.parsers.layout import Layout

Layouts = Mapping[str, tuple[Layout, ...]]
# An outlet's file names one of these; "generic" and unknown names are read by pipeline/parsers/generic.py.
LAYOUTS: Layouts = {
    "vccorp": vccorp.LAYOUTS,
    "onecms": onecms.LAYOUTS,
    "vnexpress": vnexpress.LAYOUTS,
    "vietnamnet": vietnamnet.LAYOUTS,
    "dantri": dantri.LAYOUTS,
    "baodautu": baodautu.LAYOUTS,
    "cand": cand.LAYOUTS,
    "baotintuc": baotintuc.LAYOUTS,
    "baodantoc": baodantoc.LAYOUTS,
    "qdnd": qdnd.LAYOUTS,
    "vneconomy": vneconomy.LAYOUTS,
    "bnews": bnews.LAYOUTS,
    "laodong": laodong.LAYOUTS,
}
