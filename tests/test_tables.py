"""Files as people have them, and as they should not be: columns of numbers, or a sentence on why not."""

import io
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surfaces.points import MOST_POINTS
from tables import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Table, Unreadable, read_table
from tables.read import CELLS_AT_ONCE

NAN = float("nan")


def read(text: str, encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), "a.csv")


def values(table: Table) -> dict[str, list[float]]:
    return {column.name: column.values.tolist() for column in table.columns if column.usable}


def why(table: Table) -> dict[str, str]:
    return {column.name: column.why for column in table.columns if not column.usable}


def refusal(raw: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_table(raw, "a.csv")
    return str(caught.value)


# --- layouts ---


@pytest.mark.parametrize(
    "text",
    [
        "u,v\n1.5,-2\n3,4e2\n",
        "u;v\r\n1.5;-2\r\n3;4e2\r\n",
        "u\tv\n1.5\t-2\n3\t4e2",
        "u|v\n1.5|-2\n3|4e2",
        "u;v\n1,5;-2\n3;4e2",
        '"u","v"\n"1.5","-2"\n"3","4e2"',
        '"u","v"\n"1,5","-2"\n"3","4e2"',
        "u, v\n1.5, -2\n3, 4e2",
        "u,v\r1.5,-2\r3,4e2\r",
        "u,v\n\n1.5,-2\n,\n\n3,4e2\n\n",
        "u,v,\n1.5,-2,\n3,4e2,\n",
        "sep=;\nu;v\n1.5;-2\n3;4e2",
        "# measured in May\nu,v\n1.5,-2\n3,4e2",
        "# u,v\n1.5,-2\n3,4e2",
        "Measurements\n\nu,v\n1.5,-2\n3,4e2",
        "Measurements,\nu,v\n1.5,-2\n3,4e2",
        "u,v\n1.5,\u22122\n+3,400",
    ],
)
def test_a_table_is_the_same_in_every_layout(text: str) -> None:
    found = {name: column for name, column in values(read(text)).items() if name in "uv"}
    assert found == {"u": [1.5, 3.0], "v": [-2.0, 400.0]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_is_read(encoding: str) -> None:
    assert list(values(read("größe,длина\n1,2\n3,4\n", encoding))) == ["größe", "длина"]


def test_what_windows_writes_is_read() -> None:
    assert list(values(read("Größe;Preis in €\n1,5;2\n3;4\n", "cp1252"))) == ["Größe", "Preis in €"]
    # 0x81 is no character of Windows, and one of Latin 1.
    assert list(values(read_table(b"a\xe9,b\x81\n1,2\n3,4\n" + b"5,6\n" * 50, "a.csv"))) == ["aé", "b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,b\n"1,234.5",2\n"12,000",3', [1234.5, 12000.0]),
        ('a,b\n"1,234",2\n"12,000",3', [1234.0, 12000.0]),
        ("a;b\n1.234,5;2\n12.000;3", [1234.5, 12000.0]),
        ("a;b\n1,234;2\n12,5;3", [1.234, 12.5]),
        ("a;b\n1.234;2\n12.5;3", [1.234, 12.5]),
    ],
)
def test_thousands_and_decimals_are_told_apart(text: str, expected: list[float]) -> None:
    assert values(read(text))["a"] == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1,2\n3,4", ["column 1", "column 2"]),
        ("1,5;2\n3;4", ["column 1", "column 2"]),
        ("Berlin,1,2\nParis,3,4", ["column 1", "column 2", "column 3"]),
        (",a,b\n0,1,2\n1,3,4", ["column 1", "a", "b"]),
        ("year,2020\n1,2\n3,4", ["year", "2020"]),
        ("name;city;a;b\nx;y;1;2,5\nz;w;2;3,5\nv;u;3;1,5", ["name", "city", "a", "b"]),
        ("Berlin;1,5;2,5\nParis;3,5;4,5", ["column 1", "column 2", "column 3"]),
        ("a,a,a (2),\n1,2,3,4\n2,3,4,5", ["a", "a (2)", "a (2) (2)", "column 4"]),
        ("a\tb\nfirst\t1\t2\nsecond\t3\t4", ["column 1", "a", "b"]),
        ('" a\nb\u202e",b\n1,2\n3,4', ["a b", "b"]),
        (f"{'n' * 500},b\n1,2\n3,4", ["n" * 60, "b"]),
    ],
)
def test_columns_are_named_once_each(text: str, names: list[str]) -> None:
    assert [column.name for column in read(text).columns] == names


def test_a_first_row_of_numbers_is_no_header() -> None:
    assert values(read("1,2\n3,4")) == {"column 1": [1.0, 3.0], "column 2": [2.0, 4.0]}


def test_missing_numbers_are_nan_and_rows_may_be_short() -> None:
    table = read("a,b\n1,2\nNA,3\n-,4\n5\nnan,6\ninf,7\n1e999,8\n8,9")
    np.testing.assert_array_equal(values(table)["a"], [1, NAN, NAN, 5, NAN, NAN, NAN, 8])
    np.testing.assert_array_equal(values(table)["b"], [2, 3, 4, NAN, 6, 7, 8, 9])


def test_rows_with_too_many_cells_are_left_out_and_told() -> None:
    table = read("a,b\n1,2\n3,4,5\n6,7,\n")
    assert (table.rows, table.uneven) == (2, 1)
    assert values(table)["a"] == [1.0, 6.0]
    assert table.chosen("a", "b").notes == ("1 row has too many cells",)


def test_rows_far_down_are_held_to_the_same_length() -> None:
    block = max(1, CELLS_AT_ONCE // 2)
    far = [",", *["1,2", "2,3"] * block, "3,4,,", "5,6,,7", ",,,", ",,,8", "", "9", "3,4" + "," * 500]
    table = read("\n".join(["a,b", *far, *[",,,"] * 2 * block, "8,9"]))
    assert (table.rows, table.uneven) == (2 * block + 3, 3)
    np.testing.assert_array_equal(values(table)["a"][-3:], [3, 9, 8])
    np.testing.assert_array_equal(values(table)["b"][-3:], [4, NAN, 9])


def test_a_long_row_above_the_numbers_makes_no_other_row_longer() -> None:
    table = read("# u,v,w,x\nu,v\n1,2,3\n3,4\n5,6,7\n8,9")
    assert (table.rows, table.uneven, values(table)) == (2, 2, {"u": [3.0, 8.0], "v": [4.0, 9.0]})


def test_a_row_of_millions_of_cells_takes_the_memory_of_one_row() -> None:
    few = ["1,2", "2,3"] * 100
    tracemalloc.start()
    try:
        table = read("\n".join(["a,b", *few, "1," * 1_000_000, *few * 20]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (table.rows, table.uneven) == (4200, 1)
    assert peak < 200e6


def test_numbers_are_exact() -> None:
    numbers = np.random.default_rng(5).normal(size=(500, 2)) * 10.0 ** np.arange(-250, 250)[:, None]
    for separator, decimal in ((",", "."), (";", ",")):
        lines = [f"{x!r}{separator}{y!r}".replace(".", decimal) for x, y in numbers.tolist()]
        table = read("\n".join(["a" + separator + "b", *lines]))
        np.testing.assert_array_equal(np.array(list(values(table).values())).T, numbers)


# --- columns that cannot be used ---


def test_a_column_that_cannot_be_used_says_why() -> None:
    lines = ["x,y,city,mixed,one,note,none,far,id,same"]
    lines += [
        f"{n},{n * n},c{n},{n if n else 'many'},4,{n if n > 8 else 'w' * n},,inf,1_00{n},A" for n in range(10)
    ]
    assert why(read("\n".join(lines))) == {
        "city": "text",
        "mixed": "1 of 10 cells is no number: “many”",
        "one": "always the same",
        "note": "text",
        "none": "empty",
        "far": "infinite",
        "id": "text",
        "same": "always the same",
    }


def test_several_cells_that_are_no_numbers_are_counted() -> None:
    table = read("a,b,c\n1,2,x\n2,3,5\n3,5,6\n4,6," + "y" * 50 + "\n5,7,1,\n6,8,NA")
    assert why(table) == {"c": "2 of 5 cells are no numbers, “x” for one"}


def test_two_words_are_two_numbers() -> None:
    table = read("age,ill\n1,Yes\n2,no\n3,\n4,yes\n")
    assert table.column("ill").words == ("no", "Yes")
    np.testing.assert_array_equal(table.column("ill").values, [1, 0, NAN, 1])
    assert table.chosen("age", "ill").notes == ("ill: no is 0, Yes is 1",)


def test_what_words_stand_for_does_not_hang_on_their_order() -> None:
    for rows in (["1,no", "2,yes"], ["2,yes", "1,no"]):
        chosen = read("\n".join(["age,ill", *rows])).chosen("age", "ill").points
        assert dict(zip(chosen.x.tolist(), chosen.y.tolist(), strict=True)) == {1.0: 0.0, 2.0: 1.0}


# --- files that cannot be read ---


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("data.csv", "a,b\n1,2\n")
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (workbook(), "an Excel file: save it as CSV"),
        (archive(), "zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"\n<!DOCTYPE html><html><body>1,2", "a web page"),
        (b"a,b\n1,2\x00\n3,4", "no text"),
        (np.random.default_rng(0).bytes(5000), "no text"),
        (b"\xff\xfe\x00", "save it as UTF-8"),
        (b"a,b\n", "no rows"),
        (b"a\n1\n2\n", "Only one column"),
        (b"a b\n1 2\n", "Only one column"),
        (b'a,b\n"1,2\n3,4\n', "quote"),
        (b'a,b\n1,2\n3,"4"5\n', "quote"),
        (b'a,b\n1,2\n3,"' + b"x" * 200_000 + b'"\n', "131,072 characters"),
        (b"a,b\n" + b"1,2\n2,3\n" * 100 + b'3,"4\n', "quote"),
        (b"a,b\n" + b"1,2\n2,3\n" * 100 + b'3,"4"5\n', "quote"),
        (b"title,\n" * 99 + b'a,b\n1,"2"5\n' + b"1,2\n2,3\n", "quote"),
        (b"title,\n" * 99 + b'a,b\n1,2\n2,"2"5\n' + b"1,2\n2,3\n", "quote"),
        (b"title,\n" * 99 + b'a,b\n1,2\n2,3\n1,"2\n', "quote"),
        (b"a,b\n" + b"1,2\n2,3\n" * 100 + b'3,"' + b"4" * 200_000 + b'"\n', "131,072 characters"),
        (b"a,b\n1,x\n2,y\n3,z\n", "“a” (numbers), “b” (text)"),
        (b"a,b,c,d,e,f,g\n" + b"1,1,1,1,1,1,1\n" * 3, "2 more"),
        (b"1," * 5000 + b"1\n", f"at most {MOST_COLUMNS:,}"),
        (b"1," * 4_000_000, f"at most {MOST_COLUMNS:,}"),
        (b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1), f"{MOST_ROWS:,} rows"),
        (b"1" * (MOST_BYTES + 1), "at most 10 MB"),
        (b"1" * 5_000_000, "131,072 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_says_why(raw: bytes, told: str) -> None:
    assert told in refusal(raw)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(raw: bytes) -> None:
    check_whole(raw)


PIECES = [
    "1",
    "2.5",
    "-3,5",
    "x",
    "yes",
    "no",
    ",",
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\n",
    "\r\n",
    '"',
    "#",
    " ",
    "NA",
    "inf",
]
PIECES += ["1e400", "é", "\x00", "_", "sep=;\n", "1.234,5", "\u2028", "\ufeff"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-16-be"]))
def test_any_table_like_text_is_a_table_or_a_sentence(pieces: list[str], encoding: str) -> None:
    check_whole("".join(pieces).encode(encoding))


def check_whole(raw: bytes) -> None:
    """Whatever can be read gives points for every two columns, or says why not."""
    try:
        table = read_table(raw, "a.csv")
    except Unreadable:
        return
    usable = [column for column in table.columns if column.usable]
    assert len(usable) >= 2
    assert all(len(column.values) == table.rows for column in usable)
    assert len({column.name for column in table.columns}) == len(table.columns)
    for classes in (False, True):
        try:
            chosen = table.chosen(*table.usual(classes=classes), classes=classes)
        except Unreadable:
            continue
        assert len(chosen.points) + chosen.dropped == table.rows
        assert chosen.points.rows == table.rows


@given(
    st.lists(st.tuples(*[st.floats(-1e99, 1e99, allow_nan=False)] * 2), min_size=2, max_size=20),
    st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", ","), ("|", ".")]),
)
def test_what_is_written_is_read_again(pairs: list[tuple[float, float]], style: tuple[str, str]) -> None:
    separator, decimal = style
    lines = [separator.join(f"{value!r}" for value in pair).replace(".", decimal) for pair in pairs]
    text = "\n".join([separator.join("uv"), *lines])
    if any(len(set(column)) < 2 for column in zip(*pairs, strict=True)):
        return
    table = values(read(text))
    assert list(zip(table["u"], table["v"], strict=True)) == pairs


# --- points ---


def test_points_have_names_and_know_their_file() -> None:
    chosen = read("a,b,c\n1,2,3\n4,,6\n7,8,\n9,1,2").chosen("c", "a")
    assert chosen.points.names == ("c", "a")
    assert (chosen.points.x.tolist(), chosen.points.y.tolist()) == ([3.0, 6.0, 2.0], [1.0, 4.0, 9.0])
    assert (chosen.points.rows, chosen.dropped, chosen.points.uploaded) == (4, 1, True)


def test_of_many_rows_some_are_drawn_the_same_every_time() -> None:
    rows = 5 * MOST_POINTS
    table = read("\n".join(["a,b", *(f"{n},{2 * n}" for n in range(rows)), "NA,1"]))
    chosen, again = table.chosen("a", "b"), table.chosen("a", "b")
    assert len(chosen.points) == MOST_POINTS == len(np.unique(chosen.points.x))
    assert (chosen.points.y == 2 * chosen.points.x).all()
    assert chosen.points == again.points
    # The mean of a fair draw without replacement lies within five of its standard errors.
    assert abs(chosen.points.x.mean() - rows / 2) < 5 * rows / np.sqrt(12 * MOST_POINTS)
    assert (chosen.points.rows, chosen.dropped) == (rows + 1, 1)
    assert chosen.notes == (f"{MOST_POINTS:,} of {rows:,} rows, drawn at random",)


def test_classes_are_0_and_1() -> None:
    table = read("x,y,z,w\n1,2,0,a\n2,1,1,b\n3,2,1,a\n4,1,0,a")
    assert table.chosen("x", "y", classes=True).points.y.tolist() == [1.0, 0.0, 1.0, 0.0]
    assert table.chosen("x", "y", classes=True).notes == ("y: 1 is 0, 2 is 1",)
    assert table.chosen("x", "z", classes=True).notes == ()
    assert table.chosen("x", "w", classes=True).notes == ("w: a is 0, b is 1",)
    assert table.chosen("x", "y").points.y.tolist() == [2.0, 1.0, 2.0, 1.0]
    with pytest.raises(Unreadable, match=r"“x” must have exactly two values.* more"):
        table.chosen("y", "x", classes=True)


@pytest.mark.parametrize(
    ("x", "y", "told"),
    [
        ("a", "a", "two different"),
        ("a", "nothing", "no column “nothing”"),
        ("a", "city", "cannot be used: text"),
        ("b", "c", "always the same"),
        ("a", "huge", "beyond 1e+12"),
    ],
)
def test_a_choice_that_gives_no_points_says_why(x: str, y: str, told: str) -> None:
    table = read("a,b,c,huge,city\n1,1,,1e13,A\n2,,2,2,B\n3,3,3,3,C\n4,,4,4,D")
    with pytest.raises(Unreadable, match=told.replace("+", r"\+")):
        table.chosen(x, y)


def test_the_first_two_columns_are_usual_and_those_that_count_rows_come_last() -> None:
    assert read("name,a,b\nx,1,2\ny,3,1\nz,4,1").usual() == ("a", "b")
    assert read(",a,b\n0,1,2\n1,3,1\n2,9,2").usual() == ("a", "b")
    assert read("n,a\n1,5\n2,3\n3,1").usual() == ("a", "n")


def test_the_usual_classes_are_the_last_column_of_two_values() -> None:
    table = read("sex,size,weight,ill\nf,1,5,no\nm,2,4,no\nf,4,9,yes")
    assert table.usual(classes=True) == ("sex", "ill")
    with pytest.raises(Unreadable, match="exactly two values"):
        read("a,b\n1,2\n3,5\n4,9").usual(classes=True)
