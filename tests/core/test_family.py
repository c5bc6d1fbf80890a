"""Which rule grew out of which."""

import pytest

from optimizers import OPTIMIZERS

KEYS = list(OPTIMIZERS)


@pytest.mark.parametrize("key", KEYS)
def test_a_rules_ancestors_are_taught_before_it_and_each_is_told_what_was_added(key: str) -> None:
    for ancestor, added in OPTIMIZERS[key].builds_on.items():
        assert KEYS.index(ancestor) < KEYS.index(key)
        assert 0 < len(added) <= 60
        assert added == added.strip()
        assert not added.endswith(".")


@pytest.mark.parametrize("key", [key for key in KEYS if OPTIMIZERS[key].builds_on])
def test_every_rule_leads_back_to_sgd(key: str) -> None:
    found, todo = set(), [key]
    while todo:
        one = todo.pop()
        found.add(one)
        todo += [each for each in OPTIMIZERS[one].builds_on if each not in found]
    assert "sgd" in found


def test_only_sgd_comes_from_nowhere_of_the_rules_that_tell_their_stages() -> None:
    roots = [key for key, rule in OPTIMIZERS.items() if not rule.builds_on and "update" not in vars(rule)]
    assert roots == ["sgd"]
