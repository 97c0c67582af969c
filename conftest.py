"""C tests beside the C they test become pytest items: common/tools/criterion_items.py."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "common" / "tools"))
from criterion_items import pytest_collect_file  # a hook of pytest
