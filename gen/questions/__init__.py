"""Question lists: CSV, TSV, XLSX, JSONL, JSON, YAML and plain text, read row by row.

`read.py` chooses by the file's suffix; `table.py`, `sheet.py`, `json_list.py`, `yaml_list.py` and `plain.py` each turn
one kind of list into raw rows; `row.py` turns a raw row into a `Question` or a `RowError`.
"""
