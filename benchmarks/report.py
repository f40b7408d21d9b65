"""What was measured, beside what was wanted."""


class Report:
    """Rows as they are measured, printed at once and kept for the table."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str]] = []

    def add(self, what: str, measured: str, wanted: str = "", held: bool | None = None) -> None:
        verdict = {None: "", True: "held", False: "MISSED"}[held]
        self.rows.append((what, measured, wanted, verdict))
        print(f"  {what}: {measured}   {wanted} {verdict}", flush=True)

    def table(self) -> str:
        lines = ["| what | measured | wanted | |", "|---|---|---|---|"]
        return "\n".join(lines + [f"| {' | '.join(row)} |" for row in self.rows]) + "\n"
