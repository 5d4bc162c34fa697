"""Models are replaced by better ones only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.jobs.reading.train import DECISIVE, check_no_worse
from records import Trouble


@pytest.mark.parametrize(("fall", "is_refused"), [(0.0, False), (0.004, False), (0.02, True), (-0.1, False)])
def test_worse_models_are_refused(tmp_path: Path, fall: float, is_refused: bool) -> None:
    in_service = tmp_path / "figures.json"
    in_service.write_text(json.dumps(dict.fromkeys(DECISIVE, 0.8)), encoding="utf-8")
    figures = dict.fromkeys(DECISIVE, 0.8 - fall)
    if is_refused:
        with pytest.raises(Trouble, match=r"train\.worse"):
            check_no_worse(figures, in_service)
    else:
        check_no_worse(figures, in_service)


def test_the_first_models_replace_nothing(tmp_path: Path) -> None:
    check_no_worse({}, tmp_path / "none.json")
