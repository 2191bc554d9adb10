"""Speed and memory, side by side in one run, on a synthetic city; `python -m benchmarks` writes the table."""
