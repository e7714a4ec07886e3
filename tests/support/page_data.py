"""What `templates/report/reading.js` makes of the data of a page, for tests that run no script."""

import json
import re
from typing import Any


def data_of(page: str) -> dict[str, Any]:
    """Return the data of a page as it stands."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


class PageData:
    """The data of a page with texts in the place of numbers."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        spelled = re.sub(
            "[\ue000-\uf8ff]", lambda match: data["words"][ord(match[0]) - 0xE000], data["strings"]
        )
        self.strings = spelled.split("\n")

    def statement(self, number: int) -> list[Any]:
        *words, place, value = self.data["statements"][number]
        where = [self.strings[place[0]], place[1]] if place else None
        return [*(self.strings[each] for each in words), where, self.unfolded(value)]

    def unfolded(self, number: int) -> Any:
        if number >= 0:
            return self.strings[number]
        kind, *parts = self.data["values"][-1 - number]
        if kind == 0:
            return [self.unfolded(each) for each in parts]
        if kind == 1:
            pairs = zip(parts[::2], parts[1::2], strict=True)
            return {self.strings[key]: self.unfolded(value) for key, value in pairs}
        return json.loads(self.strings[parts[0]])

    def levels(self, endpoint: int, cell: int) -> list[list[Any]]:
        """Return the levels of a cell: numbers of words, lists of actions, statements, requests."""
        *_, first, cells = self.data["endpoints"][endpoint]
        _, _, shape, situations, *_ = cells[cell]
        made = []
        for level in self.data["shapes"][shape]:
            padded = [*level, *([0] * (10 - len(level)))]
            actions = [[self.strings[name] for name in names] for names in self.data["actions"][padded[2]]]
            statements = [first + number for number in padded[3] or ()]
            requests = [self._request(situations, padded[place]) for place in (4, 5, 7, 8)]
            reason = self.strings[padded[9] - 1] if padded[9] else ""
            made.append([padded[0], padded[1], padded[6], actions, statements, requests, reason])
        return made

    def _request(self, situations: list[list[int]], example: Any) -> str:
        if not example:
            return ""
        said = [self.strings[each] for each in situations[example[0]]]
        if len(example) == 1:
            return said[0]
        on = f" on {said[1]}" if said[1] else ""
        return f"{said[0]} calling {self.strings[example[1]]}{on}{said[2]}"
