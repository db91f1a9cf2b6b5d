"""One module per model: `describe`, `arguments(parser)` and `run(options)`; the file name is the command, `_` read as `-`."""
