"""`sql`: free SQL on cost files, through the same guarded door that the page and the model use."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from finops_agent.cli.output import note, write_json, write_table

if TYPE_CHECKING:
    from finops_agent.costs.sql import SqlResult

EXAMPLES = 'Example: finops-agent sql bill.csv -q "SELECT ServiceName, sum(BilledCost) FROM costs GROUP BY 1"'


def sql(
    files: Annotated[list[Path], typer.Argument(help="Cost files, as for describe.", show_default=False)],
    query: Annotated[str, typer.Option("--query", "-q", help="One SELECT on the tables of these files.")],
    json: Annotated[bool, typer.Option("--json", help="Write JSON: columns and rows, or blocked.")] = False,
) -> None:
    """Run one SELECT on cost files, within bounds: they can be read, nothing else can be touched."""
    from finops_agent.costs import load_files  # noqa: PLC0415 - the engine is loaded only where it is used
    from finops_agent.costs.sql import SqlBlocked, SqlDoor  # noqa: PLC0415 - same

    dataset = load_files(files)
    try:
        with SqlDoor(dataset) as door:
            result = door.run(query)
    except SqlBlocked as error:
        if not json:
            raise
        write_json({"blocked": str(error)})
        raise typer.Exit(1) from error
    finally:
        dataset.close()
    if json:
        write_json(_shaped(result))
        return
    write_table(result.columns, result.rows)
    if result.truncated:
        note(f"  note: there are more rows; these are the first {len(result.rows):,}. Group them, or use LIMIT.")


def _shaped(result: "SqlResult") -> dict[str, Any]:
    shape: dict[str, Any] = {
        "columns": list(result.columns),
        "rows": [[_json_cell(cell) for cell in row] for row in result.rows],
    }
    return shape | ({"truncated": True} if result.truncated else {})


def _json_cell(cell: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """What JSON has no form for becomes text: odd numbers, spans of time, bytes, keys of maps."""
    if isinstance(cell, dict):
        return {str(key): _json_cell(item) for key, item in cell.items()}
    if isinstance(cell, list | tuple):
        return [_json_cell(item) for item in cell]
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, bytes):
        return cell.hex()
    return str(cell) if type(cell).__name__ in {"timedelta", "UUID", "time"} else cell
