"""How large a cost file may be before it is refused: what protects the app from a bomb protects its user too."""

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. A file past one of them is refused with a sentence that names the bound."""

    max_bytes: int = 2_000 * MB
    """Bytes of the file as it is offered."""
    max_unpacked_factor: int = 10
    """A compressed file may unpack to this many times `max_bytes`."""
    max_ratio: int = 200
    """Unpacked bytes for each packed byte; billing files reach 10 to 40, bombs 1,000."""
    max_columns: int = 2_000
    max_cells_per_byte: int = 50
    """Cells of a Parquet file for each of its bytes, once there are many; bills reach 2 to 10, bombs 500 and more."""
    max_line_bytes: int = MB
    """A line longer than this is no billing record."""
    max_files: int = 1_000
    """Files of one archive or folder."""
    max_document_bytes: int = 500 * MB
    """Bytes of a JSON document or of an unpacked workbook, which are read as a whole."""

    @property
    def max_unpacked_bytes(self) -> int:
        """Bytes after unpacking."""
        return self.max_bytes * self.max_unpacked_factor
