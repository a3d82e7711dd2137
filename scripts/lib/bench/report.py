"""Medians over rounds, and the tables that show them."""

import statistics

# Row: (what is compared, relation, bound). From the project's own goals. A ratio is the gateway's to one of the nginx.
TARGETS = {
    "http, CPU µs": ("bufferedNginx", "≤", 1.35),
    "http, p99 µs": ("bufferedNginx", "≤", 1.5),
    "https, CPU µs": ("bufferedNginx", "≤", 1.25),
    "https, p99 µs": ("bufferedNginx", "≤", 1.5),
    "durable write, per second": ("gateway", "≥", 10000),
    "createOrder, per second": ("gateway", "≥", 10000),
    "createOrder at 5,000/s, p99 µs": ("gateway", "≤", 25000),
    "deliveries when the provider is back, per second": ("gateway", "≥", 1000),
    "memory idle, RSS MiB": ("gateway", "≤", 25),
    "idle TLS connection, RSS KiB": ("gateway", "≤", 24),
    # limits.bufferBytes, 256 MiB, and 64 for the rest.
    "9,000 clients that do not read, RSS MiB": ("gateway", "≤", 320),
    "9,000 unfinished heads, RSS MiB": ("gateway", "≤", 320),
    "clients that do not read gone for 15 s, more RSS MiB": ("gateway", "≤", 40),
    "unfinished heads gone for 15 s, more RSS MiB": ("gateway", "≤", 40),
    "start to ready, ms": ("gateway", "≤", 100),
    "socket echo, CPU µs": ("node", "≤", 0.8),
    "room of 500, CPU µs a delivery": ("node", "≤", 0.9),
    "room of 500, last delivery, p99 ms": ("gateway", "≤", 50),
    "durable messages by socket, per second": ("gateway", "≥", 10000),
    "idle socket, RSS KiB": ("gateway", "≤", 8),
    "idle TLS socket, RSS KiB": ("gateway", "≤", 20),
    "20 uploads of 10 MiB, more RSS MiB": ("gateway", "≤", 16),
    "showRoom, CPU to validateToken's": ("gateway", "≤", 2),
    "listRoomMessages of 50, CPU to validateToken's": ("gateway", "≤", 4),
    "suggestAnswers beside 100,000 issues, p99 ms": ("gateway", "≤", 20),
}
SERVERS = ("gateway", "baseline", "nginx", "bufferedNginx", "node")
# What the gateway's figures are divided by.
RIVALS = SERVERS[1:]
COLUMNS = (
    "measurement", "gateway", "min–max", "nginx", "ratio", "min–max", "buffered", "ratio", "min–max", "target", "")
NODE_COLUMNS = ("measurement", "gateway", "min–max", "node ws", "ratio", "min–max", "target", "")
BASELINE_COLUMNS = ("measurement", "gateway", "min–max", "baseline", "min–max", "ratio", "min–max", "")


def summary(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "rounds": values}


def measurements(rounds):
    """One entry a row, from the rows of all rounds; a ratio is taken within each round, then its median."""
    result = []
    for name in dict.fromkeys(name for rows in rounds for name in rows):
        found = [rows[name] for rows in rounds if name in rows]
        entry = {"name": name, "ratios": {}}
        for server in SERVERS:
            values = [row[server] for row in found if server in row]
            if values:
                entry[server] = summary(values)
        for rival in RIVALS:
            ratios = [row["gateway"] / row[rival] for row in found if row.get(rival) and "gateway" in row]
            if ratios:
                entry["ratios"][rival] = summary(ratios)
        if name in TARGETS:
            entry["target"] = target(entry, *TARGETS[name])
        if "baseline" in entry:
            entry["verdict"] = verdict(entry)
        result.append(entry)
    return result


def target(entry, compared, relation, bound):
    value = entry["ratios"].get(compared, entry["gateway"])["median"]
    is_reached = value <= bound if relation == "≤" else value >= bound
    return {"compared": compared, "relation": relation, "bound": bound, "reached": is_reached}


def verdict(entry):
    """Better or worse than the baseline, when neither's median lies within the spread of the other."""
    new, old = entry["gateway"], entry["baseline"]
    if new["median"] > old["max"] and old["median"] < new["min"]:
        return "better" if entry["name"].endswith("per second") else "worse"
    if new["median"] < old["min"] and old["median"] > new["max"]:
        return "worse" if entry["name"].endswith("per second") else "better"
    return "same"


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def median(figures):
    return [number(figures["median"])] if figures else [""]


def spread(figures):
    return [*median(figures), f"{number(figures['min'])}–{number(figures['max'])}"] if figures else ["", ""]


def cells(entry):
    line = [entry["name"], *spread(entry["gateway"])]
    for rival in ("nginx", "bufferedNginx"):
        line += median(entry.get(rival)) + spread(entry["ratios"].get(rival))
    return line + target_cells(entry)


def target_cells(entry):
    wanted = entry.get("target")
    if not wanted:
        return ["", ""]
    what = "ratio " if wanted["compared"] in RIVALS else ""
    return [f"{what}{wanted['relation']} {number(wanted['bound'])}", "reached" if wanted["reached"] else "MISSED"]


def node_cells(entry):
    return [
        entry["name"], *spread(entry.get("gateway")), *median(entry["node"]), *spread(entry["ratios"].get("node")),
        *target_cells(entry)]


def baseline_cells(entry):
    return [
        entry["name"], *spread(entry["gateway"]), *spread(entry["baseline"]), *spread(entry["ratios"].get("baseline")),
        "" if entry["verdict"] == "same" else entry["verdict"]]


def table(entries):
    return aligned([COLUMNS, *map(cells, entries)], texts=(0, 9, 10))


def node_table(entries):
    return aligned([NODE_COLUMNS, *map(node_cells, entries)], texts=(0, 6, 7))


def baseline_table(entries):
    return aligned([BASELINE_COLUMNS, *map(baseline_cells, entries)], texts=(0, 7))


def aligned(lines, texts):
    """The lines with their columns below each other, those of `texts` to the left and numbers to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    justified = (
        "  ".join(
            cell.ljust(width) if column in texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths)))
        for line in lines)
    return "\n".join(line.rstrip() for line in justified)


def noise(entries):
    """How far apart one and the same nginx run came out in different rounds, as a share of its median."""
    spreads = [
        (entry["nginx"]["max"] - entry["nginx"]["min"]) / entry["nginx"]["median"]
        for entry in entries if entry["name"].endswith("CPU µs") and "nginx" in entry]
    return max(spreads, default=None)
