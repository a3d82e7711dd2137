"""Medians over rounds, and the table that shows them."""

import statistics

# Row: (what is compared, "at most" or "at least", bound, unit). From the project's own goals.
TARGETS = {
    "http, CPU µs": ("ratio", "≤", 1.5),
    "https, CPU µs": ("ratio", "≤", 1.4),
    "durable write, per second": ("gateway", "≥", 10000),
    "createOrder, per second": ("gateway", "≥", 10000),
    "createOrder at 5,000/s, p99 µs": ("gateway", "≤", 25000),
    "deliveries when the provider is back, per second": ("gateway", "≥", 1000),
    "memory idle, RSS MiB": ("gateway", "≤", 25),
    "idle TLS connection, RSS KiB": ("gateway", "≤", 24),
    "start to ready, ms": ("gateway", "≤", 100),
}
COLUMNS = ("measurement", "gateway", "min–max", "nginx", "min–max", "ratio", "min–max", "target", "")


def summary(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "rounds": values}


def measurements(rounds):
    """One entry a row, from the rows of all rounds; the ratio is taken within each round, then its median."""
    result = []
    for name in dict.fromkeys(name for rows in rounds for name in rows):
        found = [rows[name] for rows in rounds if name in rows]
        entry = {"name": name}
        for server in ("gateway", "nginx"):
            values = [row[server] for row in found if server in row]
            if values:
                entry[server] = summary(values)
        ratios = [row["gateway"] / row["nginx"] for row in found if row.get("nginx") and "gateway" in row]
        if ratios:
            entry["ratio"] = summary(ratios)
        if name in TARGETS:
            compared, relation, bound = TARGETS[name]
            value = entry[compared]["median"]
            entry["target"] = {
                "compared": compared, "relation": relation, "bound": bound,
                "reached": value <= bound if relation == "≤" else value >= bound}
        result.append(entry)
    return result


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def spread(figures):
    return [number(figures["median"]), f"{number(figures['min'])}–{number(figures['max'])}"]


def cells(entry):
    line = [entry["name"]]
    for key in ("gateway", "nginx", "ratio"):
        figures = entry.get(key)
        line += spread(figures) if figures else ["", ""]
    target = entry.get("target")
    if not target:
        return line + ["", ""]
    what = "ratio " if target["compared"] == "ratio" else ""
    bound = f"{what}{target['relation']} {number(target['bound'])}"
    return line + [bound, "reached" if target["reached"] else "MISSED"]


def table(entries):
    lines = [COLUMNS, *map(cells, entries)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    aligned = (
        "  ".join(
            cell.ljust(width) if column in (0, 7, 8) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths)))
        for line in lines)
    return "\n".join(line.rstrip() for line in aligned)


def noise(entries):
    """How far apart one and the same nginx run came out in different rounds, as a share of its median."""
    spreads = [
        (entry["nginx"]["max"] - entry["nginx"]["min"]) / entry["nginx"]["median"]
        for entry in entries if entry["name"].endswith("CPU µs") and "nginx" in entry]
    return max(spreads, default=None)
