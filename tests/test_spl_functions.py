"""The functions of eval."""

from __future__ import annotations

from typing import Any

import pytest
from splunk_search import holds, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("10/4", 2.5),
        ("7%3", 1),
        ("1/0", None),
        ("-2+5", 3),
        ("n+1", 3),
        ("t-1", None),
        ("n.t", "2Text"),
        ("lower(t)", "text"),
        ("upper(t)", "TEXT"),
        ("len(t)", 4),
        ("substr(t,2)", "ext"),
        ("substr(t,2,2)", "ex"),
        ("substr(t,-2)", "xt"),
        ("substr(t,-3,1)", "e"),
        ("substr(t,0)", None),
        ("substr(x,1)", None),
        ('replace(t,"^(.)(.)","\\2\\1")', "eTxt"),
        ('replace(t,"z","y")', "Text"),
        ("coalesce(x,t,n)", "Text"),
        ("coalesce(x)", None),
        ('if(n=2,"a","b")', "a"),
        ('if(x=2,"a","b")', "b"),
        ('case(x=1,"a",n=2,"b",true(),"c")', "b"),
        ('case(n=3,"a")', None),
        ("nullif(t,t)", None),
        ('nullif(t,"x")', "Text"),
        ("null()", None),
        ('tonumber("12")', 12),
        ('tonumber("1.5e1")', 15.0),
        ('tonumber("x")', None),
        ('tonumber(" ")', None),
        ("tostring(n)", "2"),
        ("tostring(n=2)", "True"),
        ('trim("  x ")', "x"),
        ('rtrim("xyy","y")', "x"),
        ('ltrim("yyx","y")', "x"),
        ("lower(x)", None),
        ('split("a,b",",")', ["a", "b"]),
        ('split("a",",")', "a"),
        ("mvcount('m{}')", 3),
        ("mvcount(t)", 1),
        ("mvcount(x)", None),
        ("mvindex('m{}',1)", "Y"),
        ("mvindex('m{}',-1)", "x"),
        ("mvindex('m{}',0,1)", ["x", "Y"]),
        ("mvindex('m{}',-2,-1)", ["Y", "x"]),
        ("mvindex('m{}',7)", None),
        ("mvindex(t,0)", "Text"),
        ("mvjoin('m{}','sep')", "x-Y-x"),
        ("mvdedup('m{}')", ["x", "Y"]),
        ("mvsort('m{}')", ["Y", "x", "x"]),
        ("mvappend('m{}',t,x)", ["x", "Y", "x", "Text"]),
        ("mvfind('m{}',\"^Y\")", 1),
        ("mvfind('m{}',\"z\")", None),
        ('mvfind(t,"ex")', 0),
        ('mvfind(x,"ex")', None),
        ("mvmap('m{}',lower('m{}'))", ["x", "y", "x"]),
        ('mvmap(t,t."!")', "Text!"),
        ('mvmap(x,x."!")', None),
        ("mvmap('m{}',if('m{}'=\"x\",null(),'m{}'))", "Y"),
        ("mvfilter('m{}'=\"x\")", ["x", "x"]),
        ("mvfilter('m{}'=\"z\")", None),
        ('strptime("2026-11-24T08:00:00Z","%Y-%m-%dT%H:%M:%SZ")', 1795507200),
        ('strptime("24.11.2026","%Y-%m-%dT%H:%M:%SZ")', None),
        ('strptime("2026-13-24","%F")', None),
        ('strftime(1795507200,"%F %T week %V")', "2026-11-24 08:00:00 week 48"),
        ('strftime(t,"%F")', None),
    ],
)
def test_functions(expression: str, expected: Any) -> None:  # noqa: ANN401 - any value
    """Each function gives what its page in the Search Reference says."""
    assert value(expression, n=2, t="Text", m=["x", "Y", "x"], sep="-") == expected


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ('match(t,"ex")', True),
        ('match(t,"^ex")', False),
        ('match(t,"EX")', False),
        ('match(t,"(?i)EX")', True),
        (r'match(b,"^C:\\\\x$")', True),
        (r'match(t,"^\w+$")', True),
        (r'match(t,"^\\x{54}\\x65[\\x{78}-\\x{7A}]")', True),
        (r'match(u,"^\\x{e9}\\z")', True),
        (r'match(u,"(?i)^[\\x{C9}]\\z")', True),
        (r'match(z,"^a\\x{a}b\\x9z\\x{1F600}\\z")', True),
        (r'match(z,"\\Q\\x{a}\\E")', False),
        (r'match(q,"^\\Q\\x{a}\\E\\z")', True),
        (r'match(q,"^\\\\x\\{a}")', True),
        ('match(u,"^[[:alpha:]]$")', False),
        ('match(u,"(?i)É")', True),
        ('like(t,"T%t")', True),
        ('like(t,"t%t")', False),
        ('like(t,"Te_t")', True),
        ('t LIKE "%ex%"', True),
        ('like(t,"ex")', False),
        ('cidrmatch("10.0.0.0/8",ip)', True),
        ('cidrmatch("11.0.0.0/8",ip)', False),
        ('cidrmatch("10.0.0.0/8",t)', False),
        ('cidrmatch("2001:db8::/32",ip6)', True),
        ('cidrmatch("0.0.0.0/0",ip6)', False),
        ("in('m{}',\"Y\")", True),
        ("in('m{}',\"y\")", False),
        ('\'m{}\' IN ("z", "x")', True),
        ('in(x,"y")', False),
        ('searchmatch("t=text ip=10.0.0.0/8")', True),
        ('searchmatch("t=tex")', False),
        ("t!=5", True),
        ("t=5", False),
        ("isnull(x)", True),
        ("isnotnull(t)", True),
    ],
)
def test_conditions(expression: str, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    """Each test gives what its page in the Search Reference says; regular expressions are PCRE."""
    record = {
        "t": "Text",
        "b": r"C:\x",
        "u": "é",
        "z": "a\nb\tz😀",
        "q": r"\x{a}",
        "ip": "10.1.2.3",
        "ip6": "2001:db8::1",
        "m": ["x", "Y"],
    }
    assert holds(expression, **record) is kept


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('json_extract(_raw,"p")', '{"b":[{"c":"x"},{"c":22.0}],"n":null,"t":true,"u":"é\\"","e":{}}'),
        ('json_extract(_raw,"p.b")', '[{"c":"x"},{"c":22.0}]'),
        ('json_extract(_raw,"p.b{}.c")', '["x",22.0]'),
        ('json_extract(_raw,"p.b{1}.c")', "22.0"),
        ('json_extract(_raw,"p.b{7}.c")', None),
        ('json_extract(_raw,"p.b.c")', None),
        ('json_extract(_raw,"p.b{}.z")', None),
        ('json_extract(_raw,"p.t")', "true"),
        ('json_extract(_raw,"p.u")', 'é"'),
        ('json_extract(_raw,"p.n")', None),
        ('json_extract(_raw,"p.e")', "{}"),
        ('json_extract(_raw,"p.z")', None),
        ('json_extract(_raw,"p.t","p.z")', "[true,null]"),
        ('json_extract("no json","p")', None),
        ('json_extract("[1, 2]")', "[1,2]"),
        ('json_extract_exact(_raw,"k.1")', "y"),
        ('json_extract(_raw,"k.1")', None),
        ('json_keys(json_extract(_raw,"p"))', '["b","n","t","u","e"]'),
        ('json_keys("[1]")', None),
        ('json_array_to_mv("[1,\\"a\\",{\\"b\\":2}]")', ["1", "a", '{"b":2}']),
        ('json_array_to_mv("[]")', None),
        ('json_array_to_mv("{}")', None),
        ('spath(_raw,"p.b{}.c")', ["x", "22.0"]),
        ('spath(_raw,"p.z")', None),
    ],
)
def test_json_functions(expression: str, expected: Any) -> None:  # noqa: ANN401 - any value
    """Objects and arrays come back as compact JSON, leaves as they are, null and nothing as null."""
    record = {
        "p": {"b": [{"c": "x"}, {"c": 22.0}], "n": None, "t": True, "u": 'é"', "e": {}},
        "k.1": "y",
    }
    assert value(expression, **record) == expected
