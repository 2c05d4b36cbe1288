"""The model of both sides: XGBoost on rows of JSON, many at once, on one processor."""

import json
from pathlib import Path

import numpy
import xgboost

CLASSES = ["HOUR", "DAY", "REST"]


class Model:
    """Reads `model.ubj` and `features.json` of a folder."""

    def __init__(self, folder: Path):
        self._features = json.loads((folder / "features.json").read_text())
        self._booster = xgboost.Booster({"nthread": 1}, model_file=str(folder / "model.ubj"))

    def scores(self, rows):
        """One answer per row, in their order."""
        matrix = numpy.array([[row.get(name) for name in self._features] for row in rows], dtype=numpy.float32)
        answers = []
        for each in self._booster.inplace_predict(matrix).tolist():
            answers.append({"value": CLASSES[each.index(max(each))], "probabilities": dict(zip(CLASSES, each))})
        return answers
