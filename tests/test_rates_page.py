"""The table of learning rates in docs/ is what the rule says."""

from pathlib import Path

from docs.make_rates import text


def test_the_table_is_the_rule_s(root: Path) -> None:
    assert (root / "docs/rates.md").read_text(encoding="utf-8") == text(), "run 'make rates'"
