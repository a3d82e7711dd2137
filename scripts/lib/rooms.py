"""Fences between rooms: a module's folders refer to each other downwards, and never in a circle."""

import collections
import typing

TYPE = r"(?<![\w.@#`])([A-Z]\w*)"
ENUM_CASES = r"\bcase (\w+(?:, \w+)*)"
STATIC_MEMBER = r"(?:(?<![\w)\]}?!>])|\b[A-Z]\w*)\.(\w+)"


class House(typing.NamedTuple):
    """A module's folder and its rooms by floor, the lowest first.

    A room refers to rooms below it, and to rooms beside it as long as no circle comes of it. Where the `rest` is free,
    rooms that are not named stand above all floors and refer to each other as they like.
    """

    path: str
    floors: tuple
    rest_is_free: bool = False

    def room(self, path):
        """The folder below the module's own in which a file lies, at whatever depth; empty for the module's own."""
        return path.removeprefix(self.path).rpartition("/")[0].split("/")[0]


HOUSES = (
    House("Gateway/Core/", (
        ("HTTP", "Loop", "Log", "Store", "Text"),
        ("Wire", "Body", "Transport"),
        ("Client",),
        ("Apps", "Dispatch", "Envelope", "Limit", "Outbox", "Socket"),
        ("Config",),
        ("Access",),
        ("Routing",),
        ("Binding",),
        ("Pipeline",),
        ("Server", "Explain"),
    )),
    House("Gateway/Kit/", (("JSON",),), rest_is_free=True),
)


class Arrow(typing.NamedTuple):
    """A file of one room names what another room declares; `line` is the first one on which it does."""

    start: str
    end: str
    name: str
    path: str
    line: int


def room_fences(sources):
    """Broken rules as (path, line, rule); `sources` are by path."""
    for house in HOUSES:
        rooms = {path: house.room(path) for path in sources if path.startswith(house.path)}
        for path, room in rooms.items():
            if not house.rest_is_free and not any(room in floor for floor in house.floors):
                yield path, 1, f"`{room or house.path}` stands on no floor; the floors are in scripts/lib/rooms.py"
        for arrow, rule in wrong_arrows(house, list(arrows(rooms, sources))):
            yield arrow.path, arrow.line, rule


def wrong_arrows(house, found):
    """Arrows that go up, or sideways in a circle, each with the rule that it breaks."""
    floors = {room: number for number, rooms in enumerate(house.floors) for room in rooms}
    top = len(house.floors)
    sideways = collections.defaultdict(set)
    for arrow in found:
        if floors.get(arrow.start, top) == floors.get(arrow.end, top):
            sideways[arrow.start].add(arrow.end)
    for arrow in found:
        start, end = floors.get(arrow.start, top), floors.get(arrow.end, top)
        if start < end:
            yield arrow, f"{arrow.start} stands below {arrow.end} and refers to its `{arrow.name}`"
        elif start == end < top and arrow.start in reached(arrow.end, sideways):
            yield arrow, f"{arrow.start} and {arrow.end} refer to each other in a circle, here by `{arrow.name}`"


def reached(start, ways):
    """All rooms to which a way leads."""
    found, to_visit = set(), [start]
    while to_visit:
        for room in ways[to_visit.pop()] - found:
            found.add(room)
            to_visit.append(room)
    return found


def arrows(rooms, sources):
    """What the files of a room name of other rooms: types, and static members that another room adds to a type."""
    types, members = declared_types(rooms, sources), added_members(rooms, sources)
    for path, room in rooms.items():
        source = sources[path]
        own = {declared.name for declared in source.declarations() if declared.scope or declared.is_private}
        named = {name: types[name] for name in types if name not in own}
        for homes, pattern in ((named, TYPE), (members, STATIC_MEMBER)):
            for name, line in first_lines(source, pattern):
                if homes.get(name, room) != room:
                    yield Arrow(room, homes[name], name, path, line)


def first_lines(source, pattern):
    """(name, line) of what the pattern finds, each name once."""
    lines = {}
    for line, match in source.finds(pattern):
        lines.setdefault(match[1], line)
    return lines.items()


def declared_types(rooms, sources):
    """The room of each type that other files can name by one word."""
    return {
        declared.name: room for path, room in rooms.items() for declared in sources[path].declarations()
        if declared.kind not in ("extension", "static") and not declared.scope and not declared.is_private}


def added_members(rooms, sources):
    """The room of each static member that an extension declares, if `.name` can mean nothing else."""
    homes = collections.defaultdict(list)
    for path, source in sources.items():
        for declared in source.declarations():
            if declared.kind == "static":
                homes[declared.name].append(rooms.get(path) if declared.scope == "extension" else None)
        for _, match in source.finds(ENUM_CASES):
            for name in match[1].split(", "):
                homes[name].append(None)
    return {name: found[0] for name, found in homes.items() if len(found) == 1 and found[0]}
