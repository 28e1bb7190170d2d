"""Reading a file of persons: bytes to lines, lines to cells, cells to persons or to a reason why not."""
