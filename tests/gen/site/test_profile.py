"""The site profile: its base, its overrides, and what it refuses."""

from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gen.errors import PageError
from gen.site.profile import SiteProfile
from gen.site.slug import slug

SITE = SiteProfile()


def test_the_default_is_the_shipped_profile() -> None:
    assert SiteProfile(profile="quicktakes") == SITE
    assert SITE.author == "QuickTakes"
    assert SITE.layout.fields >= {"answer", "score", "related"}


def test_settings_override_their_base() -> None:
    profile = SiteProfile.model_validate({"profile": "hugo", "author": "Jane", "subjects": {"Art": ["arts"]}})
    assert (profile.author, profile.layout.answer_is_body, profile.slug_rule) == ("Jane", True, "hyphenate")
    assert profile.subject_name("Arts") == "Art"


def test_a_profile_of_ones_own_is_a_file_and_may_have_a_base(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("profile: hugo\nlanguage: de\n")
    profile = SiteProfile.model_validate({"profile": "mine.yaml", "author": "Jo"}, context={"root": tmp_path})
    assert (profile.language, profile.author, profile.layout.answer_is_body) == ("de", "Jo", True)
    assert SiteProfile.model_validate({"profile": str(tmp_path / "mine.yaml")}).language == "de"


def test_a_profile_survives_being_dumped() -> None:
    for profile in (SITE, SiteProfile(profile="hugo")):
        assert SiteProfile.model_validate(profile.model_dump()) == profile


KEYS: list[dict[str, object]] = [
    {"key": name, "from": name} for name in ("id", "date", "question", "subject", "description", "keywords")
]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"profile": "nope"}, "neither a file nor one of hugo, quicktakes"),
        ({"profile": ""}, "name of a shipped profile"),
        ({"profile": 3}, "name of a shipped profile"),
        ({"athor": "x"}, "Extra inputs"),
        ({"slug_rule": "x"}, "drop"),
        ({"title_pattern": "{page}"}, "not one of"),
        ({"title_pattern": "{question.__class__}"}, "not one of"),
        ({"title_pattern": "{question!r}"}, "not one of"),
        ({"path_pattern": "../{slug}"}, "inside the tree"),
        ({"path_pattern": "/{slug}"}, "inside the tree"),
        ({"path_pattern": "page.md"}, "both of them"),
        ({"path_pattern": "{question}/{slug}"}, "both of them"),
        ({"subjects": {"!": []}}, "nothing of it"),
        ({"subjects": {"Art": [], "Arts": ["art"]}}, "share the path"),
        ({"layout": {"keys": KEYS}}, "exactly one place"),
        ({"layout": {"keys": KEYS, "body": "{answer}", "x": 1}}, "Extra inputs"),
        ({"layout": {"keys": [*KEYS, {"key": "answer", "from": "answer"}], "body": "{answer}"}}, "exactly one place"),
        ({"layout": {"keys": KEYS[1:], "body": "{answer}"}}, "no key is from id"),
        ({"layout": {"keys": [*KEYS, KEYS[0] | {"from": "score"}], "body": "{answer}"}}, "'id' stands twice"),
        ({"layout": {"keys": [{"key": "a"}]}}, "exactly one of from, value and keys"),
        ({"layout": {"keys": [{"key": "a", "from": "id", "value": 1}]}}, "exactly one of from, value and keys"),
        ({"layout": {"keys": [{"key": "a{n}", "from": "id"}]}}, "counted by"),
        ({"layout": {"keys": [{"key": "a", "from": "id", "style": "list"}]}}, "can stand as a list"),
        ({"layout": {"keys": [{"key": "a", "from": "title", "escaped": True}]}}, "for the answer alone"),
        ({"layout": {"keys": [{"key": "a", "from": "question", "optional": True}]}}, "cannot be optional"),
        ({"layout": {"keys": [{"key": "a{n}", "from": "related"}]}}, "id, title, subject and url"),
        (
            {
                "layout": {
                    "keys": [
                        {
                            "key": "a",
                            "from": "related",
                            "keys": [
                                {"key": "i", "from": "id"},
                                {"key": "t", "from": "title"},
                                {"key": "s", "from": "subject"},
                                {"key": "u", "from": "url"},
                            ],
                        }
                    ]
                }
            },
            "as a list",
        ),
    ],
)
def test_settings_that_cannot_work_are_refused(given: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        SiteProfile.model_validate(given)


@pytest.mark.parametrize(
    ("content", "word"), [("- a", "not a mapping"), ("a: [", "cannot be read"), ("profile: mine.yaml", "each other")]
)
def test_a_profile_file_that_is_none_is_refused(tmp_path: Path, content: str, word: str) -> None:
    (tmp_path / "mine.yaml").write_text(content)
    with pytest.raises(ValidationError, match=word):
        SiteProfile.model_validate({"profile": "mine.yaml"}, context={"root": tmp_path})


def test_subjects_have_one_name_in_all_spellings() -> None:
    assert SITE.subject_name("computer science") == "Computer Science"
    assert SITE.subject_name(" Computer Science ") == "Computer Science"
    assert SITE.subject_name("Dance") == "Dance"
    assert SITE.subject_name("!") is None
    closed = SiteProfile(subjects_closed=True)
    assert closed.subject_name("Dance") is None
    assert closed.subject_name("PHYSICS") == "Physics"
    assert SITE.subjects_by_slug["digital-media"] == "Digital Media"


def test_places_and_titles_follow_the_patterns() -> None:
    assert SITE.draft_path("Art History", "a-b") == PurePosixPath("art-history/a-b.md")
    assert SITE.url_for("Art History", "a-b") == "/learn/art-history/questions/a-b"
    assert SITE.seo_title("Physics") == "QuickTakes | Physics"
    assert SITE.html_title("Why {x}?", "Physics") == "Student Question : Why {x}? | Physics | QuickTakes"


@pytest.mark.parametrize(
    ("subject", "name", "word"), [("Art", "", "file name"), ("!", "a", "folder"), ("Art", "a" * 253, "255")]
)
def test_a_place_that_no_file_system_has_is_refused(subject: str, name: str, word: str) -> None:
    with pytest.raises(PageError, match=word):
        SITE.draft_path(subject, name)


@pytest.mark.parametrize(
    ("text", "dropped", "hyphenated"),
    [
        ("IPO & FPO", "ipo--fpo", "ipo-fpo"),
        ("row-echelon form?", "rowechelon-form", "row-echelon-form"),
        ("École", "cole", "ecole"),
        ("漢字", "", ""),
        (" a ", "-a-", "a"),
    ],
)
def test_slugs(text: str, dropped: str, hyphenated: str) -> None:
    assert slug(text) == dropped
    assert slug(text, "hyphenate") == hyphenated


@given(st.text(), st.sampled_from(["drop", "hyphenate"]))
def test_a_slug_is_safe_in_any_path(text: str, rule: Any) -> None:
    made = slug(text, rule)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(made, "hyphenate") == made.strip("-") or "--" in made
